package store

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
)

// Decode reads a profile and checks all of it. The error is Problems, each with
// its key and, where the file has one, its line; file is only named in them.
// An older schema is migrated in memory, a newer one refused.
func Decode(data []byte, file string) (Profile, error) {
	return current.decode(data, file)
}

// DecodePartial reads a file that need not be complete, for answers prepared
// beforehand: no key is required, the rest is as strict as Decode. keys are
// those that the file gives, as Get and Set name them.
func DecodePartial(data []byte, file string) (p Profile, keys []string, err error) {
	d, ps := current.read(data)
	if len(ps) == 0 {
		ps = d.rules(partial)
	}
	if len(ps) > 0 {
		return Default(), nil, d.locate(ps, file)
	}
	for _, k := range d.keys {
		if f, ok := fieldOf(strings.Join(k, ".")); !ok || f.kind != kindSecret {
			keys = append(keys, strings.Join(k, "."))
		}
	}
	return d.profile, keys, nil
}

func (f format) decode(data []byte, file string) (Profile, error) {
	d, ps := f.read(data)
	if len(ps) == 0 {
		ps = d.rules(complete)
	}
	if len(ps) > 0 {
		return Default(), d.locate(ps, file)
	}
	return d.profile, nil
}

// decoded is a file whose syntax, keys and types are in order.
type decoded struct {
	text    []byte // as it stands in the file
	source  []byte // the same in the newest schema
	profile Profile
	raw     map[string]any
	layout  *layout    // of source
	keys    [][]string // values that the file gives, places of secrets part by part too
	old     bool       // migrated
	first   any        // the schema that the file names
}

// read stops at the first group of faults that makes the next one meaningless:
// syntax, schema, keys and types.
func (f format) read(data []byte) (*decoded, Problems) {
	d := &decoded{text: data, profile: Default()}
	if ps := d.parse(data); ps != nil {
		return d, ps
	}
	d.first = d.raw["schema"]
	data, old, prob := f.migrate(data, d.raw["schema"])
	if prob != nil {
		return d, Problems{prob.at("schema")}
	}
	d.source, d.old = data, old
	if old {
		if ps := d.parse(data); ps != nil {
			return d, ps
		}
	}
	var ps Problems
	d.layout = newLayout(data)
	d.walk(nil, d.raw, &ps)
	if len(ps) > 0 {
		return d, ps
	}
	if _, err := toml.Decode(string(data), &d.profile); err != nil {
		return d, syntaxProblems(err, data)
	}
	d.profile.normalise()
	return d, nil
}

// parse fills raw. Keys that stand twice get a problem of their own before the
// decoder complains about them in its words.
func (d *decoded) parse(data []byte) Problems {
	d.raw, d.keys = nil, nil
	l := newLayout(data)
	var ps Problems
	for _, e := range l.repeated {
		p := problem("duplicate_key").at(strings.Join(e.path, "."))
		p.Line = l.line(e.start)
		ps = append(ps, p)
	}
	if len(ps) > 0 {
		return ps
	}
	if _, err := toml.Decode(string(data), &d.raw); err != nil {
		return syntaxProblems(err, data)
	}
	return nil
}

// syntaxProblems turns the decoder's error into a problem. Its words are
// dropped for a line on which a secret may have been written by mistake.
func syntaxProblems(err error, data []byte) Problems {
	p := problem("syntax", "detail", "")
	var pe toml.ParseError
	if errors.As(err, &pe) {
		p.Line = pe.Position.Line
		if l := newLayout(data); l.fault >= 0 {
			p.Line = l.line(l.fault) // the decoder is often a line late
		}
		p.Args["detail"] = Neutral(pe.Message, 160)
		p.Args["column"] = strconv.Itoa(pe.Position.Col)
		lines := strings.Split(string(data), "\n")
		if i := p.Line - 1; i >= 0 && i < len(lines) && mentionsSecret(lines[i]+" "+pe.LastKey) {
			p.Args["detail"] = ""
		}
	}
	return Problems{p}
}

func mentionsSecret(s string) bool {
	s = strings.ToLower(s)
	return strings.Contains(s, "pass") || strings.Contains(s, "secret") || strings.Contains(s, "token")
}

// locate adds line and file, and keeps one problem per key.
func (d *decoded) locate(ps Problems, file string) Problems {
	l := newLayout(d.text)
	seen := map[string]bool{}
	var out Problems
	for _, p := range ps {
		p.File = file
		if d.old {
			p.Line = 0 // lines of the migrated text are not those of the file
		}
		if p.Key != "" {
			if seen[p.Key] {
				continue
			}
			seen[p.Key] = true
			if p.Line == 0 && !d.old && p.Code != "missing_key" {
				p.Line = l.lineOf(keyPath(p.Key))
			}
		}
		out = append(out, p)
	}
	slices.SortStableFunc(out, func(a, b *Problem) int {
		if a.Line == 0 || b.Line == 0 {
			return b.Line - a.Line // what is nowhere in the file comes last
		}
		return a.Line - b.Line
	})
	return out
}

// keyPath is the path of a key; what follows "form.", "notify." and
// "proof.stages." is one part, dots and all.
func keyPath(key string) []string {
	for _, table := range []string{"form", "notify", "proof.stages"} {
		if rest, ok := strings.CutPrefix(key, table+"."); ok {
			return append(strings.Split(table, "."), rest)
		}
	}
	return strings.Split(key, ".")
}

// How much of a profile must be there.
const (
	partial  = false
	complete = true
)

// rules applies the rules of values; whole asks for required keys too.
func (d *decoded) rules(whole bool) Problems {
	var ps Problems
	if _, ok := d.raw["schema"]; whole && !ok {
		ps = append(ps, problem("missing_key").at("schema"))
	}
	if whole && !d.gives("smtp.auth.method") && d.profile.wantsMethod() {
		// Left out it would mean "none", and nobody who writes a user name does.
		ps = append(ps, problem("missing_key").at("smtp.auth.method"))
	}
	ps = append(ps, d.zeros()...)
	for _, p := range d.profile.Validate() {
		if whole || p.Code != "missing_key" {
			ps = append(ps, p)
		}
	}
	return ps
}

// wantsMethod tells that a file must say smtp.auth.method. An API is sent to
// with a token and nothing else, whosever mailbox it is.
func (p Profile) wantsMethod() bool {
	a := p.SMTP.Auth
	return p.ServerType != "api" && (a.Username != "" || !a.Password.IsZero())
}

func (d *decoded) gives(key string) bool {
	for _, k := range d.keys {
		if strings.Join(k, ".") == key {
			return true
		}
	}
	return false
}

// zeros judges numbers and durations that the file gives as 0, which Validate
// takes for left out.
func (d *decoded) zeros() Problems {
	var ps Problems
	for _, f := range schema() {
		if f.kind != kindInt && f.kind != kindDuration || !d.gives(f.key) {
			continue
		}
		v := f.of(&d.profile)
		if r := ruleOf(f.key); r.any() && v.IsZero() {
			if p := r.judge(text(v.Interface())); p != nil {
				ps = append(ps, p.at(f.key))
			}
		}
	}
	return ps
}

// normalise brings values to the one form in which they are compared.
func (p *Profile) normalise() {
	for _, m := range []map[string]any{p.Form, p.Notify} {
		for k, v := range m {
			m[k] = freeValue(v)
		}
	}
}

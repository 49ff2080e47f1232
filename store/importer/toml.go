package importer

import (
	"bytes"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"

	"todoku/store"
)

// tableName heads every account of a TOML file: [[profile]], [profile.smtp].
// What stands in it is a profile as todoku writes it, but that schema and
// server_type may be left out and that a password may stand where its place
// would: password = "…".
const tableName = "profile"

// tomlPart is the text of one [[profile]], made a profile of its own: headers
// without their first part, secrets taken out, every line where it was.
type tomlPart struct {
	line    int // of its header
	text    []byte
	start   int             // offset in the file
	given   map[string]bool // first parts of the keys before any [header]
	secrets []tomlSecret
}

type tomlSecret struct {
	line       int
	key, value string
}

// readTOML reads an array of profiles, or a single profile's own file.
func readTOML(s *source) {
	data := []byte(s.text)
	parts, ok := s.tomlParts(data)
	if !ok {
		return
	}
	for _, p := range parts {
		if a := s.account(p.line, ""); a != nil {
			a.fromTOML(p)
		}
	}
}

// tomlParts takes the file apart. It is false where it does not parse.
func (s *source) tomlParts(data []byte) ([]*tomlPart, bool) {
	w := tomlWalk{source: s, data: data, text: slices.Clone(data), at: &tomlPart{line: 1, given: map[string]bool{}}}
	var p unstable.Parser
	p.Reset(slices.Clip(data))
	for p.NextExpression() {
		w.expression(p.Expression())
	}
	var fault *unstable.ParserError
	if errors.As(p.Error(), &fault) {
		s.problem(w.line(int(p.Range(fault.Highlight).Offset)), "", "syntax", "detail", "")
		return nil, false
	}
	w.end(len(data))
	return w.parts, true
}

// tomlWalk goes over the expressions of a file.
type tomlWalk struct {
	*source
	data, text []byte // as read; as it is rewritten
	parts      []*tomlPart
	at         *tomlPart // what stands before the first [[profile]], then that
	many       bool      // there is a [[profile]]
	prefix     []string  // of the keys under the current header
	outside    int       // where a table that belongs to no profile begins; 0: none
	counted    int       // lines are counted once
	upTo       int
}

// line is the 1-based line of an offset; offsets come in order.
func (w *tomlWalk) line(offset int) int {
	if offset < w.upTo {
		w.counted, w.upTo = 0, 0
	}
	w.counted += bytes.Count(w.data[w.upTo:offset], []byte("\n"))
	w.upTo = offset
	return w.counted + 1
}

func (w *tomlWalk) expression(n *unstable.Node) {
	switch n.Kind {
	case unstable.Table, unstable.ArrayTable:
		w.header(n)
	case unstable.KeyValue:
		path, _ := w.key(n)
		if len(w.prefix) == 0 {
			w.at.given[path[0]] = true
		}
		w.value(n, append(slices.Clone(w.prefix), path...))
	}
}

// key is the path of a node, and where it begins.
func (w *tomlWalk) key(n *unstable.Node) (path []string, offset int) {
	offset = -1
	for it := n.Key(); it.Next(); {
		if offset < 0 {
			offset = int(it.Node().Raw.Offset)
		}
		path = append(path, string(it.Node().Data))
	}
	return path, offset
}

// header begins a profile, or one of its tables.
func (w *tomlWalk) header(n *unstable.Node) {
	path, offset := w.key(n)
	w.prefix = path
	start := bytes.LastIndexByte(w.data[:offset], '\n') + 1
	w.blankOutside(start)
	if path[0] != tableName {
		if w.many {
			w.problem(w.line(offset), strings.Join(path, "."), "import.toml_outside")
			w.outside = start
		}
		return
	}
	if len(path) == 1 {
		if n.Kind != unstable.ArrayTable {
			w.problem(w.line(offset), tableName, "import.toml_form")
			return
		}
		w.end(start)
		w.many, w.prefix = true, nil
		w.at = &tomlPart{line: w.line(offset), start: start, given: map[string]bool{}}
		for i := start; i < len(w.data) && w.data[i] != '\n'; i++ {
			w.text[i] = ' '
		}
		return
	}
	w.prefix = path[1:]
	second := -1
	for it := n.Key(); it.Next(); {
		if raw := int(it.Node().Raw.Offset); raw > offset {
			second = raw
			break
		}
	}
	for i := offset; i < second; i++ {
		w.text[i] = ' '
	}
}

// blankOutside takes out what belongs to no profile, up to an offset.
func (w *tomlWalk) blankOutside(offset int) {
	for i := w.outside; w.outside > 0 && i < offset; i++ {
		if w.text[i] != '\n' {
			w.text[i] = ' '
		}
	}
	w.outside = 0
}

// value takes a secret out of the text, inside inline tables too.
func (w *tomlWalk) value(n *unstable.Node, path []string) {
	v := n.Value()
	if v.Kind == unstable.InlineTable {
		for it := v.Children(); it.Next(); {
			if it.Node().Kind == unstable.KeyValue {
				inner, _ := w.key(it.Node())
				w.value(it.Node(), append(slices.Clone(path), inner...))
			}
		}
		return
	}
	key := strings.Join(path, ".")
	if v.Kind != unstable.String || !slices.Contains(secretColumns(), key) {
		return
	}
	_, offset := w.key(n)
	w.at.secrets = append(w.at.secrets, tomlSecret{w.line(offset), key, string(v.Data)})
	from, to := int(v.Raw.Offset), int(v.Raw.Offset+v.Raw.Length)
	for i := from; i < to; i++ {
		if w.text[i] != '\n' {
			w.text[i] = ' '
		}
	}
	copy(w.text[from:], "{}")
}

// end closes the current part at an offset.
func (w *tomlWalk) end(offset int) {
	if w.at == nil {
		return
	}
	w.blankOutside(offset)
	p := w.at
	w.at = nil
	p.text = w.text[p.start:offset]
	if p.start > 0 || w.many {
		w.parts = append(w.parts, p)
		return
	}
	rest := offset < len(w.data)
	for key := range p.given {
		if rest && key != "schema" {
			w.problem(1, key, "import.toml_outside")
		}
	}
	if !rest && len(strings.TrimSpace(string(p.text))) > 0 {
		w.parts = append(w.parts, p)
	}
}

// fromTOML reads one part by the rules of a profile's own file.
func (a *Account) fromTOML(p *tomlPart) {
	var head strings.Builder
	for _, k := range []struct{ key, line string }{
		{"schema", "schema = " + strconv.Itoa(store.Schema)}, {"name", `name = "imported"`}, {"server_type", `server_type = "smtp"`},
	} {
		if !p.given[k.key] {
			head.WriteString(k.line + "\n")
		}
	}
	a.named = p.given["name"]
	got, err := store.Decode([]byte(head.String()+string(p.text)), a.file)
	var ps store.Problems
	if err != nil && !errors.As(err, &ps) {
		a.problem(a.Line, "", "syntax", "detail", "")
	}
	for _, q := range ps {
		at := a.Line
		if added := strings.Count(head.String(), "\n"); q.Line > added {
			at = a.Line + q.Line - added - 1
		}
		a.fault(at, q.Key, q)
	}
	a.Profile = got
	if a.Profile.Proof.Verdict != "" || !a.Profile.Proof.Time.IsZero() {
		a.note(a.Line, "proof", "import.proof_left")
	}
	a.Profile.Proof = store.Proof{}
	for _, key := range logColumns() {
		if name, ok := strings.CutPrefix(key, "form."); ok && a.Profile.Form[name] != nil {
			delete(a.Profile.Form, name)
			a.note(a.Line, key, "import.logs_left")
		}
	}
	for _, x := range p.secrets {
		a.secret(x.line, x.key, x.key, x.value)
	}
}

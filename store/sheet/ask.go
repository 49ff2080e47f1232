package sheet

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"todoku/store"
)

// Ask is how the wizard asks for what only this form has. The answer is kept
// under the field's key, in [notify] or [form].
type Ask struct {
	Kind    string   `toml:"kind"`    // one of askKinds
	Choices []string `toml:"choices"` // of a choice; the field's words are their labels
	Min     int      `toml:"min"`     // of a number
	Max     int      `toml:"max"`
	Step    int      `toml:"step"`    // 0: every number from Min to Max
	Default string   `toml:"default"` // what holds without an answer
	Propose string   `toml:"propose"` // a function of rules.go that gives the default
	Rule    string   `toml:"rule"`    // a function of values.go that judges the value, too
	Early   bool     `toml:"early"`   // asked with the application, because later choices depend on it
}

// askKinds: an address list is separated by ";", a URL is complete.
var askKinds = []string{"choice", "confirm", "number", "addresses", "url", "urls", "text"}

// Asked are the fields that the wizard asks for with the settings of p: those
// that the form shows then, in its order; early ones alone, or all others.
func (a App) Asked(p store.Profile, early bool) []Field {
	var list []Field
	for _, s := range a.Sections {
		if !a.holds(s.When, p) {
			continue
		}
		for _, f := range s.Fields {
			if f.Ask != nil && f.Ask.Early == early && (early || a.holds(f.When, p)) {
				list = append(list, f)
			}
		}
	}
	return list
}

// asked is the field that the wizard asks for under a key.
func (a App) asked(key string) (Field, bool) {
	for _, s := range a.Sections {
		for _, f := range s.Fields {
			if f.Ask != nil && f.Key == key {
				return f, true
			}
		}
	}
	return Field{}, false
}

// Value is what p says for a key, or what holds for it in this form where p
// says nothing. "rule.NAME" is what the function of that name makes of p.
func (a App) Value(p store.Profile, key string) string {
	if name, ok := strings.CutPrefix(key, "rule."); ok {
		return rules[name](p)
	}
	v := value(p, key)
	f, ok := a.asked(key)
	switch {
	case !ok:
	case v == "" && f.Ask.Propose != "":
		return rules[f.Ask.Propose](p)
	case v == "":
		return f.Ask.Default
	case f.Ask.Kind == "addresses":
		return Addresses(v)
	}
	return v
}

// check judges a value that is not empty. The code is that of a text
// "app.reason.CODE" with its values; empty: all is well.
func (q Ask) check(v string) (code string, args []string) {
	switch q.Kind {
	case "choice":
		if !slices.Contains(q.Choices, v) {
			return "not_one_of_form", []string{"choices", strings.Join(q.Choices, ", ")}
		}
	case "confirm":
		if v != "true" && v != "false" {
			return "not_one_of_form", []string{"choices", "true, false"}
		}
	case "number":
		if n, err := strconv.Atoi(v); err != nil || n < q.Min || n > q.Max || (n-q.Min)%max(q.Step, 1) != 0 {
			return "not_in_steps", []string{"min", strconv.Itoa(q.Min), "max", strconv.Itoa(q.Max), "step", strconv.Itoa(max(q.Step, 1))}
		}
	case "addresses":
		for _, one := range split(v) {
			if store.CheckAddress(one) != nil {
				return "not_addresses", []string{"address", one}
			}
		}
	case "url", "urls":
		for _, one := range strings.Fields(v) {
			if !completeURL(one) || q.Kind == "url" && one != v {
				return "not_a_complete_url", []string{"url", one}
			}
		}
	}
	if q.Rule != "" {
		return values[q.Rule](v), nil
	}
	return "", nil
}

// Numbers are the values of a number with steps; nil for other kinds.
func (q Ask) Numbers() []string {
	var list []string
	for n := q.Min; q.Kind == "number" && n <= q.Max; n += max(q.Step, 1) {
		list = append(list, strconv.Itoa(n))
	}
	return list
}

// Addresses is a list of addresses as the forms want it, separated by ";".
func Addresses(v string) string { return strings.Join(split(v), ";") }

// Shows reports that the form of an application has a field for a profile key
// with the settings of p.
func (a App) Shows(p store.Profile, key string) bool {
	for _, s := range a.Sections {
		for _, f := range s.Fields {
			if a.HasForm() && f.Key == key && a.holds(s.When, p) && a.holds(f.When, p) {
				return true
			}
		}
	}
	return false
}

// Early reports that a key is asked for with the application, in some form.
func Early(key string) bool {
	for _, a := range load() {
		if f, ok := a.asked(key); ok && f.Ask.Early {
			return true
		}
	}
	return false
}

// Keeps reports that a key of [form] or [notify] is one of this form's, or of
// todoku's own.
func (a App) Keeps(key string) bool {
	_, ok := a.asked(key)
	return ok || !a.HasForm() || slices.Contains(LogKeys[:], key)
}

// split takes a list of addresses apart. The forms want ";"; a comma or a
// blank, in full width too, is what people type.
func split(v string) []string {
	return strings.FieldsFunc(v, func(r rune) bool { return strings.ContainsRune(";, ；，、\u3000", r) })
}

// completeURL takes http and https with a host.
func completeURL(v string) bool {
	u, err := url.Parse(v)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil
}

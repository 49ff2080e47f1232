package sheet

import (
	"cmp"
	"strconv"
	"strings"

	"todoku/store"
)

// State is what is to be done with a field.
type State string

// The states of a row.
const (
	Fill       State = "fill"       // type in the value, or do the act
	Skip       State = "skip"       // the form does not need it here; the reason says why
	Missing    State = "missing"    // needed, and the profile does not say it
	Impossible State = "impossible" // what the profile says cannot be expressed
	Lost       State = "lost"       // the form has no field for it; mail goes out all the same
)

// Sheet is a form filled in from one profile.
type Sheet struct {
	Rows       []Row // every field in the form's order, then what it has no field for
	Impossible bool  // some row is
	Missing    bool  // some row is
}

// Row is one field of the form with what to type in.
type Row struct {
	Section    Label  // heading of its group; zero for the first and for what has no field
	Key        string // profile key that the value comes from; empty where none does
	Label      string // verbatim; empty: the form has no such field
	Gloss      string // the label in English
	Value      string // what to type in or choose, verbatim; empty for secrets
	ValueGloss string // Value in English where it is a word of the form
	Act        string // in place of Value: code of what to do, text "app.act.CODE"
	Unit       string // "seconds" or empty, text "app.unit.CODE"
	Default    string // what the empty form shows
	List       bool   // Value is several, separated by blanks
	Secret     bool
	Ref        store.SecretRef // where the secret is
	State      State
	Reason     Reason // why not, where State is not Fill
	Note       string // something to know or do, text "app.note.CODE"
}

// Reason is the code of a text "app.reason.CODE" with its values; a way out,
// where there is one, is the text "app.way.CODE".
type Reason struct {
	Code string
	Args map[string]string
}

// Sheet fills the form in from p. Where the server is left to a provider's
// data, p must have been completed before.
func (a App) Sheet(p store.Profile) Sheet {
	var s Sheet
	for _, sec := range a.Sections {
		applies := a.holds(sec.When, p)
		if !applies && sec.Otherwise == "" {
			continue
		}
		for _, f := range sec.Fields {
			row, shown := a.row(f, p)
			if !applies {
				row, shown = a.skipped(row, sec.Otherwise), true
			}
			if !shown {
				continue
			}
			row.Section = sec.Title
			s.Rows = append(s.Rows, row)
		}
	}
	s.Rows = append(s.Rows, a.homeless(p, s.Rows)...)
	s.Rows = append(s.Rows, a.strangers(p)...)
	for _, r := range s.Rows {
		s.Impossible = s.Impossible || r.State == Impossible
		s.Missing = s.Missing || r.State == Missing
	}
	return s
}

// keyFor is the profile key that a field's value comes from with p.
func (f Field) keyFor(p store.Profile) string {
	switch {
	case f.PopKey != "" && popFirst(p):
		return f.PopKey
	case f.ElseKey != "" && value(p, f.Key) == "" && secretRef(p, f.Key).IsZero():
		return f.ElseKey
	}
	return cmp.Or(f.Key, f.About)
}

// row fills in one field; shown is false where it is to be left out.
func (a App) row(f Field, p store.Profile) (row Row, shown bool) {
	row = Row{
		Key: f.keyFor(p), Label: f.Label, Gloss: f.Gloss, Unit: f.Unit,
		Default: f.Default, Secret: f.Secret, State: Fill, Note: a.Note(f, p),
	}
	if !a.holds(f.When, p) {
		return a.skipped(row, f.Otherwise), f.Otherwise != ""
	}
	if f.Secret {
		row.Ref = secretRef(p, row.Key)
		if f.Required && row.Ref.IsZero() {
			row.State, row.Note = Missing, ""
			row.Reason = Reason{cmp.Or(f.Missing, "not_set"), a.args("key", row.Key)}
		}
		return row, true
	}
	a.fill(&row, f, p)
	row.ValueGloss = a.Glosses[row.Value]
	empty := row.State == Fill && row.Value == "" && row.Act == ""
	if empty && a.HasForm() {
		row.Act, empty = "leave_empty", false
	}
	return row, !empty
}

// skipped marks a row that the form does not show or need.
func (a App) skipped(row Row, why string) Row {
	row.State, row.Note, row.Value, row.ValueGloss, row.Act = Skip, "", "", "", ""
	row.Ref, row.Reason = store.SecretRef{}, Reason{why, a.args()}
	return row
}

// Note is the code of what there is to know about a field with p; empty: nothing.
func (a App) Note(f Field, p store.Profile) string {
	for _, n := range f.Notes {
		if a.holds(n.When, p) {
			return n.Code
		}
	}
	return f.Note
}

// fill sets what is typed into a field that is shown and no secret.
func (a App) fill(row *Row, f Field, p store.Profile) {
	if row.Act = f.Act; f.Act != "" {
		return
	}
	v := f.Fixed
	switch {
	case f.Rule != "":
		v = rules[f.Rule](p)
	case f.Key != "":
		v = a.Value(p, row.Key)
	}
	if v == "" {
		if ok, _, _ := a.Allows(p, row.Key, v); !ok && row.Key != "" && f.Ask != nil {
			a.impossible(row, f, p, v)
			return
		}
	}
	if act, known := f.Acts[""]; v == "" && known {
		if row.Act = act; act == "leave" {
			row.Note = ""
		}
		return
	}
	if v == "" {
		if f.Required {
			row.State, row.Note = Missing, ""
			row.Reason = Reason{cmp.Or(f.Missing, "not_set"), a.args("key", row.Key)}
		}
		return
	}
	if f.Ask != nil {
		if ok, _, _ := a.Allows(p, row.Key, v); !ok {
			a.impossible(row, f, p, v)
			return
		}
	}
	if len(f.Words)+len(f.Acts) > 0 && (f.Ask == nil || f.Ask.Kind == "choice" || f.Ask.Kind == "confirm") {
		var known bool
		if row.Value, row.Act, known = f.word(v); !known {
			a.impossible(row, f, p, v)
		}
		return
	}
	if ok, _, _ := a.Allows(p, row.Key, v); !ok {
		a.impossible(row, f, p, v)
		return
	}
	row.Value, row.List = v, f.Ask != nil && f.Ask.Kind == "urls"
	if f.Unit == "seconds" {
		n, whole := seconds(v)
		if !whole {
			a.impossible(row, f, p, v)
			return
		}
		row.Value = strconv.Itoa(n)
	}
}

// word finds the form's word or act for a value of the profile.
func (f Field) word(v string) (word, act string, known bool) {
	for _, k := range []string{v, "*"} {
		if w, ok := f.Words[k]; ok {
			return w, "", true
		}
		if c, ok := f.Acts[k]; ok {
			return "", c, true
		}
	}
	return "", "", false
}

// impossible marks a row. The reason is that of the key's limit, if it has
// one, else the field's own.
func (a App) impossible(row *Row, f Field, p store.Profile, v string) {
	row.State, row.Value, row.Note = Impossible, "", ""
	if f.Rule == "" {
		if ok, code, args := a.Allows(p, row.Key, v); !ok {
			row.Reason = Reason{code, args}
			return
		}
	}
	row.Reason = Reason{cmp.Or(f.Impossible, "not_a_choice"), a.args("value", v)}
}

// value reads a profile key; one that the profile does not have is empty, and
// so are port 0 and 0 days, which stand for none.
func value(p store.Profile, key string) string {
	v, _ := store.Get(&p, key)
	if v == "0" && (strings.HasSuffix(key, ".port") || key == "receive.keep_days") {
		return ""
	}
	return v
}

// secretRef is the place of a secret of the profile.
func secretRef(p store.Profile, key string) store.SecretRef {
	switch key {
	case "smtp.auth.password":
		return p.SMTP.Auth.Password
	case "pop_before_smtp.password":
		return p.PopBeforeSMTP.Password
	case "receive.password":
		return p.Receive.Password
	case "oauth.client_secret":
		return p.OAuth.ClientSecret
	}
	return store.SecretRef{}
}

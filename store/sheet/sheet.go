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
	get := func(key string) string { return value(p, key) }
	for _, sec := range a.Sections {
		if !holds(sec.When, get) {
			continue
		}
		for _, f := range sec.Fields {
			row, shown := a.row(f, p)
			if !shown {
				continue
			}
			row.Section = sec.Title
			s.Rows = append(s.Rows, row)
		}
	}
	s.Rows = append(s.Rows, a.homeless(p, s.Rows)...)
	for _, r := range s.Rows {
		s.Impossible = s.Impossible || r.State == Impossible
		s.Missing = s.Missing || r.State == Missing
	}
	return s
}

// row fills in one field; shown is false where it is to be left out.
func (a App) row(f Field, p store.Profile) (row Row, shown bool) {
	row = Row{
		Key: f.Key, Label: f.Label, Gloss: f.Gloss, Unit: f.Unit,
		Default: f.Default, Secret: f.Secret, State: Fill, Note: f.Note,
	}
	get := func(key string) string { return value(p, key) }
	if !holds(f.When, get) {
		row.State, row.Note = Skip, ""
		row.Reason = Reason{f.Otherwise, a.args()}
		return row, f.Otherwise != ""
	}
	if f.Secret {
		row.Ref = secretRef(p, f.Key)
		if f.Required && row.Ref.IsZero() {
			row.State = Missing
			row.Reason = Reason{"not_set", a.args("key", f.Key)}
		}
		return row, true
	}
	a.fill(&row, f, p)
	row.ValueGloss = a.Glosses[row.Value]
	empty := row.State == Fill && row.Value == "" && row.Act == ""
	return row, !empty || a.HasForm()
}

// fill sets what is typed into a field that is shown and no secret.
func (a App) fill(row *Row, f Field, p store.Profile) {
	v := f.Fixed
	switch {
	case f.Rule != "":
		v = rules[f.Rule](p)
	case f.Key != "":
		v = value(p, f.Key)
	}
	if v == "" {
		if f.Required {
			row.State = Missing
			row.Reason = Reason{"not_set", a.args("key", f.Key)}
		}
		return
	}
	if len(f.Words)+len(f.Acts) > 0 {
		var known bool
		if row.Value, row.Act, known = f.word(v); !known {
			a.impossible(row, f, v)
		}
		return
	}
	if ok, _, _ := a.Allows(f.Key, v); !ok {
		a.impossible(row, f, v)
		return
	}
	row.Value = v
	if f.Unit == "seconds" {
		n, whole := seconds(v)
		if !whole {
			a.impossible(row, f, v)
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
func (a App) impossible(row *Row, f Field, v string) {
	row.State, row.Value, row.Note = Impossible, "", ""
	if ok, code, args := a.Allows(f.Key, v); !ok {
		row.Reason = Reason{code, args}
		return
	}
	row.Reason = Reason{cmp.Or(f.Impossible, "not_a_choice"), a.args("value", v)}
}

// homeless are the settings of the profile that no row speaks for: impossible
// ones, and those that are merely lost.
func (a App) homeless(p store.Profile, rows []Row) []Row {
	var out []Row
	for _, l := range a.Limits {
		v := value(p, l.Key)
		if l.takes(v) || spokenFor(rows, l.Key) {
			continue
		}
		row := Row{Key: l.Key, State: Lost, Reason: Reason{l.Reason, a.args("value", v)}}
		if !l.Lost {
			a.impossible(&row, Field{Key: l.Key}, v)
		}
		out = append(out, row)
	}
	return out
}

// spokenFor reports that the rows say what is wrong with a key, or that it does
// not matter because all its fields are skipped.
func spokenFor(rows []Row, key string) bool {
	filled, skipped := false, false
	for _, r := range rows {
		if r.Key != key {
			continue
		}
		switch r.State {
		case Impossible, Missing:
			return true
		case Fill:
			filled = true
		default:
			skipped = true
		}
	}
	return skipped && !filled
}

// value reads a profile key; one that the profile does not have is empty, and
// so is port 0, which stands for none.
func value(p store.Profile, key string) string {
	v, _ := store.Get(&p, key)
	if v == "0" && strings.HasSuffix(key, ".port") {
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

package report

import (
	"fmt"

	"todoku/mailcheck"
	"todoku/store"
	"todoku/store/sheet"
	"todoku/ui/locale"
)

// Reveal gives the secret of a profile key. Without one, sheets say where each
// secret is and nothing more.
type Reveal func(key string) (store.Secret, error)

// SheetOptions are what a sheet shows beside the profile's own settings.
type SheetOptions struct {
	Reveal Reveal
	// Authorisation is the state of the profile's own sign-in by OAuth in words;
	// empty: it signs in by a password, or not at all. An application signs in
	// by itself, in its form.
	Authorisation string
}

// entry is a row of a sheet in words.
type entry struct {
	sheet.Row
	shown string // what stands in the value's place
	why   string // reason
	way   string // way out
	note  string // something to know or do
}

// entries puts the rows into words; clean is applied to every value. It fails
// only if a secret that was asked for cannot be read.
func entries(s sheet.Sheet, t *locale.Texts, reveal Reveal, clean func(string) string) ([]entry, error) {
	out := make([]entry, 0, len(s.Rows))
	for _, r := range s.Rows {
		e := entry{Row: r}
		r.Reason.Args = neutral(r.Reason.Args)
		e.why, _ = t.Has("app.reason."+r.Reason.Code, r.Reason.Args)
		e.way, _ = t.Has("app.way."+r.Reason.Code, r.Reason.Args)
		e.note, _ = t.Has("app.note."+r.Note, nil)
		e.Value = clean(r.Value)
		if r.Secret && reveal != nil && !r.Ref.IsZero() {
			secret, err := reveal(r.Key)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", r.Key, err)
			}
			e.Value = clean(secret.Reveal())
		}
		e.shown = shown(e, t)
		out = append(out, e)
	}
	return out, nil
}

// shown is what stands in the value's place.
func shown(e entry, t *locale.Texts) string {
	switch {
	case e.State == sheet.Skip, e.State == sheet.Impossible:
		return "—" // U+2014
	case e.State != sheet.Fill:
		return t.T("app.state."+string(e.State), nil)
	case e.Act != "":
		return t.T("app.act."+e.Act, nil)
	case e.Secret && e.Value == "":
		return place(e.Ref, t)
	case e.Unit != "" && e.Value != "":
		return t.T("app.unit."+e.Unit, map[string]string{"value": e.Value})
	}
	return e.Value
}

// place says where a secret is.
func place(r store.SecretRef, t *locale.Texts) string {
	if r.IsZero() {
		return ""
	}
	return t.T("app.place."+r.From, neutral(map[string]string{
		"path": r.Path, "name": r.Name, "argv": store.JoinWords(r.Argv), "service": r.Service, "account": r.Account,
	}))
}

func neutral(args map[string]string) map[string]string {
	out := make(map[string]string, len(args))
	for k, v := range args {
		out[k] = mailcheck.Neutralise(v)
	}
	return out
}

package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"todoku/mailcheck"
	"todoku/store"
	"todoku/store/sheet"
	"todoku/ui/locale"
)

// Reveal gives the secret of a profile key. Without one, sheets say where each
// secret is and nothing more.
type Reveal func(key string) (store.Secret, error)

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
		if r.Secret && r.State == sheet.Fill && reveal != nil && !r.Ref.IsZero() {
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
	case e.State == sheet.Skip:
		return "-"
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

// labelCells is the width of the column of labels; longer ones push their value.
const labelCells = 30

// SheetText writes a sheet for people: the form from top to bottom under its
// own labels, what to type in beside each, and for readers of English a gloss
// below. x marks what the form cannot express, ? what the profile leaves out.
func SheetText(w io.Writer, app sheet.App, s sheet.Sheet, p store.Profile, t *locale.Texts, reveal Reveal) error {
	list, err := entries(s, t, reveal, mailcheck.Neutralise)
	if err != nil {
		return err
	}
	out := newPrinter(w, t, TextOptions{})
	out.sheetHead(app, s, p)
	section := sheet.Label{}
	for i, e := range list {
		title := e.Section
		if e.Label == "" {
			title.JA, title.EN = t.T("app.sheet.no_field", nil), ""
		}
		if i == 0 || title != section {
			section = title
			out.line("")
			out.line(heading(app, title, t))
		}
		out.sheetRow(app, e)
	}
	return out.err
}

func (p *printer) sheetHead(app sheet.App, s sheet.Sheet, profile store.Profile) {
	args := map[string]string{"app": app.Name.EN, "app_ja": app.Name.JA, "profile": mailcheck.Neutralise(profile.Name)}
	title := "app.sheet.title"
	if generic(app) {
		title = "app.sheet.title_any"
	}
	p.line(p.t.T(title, args))
	p.line("")
	if !generic(app) {
		lead := p.t.T("app.sheet.screen", nil) + "  "
		p.wrapped(lead, screenPath(app, locale.Japanese))
		if p.t.Lang() == locale.English {
			p.wrapped(strings.Repeat(" ", ansi.StringWidth(lead)), screenPath(app, locale.English))
		}
	}
	state := "app.sheet.unproved"
	if v := mailcheck.Verdict(profile.Proof.Verdict); v == mailcheck.Pass || v == mailcheck.Warn {
		state = "app.sheet.proved"
		args["time"] = profile.Proof.Time.Format("2006-01-02 15:04 -0700")
	}
	p.line(p.t.T(state, args))
	if s.Impossible {
		p.wrapped("x ", p.t.T("app.sheet.impossible", args))
	}
	if s.Missing {
		p.wrapped("? ", p.t.T("app.sheet.missing", args))
	}
}

// sheetRow writes the label and what to type in; then, in the same two columns,
// the gloss and what else there is to know.
func (p *printer) sheetRow(app sheet.App, e entry) {
	label, value := e.Label, e.shown
	if label == "" {
		label = e.Key
	}
	gloss := ""
	if p.t.Lang() == locale.English {
		gloss = e.Gloss
		if generic(app) && e.Gloss != "" {
			label, gloss = e.Gloss, ""
			if e.ValueGloss != "" {
				value, e.ValueGloss = e.ValueGloss, ""
			}
		}
	}
	marks := map[sheet.State]string{sheet.Impossible: "x ", sheet.Missing: "? ", sheet.Lost: "! "}
	mark := marks[e.State]
	if mark == "" {
		mark = "  "
	}
	column := strings.Repeat(" ", 2+labelCells+2)
	notes := p.sheetNotes(e)
	head := mark + pad(label, labelCells) + "  "
	if gloss == "" && len(notes) > 0 && ansi.StringWidth(head+value+"  "+notes[0]) <= p.o.Width {
		value, notes = value+"  "+notes[0], notes[1:]
	}
	p.wrapped2(head, column, value)
	if gloss != "" {
		column = pad("    "+gloss, len(column)-2) + "  "
		if len(notes) == 0 {
			p.line(column)
		}
	}
	for _, n := range notes {
		p.wrapped(column, n)
		column = strings.Repeat(" ", 2+labelCells+2)
	}
}

// wrapped2 is wrapped for a lead that may be wider than the column.
func (p *printer) wrapped2(lead, column, s string) {
	if ansi.StringWidth(lead) > len(column) && ansi.StringWidth(lead+s) > p.o.Width {
		p.line(lead)
		lead = column
	}
	p.wrapped(lead, s)
}

// sheetNotes is what stands beside or under a value.
func (p *printer) sheetNotes(e entry) []string {
	var out []string
	if p.t.Lang() == locale.English && e.ValueGloss != "" && e.State == sheet.Fill {
		out = append(out, e.ValueGloss)
	}
	if e.State == sheet.Fill && e.Default != "" && e.Default != e.Value {
		out = append(out, "("+p.t.T("app.sheet.default", map[string]string{"value": e.Default})+")")
	}
	for _, s := range []string{e.why, e.way, e.note} {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// generic reports that there is no form: the labels are ours, not to be matched.
func generic(app sheet.App) bool { return len(app.Screen) == 0 }

func heading(app sheet.App, l sheet.Label, t *locale.Texts) string {
	switch {
	case t.Lang() == locale.Japanese || l.EN == "":
		return l.JA
	case generic(app):
		return l.EN
	}
	return l.JA + "  (" + l.EN + ")"
}

func screenPath(app sheet.App, lang locale.Lang) string {
	var parts []string
	for _, l := range app.Screen {
		if lang == locale.English {
			parts = append(parts, l.EN)
			continue
		}
		parts = append(parts, l.JA)
	}
	return strings.Join(parts, " > ")
}

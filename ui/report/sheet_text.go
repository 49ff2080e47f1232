package report

import (
	"io"
	"strings"

	"todoku/mailcheck"
	"todoku/store"
	"todoku/store/sheet"
	"todoku/ui/locale"
	"todoku/ui/look"
)

// A sheet has two columns: labels of at most labelCells, of which longer ones
// push their value along, and behind sheetColumn what to type in.
const (
	labelCells  = 30
	sheetColumn = 2 + labelCells + 2
)

// sheetMarks stand before the rows that cannot be typed in as they are.
var sheetMarks = map[sheet.State]string{
	sheet.Fill: "  ", sheet.Skip: "  ", sheet.Impossible: "x ", sheet.Missing: "? ", sheet.Lost: "! ",
}

// SheetText writes a sheet for people: the form from top to bottom under its
// own labels, what to type in beside each, and for readers of English a gloss
// below. x marks what the form cannot express, ? what the profile leaves out,
// ! what is lost. A value is never broken over lines: it is there to be copied.
func SheetText(w io.Writer, app sheet.App, s sheet.Sheet, p store.Profile, t *locale.Texts, o SheetOptions) error {
	list, err := entries(s, t, o.Reveal, mailcheck.Neutralise)
	if err != nil {
		return err
	}
	out := newPrinter(w, t, TextOptions{})
	out.sheetHead(app, s, p, o.Authorisation)
	section := sheet.Label{}
	for i, e := range list {
		title := e.Section
		if e.Label == "" {
			title = sheet.Label{JA: t.T("app.sheet.no_field", nil)}
		}
		if i == 0 || title != section {
			section = title
			out.line("")
			if h := heading(app, title, t); h != "" {
				out.line(h)
			}
		}
		out.sheetRow(app, e)
	}
	return out.err
}

func (p *printer) sheetHead(app sheet.App, s sheet.Sheet, profile store.Profile, authorisation string) {
	args := map[string]string{"app": app.Name.EN, "app_ja": app.Name.JA, "profile": mailcheck.Neutralise(profile.Name)}
	title := "app.sheet.title"
	if !app.HasForm() {
		title = "app.sheet.title_any"
	}
	p.line(p.t.T(title, args))
	p.line("")
	if app.HasForm() {
		lead := p.t.T("app.sheet.screen", nil) + "  "
		p.wrapped(lead, screenPath(app, locale.Japanese))
		if p.t.Lang() == locale.English {
			p.wrapped(look.Spaces(cells.Width(lead)), screenPath(app, locale.English))
		}
	}
	state := "app.sheet.unproved"
	if v := mailcheck.Verdict(profile.Proof.Verdict); v == mailcheck.Pass || v == mailcheck.Warn {
		state = "app.sheet.proved"
		args["time"] = profile.Proof.Time.Format("2006-01-02 15:04 -0700")
	}
	p.wrapped("", p.t.T(state, args))
	if authorisation != "" {
		args["state"] = authorisation
		state = "app.sheet.authorisation"
		if !app.HasForm() {
			state = "app.sheet.authorisation_any"
		}
		p.wrapped("", p.t.T(state, args))
	}
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
	label, gloss, value, notes := p.sheetWords(app, e)
	lead := sheetMarks[e.State] + pad(label, labelCells) + "  "
	if gloss == "" && len(notes) > 0 && cells.Width(lead+value+"  "+notes[0]) <= p.o.Width {
		value, notes = value+"  "+notes[0], notes[1:]
	}
	if cells.Width(lead) > sheetColumn && cells.Width(lead+value) > p.o.Width {
		p.line(lead)
		lead = look.Spaces(sheetColumn)
	}
	if e.Value != "" || value == "" {
		p.line(lead + value)
	} else {
		p.wrapped(lead, value)
	}
	lead = look.Spaces(sheetColumn)
	if gloss != "" {
		lead = pad("    "+gloss, sheetColumn-2) + "  "
		if len(notes) == 0 {
			p.line(lead)
		}
	}
	for _, n := range notes {
		p.wrapped(lead, n)
		lead = look.Spaces(sheetColumn)
	}
}

// sheetWords are the words of a row in the language of the reader.
func (p *printer) sheetWords(app sheet.App, e entry) (label, gloss, value string, notes []string) {
	label, value = e.Label, e.shown
	if label == "" {
		label = e.Key
	}
	meaning := ""
	if p.t.Lang() == locale.English {
		gloss = e.Gloss
		if e.State == sheet.Fill {
			meaning = e.ValueGloss
		}
		if !app.HasForm() && gloss != "" {
			label, gloss = gloss, ""
			if meaning != "" {
				value, meaning = meaning, ""
			}
		}
	}
	initial := ""
	if e.State == sheet.Fill && e.Default != "" && e.Default != e.Value {
		initial = "(" + p.t.T("app.sheet.default", map[string]string{"value": e.Default}) + ")"
	}
	for _, n := range []string{meaning, initial, e.why, e.way, e.note} {
		if n != "" {
			notes = append(notes, n)
		}
	}
	return label, gloss, value, notes
}

func heading(app sheet.App, l sheet.Label, t *locale.Texts) string {
	switch {
	case t.Lang() == locale.Japanese || l.EN == "":
		return l.JA
	case !app.HasForm():
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

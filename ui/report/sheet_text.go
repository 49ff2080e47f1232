package report

import (
	"io"
	"slices"
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
	valueIndent = 6 // of a value that is too long for the second column
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
	for i, e := range list {
		if title := sectionOf(e, t); i == 0 || title != sectionOf(list[i-1], t) {
			out.line("")
			if h := heading(app, title, t); h != "" {
				out.line(h)
			}
		}
		out.sheetRow(app, e)
	}
	return out.err
}

// sectionOf is the heading under which a row stands.
func sectionOf(e entry, t *locale.Texts) sheet.Label {
	if e.Label == "" {
		return sheet.Label{JA: t.T("app.sheet.no_field", nil)}
	}
	return e.Section
}

func (p *printer) sheetHead(app sheet.App, s sheet.Sheet, profile store.Profile, authorisation string) {
	head := headOf(app, s, profile, p.t, authorisation)
	p.line(head.title)
	p.line("")
	if app.HasForm() {
		lead := p.t.T("app.sheet.screen", nil) + "  "
		p.wrapped(lead, screenPath(app, locale.Japanese))
		if p.t.Lang() == locale.English {
			p.wrapped(look.Spaces(cells.Width(lead)), screenPath(app, locale.English))
		}
	}
	for _, r := range head.remarks {
		p.wrapped(r.mark, r.text)
	}
}

// head is what stands above a sheet.
type head struct {
	title   string
	remarks []remark
}

type remark struct{ mark, text string }

func headOf(app sheet.App, s sheet.Sheet, profile store.Profile, t *locale.Texts, authorisation string) head {
	args := map[string]string{"app": app.Name.EN, "app_ja": app.Name.JA, "profile": mailcheck.Neutralise(profile.Name)}
	say := func(own, any string) string {
		if !app.HasForm() {
			own = any
		}
		return t.T("app.sheet."+own, args)
	}
	h := head{title: say("title", "title_any")}
	add := func(mark, text string) { h.remarks = append(h.remarks, remark{mark, text}) }
	state := "unproved"
	if v := mailcheck.Verdict(profile.Proof.Verdict); v == mailcheck.Pass || v == mailcheck.Warn {
		state = "proved"
		args["time"] = profile.Proof.Time.Format("2006-01-02 15:04 -0700")
	}
	add("", say(state, state))
	if authorisation != "" {
		args["state"] = authorisation
		add("", say("authorisation", "authorisation_any"))
	}
	if s.Impossible {
		add("x ", say("impossible", "impossible"))
	}
	if s.Missing {
		add("? ", say("missing", "missing"))
	}
	return h
}

// sheetRow writes the label and what to type in; then, in the same two columns,
// the gloss and what else there is to know.
func (p *printer) sheetRow(app sheet.App, e entry) {
	label, gloss, value, notes := sheetWords(app, e, p.t)
	lead := sheetMarks[e.State] + pad(label, labelCells) + "  "
	if gloss == "" && len(notes) > 0 && cells.Width(lead+value+"  "+notes[0]) <= p.o.Width {
		value, notes = value+"  "+notes[0], notes[1:]
	}
	lines := []string{value}
	if e.List {
		lines = strings.Fields(value)
	}
	long := e.Value != "" && slices.ContainsFunc(lines, func(l string) bool { return cells.Width(look.Spaces(sheetColumn)+l) > p.o.Width })
	if long || cells.Width(lead) > sheetColumn && cells.Width(lead+value) > p.o.Width {
		p.line(lead)
		lead = look.Spaces(sheetColumn)
	}
	if long {
		lead = look.Spaces(valueIndent)
	}
	if e.Value != "" || value == "" {
		for _, l := range lines {
			p.line(lead + l)
			lead = look.Spaces(cells.Width(lead))
		}
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
func sheetWords(app sheet.App, e entry, t *locale.Texts) (label, gloss, value string, notes []string) {
	label, value = e.Label, e.shown
	if label == "" {
		label = e.Key
	}
	meaning := ""
	if t.Lang() == locale.English {
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
		initial = "(" + t.T("app.sheet.default", map[string]string{"value": e.Default}) + ")"
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

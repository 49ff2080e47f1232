package screen

import (
	"strings"

	"todoku/mailcheck"
	"todoku/steps"
	"todoku/ui/look"
)

// guideText is what to do elsewhere: a step a line, of which the number stands
// out.
func (w *wizard) guideText(g steps.Text, width int) []string {
	l, t := w.look, w.look.Theme
	var rows []string
	for line := range strings.Lines(w.texts.T(g.ID, g.Args)) {
		line = mailcheck.Neutralise(strings.TrimRight(line, "\n"))
		n, said, numbered := strings.Cut(line, " ")
		if !numbered || len(n) != 1 || n[0] < '1' || n[0] > '9' {
			rows = append(rows, fold(l, t.Plain, line, width)...)
			continue
		}
		for i, s := range fold(l, t.Plain, said, width-2) {
			margin := look.Spaces(2)
			if i == 0 {
				margin = t.Bright.Of(n) + " "
			}
			rows = append(rows, margin+s)
		}
	}
	return rows
}

// helpText explains the current step, and every key.
func (w *wizard) helpText(width int) []string {
	l, t := w.look, w.look.Theme
	rows := []string{t.Bold.Of(w.text(w.now.entry().Title)), ""}
	rows = append(append(rows, fold(l, t.Plain, w.text(w.now.help), width)...), "")
	if f := w.form.current(); f != nil && f.isList() {
		for _, s := range w.shut(f, true) {
			rows = append(append(rows, fold(l, t.Plain, s, width)...), "")
		}
	}
	if g := w.m.Guide(); !g.IsZero() {
		rows = append(append(rows, w.guideText(g, width)...), "")
	}
	const column = 12
	key := func(name, text string) {
		for i, s := range fold(l, t.Plain, text, width-column) {
			margin := look.Spaces(column)
			if i == 0 {
				margin = t.Bright.Of(l.Cells.Fit(name, column, ""))
			}
			rows = append(rows, margin+s)
		}
	}
	for _, b := range bindings {
		key(b.Help().Key, w.texts.T("ui.help."+string(b.do), nil))
	}
	key("pgup pgdn", w.texts.T("ui.help.scroll", nil))
	rows = append(rows, "")
	return append(rows, fold(l, t.Grey, w.texts.T("ui.help.kept", nil), width)...)
}

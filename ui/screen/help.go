package screen

import (
	"strings"

	"todoku/mailcheck"
	"todoku/ui/look"
)

// helpText explains the current step, and every key.
func (w *wizard) helpText(width int) []string {
	l, t := w.look, w.look.Theme
	rows := []string{t.Bold.Of(w.text(w.now.entry().Title)), ""}
	rows = append(append(rows, fold(l, t.Plain, w.text(w.now.help), width)...), "")
	if guide := w.guide(width); len(guide) > 0 {
		rows = append(append(rows, guide...), "")
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

// guide is what to do elsewhere, line by line; the numbers of its steps stand out
// to the left.
func (w *wizard) guide(width int) []string {
	g := w.m.Guide()
	if g.IsZero() {
		return nil
	}
	var rows []string
	for line := range strings.SplitSeq(w.texts.T(g.ID, g.Args), "\n") {
		margin := ""
		if number, rest, ok := strings.Cut(line, " "); ok && len(number) == 1 && number[0] >= '0' && number[0] <= '9' {
			margin, line = number+" ", rest
		}
		for _, s := range fold(w.look, w.look.Theme.Plain, mailcheck.Neutralise(line), width-len(margin)) {
			rows = append(rows, w.look.Theme.Plain.Of(margin)+s)
			margin = look.Spaces(len(margin))
		}
	}
	return rows
}

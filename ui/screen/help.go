package screen

import "todoku/ui/look"

// helpText explains the current step, and every key.
func (w *wizard) helpText(width int) []string {
	l, t := w.look, w.look.Theme
	rows := []string{t.Bold.Of(w.text(w.now.entry().Title)), ""}
	rows = append(append(rows, fold(l, t.Plain, w.text(w.now.help), width)...), "")
	if g := w.text(w.m.Guide()); g != "" {
		rows = append(append(rows, fold(l, t.Plain, g, width)...), "")
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

package screen

import (
	"todoku/mailcheck"
	"todoku/steps"
	"todoku/ui/look"
)

// indent is where titles, labels and answers begin; the marks stand before it.
const indent = 4

// accordion draws the steps: those done with their answers, the current one
// open, those ahead by their names only. How far the fields unfold depends on
// height alone, never on what a proof found, so that no result moves them.
func (w *wizard) accordion(width, height int) block {
	t := w.look.Theme
	done, ahead := w.doneRows(width), w.aheadRows(width)
	if w.now.last() {
		done = nil // the file itself is the summary
	}
	title := "  " + t.Accent.Of(w.look.Marks.Step) + " " + t.Bold.Of(w.now.title(w))

	unfolded := make([]bool, len(w.form.fields))
	todo := w.cardRows(width)
	spare := height - len(done) - 1 - len(ahead) - len(todo)
	for i := range w.form.fields {
		unfolded[i] = i == w.form.focus
		spare -= len(w.field(i, unfolded[i], width, height).rows)
	}
	airy := spare >= 2
	if airy {
		spare -= 2
	}
	for i := range w.form.fields {
		extra := len(w.field(i, true, width, height).rows) - len(w.field(i, false, width, height).rows)
		if !unfolded[i] && extra <= spare && !w.now.last() { // the last step's room is for the file
			unfolded[i] = true
			spare -= extra
		}
	}

	var b block
	b.rows = append(b.rows, done...)
	if airy && len(done) > 0 {
		b.rows = append(b.rows, "")
	}
	b.start = len(b.rows)
	b.rows = append(b.rows, title)
	if airy && len(w.form.fields)+len(todo) > 0 {
		b.rows = append(b.rows, "")
	}
	b.from = max(len(b.rows)-1, 0)
	b.rows = append(b.rows, todo...)
	b.to = len(b.rows)
	for i := range w.form.fields {
		b.add(w.field(i, unfolded[i], width, height), i == w.form.focus)
	}
	b.fields = len(b.rows)
	if airy && spare > 0 && len(ahead) > 0 {
		b.rows = append(b.rows, "")
	}
	b.rows = append(b.rows, ahead...)
	return b
}

// add puts a field below what is there.
func (b *block) add(f block, focused bool) {
	at := len(b.rows)
	b.rows = append(b.rows, f.rows...)
	if !focused {
		return
	}
	b.from, b.to = at, len(b.rows)
	if f.cursor != nil {
		b.cursor = &point{f.cursor.x, f.cursor.y + at}
	}
}

// title is that of the current step.
func (s snapshot) title(w *wizard) string {
	for _, e := range s.entries {
		if e.Mark == steps.Current {
			return w.text(e.Title)
		}
	}
	return ""
}

func (w *wizard) doneRows(width int) []string {
	l, t := w.look, w.look.Theme
	// The last step is never among those done, so its title does not count.
	column := 12
	for _, e := range w.now.entries[:max(len(w.now.entries)-1, 0)] {
		column = min(max(column, l.Cells.Width(w.text(e.Title))), 16)
	}
	var rows []string
	for _, e := range w.now.entries {
		if e.Mark != steps.Done {
			continue
		}
		v := e.Verdict
		if v == "" {
			v = mailcheck.Pass // answered; there was nothing to prove
		}
		room := width - indent - column - 2
		rows = append(rows, "  "+l.Verdict(v)+" "+t.Grey.Of(l.Cells.Fit(w.text(e.Title), column, l.Marks.More))+" "+
			t.Plain.Of(l.Cells.Cut(w.text(e.Summary), room, l.Marks.More)))
	}
	return rows
}

func (w *wizard) aheadRows(width int) []string {
	l := w.look
	var rows []string
	for _, e := range w.now.entries {
		if e.Mark == steps.Ahead {
			rows = append(rows, "  "+l.Theme.Dark.Of(l.Marks.Ahead+" "+l.Cells.Cut(w.text(e.Title), width-indent-1, l.Marks.More)))
		}
	}
	return rows
}

// bar is the margin of a row: with the accent bar where the keys go.
func (w *wizard) bar(here bool) string {
	if here {
		return "  " + w.look.Theme.Accent.Of(w.look.Marks.Focus) + " "
	}
	return look.Spaces(indent)
}

package screen

import (
	"todoku/steps"
	"todoku/ui/look"
)

// field draws one question: folded to "Label   answer", or unfolded with its
// answer, or its choices, below the label. A problem is always shown.
func (w *wizard) field(i int, unfolded bool, width, height int) block {
	f := w.form.fields[i]
	var b block
	switch {
	case !unfolded:
		b = w.folded(f, width)
	case f.isList():
		b = w.unfoldedList(f, i == w.form.focus, width, height)
	default:
		b = w.unfoldedText(f, i == w.form.focus, width)
	}
	room := width - indent - 3
	if f.problem != nil {
		for n, s := range fold(w.look, w.look.Theme.Wrong, w.problem(f.problem), room) {
			mark := w.look.Theme.Wrong.Of(w.look.Marks.Wrong)
			if n > 0 {
				mark = " "
			}
			b.rows = append(b.rows, look.Spaces(indent)+mark+" "+s)
		}
	} else if !f.note.IsZero() {
		for _, s := range fold(w.look, w.look.Theme.Doubt, w.text(f.note), room) {
			b.rows = append(b.rows, look.Spaces(indent)+s)
		}
	}
	return b
}

func (w *wizard) folded(f *field, width int) block {
	l, t := w.look, w.look.Theme
	column := w.column()
	label := l.Cells.Fit(w.text(f.q.Label), column-1, l.Marks.More) + " "
	room := width - indent - column - 1
	return block{rows: []string{look.Spaces(indent) + t.Grey.Of(label) + w.answer(f, t.Plain, room)}}
}

// answer is a field's answer in at most room cells.
func (w *wizard) answer(f *field, paint look.Paint, room int) string {
	l, t := w.look, w.look.Theme
	switch {
	case f.isList() && f.list.at >= 0:
		return paint.Of(l.Cells.Cut(w.text(f.list.list[f.list.at].Label), room, l.Marks.More))
	case f.q.Kind == steps.KindSecret && f.in.text == "" && f.q.Answered:
		return t.Grey.Of(l.Cells.Cut(w.texts.T("ui.secret_held", nil), room, l.Marks.More))
	case f.in.text == "":
		return t.Dark.Of(l.Cells.Cut(w.texts.T("ui.empty", nil), room, l.Marks.More))
	}
	in := f.in
	in.pos = 0
	shown, _ := in.view(l, room+2) // a wide character more than fits, for Cut to see
	return paint.Of(l.Cells.Cut(shown, room, l.Marks.More))
}

// column is where the answers of folded fields and the notes of choices begin,
// counted from the labels.
func (w *wizard) column() int {
	column := 15
	for _, f := range w.form.fields {
		column = max(column, w.look.Cells.Width(w.text(f.q.Label))+2)
	}
	return min(column, 22)
}

func (w *wizard) unfoldedText(f *field, focused bool, width int) block {
	l, t := w.look, w.look.Theme
	b := block{rows: []string{look.Spaces(indent) + t.Grey.Of(l.Cells.Cut(w.text(f.q.Label), width-indent-1, l.Marks.More))}}
	room := width - indent - 1
	if !focused {
		b.rows = append(b.rows, w.bar(false)+w.answer(f, t.Bright, room))
		return b
	}
	shown, cursor := f.in.view(l, room)
	paint := t.Bright
	if f.proposed() {
		paint = t.Grey // typing replaces it
	}
	row := w.bar(true) + paint.Of(shown)
	if f.in.text == "" && f.q.Kind == steps.KindSecret && f.q.Answered {
		row += t.Grey.Of(l.Cells.Cut(w.texts.T("ui.secret_held", nil), room, l.Marks.More))
	}
	b.rows = append(b.rows, row)
	b.cursor = &point{indent + cursor, 1}
	return b
}

// unfoldedList shows the choices with what speaks for or against each. A list
// that is longer than the window shows the part around the answer.
func (w *wizard) unfoldedList(f *field, focused bool, width, height int) block {
	l, t := w.look, w.look.Theme
	unchosen := focused && f.list.at < 0 && !f.q.Free
	b := block{rows: []string{w.bar(unchosen) + t.Grey.Of(l.Cells.Cut(w.text(f.q.Label), width-indent-1, l.Marks.More))}}
	column := w.noteColumn(f, width)
	most := max(height-len(w.form.fields)-3, 3)
	first := min(max(f.list.at-most/2, 0), max(len(f.list.list)-most, 0))
	last := min(first+most, len(f.list.list)) - 1
	for i := first; i <= last; i++ {
		row := w.choiceRow(f.list.list[i], i == f.list.at, column, width-indent-1)
		if out := i == first && first > 0 || i == last && last < len(f.list.list)-1; out && i != f.list.at {
			row = t.Dark.Of(l.Marks.More) // there are more in this direction
		}
		b.rows = append(b.rows, w.bar(focused && i == f.list.at)+row)
	}
	if f.q.Free && f.list.at < 0 {
		shown, cursor := f.in.view(l, width-indent-1)
		b.rows = append(b.rows, w.bar(focused)+t.Bright.Of(shown))
		if focused {
			b.cursor = &point{indent + cursor, len(b.rows) - 1}
		}
	}
	return b
}

// noteColumn is where the notes of a list begin, counted from the labels; 0:
// nowhere, because the labels need the room. The note of the answer is then
// told below the page.
func (w *wizard) noteColumn(f *field, width int) int {
	const least = 10 // cells in which a note says anything
	column := w.column()
	for _, c := range f.list.list {
		column = max(column, w.look.Cells.Width(w.text(c.Label))+2)
	}
	if column > width-indent-1-least {
		return 0
	}
	return column
}

func (w *wizard) choiceRow(c steps.Choice, chosen bool, column, room int) string {
	l, t := w.look, w.look.Theme
	paint, note := t.Grey, t.Grey
	switch {
	case c.Disabled:
		paint, note = t.Dark, t.Dark
	case chosen && c.Doubtful:
		paint, note = t.Bright, t.Doubt
	case chosen:
		paint = t.Bright
	}
	text := w.text(c.Note)
	if text == "" || column == 0 {
		return paint.Of(l.Cells.Cut(w.text(c.Label), room, l.Marks.More))
	}
	return paint.Of(l.Cells.Fit(w.text(c.Label), column, l.Marks.More)) + note.Of(l.Cells.Cut(text, room-column, l.Marks.More))
}

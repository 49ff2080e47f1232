package screen

import "todoku/ui/look"

// scroll is where in a long text the window stands. Its room and length are
// noted when it is drawn, so that a key knows where the end is.
type scroll struct{ top, room, length int }

// key moves by a scrolling key; it is false for any other.
func (s *scroll) key(key string) bool {
	by, ok := scrolling[key]
	if ok {
		s.top = min(max(s.top+by, 0), max(s.length-s.room, 0))
	}
	return ok
}

// cut gives the rows in sight, and notes what there was to see.
func (s *scroll) cut(rows []string, room int) []string {
	s.room, s.length = room, len(rows)
	top := min(max(s.top, 0), max(len(rows)-room, 0))
	return rows[top:min(top+max(room, 0), len(rows))]
}

// where says which rows are in sight, when not all are.
func (s scroll) where(w *wizard) string {
	if s.length <= s.room {
		return ""
	}
	top := min(s.top, s.length-s.room)
	return w.texts.T("ui.rows", map[string]string{"from": itoa(top + 1), "to": itoa(top + s.room), "of": itoa(s.length)})
}

// fold wraps text to width cells and paints each row by itself, so that a
// paint never runs over a row's end.
func fold(l *look.Look, paint look.Paint, text string, width int) []string {
	rows := l.Cells.Wrap(text, width)
	for i := range rows {
		rows[i] = paint.Of(rows[i])
	}
	return rows
}

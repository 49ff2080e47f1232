package screen

import (
	"strings"

	"todoku/mailcheck"
	"todoku/ui/look"
)

// review shows the file as it will be written below the fields of the last
// step, in so many rows: the difference when it replaces one.
func (w *wizard) review(width, rows int) []string {
	l, t := w.look, w.look.Theme
	head, text := w.texts.T("ui.file", nil), w.now.text
	if w.now.diff != "" {
		head, text = w.texts.T("ui.difference", nil), w.now.diff
	}
	var all []string
	for _, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		all = append(all, w.paintLine(line, width, w.now.diff != ""))
	}
	if rows < 3 {
		return nil
	}
	shown := w.scroll.cut(all, rows-2)
	where := w.scroll.where(w)
	if where != "" {
		where = "pgup pgdn  " + where
	}
	head = t.Grey.Of(l.Cells.Fit(head, width-l.Cells.Width(where)-1, l.Marks.More)) + " " + t.Grey.Of(where)
	out := []string{"", look.Spaces(indent) + head}
	for _, s := range shown {
		out = append(out, look.Spaces(indent)+s)
	}
	return out
}

// paintLine colours a line of the file: keys grey, values bright; in a
// difference by what happens to the line.
func (w *wizard) paintLine(line string, width int, diff bool) string {
	l, t := w.look, w.look.Theme
	line = l.Cells.Cut(mailcheck.Neutralise(strings.ReplaceAll(line, "\t", "    ")), width, l.Marks.More)
	if diff {
		switch {
		case strings.HasPrefix(line, "+"):
			return t.Good.Of(line)
		case strings.HasPrefix(line, "-"):
			return t.Wrong.Of(line)
		case strings.HasPrefix(line, "@@"):
			return t.Accent.Of(line)
		}
		return t.Grey.Of(line)
	}
	key, value, ok := strings.Cut(line, " = ")
	switch {
	case ok && !strings.HasPrefix(line, "#"):
		return t.Grey.Of(key+" = ") + t.Plain.Of(value)
	case strings.HasPrefix(line, "["):
		return t.Bright.Of(line)
	}
	return t.Grey.Of(line)
}

// scrollReview moves through the file to be written.
func (w *wizard) scrollReview(key string) bool {
	return w.now.last() && w.scroll.key(key)
}

package screen

import (
	"strconv"
	"strings"

	"todoku/ui/look"
)

// The sizes of windows. Below the least one only a request to enlarge it is
// shown; from sideBySide on the ladder stands beside the steps.
const (
	leastWidth  = look.AskFrom
	leastHeight = 20
	sideBySide  = 80
	// roomy is the height from which the last row stays empty while nobody
	// needs it.
	roomy = 22
	// said is how many rows below the page are there in any case, so that a
	// short help or finding moves nothing.
	said = 2
)

// point is a cell of the frame, from its upper left.
type point struct{ x, y int }

// block is a part of the frame: rows not wider than its width.
type block struct {
	rows     []string
	cursor   *point
	from, to int // rows of the field with the focus
	start    int // where the current step begins
	fields   int // and where it ends
}

// frame is the whole window: exactly height rows, none wider than width.
func (w *wizard) frame() ([]string, *point) {
	switch {
	case w.width <= 0 || w.height <= 0:
		return nil, nil
	case w.width < leastWidth || w.height < leastHeight:
		return w.fill(w.enlarge()), nil
	case w.over != "":
		return w.fill(w.overlayRows()), nil
	}
	spare := 0
	if w.height >= roomy {
		spare = 1
	}
	avail := w.height - 5 - spare
	strip := w.strip()
	if len(strip) > 0 {
		avail -= len(strip) + 1
	}
	left := w.leftWidth()
	b := w.accordion(left, avail-said)
	most := w.mostSaid(b, avail, spare)
	notes := w.notes(w.width-2, most)
	n := min(max(len(notes), said), most)
	if n > said {
		avail += spare
	}
	body, cursor := w.body(b, left, avail-n)

	rows := append([]string{w.title(), w.rule()}, body...)
	if len(strip) > 0 {
		rows = append(append(rows, w.rule()), strip...)
	}
	rows = append(rows, w.rule())
	for _, s := range w.fitNotes(notes, n) {
		rows = append(rows, " "+s)
	}
	rows = append(rows, w.rule(), " "+footer(w.look, w.hints(), w.width-2))
	if cursor != nil {
		cursor = &point{min(cursor.x, w.width-1), cursor.y + 2}
	}
	return w.fill(rows), cursor
}

// mostSaid is how many rows may be said below the page. They grow over what is
// still to come, but not over the fields; over the steps done, too, when a key
// asked for the proof and nothing was typed since: nobody is typing then, so
// nothing moves under a hand. Where a finding stands that long fields leave no
// room for, they scroll, and the one with the focus stays. The ladder keeps
// its rungs up to the one that failed.
func (w *wizard) mostSaid(b block, avail, spare int) int {
	keep := b.fields
	p := w.now.proof
	if _, found := w.finding(); found && (!p.OnPause || p.Login || w.run.asked) {
		keep -= b.start
		if p.OnPause && !p.Login {
			keep = min(keep, b.to-b.from+1)
		}
		if w.leftWidth() < w.width {
			keep = max(keep, w.climbed()+1)
		}
	}
	return max(avail+spare-min(keep, avail-said), said+1)
}

// leftWidth is the width of the steps: all of it when the ladder is below, or
// when the file to be written needs the room.
func (w *wizard) leftWidth() int {
	if w.width < sideBySide || w.now.last() {
		return w.width
	}
	return min(w.width*38/80, 52)
}

// body is what stands between the title and what is said: steps and ladder
// side by side, or the steps alone, exactly height rows.
func (w *wizard) body(b block, left, height int) ([]string, *point) {
	if w.now.last() {
		b.rows = append(b.rows, w.review(w.width-4, height-len(b.rows))...)
	}
	top := max(min(b.to-height, b.from), 0)
	cursor := b.cursor
	if cursor != nil {
		if cursor.y -= top; cursor.y < 0 || cursor.y >= height {
			cursor = nil
		}
	}
	rows := make([]string, height)
	copy(rows, b.rows[min(top, len(b.rows)):])
	if left == w.width {
		return rows, cursor
	}
	pipe := w.look.Theme.Dark.Of(w.look.Marks.Pipe)
	right := w.ladder(w.width-left-3, height)
	for i := range rows {
		rows[i] = w.look.Cells.Fit(rows[i], left, "") + pipe
		if i < len(right) {
			rows[i] += " " + right[i]
		}
	}
	return rows, cursor
}

func (w *wizard) title() string {
	l, t := w.look, w.look.Theme
	from, to := look.Gap(w.width)
	name := t.Bright.Of(w.now.name)
	if w.now.name == "" {
		name = t.Grey.Of(w.texts.T("ui.unnamed", nil))
	}
	place := t.Bright.Of(strconv.Itoa(w.now.n)) + " " + t.Grey.Of(w.texts.T("ui.of", map[string]string{"total": strconv.Itoa(w.now.total)}))
	return l.Cells.Fit(" "+t.Brand.Of("todoku")+"  "+name, from-1, l.Marks.More) + look.Spaces(to-from+1) + l.Cells.Right(place, w.width-to-1)
}

func (w *wizard) rule() string {
	return w.look.Theme.Dark.Of(strings.Repeat(w.look.Marks.Rule, w.width))
}

// enlarge asks for a larger window, in as few cells as there are.
func (w *wizard) enlarge() []string {
	s := w.texts.T("ui.enlarge", map[string]string{
		"width": itoa(leastWidth), "height": itoa(leastHeight), "have_width": itoa(w.width), "have_height": itoa(w.height)})
	return w.look.Cells.Wrap(s, w.width)
}

// fill makes rows exactly the window: as many as it is high, none wider.
func (w *wizard) fill(rows []string) []string {
	full := make([]string, w.height)
	for i := range min(len(rows), w.height) {
		full[i] = w.look.Cells.Cut(rows[i], w.width, "")
	}
	return full
}

func join(rows []string) string { return strings.Join(rows, "\n") }

func itoa(n int) string { return strconv.Itoa(n) }

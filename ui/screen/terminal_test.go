package screen

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// terminal replays what a program writes, as a real terminal would show it.
// It knows wide characters, which is why it is our own: the emulators that can
// be had as modules do not. Colours are noted only as "there were some".
type terminal struct {
	width, height int
	cells         [][]string // "" is the right half of a wide character
	x, y          int
	top, bottom   int // scrolling region
	savedX        int
	savedY        int
	alt           bool
	hidden        bool // the cursor
	paste         bool // bracketed paste is on
	keys          int  // depth of the keyboard protocol stack
	coloured      bool
	asked         int // cursor position reports that were asked for
	answer        func(string)
	rest          []byte
	parser        *ansi.Parser
	state         byte
	eastAsian     bool // draws the fine marks two cells wide
}

func newTerminal(width, height int) *terminal {
	t := &terminal{width: width, height: height, bottom: height - 1, parser: ansi.NewParser()}
	t.clear()
	return t
}

func (t *terminal) clear() {
	t.cells = make([][]string, t.height)
	for i := range t.cells {
		t.cells[i] = blank(t.width)
	}
}

func blank(n int) []string {
	row := make([]string, n)
	for i := range row {
		row[i] = " "
	}
	return row
}

// write replays bytes; an incomplete sequence waits for its rest.
func (t *terminal) write(b []byte) {
	t.rest = append(t.rest, b...)
	for len(t.rest) > 0 {
		if t.rest[0] == 0x1b && !complete(t.rest) || t.rest[0] >= 0xc0 && !fullRune(t.rest) {
			return
		}
		seq, width, n, state := ansi.GraphemeWidth.DecodeSequence(t.rest, t.state, t.parser)
		t.state = state
		s := string(seq)
		t.rest = t.rest[n:]
		switch {
		case width > 0:
			t.put(s, width)
		case ansi.HasCsiPrefix(seq):
			t.csi(ansi.Cmd(t.parser.Command()), t.parser.Params())
		case s == "\r":
			t.x = 0
		case s == "\n":
			t.down()
		case s == "\b":
			t.x = max(t.x-1, 0)
		case s == "\t":
			t.x = min(t.x/8*8+8, t.width-1)
		case s == "\x1b7":
			t.savedX, t.savedY = t.x, t.y
		case s == "\x1b8":
			t.x, t.y = t.savedX, t.savedY
		case s == "\x1bM":
			if t.y == t.top {
				t.scroll(t.top, -1)
			} else {
				t.y--
			}
		}
	}
}

// complete tells whether an escape sequence at the start of b has its end.
func complete(b []byte) bool {
	if len(b) < 2 {
		return false
	}
	switch b[1] {
	case '[':
		for _, c := range b[2:] {
			if c >= 0x40 && c <= 0x7e {
				return true
			}
		}
		return false
	case ']', 'P', '_', '^':
		return strings.Contains(string(b), "\a") || strings.Contains(string(b[1:]), "\x1b\\")
	}
	return true
}

func fullRune(b []byte) bool {
	need := 2
	if b[0] >= 0xf0 {
		need = 4
	} else if b[0] >= 0xe0 {
		need = 3
	}
	return len(b) >= need
}

func (t *terminal) put(s string, width int) {
	if t.eastAsian && width == 1 && s[0] >= 0x80 {
		width = 2
	}
	if t.x+width > t.width {
		t.x = 0
		t.down()
	}
	row := t.cells[t.y]
	t.erase(row, t.x, t.x+width)
	row[t.x] = s
	for i := 1; i < width; i++ {
		row[t.x+i] = ""
	}
	t.x += width
}

// erase blanks cells, and the other half of any wide character it cuts.
func (t *terminal) erase(row []string, from, to int) {
	from, to = max(from, 0), min(to, len(row))
	if from < to && row[from] == "" && from > 0 {
		row[from-1] = " "
	}
	if to < len(row) && row[to] == "" {
		row[to] = " "
	}
	for i := from; i < to; i++ {
		row[i] = " "
	}
}

func (t *terminal) down() {
	if t.y == t.bottom {
		t.scroll(t.top, 1)
	} else {
		t.y = min(t.y+1, t.height-1)
	}
}

// scroll moves the rows from top to the region's end up by n (down if negative).
func (t *terminal) scroll(top, n int) {
	for ; n > 0; n-- {
		copy(t.cells[top:t.bottom+1], t.cells[top+1:t.bottom+1])
		t.cells[t.bottom] = blank(t.width)
	}
	for ; n < 0; n++ {
		copy(t.cells[top+1:t.bottom+1], t.cells[top:t.bottom])
		t.cells[top] = blank(t.width)
	}
}

func (t *terminal) csi(cmd ansi.Cmd, ps ansi.Params) {
	p := func(i, def int) int {
		n, _, ok := ps.Param(i, def)
		if !ok || n == 0 && def == 1 {
			return def
		}
		return n
	}
	if cmd.Prefix() != 0 {
		t.private(cmd, p)
		return
	}
	row := t.cells[t.y]
	n := p(0, 1)
	switch cmd.Final() {
	case 'A':
		t.y = max(t.y-n, 0)
	case 'B':
		t.y = min(t.y+n, t.height-1)
	case 'C':
		t.x = min(t.x+n, t.width-1)
	case 'D':
		t.x = max(t.x-n, 0)
	case 'G', '`':
		t.x = min(n, t.width) - 1
	case 'd':
		t.y = min(n, t.height) - 1
	case 'H':
		t.y, t.x = min(n, t.height)-1, min(p(1, 1), t.width)-1
	case 'K':
		t.erase(row, map[int]int{0: t.x}[p(0, 0)], map[int]int{0: t.width, 1: t.x + 1, 2: t.width}[p(0, 0)])
	case 'J':
		t.eraseScreen(p(0, 0))
	case 'X':
		t.erase(row, t.x, t.x+n)
	case '@':
		t.cells[t.y] = append(append(row[:t.x:t.x], blank(n)...), row[t.x:]...)[:t.width:t.width]
	case 'P':
		t.cells[t.y] = append(append(row[:t.x:t.x], row[min(t.x+n, t.width):]...), blank(n)...)[:t.width]
	case 'b':
		t.repeat(n)
	case 'L':
		t.scroll(t.y, -n)
	case 'M':
		t.scroll(t.y, n)
	case 'S':
		t.scroll(t.top, n)
	case 'T':
		t.scroll(t.top, -n)
	case 'r':
		t.top, t.bottom = n-1, p(1, t.height)-1
		t.x, t.y = 0, 0
	case 'm':
		t.colours(ps)
	case 'n':
		t.asked++
		if t.answer != nil {
			t.answer("\x1b[" + strconv.Itoa(t.y+1) + ";" + strconv.Itoa(t.x+1) + "R")
		}
	}
}

func (t *terminal) repeat(n int) {
	last := t.x - 1
	for last > 0 && t.cells[t.y][last] == "" {
		last--
	}
	for s := t.cells[t.y][max(last, 0)]; n > 0; n-- {
		t.put(s, t.x-last)
		last = t.x - 1
	}
}

func (t *terminal) eraseScreen(what int) {
	if what == 2 {
		t.clear()
		return
	}
	t.erase(t.cells[t.y], t.x, t.width)
	for y := t.y + 1; y < t.height; y++ {
		t.cells[y] = blank(t.width)
	}
}

// colours notes whether a foreground or background colour was set.
func (t *terminal) colours(ps ansi.Params) {
	for i := range ps {
		if n, _, _ := ps.Param(i, 0); n >= 30 && n <= 48 && n != 39 || n >= 90 && n <= 107 {
			t.coloured = true
		}
	}
}

func (t *terminal) private(cmd ansi.Cmd, p func(int, int) int) {
	on := cmd.Final() == 'h'
	switch {
	case cmd.Prefix() == '?' && (on || cmd.Final() == 'l'):
		switch p(0, 0) {
		case 1049:
			t.alt = on
			t.clear()
		case 25:
			t.hidden = !on
		case 2004:
			t.paste = on
		}
	case cmd.Prefix() == '>' && cmd.Final() == 'u':
		t.keys++
	case cmd.Prefix() == '<' && cmd.Final() == 'u':
		t.keys--
	}
}

// screen is the text on it, without spaces at the rows' ends.
func (t *terminal) screen() string {
	var b strings.Builder
	for _, row := range t.cells {
		b.WriteString(strings.TrimRight(strings.Join(row, ""), " ") + "\n")
	}
	return b.String()
}

package screen

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"todoku/mailcheck"
	"todoku/ui/look"
)

// maxInput is how many bytes a field takes; far beyond any answer, and a bound
// for what is pasted by mistake.
const maxInput = 4096

// input is one line of text with a cursor. It is our own because an input
// method opens at the terminal's real cursor, which needs the exact cell:
// wide characters, hidden characters and scrolling included.
type input struct {
	text   string
	pos    int  // byte offset of the cursor, between two characters
	secret bool // shown as marks
}

// set replaces the text and puts the cursor behind it.
func (in *input) set(s string) { in.text, in.pos = s, len(s) }

// insert types s at the cursor.
func (in *input) insert(s string) bool {
	s = strings.ToValidUTF8(s, "")
	for len(in.text)+len(s) > maxInput {
		_, n := utf8.DecodeLastRuneInString(s)
		if n == 0 {
			return false
		}
		s = s[:len(s)-n]
	}
	in.text = in.text[:in.pos] + s + in.text[in.pos:]
	in.pos += len(s)
	return s != ""
}

// edit does what an editing key says. handled tells that it was one, changed
// that the text is another now.
func (in *input) edit(key string) (handled, changed bool) {
	before := in.text
	switch key {
	case "left", "ctrl+b":
		in.pos -= len(lastOf(in.text[:in.pos]))
	case "right", "ctrl+f":
		in.pos += len(firstOf(in.text[in.pos:]))
	case "home", "ctrl+a":
		in.pos = 0
	case "end", "ctrl+e":
		in.pos = len(in.text)
	case "ctrl+left", "alt+b", "alt+left":
		in.pos = in.wordStart()
	case "ctrl+right", "alt+f", "alt+right":
		in.pos = in.wordEnd()
	case "backspace", "ctrl+h", "shift+backspace":
		in.cut(in.pos-len(lastOf(in.text[:in.pos])), in.pos)
	case "delete", "ctrl+d":
		in.cut(in.pos, in.pos+len(firstOf(in.text[in.pos:])))
	case "ctrl+u":
		in.cut(0, in.pos)
	case "ctrl+k":
		in.cut(in.pos, len(in.text))
	case "ctrl+w", "alt+backspace", "ctrl+backspace":
		in.cut(in.wordStart(), in.pos)
	default:
		return false, false
	}
	return true, in.text != before
}

func (in *input) cut(from, to int) {
	in.text = in.text[:from] + in.text[to:]
	in.pos = from
}

func (in *input) wordStart() int {
	if in.secret {
		return 0 // where words begin in a password is not shown
	}
	s := strings.TrimRightFunc(in.text[:in.pos], notWord)
	return strings.LastIndexFunc(s, notWord) + lenAt(s, strings.LastIndexFunc(s, notWord))
}

func (in *input) wordEnd() int {
	if in.secret {
		return len(in.text)
	}
	rest := strings.TrimLeftFunc(in.text[in.pos:], notWord)
	if i := strings.IndexFunc(rest, notWord); i >= 0 {
		return len(in.text) - len(rest) + i
	}
	return len(in.text)
}

func notWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// lenAt is the length of the rune at i, counted so that a miss (-1) gives 1.
func lenAt(s string, i int) int {
	if i < 0 {
		return 1
	}
	_, n := utf8.DecodeRuneInString(s[i:])
	return n
}

// view is the visible part in at most width cells, unpainted, and the cell of
// the cursor in it. Long text scrolls by half a width at a time: a key at the
// end of the line then changes one cell, not the line.
func (in *input) view(l *look.Look, width int) (shown string, cursor int) {
	var parts []part
	at, under := 0, 1
	for rest, cell := in.text, 0; rest != ""; {
		cluster, _ := l.Cells.Next(rest)
		p := in.show(l, cluster)
		p.cell = cell
		if start := len(in.text) - len(rest); start <= in.pos && in.pos < start+len(cluster) {
			at, under = cell, p.width
		}
		parts = append(parts, p)
		cell += p.width
		rest = rest[len(cluster):]
		if rest == "" && in.pos == len(in.text) {
			at, under = cell, 1
		}
	}
	off := 0
	if over := at + under - width; over > 0 {
		page := max(1, width/2)
		off = (over + page - 1) / page * page
	}
	var b strings.Builder
	start := -1
	for _, p := range parts {
		if p.cell < off {
			continue
		}
		if start < 0 {
			start = p.cell
		}
		if p.cell+p.width-start > width {
			break
		}
		b.WriteString(p.text)
	}
	if start < 0 {
		start = at
	}
	return b.String(), min(max(at-start, 0), max(width-1, 0))
}

// part is one character as it is shown.
type part struct {
	text        string
	cell, width int
}

func (in *input) show(l *look.Look, cluster string) part {
	if in.secret {
		return part{text: l.Marks.Secret, width: 1}
	}
	s := cluster
	if len(s) > 1 || s[0] < ' ' || s[0] > '~' {
		s = mailcheck.Neutralise(cluster)
		if l.Cells.Width(s) == 0 { // a combining mark with nothing to combine with
			s = strings.Trim(fmt.Sprintf("%+q", cluster), `"`)
		}
	}
	return part{text: s, width: l.Cells.Width(s)}
}

// firstOf and lastOf are the first and last character as the reader sees them.
func firstOf(s string) string {
	c, _ := look.Cells{Clusters: true}.Next(s)
	return c
}

func lastOf(s string) string {
	last := ""
	for s != "" {
		last = firstOf(s)
		s = s[len(last):]
	}
	return last
}

package look

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Cells counts text in terminal cells the way the terminal does: code point by
// code point, or, once it has said that it clusters graphemes (mode 2027), by
// cluster. The zero value counts code points. Paints are not counted.
type Cells struct{ Clusters bool }

func (c Cells) method() ansi.Method {
	if c.Clusters {
		return ansi.GraphemeWidth
	}
	return ansi.WcWidth
}

// Width is how many cells s takes.
func (c Cells) Width(s string) int { return c.method().StringWidth(s) }

// Cut shortens s to at most width cells, the last of them tail when something
// was cut off. A wide character that would stick out is dropped whole. It is
// our own because ansi.TruncateWc takes a half-width kana with its voicing mark
// for one cell, which every terminal draws in two.
func (c Cells) Cut(s string, width int, tail string) string {
	if width <= 0 {
		return ""
	}
	if c.Width(s) <= width {
		return s
	}
	var b strings.Builder
	room, full := width-c.Width(tail), false
	for rest := s; rest != ""; {
		if rest[0] == ansi.ESC { // a paint: kept, also behind the cut, where it ends
			_, _, n, _ := ansi.DecodeSequence(rest, 0, nil)
			b.WriteString(rest[:n])
			rest = rest[n:]
			continue
		}
		cluster, w := c.Next(rest)
		rest = rest[len(cluster):]
		switch room -= w; {
		case full:
		case room < 0:
			b.WriteString(tail)
			full = true
		default:
			b.WriteString(cluster)
		}
	}
	return b.String()
}

// Fit makes s exactly width cells wide: cut, or filled up with spaces.
func (c Cells) Fit(s string, width int, tail string) string {
	s = c.Cut(s, width, tail)
	return s + Spaces(width-c.Width(s))
}

// Right puts s at the right edge of width cells.
func (c Cells) Right(s string, width int) string {
	s = c.Cut(s, width, "")
	return Spaces(width-c.Width(s)) + s
}

// Next is the first character of s as the reader sees it, and its width.
func (c Cells) Next(s string) (cluster string, width int) {
	return ansi.FirstGraphemeCluster(s, c.method())
}

// Spaces are n of them; none for a negative n.
func Spaces(n int) string {
	const many = "                                                                                                    "
	if n <= 0 {
		return ""
	}
	if n <= len(many) {
		return many[:n]
	}
	return strings.Repeat(" ", n)
}

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
// was cut off. A wide character that would stick out is dropped whole.
func (c Cells) Cut(s string, width int, tail string) string {
	if width <= 0 {
		return ""
	}
	if c.Width(s) <= width {
		return s
	}
	return c.method().Truncate(s, width, tail)
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

// Wrap breaks s into lines of at most width cells, between words where there
// are any and between characters in Japanese.
func (c Cells) Wrap(s string, width int) []string {
	if width <= 0 || s == "" {
		return nil
	}
	lines := strings.Split(c.method().Wrap(s, width, ""), "\n")
	for i, l := range lines {
		lines[i] = c.Cut(strings.TrimRight(l, " "), width, "")
	}
	return lines
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

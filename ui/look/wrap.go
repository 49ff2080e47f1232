package look

import "strings"

// Characters that may not begin or end a line of Japanese (JIS X 4051), and
// the punctuation that stays with the word before it.
const (
	neverFirst = "、。，．・：；？！）］｝」』】〉》〕ーァィゥェォッャュョヮヵヶぁぃぅぇぉっゃゅょゎ々ゝゞ｡｣､･ｰﾞﾟ…)]},.!?:;%"
	neverLast  = "（［｛「『【〈《〔([{"
)

// Wrap breaks unpainted text into lines of at most width cells: at spaces, and
// in Japanese between any two characters that may stand at a line's end and
// beginning. A word longer than a line is broken where the line ends.
func (c Cells) Wrap(s string, width int) []string {
	if width <= 0 || s == "" {
		return nil
	}
	var lines []string
	for _, p := range strings.Split(s, "\n") {
		lines = c.wrapLine(lines, p, width)
	}
	return lines
}

func (c Cells) wrapLine(lines []string, s string, width int) []string {
	var (
		start, used   int    // of the line being filled: first byte, cells
		brk, brkCells int    // the last place where it may end, cells up to there
		before        string // the character before
		beforeWidth   int
	)
	for at := 0; at < len(s); {
		cluster, w := c.Next(s[at:])
		if at > start && breakable(before, beforeWidth, cluster, w) {
			brk, brkCells = at, used
		}
		if used+w > width && cluster != " " && at > start {
			if brk <= start {
				brk, brkCells = at, used
			}
			lines = append(lines, c.line(s[start:brk], width))
			start, used = brk, used-brkCells
		}
		used += w
		at += len(cluster)
		before, beforeWidth = cluster, w
	}
	return append(lines, c.line(s[start:], width))
}

// line takes off the spaces at its end; a character wider than the whole line
// has no place in it.
func (c Cells) line(s string, width int) string {
	return c.Cut(strings.TrimRight(s, " "), width, "")
}

// breakable says whether a line may end between two characters.
func breakable(before string, beforeWidth int, next string, nextWidth int) bool {
	if before == " " {
		return next != " "
	}
	if next == " " || beforeWidth < 2 && nextWidth < 2 {
		return false
	}
	return !strings.Contains(neverFirst, next) && !strings.Contains(neverLast, before)
}

package mailcheck

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Neutralise makes text of a foreign machine safe to show and to log: controls
// (escape codes, NUL, CR, LF), invisible and direction-changing characters and
// bytes that are not UTF-8 become visible escapes such as \x1b or \u202e. All
// else, Japanese included, stays as it is. Doing it twice changes nothing.
func Neutralise(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case r == '\t':
			b.WriteByte(' ')
		case r < 0x20 || r == 0x7f:
			fmt.Fprintf(&b, `\x%02x`, r)
		case shown(r):
			b.WriteString(s[i : i+n])
		case r > 0xffff:
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
		i += n
	}
	return b.String()
}

// plain is the common case: printable ASCII.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

// shown says that r has a shape of its own and moves nothing else. Category Cf
// holds the bidirectional controls (Unicode TR9), zero-width and tag characters;
// Zl, Zp would break the line; Co and Cs have no agreed shape.
func shown(r rune) bool {
	if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp) {
		return false
	}
	return r != '\u00a0' && r != '\u115f' && r != '\u1160' && r != '\u2800' && r != '\u3164' && r != '\uffa0'
}

// clip cuts s to at most max runes; what was cut is marked by "...".
func clip(s string, max int) string {
	if len(s) <= max {
		return s
	}
	n := 0
	for i := range s {
		if n == max {
			return s[:i] + "..."
		}
		n++
	}
	return s
}

// safe is Neutralise line by line, bounded: what a reply's text becomes before
// it leaves this package.
func safe(s string, maxLines, maxRunes int) string {
	lines := strings.Split(s, "\n")
	if len(lines) > maxLines {
		lines = append(lines[:maxLines:maxLines], "...")
	}
	for i, l := range lines {
		// Cut first: an escape is longer than what it stands for.
		lines[i] = clip(Neutralise(clip(l, maxRunes)), maxRunes)
	}
	return strings.Join(lines, "\n")
}

package store

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Neutral makes foreign text harmless in one line of at most max octets:
// control characters become visible escapes, and its end is kept, because
// that is where programs say what went wrong.
func Neutral(s string, max int) string {
	var b strings.Builder
	for _, r := range strings.TrimSpace(s) {
		switch {
		case r == '\n' || r == '\t':
			b.WriteByte(' ')
		case r == '\r':
		case r == utf8.RuneError || unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp):
			fmt.Fprintf(&b, "<%04X>", r)
		default:
			b.WriteRune(r)
		}
	}
	out := b.String()
	if len(out) > max {
		out = out[len(out)-max:]
		for len(out) > 0 && !utf8.RuneStart(out[0]) {
			out = out[1:]
		}
		out = "…" + out
	}
	return out
}

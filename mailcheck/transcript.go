package mailcheck

import (
	"slices"
	"strings"
)

// Bounds of what a report keeps of a dialogue, whatever the server sends.
const (
	maxStageLines = 120
	maxLineRunes  = 400
	maxTextLines  = 20 // of a reply in a finding
)

// transcript writes the dialogue into the stage at hand. Lines are redacted by
// the one who sends them; what a server says is searched for the secrets sent
// so far, because some servers repeat the line that they refuse.
type transcript struct {
	to     *[]Line
	hidden []string
}

// hide remembers a secret that the server must not be quoted with.
func (t *transcript) hide(secret string) {
	if len(secret) >= 4 && !slices.Contains(t.hidden, secret) {
		t.hidden = append(t.hidden, secret)
	}
}

// scrub takes the secrets out of s, longest first, as one may hold another.
func (t *transcript) scrub(s string) string {
	slices.SortFunc(t.hidden, func(a, b string) int { return len(b) - len(a) })
	for _, h := range t.hidden {
		s = strings.ReplaceAll(s, h, "[hidden]")
	}
	return s
}

func (t *transcript) client(line string) { t.add("C", line) }
func (t *transcript) server(line string) { t.add("S", line) }
func (t *transcript) note(line string)   { t.add("*", line) }

func (t *transcript) add(dir, line string) {
	switch {
	case t.to == nil || len(*t.to) > maxStageLines:
		return
	case len(*t.to) == maxStageLines:
		*t.to = append(*t.to, Line{"*", "..."})
	default:
		*t.to = append(*t.to, Line{dir, safe(line, 1, maxLineRunes)})
	}
}

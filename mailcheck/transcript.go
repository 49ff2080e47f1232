package mailcheck

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
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

// shortSecret is the length in octets below which a secret is looked for as a
// word only: "7" is part of too much.
const shortSecret = 4

// hide remembers a secret that the server must not be quoted with.
func (t *transcript) hide(secret string) {
	if secret != "" && !slices.Contains(t.hidden, secret) {
		t.hidden = append(t.hidden, secret)
	}
}

// scrub takes the secrets out of s, longest first, as one may hold another.
func (t *transcript) scrub(s string) string {
	slices.SortFunc(t.hidden, func(a, b string) int { return len(b) - len(a) })
	for _, h := range t.hidden {
		if len(h) >= shortSecret {
			s = strings.ReplaceAll(s, h, hiddenMark)
		} else {
			s = hideWord(s, h)
		}
	}
	return s
}

// scrubReply is scrub for what may be a reply: its code (RFC 5321 section 4.2)
// stays, or the dialogue would not be understood any more.
func (t *transcript) scrubReply(line string) string {
	if _, _, ok := parseReplyLine(line); ok && len(line) > 4 {
		return line[:4] + t.scrub(line[4:])
	} else if ok {
		return line
	}
	return t.scrub(line)
}

const hiddenMark = "[hidden]"

// hideWord takes word out of s where it is not a part of a longer one.
func hideWord(s, word string) string {
	var b strings.Builder
	for {
		at := strings.Index(s, word)
		if at < 0 {
			return b.String() + s
		}
		end := at + len(word)
		before, _ := utf8.DecodeLastRuneInString(s[:at])
		after, _ := utf8.DecodeRuneInString(s[end:])
		if inWord(before) || inWord(after) {
			b.WriteString(s[:end])
		} else {
			b.WriteString(s[:at] + hiddenMark)
		}
		s = s[end:]
	}
}

func inWord(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

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

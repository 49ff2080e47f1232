// Package excerpt finds the reply or the error in what people paste: a reply
// alone, a transcript, or lines from the log of a mail program. It selects and
// labels; the rules of package cause judge.
package excerpt

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// MaxText bounds how much of a text is looked at, in octets: of what is longer,
// both ends, because a log's last lines tell as much as its first.
const MaxText = 64 << 10

// maxFound bounds how many places of one text are kept.
const maxFound = 32

// Found is one reply or error in a text, as it stands there.
type Found struct {
	Text    string // the server's words, or the error; lines parted by "\n"
	Program string // the family whose form it has: "Postfix"; empty: none
	Stage   string // at which it was met: an id, "smtp.auth", or its last part where any protocol has it; empty: not known
	Host    string // the server that it is about
	Port    int    // TCP; 0: not known
	Queue   string // the program's name for the mail
	Weak    bool   // says that something failed, but not what
}

// family is how one kind of program writes what went wrong.
type family struct {
	program  string
	patterns []pattern
}

// families in the order in which they are tried on a line; the first that
// knows it has it. They are made when the first text comes.
var families = sync.OnceValue(func() []family {
	return []family{postfix(), exim(), sendmail(), msmtp(), phpmailer(), nodemailer(), javamail(), python(), dotnet(), curl(), golang()}
})

// All gives what was found, most telling first: what is said in so many words
// before mere statements of failure, and the first before what follows from
// it. Where nothing is told all of text is the last resort; it is empty only
// when text is.
func All(text string) []Found {
	lines := tidy(text)
	whole := Found{Text: strings.Join(lines, "\n")}
	if whole.Text == "" {
		return nil
	}
	if pure(lines) {
		return []Found{whole}
	}
	list := append(spoken(lines), logged(lines)...)
	slices.SortStableFunc(list, func(a, b at) int {
		if a.Weak != b.Weak {
			return map[bool]int{true: 1, false: -1}[a.Weak]
		}
		return cmp.Compare(a.line, b.line)
	})
	out := make([]Found, 0, len(list)+1)
	for _, f := range list[:min(len(list), maxFound)] {
		out = append(out, f.Found)
	}
	if len(out) > 0 && !out[0].Weak {
		return out // the words around a reply must not be taken for it
	}
	return append(out, whole)
}

// at is a Found with the line that it begins on.
type at struct {
	Found
	line int
}

// quoteMark is how mail programs and forums mark what they quote.
var quoteMark = regexp.MustCompile(`^\s*(?:>|\|)\s?`)

// tidy brings a text into lines: without blank ones at both ends, blanks at
// the end of a line, and the marks of a quotation that all of them bear.
func tidy(text string) []string {
	if len(text) > MaxText {
		text = text[:MaxText/2] + "\n" + text[len(text)-MaxText/2+1:]
	}
	text = strings.ToValidUTF8(text, "\uFFFD")
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "\n")
	quoted := len(lines) > 1
	for _, l := range lines {
		quoted = quoted && (strings.TrimSpace(l) == "" || quoteMark.MatchString(l))
	}
	for i, l := range lines {
		if quoted {
			l = quoteMark.ReplaceAllString(l, "")
		}
		lines[i] = strings.TrimRight(l, " \t")
	}
	for len(lines) > 0 && lines[0] == "" {
		lines = lines[1:]
	}
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// answer is the beginning of what a server says in SMTP (RFC 5321 section
// 4.2), POP3 (RFC 1939 section 3) or IMAP (RFC 9051 section 7.1).
var answer = regexp.MustCompile(`^\s*(?:([2-5][0-9][0-9])(?:[ :\-]|$)|-ERR\b|\+ |\* |\{|[A-Za-z0-9.]{1,12} (?:NO|BAD|BYE)\b)`)

// pure tells whether the lines are one reply and nothing else.
func pure(lines []string) bool {
	first := answer.FindStringSubmatch(lines[0])
	if first == nil {
		return false
	}
	for _, l := range lines[1:] {
		m := answer.FindStringSubmatch(l)
		if m != nil && m[1] != first[1] || verb(l) != "" {
			return false
		}
	}
	return true
}

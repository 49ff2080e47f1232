package mailcheck

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"strings"

	"github.com/emersion/go-smtp"

	"todoku/mailcheck/cause"
)

// Limits of a reply. RFC 5321 section 4.5.3.1.5 allows 512 octets a line;
// servers with long texts exceed it, attackers by megabytes.
const (
	maxReplyLine = 4096
	maxReply     = 64 << 10
	// clientLine is what go-smtp's client takes of a line, with room for the rest.
	clientLine = 1900
)

// reply is one reply of the server (RFC 5321 section 4.2).
type reply struct {
	code  int
	lines []string // as sent, code included, without line ends, secrets taken out

	challenge string // 334: its text as sent, for the SASL client alone
}

// ok is 2yz.
func (r reply) ok() bool { return r.code/100 == 2 }

// texts are the lines without their codes.
func (r reply) texts() []string {
	out := make([]string, len(r.lines))
	for i, l := range r.lines {
		if len(l) > 4 {
			out[i] = l[4:]
		}
	}
	return out
}

// String is the reply as a finding or a detail shows it.
func (r reply) String() string { return safe(strings.Join(r.lines, "\n"), maxTextLines, maxLineRunes) }

// parts are code, enhanced code and text for the rules of causes.
func (r reply) parts() (code int, enhanced, text string) {
	_, enhanced, text = cause.Reply(r.String())
	return r.code, enhanced, text
}

// canonical is the reply as a strict reader wants it: CRLF, and a space after
// the code even where no text follows ("250" alone is allowed by the grammar),
// and lines that it takes. A challenge (334) stays whole.
func (r reply) canonical() string {
	if r.code == 334 {
		return "334 " + r.challenge + "\r\n"
	}
	var b strings.Builder
	for i, l := range r.lines {
		sep := "-"
		if i == len(r.lines)-1 {
			sep = " "
		}
		b.WriteString(l[:3] + sep)
		if len(l) > 4 {
			b.WriteString(l[4:][:min(len(l)-4, clientLine)])
		}
		b.WriteString("\r\n")
	}
	return b.String()
}

// foreignError is a line that is no SMTP reply: another protocol, or garbage.
type foreignError struct{ line string }

func (e *foreignError) Error() string {
	return fmt.Sprintf("short response: %q", clip(e.line, 100))
}

// Unwrap makes it the kind of error that other readers of replies give.
func (e *foreignError) Unwrap() error { return textproto.ProtocolError(e.Error()) }

// The limits when they are exceeded, and what else breaks the dialogue.
var (
	errMixedCodes = errors.New("smtp: lines of one reply with different codes")
	errLongLine   = errors.New("smtp: line longer than 4096 octets")
	errLongReply  = errors.New("smtp: reply longer than 64 KB")
)

// broken says that one side does not keep to the form of the protocol.
func broken(err error) bool {
	return errors.Is(err, errLongLine) || errors.Is(err, errLongReply) || errors.Is(err, errMixedCodes) ||
		errors.Is(err, errIMAPForm) || errors.Is(err, smtp.ErrTooLongLine) || errors.Is(err, errLineBreak)
}

// readReply reads one reply: lines "NNN-text" and a last line "NNN text" of
// the same code. each is called with every line as it comes.
func readReply(in *bufio.Reader, each func(string) string) (reply, error) {
	var r reply
	size := 0
	for {
		line, err := readLine(in)
		if err != nil {
			if line != "" {
				each(line) // what came before the end says who speaks there
			}
			return r, err
		}
		sent := line
		line = each(line)
		if size += len(line) + 2; size > maxReply {
			return r, errLongReply
		}
		code, last, ok := parseReplyLine(line)
		if !ok {
			return r, &foreignError{line}
		}
		if r.code != 0 && code != r.code {
			return r, errMixedCodes
		}
		r.code = code
		r.lines = append(r.lines, line)
		if code == 334 && last && len(sent) > 4 {
			r.challenge = sent[4:]
		}
		if last {
			return r, nil
		}
	}
}

// parseReplyLine reads Reply-code ( "-" / SP / end ) of RFC 5321 section 4.2.
func parseReplyLine(line string) (code int, last, ok bool) {
	if len(line) < 3 || line[0] < '2' || line[0] > '5' {
		return 0, false, false
	}
	for _, c := range []byte(line[:3]) {
		if c < '0' || c > '9' {
			return 0, false, false
		}
		code = code*10 + int(c-'0')
	}
	if len(line) == 3 {
		return code, true, true
	}
	return code, line[3] == ' ', line[3] == ' ' || line[3] == '-'
}

// readLine reads up to a line feed. The reader's buffer is the limit. With an
// error it gives what came, if anything.
func readLine(in *bufio.Reader) (string, error) {
	b, err := in.ReadSlice('\n')
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		return string(b), errLongLine
	case errors.Is(err, io.EOF) && len(b) > 0:
		return string(b), io.ErrUnexpectedEOF
	case err != nil:
		return string(b), err
	}
	return strings.TrimSuffix(string(b[:len(b)-1]), "\r"), nil
}

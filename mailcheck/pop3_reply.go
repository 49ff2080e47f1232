package mailcheck

import (
	"fmt"
	"strings"

	"todoku/mailcheck/cause"
)

// popReply is one answer of a POP3 server (RFC 1939 section 3).
type popReply struct {
	ok   bool
	more bool   // "+ ": the server waits for a line of a SASL exchange (RFC 5034 section 4)
	code string // extended response code (RFC 2449 section 8): "IN-USE"; empty: none
	line string // as sent, without its end, secrets taken out

	challenge string // more: its text as sent, for the SASL client alone
}

// Error is the server's own words: an answer that refuses is an error to those
// who need what they asked for.
func (r popReply) Error() string { return r.String() }

// String is the answer as a finding or a detail shows it.
func (r popReply) String() string { return safe(r.line, 1, maxLineRunes) }

// parsePop reads status indicator and response code. Servers must send the
// former in upper case (RFC 1939 section 3); that they all do is not relied on.
func parsePop(line string) (popReply, bool) {
	if line == "+" || strings.HasPrefix(line, "+ ") {
		return popReply{more: true, line: line, challenge: strings.TrimPrefix(line[1:], " ")}, true
	}
	n := popStatus(line)
	if n == 0 {
		return popReply{}, false
	}
	return popReply{ok: line[0] == '+', code: cause.ResponseCode(line), line: line}, true
}

// popStatus is the length of the status indicator; 0: there is none.
func popStatus(line string) int {
	for _, word := range []string{"+OK", "-ERR"} {
		if len(line) < len(word) || !strings.EqualFold(line[:len(word)], word) {
			continue
		}
		if len(line) == len(word) || !inWord(rune(line[len(word)])) {
			return len(word)
		}
	}
	return 0
}

// scrubPop is scrub for an answer: its status indicator stays, or the dialogue
// would not be understood any more.
func (t *transcript) scrubPop(line string) string {
	n := popStatus(line)
	return line[:n] + t.scrub(line[n:])
}

// readPop gives the next answer, or the first line of one with several.
func (w *wire) readPop() (popReply, error) {
	sent, err := w.readPopLine()
	line := w.log.scrubPop(sent)
	if sent != "" || err == nil {
		if w.first == "" {
			w.first = line
		}
		w.log.server(line)
	}
	if err != nil {
		return popReply{}, err
	}
	r, ok := parsePop(sent)
	if !ok {
		w.dead = &foreignError{line}
		return popReply{}, w.dead
	}
	r.line = line
	return r, nil
}

// readPopLine gives one line within the time of the answer at hand.
func (w *wire) readPopLine() (string, error) {
	if w.dead != nil {
		return "", w.dead
	}
	_ = w.conn.SetReadDeadline(w.replyBy)
	line, err := readLine(w.in)
	if err != nil {
		w.dead = err
	}
	return line, err
}

// maxPopShown is how many lines of a list the transcript keeps. Of a mail it
// keeps none: it is not ours to pass on.
const maxPopShown = 20

// readPopLines gives the rest of an answer of several lines to each, without
// the dots that were put before lines that begin with one (RFC 1939 section
// 3). More than max octets end the conversation: there is no other way to stop
// a server.
func (w *wire) readPopLines(max, shown int, each func(string)) error {
	for n := 0; ; n++ {
		line, err := w.readPopLine()
		if err != nil {
			return err
		}
		if n < shown {
			w.log.server(w.log.scrub(line))
		}
		if line == "." {
			if n >= shown {
				w.log.note(itoa(n) + " lines")
			}
			return nil
		}
		if max -= len(line) + 2; max < 0 {
			w.dead = errLongReply
			return w.dead
		}
		each(strings.TrimPrefix(line, "."))
	}
}

// askPop sends a command and reads its answer.
func (w *wire) askPop(line string) (popReply, error) {
	if err := w.send(line); err != nil {
		return popReply{}, err
	}
	return w.readPop()
}

// askHidden is askPop for a line that must not be seen whole.
func (w *wire) askHidden(line, shown string) (popReply, error) {
	if err := oneLine(line); err != nil {
		return popReply{}, err
	}
	w.log.client(shown)
	if err := w.write([]byte(line + "\r\n")); err != nil {
		return popReply{}, err
	}
	return w.readPop()
}

// askPopLines is askPop for an answer of several lines, which are given where
// the first says +OK.
func (w *wire) askPopLines(line string, max, shown int, each func(string)) (popReply, error) {
	r, err := w.askPop(line)
	if err == nil && r.ok {
		err = w.readPopLines(max, shown, each)
	}
	return r, err
}

// byPop is evidence of an answer that refuses.
func (l *ladder) byPop(r popReply) cause.Evidence {
	e := l.evidence()
	e.Text = r.String()
	return e
}

// popRefused records why a command did not get "+OK".
func (l *ladder) popRefused(r popReply, err error) bool {
	switch {
	case err != nil:
		return l.postHandshake(err) || l.refused(reply{}, err)
	case r.more:
		l.failAs("session.protocol-error", l.byPop(r))
	case !r.ok:
		l.fail(l.byPop(r))
	default:
		return false
	}
	return true
}

// errPop is what does not keep to RFC 1939 in an answer that has its form.
func errPop(command string, r popReply) error {
	return fmt.Errorf("%w: to %s: %q", errPopForm, command, r.String())
}

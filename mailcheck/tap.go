package mailcheck

import (
	"bytes"
	"errors"
	"net"
	"slices"
	"strings"
	"time"
)

// tap is the connection that go-smtp's client speaks on. The conversation has
// already begun on the wire, so the recorded greeting is replayed first. Every
// reply is read, bounded and recorded by the wire and handed over in canonical
// form, one reply at a time: what the client read is exactly the last of
// replies. Deadlines are the wire's; those that the client sets do nothing.
type tap struct {
	*wire
	pending []byte
	replies []reply // one per command, the greeting first

	// redact is set by the one who knows (the SASL exchange) before the line is
	// written: what the transcript shows instead.
	redact string
	// next are commands to be sent in one write with the coming one (RFC 2920);
	// ahead are those sent so, which the client has yet to say.
	next, ahead []string
	// data: between 354 and the final dot no line is a command.
	data     bool
	dataWait time.Duration
}

func newTap(w *wire, greeting reply, wait time.Duration) *tap {
	return &tap{wire: w, pending: []byte(greeting.canonical()), replies: []reply{greeting}, dataWait: wait}
}

// last is the reply that the client read last.
func (t *tap) last() reply { return t.replies[len(t.replies)-1] }

// pipeline sends lines together with the next command. The client will say
// them later, one by one, in the same words, and read their replies.
func (t *tap) pipeline(lines ...string) {
	if oneLine(strings.Join(lines, "")) == nil {
		t.next = lines
	}
}

// owed says that a command went out whose reply may open a mail: from then on
// nothing that is sent may look like a part of one.
func (t *tap) owed(command string) bool { return t.data || slices.Contains(t.ahead, command) }

func (t *tap) Read(b []byte) (int, error) {
	if len(t.pending) == 0 {
		r, err := t.wire.read()
		if err != nil {
			return 0, err
		}
		t.replies = append(t.replies, r)
		t.pending = []byte(r.canonical())
	}
	n := copy(b, t.pending)
	t.pending = t.pending[n:]
	return n, nil
}

func (t *tap) Write(b []byte) (int, error) {
	if t.data {
		if err := t.wire.write(b); err != nil {
			return 0, err
		}
		t.replyBy = time.Now().Add(t.dataWait)
		return len(b), nil
	}
	if bytes.Equal(b, []byte("*\r\n")) && t.last().code != 334 {
		// The client cancels an exchange (RFC 4954 section 4) even when the
		// server has already ended it; a server would take this for a bad command.
		t.pending = []byte("501 ended\r\n")
		return len(b), nil
	}
	line := strings.TrimSuffix(string(b), "\r\n")
	if err := oneLine(line); err != nil {
		return 0, err
	}
	if t.redact != "" {
		line, t.redact = t.redact, ""
	}
	t.log.client(line)
	if len(t.ahead) > 0 {
		if t.ahead[0] != line {
			return 0, errOutOfStep
		}
		t.ahead = t.ahead[1:]
		t.replyBy = time.Now().Add(t.wait)
		return len(b), nil
	}
	out := b
	if len(t.next) > 0 {
		out = append(bytes.Clone(b), strings.Join(t.next, "\r\n")+"\r\n"...)
		t.ahead, t.next = t.next, nil
	}
	if err := t.wire.write(out); err != nil {
		return 0, err
	}
	return len(b), nil
}

// errOutOfStep keeps replies from being taken for those of other commands.
var errOutOfStep = errors.New("smtp: not the command that was sent ahead")

// Close is go-smtp's: the ladder closes the wire.
func (t *tap) Close() error { return nil }

func (t *tap) LocalAddr() net.Addr              { return t.conn.LocalAddr() }
func (t *tap) RemoteAddr() net.Addr             { return t.conn.RemoteAddr() }
func (t *tap) SetDeadline(time.Time) error      { return nil }
func (t *tap) SetReadDeadline(time.Time) error  { return nil }
func (t *tap) SetWriteDeadline(time.Time) error { return nil }

package mailcheck

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"time"
)

// wire is the connection of one conversation. It owns the deadlines (a server
// that sends one octet at a time gains nothing by it), closes when ctx ends,
// bounds what it reads and writes the transcript.
type wire struct {
	conn net.Conn // TCP, or TLS over it
	raw  net.Conn // TCP
	in   *bufio.Reader
	wait time.Duration // for one reply
	log  *transcript
	free func() bool // ends the watch on ctx
	bye  string      // what ends the conversation politely

	replyBy time.Time // when the reply at hand must be complete
	first   string    // what came first, for findings about a foreign service
	dead    error     // the first error; nothing is tried after it
}

// newWire takes over conn.
func newWire(ctx context.Context, conn net.Conn, wait time.Duration, log *transcript) *wire {
	w := &wire{conn: conn, raw: conn, wait: wait, log: log, bye: "QUIT"}
	w.in = bufio.NewReaderSize(conn, maxReplyLine)
	w.free = context.AfterFunc(ctx, func() { _ = conn.Close() })
	w.replyBy = time.Now().Add(wait)
	return w
}

// close ends the conversation, politely if the peer may still listen: QUIT or
// LOGOUT is sent, its reply is not waited for.
func (w *wire) close() {
	if w.dead == nil && w.free() {
		w.log.client(w.bye)
		_ = w.conn.SetWriteDeadline(time.Now().Add(time.Second))
		if _, err := w.conn.Write([]byte(w.bye + "\r\n")); err == nil && w.conn != w.raw {
			_ = w.conn.Close() // sends TLS's close_notify
		}
	}
	w.drop()
}

// drop closes the connection and nothing else.
func (w *wire) drop() {
	w.free()
	_ = w.raw.Close()
}

// errLineBreak keeps a value from becoming a second command.
var errLineBreak = errors.New("smtp: line break or NUL in a command")

// oneLine refuses a value that would end the command that it is put into.
func oneLine(s string) error {
	if strings.ContainsAny(s, "\r\n\x00") {
		return errLineBreak
	}
	return nil
}

// send writes one command line as it stands in the transcript.
func (w *wire) send(line string) error {
	if err := oneLine(line); err != nil {
		return err
	}
	w.log.client(line)
	return w.write([]byte(line + "\r\n"))
}

// write starts the wait for the reply. A peer that has hung up may have said
// why before (RFC 5321 section 3.8 lets 421 come at any time): that is to be
// read, and where there is nothing the read says so.
func (w *wire) write(b []byte) error {
	if w.dead != nil {
		return w.dead
	}
	w.replyBy = time.Now().Add(w.wait)
	_ = w.conn.SetWriteDeadline(w.replyBy)
	if _, err := w.conn.Write(b); err != nil && !isReset(err) {
		w.dead = err
		return err
	}
	return nil
}

// read gives the next reply.
func (w *wire) read() (reply, error) { return next(w, w.log.scrubReply, readReply) }

// next gives what parse makes of what the peer sends, by the time at which it
// must be complete; scrub takes the secrets out of each line.
func next[T any](w *wire, scrub func(string) string, parse func(*bufio.Reader, func(string) string) (T, error)) (T, error) {
	if w.dead != nil {
		var none T
		return none, w.dead
	}
	_ = w.conn.SetReadDeadline(w.replyBy)
	r, err := parse(w.in, func(line string) string {
		line = scrub(line)
		if w.first == "" {
			w.first = line
		}
		w.log.server(line)
		return line
	})
	if err != nil {
		w.dead = err
	}
	return r, err
}

// ask is send and read.
func (w *wire) ask(line string) (reply, error) {
	if err := w.send(line); err != nil {
		return reply{}, err
	}
	return w.read()
}

// buffered is what was received beyond the last reply, at most one buffer.
func (w *wire) buffered() []byte {
	b, _ := w.in.Peek(w.in.Buffered())
	return b
}

// secure goes on over TLS.
func (w *wire) secure(conn net.Conn) {
	w.conn = conn
	w.in = bufio.NewReaderSize(conn, maxReplyLine)
	w.replyBy = time.Now().Add(w.wait)
}

// ended says that err means a connection closed by the peer.
func ended(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || isReset(err)
}

// timedOut says that err means silence.
func timedOut(err error) bool {
	var n net.Error
	return errors.As(err, &n) && n.Timeout()
}

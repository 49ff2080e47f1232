package mailcheck

import (
	"context"
	"io"
	"net"
	"strings"
	"syscall"
	"testing"
	"time"
)

// gone is a peer that said something and hung up before it was written to.
type gone struct {
	net.Conn
	said io.Reader
}

func (g gone) Read(b []byte) (int, error)       { return g.said.Read(b) }
func (g gone) Write([]byte) (int, error)        { return 0, &net.OpError{Op: "write", Err: syscall.EPIPE} }
func (g gone) Close() error                     { return nil }
func (g gone) SetReadDeadline(time.Time) error  { return nil }
func (g gone) SetWriteDeadline(time.Time) error { return nil }

// TestLastWords: what was said before the connection was cut is read, although
// the command that it came before could not be sent.
func TestLastWords(t *testing.T) {
	t.Parallel()
	var log transcript
	w := newWire(context.Background(), gone{said: strings.NewReader("421 4.3.2 mx.example.org going down\r\n")}, time.Second, &log)
	defer w.drop()
	if r, err := w.ask("EHLO client.example.org"); err != nil || r.code != 421 {
		t.Errorf("got %+v, %v", r, err)
	}
	if _, err := w.ask("QUIT"); !ended(err) {
		t.Errorf("after the last words: %v", err)
	}
}

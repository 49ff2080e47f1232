package mailcheck

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// imapMailbox opens INBOX, to read only (EXAMINE, RFC 9051 section 6.3.3): no
// mail is marked as seen or recent. It is the first command that needs the
// right to the mailbox.
func (l *ladder) imapMailbox() {
	l.imap.box = newIMAPBox(l.imap)
	data, err := l.imap.box.open(inbox, true)
	if l.imapBoxFailed(err) {
		return
	}
	st := l.stage()
	n := int(data.NumMessages)
	st.Detail.Messages = &n
	st.Detail.Reply = safe(l.imap.box.last.text, 1, maxLineRunes)
}

const inbox = "INBOX"

// imapBox is the mailbox, as go-imap's client reads it. The sign-in is over
// when it begins, so the client gets a greeting that says so. What the client
// sends goes through the wire, and what the server says is read, bounded and
// recorded there, and handed over one command at a time: the client's own
// goroutine reads from memory only, and never waits for the network.
type imapBox struct {
	*imapTalk
	feed   *imapFeed
	client *imapclient.Client
	last   imapReply // the end of the last command
	named  bool      // the server was told who asks
}

func newIMAPBox(t *imapTalk) *imapBox {
	b := &imapBox{imapTalk: t, feed: &imapFeed{talk: t}}
	b.feed.wake.L = &b.feed.mu
	// Only the plainest form of commands is wanted: no list of what else is possible.
	b.feed.give([]byte("* PREAUTH [CAPABILITY IMAP4rev1] signed in\r\n"))
	b.client = imapclient.New(b.feed, nil)
	return b
}

// close ends the client's goroutine.
func (b *imapBox) close() {
	b.feed.fail(net.ErrClosed)
	_ = b.client.Close()
}

// do reads the answer to the command that the client has just sent, and hands
// it over. finish is the client's way to wait for it.
func (b *imapBox) do(finish func() error) error {
	if b.feed.refused != nil {
		return b.feed.refused
	}
	done := make(chan error, 1)
	go func() { done <- finish() }()
	r, err := b.await(b.feed.give)
	b.last = r
	switch {
	case err == nil && r.status == "+":
		err = errIMAPAsks
	case err == nil && r.status == "BYE":
		err = errIMAPBye
	}
	if err != nil {
		b.feed.fail(err)
		<-done
		return err
	}
	timer := time.NewTimer(b.w.wait)
	defer timer.Stop()
	select {
	case err = <-done:
	case <-timer.C: // what the server sent is no end of the command for the client
		b.feed.fail(errIMAPForm)
		<-done
		err = errIMAPForm
	}
	var said *imap.Error
	if err != nil && !errors.As(err, &said) {
		err = fmt.Errorf("%w: %w", errIMAPForm, err)
		b.w.dead = err
	}
	return err
}

// errIMAPBye: the server hung up, and said so.
var errIMAPBye = errors.New("imap: the server said goodbye")

// imapBoxFailed records why a command about the mailbox failed.
func (l *ladder) imapBoxFailed(err error) bool {
	var said *imap.Error
	switch {
	case err == nil:
		return false
	case errors.As(err, &said), errors.Is(err, errIMAPBye):
		l.fail(l.byIMAP(l.imap.box.last))
	default:
		l.imapRefused(imapReply{}, err)
	}
	return true
}

// open selects a folder. Servers of NetEase (163.com, 126.com) refuse that as
// unsafe until the client has given its name (ID, RFC 2971 section 3.1).
func (b *imapBox) open(folder string, readOnly bool) (*imap.SelectData, error) {
	data, err := b.choose(folder, readOnly)
	if err == nil || b.named || b.w.dead != nil || !strings.Contains(strings.ToLower(b.last.text), "unsafe login") {
		return data, err
	}
	b.named = true
	if r, failed := b.ask(`ID ("name" "todoku")`, ""); failed != nil || !r.ok() {
		return data, err
	}
	return b.choose(folder, readOnly)
}

func (b *imapBox) choose(folder string, readOnly bool) (*imap.SelectData, error) {
	cmd := b.client.Select(folder, &imap.SelectOptions{ReadOnly: readOnly})
	var data *imap.SelectData
	err := b.do(func() (err error) { data, err = cmd.Wait(); return err })
	return data, err
}

// imapFeed is the connection that go-imap's client believes it speaks on.
type imapFeed struct {
	talk    *imapTalk
	refused error // why a command could not be sent

	mu   sync.Mutex
	wake sync.Cond
	buf  bytes.Buffer
	err  error
}

// give hands over what the server said.
func (f *imapFeed) give(raw []byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.buf.Write(raw)
	f.wake.Broadcast()
}

// fail ends the client: there will be nothing more to read.
func (f *imapFeed) fail(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err == nil {
		f.err = err
	}
	f.wake.Broadcast()
}

func (f *imapFeed) Read(b []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for f.buf.Len() == 0 && f.err == nil {
		f.wake.Wait()
	}
	if f.err != nil {
		return 0, f.err
	}
	return f.buf.Read(b)
}

// Write sends one command; the client flushes it whole.
func (f *imapFeed) Write(b []byte) (int, error) {
	line, found := strings.CutSuffix(string(b), "\r\n")
	if f.refused = oneLine(line); f.refused == nil && !found {
		f.refused = errIMAPLine
	}
	if f.refused == nil {
		f.talk.tag, _, _ = strings.Cut(line, " ")
		f.talk.w.log.client(line)
		f.refused = f.talk.w.write(b)
	}
	return len(b), f.refused
}

// Close is the client's, when it gives up; the ladder closes the wire.
func (f *imapFeed) Close() error {
	f.fail(net.ErrClosed)
	return nil
}

func (f *imapFeed) LocalAddr() net.Addr              { return f.talk.w.conn.LocalAddr() }
func (f *imapFeed) RemoteAddr() net.Addr             { return f.talk.w.conn.RemoteAddr() }
func (f *imapFeed) SetDeadline(time.Time) error      { return nil }
func (f *imapFeed) SetReadDeadline(time.Time) error  { return nil }
func (f *imapFeed) SetWriteDeadline(time.Time) error { return nil }

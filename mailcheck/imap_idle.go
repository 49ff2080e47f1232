package mailcheck

import (
	"context"
	"strings"
	"time"
)

// wait waits in INBOX. A server that can tells of new mail by itself (IDLE,
// RFC 2177); one that says that it can, and does not, costs nothing: after d
// it is looked for all the same.
func (b *imapBag) wait(d time.Duration) {
	if b.noIdle || b.over() || !b.can("IDLE") {
		_ = b.l.o.sleep(b.l.ctx, d)
		return
	}
	if b.at != inbox {
		data, err := b.box.open(inbox, true)
		if err != nil {
			_ = b.l.o.sleep(b.l.ctx, d)
			return
		}
		b.at = inbox
		if data.NumMessages != b.count {
			return // it came while junk was searched
		}
	}
	b.idle(d)
}

// idle is IDLE, spoken here: go-imap's client would wait for ever, and start
// it again by itself.
func (b *imapBag) idle(d time.Duration) {
	r, err := b.box.ask("IDLE", "")
	if err != nil || r.status != "+" {
		b.noIdle = true
		if err == nil {
			_ = b.l.o.sleep(b.l.ctx, d)
		}
		return
	}
	b.untilMail(d)
	if b.over() {
		return
	}
	b.box.w.log.client("DONE")
	if b.box.w.write([]byte("DONE\r\n")) == nil {
		_, _ = b.box.await(nil)
	}
}

// untilMail reads until the server tells of a change, or d is over.
func (b *imapBag) untilMail(d time.Duration) {
	ctx, cancel := context.WithCancel(b.l.ctx)
	w := b.box.w
	end := make(chan struct{})
	_ = w.conn.SetReadDeadline(time.Time{})
	go func() {
		defer close(end)
		if b.l.o.sleep(ctx, d) == nil {
			_ = w.raw.SetReadDeadline(time.Unix(1, 0)) // wakes the reader
		}
	}()
	for {
		// Nothing is lost when this is woken: it only looks whether there is something.
		if _, err := w.in.Peek(1); err != nil {
			if !timedOut(err) {
				w.dead = err
			}
			break
		}
		w.replyBy = time.Now().Add(w.wait)
		line, err := w.readIMAP()
		if err != nil {
			break
		}
		if imapStatus(line.text) == "BYE" {
			b.box.bye = line.text
			break
		}
		if line.tag != "*" {
			w.dead = errIMAPForm
			break
		}
		if _, what, _ := strings.Cut(line.text, " "); strings.EqualFold(what, "EXISTS") {
			break
		}
	}
	cancel()
	<-end
}

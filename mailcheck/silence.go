package mailcheck

import (
	"bufio"
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"strings"
	"time"

	"todoku/mailcheck/cause"
)

// secondHello is what a port is asked that says nothing: a ClientHello on a
// connection of its own, which a server that waits for TLS answers (RFC 8314
// section 3.3), and a QUIT on another, which makes a server of another protocol
// say what it is. HTTP is silent until it is spoken to.
type secondHello struct {
	done   chan provoked // closed when nothing was tried
	start  chan struct{}
	cancel context.CancelFunc
}

// provoked is what the silent port answered.
type provoked struct {
	hello bool   // whether a ClientHello was sent
	tls   bool   // and answered by TLS
	heard string // the beginning of another answer to it; empty: none
	quit  string // the answer to QUIT; empty: none
}

// line is what answered, if it is none that the protocol at hand would give.
func (p provoked) line() string { return cmp.Or(p.heard, p.quit) }

// How long a server may be silent before it is asked, at most, and how long
// that may take.
const (
	silence     = 5 * time.Second
	silenceTLS  = time.Second // on the port that is registered for TLS
	secondLimit = 3 * time.Second
)

// watchSilence makes the trial while the greeting is still waited for, so that
// the wait is over as soon as the answer is known.
func (l *ladder) watchSilence() *secondHello {
	ctx, cancel := context.WithCancel(l.ctx)
	s := &secondHello{done: make(chan provoked, 1), start: make(chan struct{}, 1), cancel: cancel}
	after := min(l.wait/2, silence)
	if port := l.p.SMTP.Port; l.tls == nil && (port == 465 || port == 993 || port == 995) {
		after = min(after, silenceTLS)
	}
	conn := l.wire.raw
	l.beside.Go(func() {
		defer close(s.done)
		timer := time.NewTimer(after)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-s.start:
		case <-ctx.Done():
			return
		}
		got := l.provoke(ctx)
		if got.tls || got.line() != "" {
			_ = conn.SetReadDeadline(time.Unix(1, 0)) // wakes the greeting
		}
		s.done <- got
	})
	return s
}

// report ends the watch and says what came of it.
func (s *secondHello) report(e *cause.Evidence, at string) {
	select {
	case s.start <- struct{}{}:
	default:
	}
	if got, tried := <-s.done; tried {
		if got.hello {
			e.Facts[cause.FactImplicitTLS] = truth(got.tls)
			answer := cause.AnswerNoTLS
			if got.tls {
				answer = cause.AnswerYes
			} else if got.heard != "" {
				answer = safe(got.heard, 1, maxLineRunes)
			}
			e.Probes = append(e.Probes, cause.Probe{Name: cause.AskHello, At: at, Answer: answer})
		}
		if line := got.line(); line != "" {
			e.Facts[cause.FactFirstBytes] = safe(line, 1, maxLineRunes)
		}
		if got.quit != "" {
			e.Probes = append(e.Probes, cause.Probe{Name: cause.AskQuit, At: at, Answer: safe(got.quit, 1, maxLineRunes)})
		}
	}
	s.cancel()
}

// stop ends the watch without a result.
func (s *secondHello) stop() { s.cancel() }

// provoke asks both at once; inside TLS only the second is left to be asked.
func (l *ladder) provoke(ctx context.Context) provoked {
	ctx, cancel := context.WithTimeout(ctx, min(l.wait, secondLimit))
	defer cancel()
	got := provoked{hello: l.tls == nil}
	said := make(chan string, 1)
	l.beside.Go(func() { said <- l.sayQuit(ctx) })
	if got.hello {
		got.tls, got.heard = l.speaksTLS(ctx)
	}
	if got.tls {
		cancel()
	}
	got.heard, got.quit = l.foreign(got.heard), l.foreign(<-said)
	if got.tls {
		got.quit = ""
	}
	return got
}

// speaksTLS makes a connection that says nothing but ClientHello, and gives
// the beginning of an answer that is none of TLS.
func (l *ladder) speaksTLS(ctx context.Context) (spoken bool, line string) {
	c, err := l.redial(ctx)
	if err != nil {
		return false, ""
	}
	defer c.Close()
	conf := l.baseTLS()
	conf.MinVersion, conf.CipherSuites = tls.VersionTLS10, allSuites()
	head := &headConn{Conn: c}
	err = tls.Client(head, conf).HandshakeContext(ctx)
	var record tls.RecordHeaderError
	switch {
	case err == nil:
		return true, ""
	case errors.As(err, &record):
		line, _ = readLine(head.reader())
		return false, line
	}
	return len(head.head) > 0, "" // an alert, or a handshake that went on: TLS all the same
}

// sayQuit gives the first line of what answers a QUIT and an empty line, which
// end a request of HTTP (RFC 9112 section 2.1) too. A greeting may be that line.
func (l *ladder) sayQuit(ctx context.Context) string {
	if !l.asks() {
		return ""
	}
	c, err := l.redial(ctx)
	if err != nil {
		return ""
	}
	defer c.Close()
	stop := context.AfterFunc(ctx, func() { _ = c.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	if l.tls != nil {
		inside := tls.Client(c, l.baseTLS())
		if inside.HandshakeContext(ctx) != nil {
			return ""
		}
		c = inside
	}
	return quit(c)
}

// foreign keeps a line that the protocol at hand does not have: a server of
// its own has only been slow, and what does not begin with a letter or a sign
// is an alert of TLS, which the ClientHello has seen too.
func (l *ladder) foreign(line string) string {
	if line = strings.TrimSpace(line); line == "" || line[0] <= ' ' || line[0] >= 0x7f || l.greetsLike(line) {
		return ""
	}
	if _, _, ok := parseReplyLine(line); ok && l.proto == "smtp" {
		return ""
	}
	return line
}

func quit(c net.Conn) string {
	if _, err := io.WriteString(c, "QUIT\r\n\r\n"); err != nil {
		return ""
	}
	line, _ := readLine(bufio.NewReaderSize(c, maxReplyLine))
	return strings.TrimSpace(line)
}

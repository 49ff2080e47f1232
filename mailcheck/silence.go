package mailcheck

import (
	"context"
	"crypto/tls"
	"time"

	"todoku/mailcheck/cause"
)

// secondHello is a ClientHello on a connection of its own, sent when a port
// that was spoken to in plain text says nothing: a server that waits for TLS
// (RFC 8314 section 3.3) does that.
type secondHello struct {
	done   chan bool // whether TLS was answered; closed when nothing was tried
	start  chan struct{}
	cancel context.CancelFunc
}

// How long a server may be silent before the second connection is made, at
// most, and how long that may take.
const (
	silence     = 5 * time.Second
	silenceTLS  = time.Second // on the port that is registered for TLS
	secondLimit = 3 * time.Second
)

// watchSilence makes the trial while the greeting is still waited for, so that
// the wait is over as soon as the answer is known.
func (l *ladder) watchSilence() *secondHello {
	ctx, cancel := context.WithCancel(l.ctx)
	s := &secondHello{done: make(chan bool, 1), start: make(chan struct{}, 1), cancel: cancel}
	if l.tls != nil {
		close(s.done)
		return s
	}
	after := min(l.wait/2, silence)
	if port := l.p.SMTP.Port; port == 465 || port == 993 || port == 995 {
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
		spoken := l.speaksTLS(ctx)
		if spoken {
			_ = conn.SetReadDeadline(time.Unix(1, 0)) // wakes the greeting
		}
		s.done <- spoken
	})
	return s
}

// report ends the watch and says what came of it.
func (s *secondHello) report(e *cause.Evidence, at string) {
	select {
	case s.start <- struct{}{}:
	default:
	}
	if spoken, tried := <-s.done; tried {
		e.Facts[cause.FactImplicitTLS] = truth(spoken)
		answer := cause.AnswerNoTLS
		if spoken {
			answer = cause.AnswerYes
		}
		e.Probes = append(e.Probes, cause.Probe{Name: cause.AskHello, At: at, Answer: answer})
	}
	s.cancel()
}

// stop ends the watch without a result.
func (s *secondHello) stop() { s.cancel() }

// speaksTLS makes a connection that says nothing but ClientHello.
func (l *ladder) speaksTLS(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, min(l.wait, secondLimit))
	defer cancel()
	c, err := l.redial(ctx)
	if err != nil {
		return false
	}
	defer c.Close()
	conf := l.baseTLS()
	conf.MinVersion, conf.CipherSuites = tls.VersionTLS10, allSuites()
	return tls.Client(c, conf).HandshakeContext(ctx) == nil
}

package mailcheck

import (
	"context"
	"crypto/tls"
	"strings"

	"todoku/mailcheck/cause"
)

// askOwnAddress says MAIL FROM again in the same session, with the address of
// the account that is signed in: if that is taken, it is the sender that the
// server minds. It goes as far as the command that was refused, and no
// message follows.
func (l *ladder) askOwnAddress(_ context.Context, e cause.Evidence) (t told) {
	own := e.Username
	switch {
	case e.Code < 500 || l.tap == nil || l.wire.dead != nil || l.tap.owed("DATA"):
		return t // not judged, or nobody to ask
	case !strings.Contains(own, "@") || strings.EqualFold(own, e.Sender) || oneLine(own) != nil || !ascii(own) || strings.ContainsAny(own, "<> "):
		return t
	case l.p.SMTP.Auth.Method == "none" || l.p.SMTP.Auth.Method == popBeforeSMTP:
		return t // no account is known to the session
	}
	for range l.tap.ahead { // replies to what went out with the refused command
		if _, err := l.wire.read(); err != nil {
			return t
		}
	}
	l.tap.ahead = nil
	lines := []string{"RSET", "MAIL FROM:<" + own + ">"}
	if strings.HasSuffix(e.Stage, ".rcpt") {
		lines = append(lines, "RCPT TO:<"+e.Recipient+">")
	}
	for _, line := range lines {
		r, err := l.wire.ask(line)
		switch {
		case err != nil:
			t.probe(cause.AskOwn, own, cause.AnswerFailed)
			return t
		case r.ok():
			continue
		case line != "RSET" && r.code >= 500:
			t.fact(cause.FactOwnAddress, cause.AnswerRefused)
		}
		t.probe(cause.AskOwn, own, safe(r.lines[0], 1, maxLineRunes))
		return t
	}
	t.fact(cause.FactOwnAddress, cause.AnswerAccepted)
	t.probe(cause.AskOwn, own, cause.AnswerAccepted)
	return t
}

// askInside says EHLO inside TLS on another connection: a server may offer
// AUTH only there (RFC 4954 section 4).
func (l *ladder) askInside() (t told) {
	if !l.asks() || l.proto != "smtp" {
		return t
	}
	ctx, cancel := context.WithTimeout(l.ctx, min(l.wait, apartLimit))
	defer cancel()
	c, err := l.redial(ctx)
	if err != nil {
		t.probe(cause.AskInside, l.remote, cause.AnswerFailed)
		return t
	}
	w := newWire(ctx, c, l.wait, &transcript{})
	defer w.close()
	if err = l.upTo(w); err == nil {
		secure := tls.Client(c, l.baseTLS())
		if err = secure.HandshakeContext(ctx); err == nil {
			w.secure(secure)
			var r reply
			if r, err = w.ask("EHLO " + l.name); err == nil && r.ok() {
				return inside(l.remote, parseCapabilities(r).mechanisms())
			}
		}
	}
	if err != nil {
		w.dead = err
	}
	t.probe(cause.AskInside, l.remote, cause.AnswerFailed)
	return t
}

func inside(at string, mechanisms []string) (t told) {
	t.fact(cause.FactAuthAfterTLS, truth(len(mechanisms) > 0))
	answer := cause.AnswerNoAuth
	if len(mechanisms) > 0 {
		answer = strings.Join(mechanisms, " ")
	}
	t.probe(cause.AskInside, at, answer)
	return t
}

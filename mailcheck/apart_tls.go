package mailcheck

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"todoku/mailcheck/cause"
)

// shakeWait bounds one diagnostic handshake.
const shakeWait = 3 * time.Second

// shake is a way to shake hands, other than the usual one. Nothing but the
// steps up to the handshake is ever said on its connection.
type shake struct {
	ask, note string
	bend      func(*tls.Config)
}

// shakes accept what the usual handshake does not.
func shakes() []shake {
	return []shake{
		{cause.AskOldTLS, "tls from 1.0", func(c *tls.Config) { c.MinVersion, c.CipherSuites = tls.VersionTLS10, allSuites() }},
		{cause.AskNoName, "tls without sni", func(c *tls.Config) { c.ServerName = "" }},
		// A hybrid key share (X25519MLKEM768) makes the ClientHello longer than a
		// packet, which some servers and firewalls cannot take.
		{cause.AskSmall, "tls with a small hello", func(c *tls.Config) { c.CurvePreferences = []tls.CurveID{tls.X25519, tls.CurveP256} }},
	}
}

// askHandshakes tries other handshakes; what goes well tells what is wrong
// with the usual one. The error is that of the most tolerant.
func (l *ladder) askHandshakes() (t told, tolerant error) {
	list := shakes()
	if !l.asks() {
		list = list[:1]
	}
	ctx, cancel := context.WithTimeout(l.ctx, apartLimit)
	defer cancel()
	begun := l.now()
	got, errs := make([]tls.ConnectionState, len(shakes())), []error{errNotTried, errNotTried, errNotTried}
	var group sync.WaitGroup
	for i, s := range list {
		group.Go(func() { got[i], errs[i] = l.shake(ctx, s) })
	}
	group.Wait()
	l.begun = l.begun.Add(l.now().Sub(begun)) // is not the stage's own time
	for i, s := range list {
		answer := shaken(got[i], errs[i])
		l.log.note(s.note + ": " + answer)
		t.probe(s.ask, l.remote, answer)
	}
	if errs[0] == nil {
		t.fact(cause.FactTLSMax, tls.VersionName(got[0].Version))
	}
	switch old, noName, small := errs[0] == nil, errs[1] == nil, errs[2] == nil; {
	case small && !noName:
		t.fact(cause.FactTLSHelped, "small")
	case noName && !small:
		t.fact(cause.FactTLSHelped, "no-name")
	case old && !noName && !small && got[0].Version >= tls.VersionTLS12:
		t.fact(cause.FactTLSHelped, "old-cipher")
	}
	return t, errs[0]
}

var errNotTried = errors.New("tls: not tried")

// shaken is "TLS 1.1, TLS_RSA_…", or how it failed.
func shaken(s tls.ConnectionState, err error) string {
	switch {
	case err == nil:
		return tls.VersionName(s.Version) + " " + tls.CipherSuiteName(s.CipherSuite)
	case timedOut(err):
		return cause.AnswerSilent
	case ended(err):
		return cause.AnswerDropped
	case strings.Contains(err.Error(), "remote error: tls: "):
		return safe(err.Error(), 1, maxLineRunes)
	}
	return cause.AnswerFailed
}

// shake makes one handshake on a connection of its own.
func (l *ladder) shake(ctx context.Context, s shake) (tls.ConnectionState, error) {
	wait := min(l.wait, shakeWait)
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	c, err := l.redial(ctx)
	if err != nil {
		return tls.ConnectionState{}, fmt.Errorf("connect again: %w", err)
	}
	w := newWire(ctx, c, wait, &transcript{})
	defer w.drop()
	if l.p.SMTP.Security == "starttls" {
		if err := l.upTo(w); err != nil {
			return tls.ConnectionState{}, err
		}
	}
	conf := l.baseTLS()
	s.bend(conf)
	t := tls.Client(c, conf)
	if err := t.HandshakeContext(ctx); err != nil {
		return tls.ConnectionState{}, err
	}
	return t.ConnectionState(), nil
}

package mailcheck

import (
	"context"
	"crypto/tls"
	"errors"
	"time"
)

// tlsAgain secures another connection of the same run, without a word in the
// report: what is wrong with the certificate was judged the first time.
func (l *ladder) tlsAgain(ctx context.Context, w *wire) error {
	roots, err := l.roots()
	if err != nil {
		return err
	}
	c := tls.Client(w.conn, l.baseTLS())
	if err := c.HandshakeContext(ctx); err != nil {
		w.dead = err
		return err
	}
	w.secure(c)
	chain := c.ConnectionState().PeerCertificates
	if faults := l.certificateFaults(chain, roots); len(faults) > 0 && l.p.SMTP.VerifyCertificate {
		w.dead = &tls.CertificateVerificationError{UnverifiedCertificates: chain, Err: faults[0]}
	}
	return w.dead
}

// waits tells whether the server keeps a connection on which nothing is said,
// at least for a second: then it has nothing against the address of this machine.
func (l *ladder) waits() bool {
	ctx, cancel := context.WithTimeout(l.ctx, min(l.wait, 5*time.Second)+time.Second)
	defer cancel()
	c, err := l.redial(ctx)
	if err != nil {
		return false
	}
	defer c.Close()
	stop := context.AfterFunc(ctx, func() { _ = c.Close() })
	defer stop()
	_ = c.SetReadDeadline(time.Now().Add(min(l.wait, time.Second)))
	_, err = c.Read(make([]byte, 1))
	return timedOut(err)
}

// errNotAgain: the dialogue that went well before does not any more.
var errNotAgain = errors.New("smtp: refused on the second connection")

// upTo repeats the steps before the handshake.
func (l *ladder) upTo(w *wire) error {
	if l.proto == "imap" {
		return imapUpTo(w)
	}
	if l.proto == "pop3" {
		r, err := w.readPop()
		if err == nil && r.ok {
			r, err = w.askPop("STLS")
		}
		if err != nil || !r.ok {
			return errNotAgain
		}
		return nil
	}
	r, err := w.read()
	for _, line := range []string{"EHLO " + l.name, "STARTTLS"} {
		if err == nil && r.ok() {
			r, err = w.ask(line)
		}
	}
	if err != nil || !r.ok() {
		return errNotAgain
	}
	return nil
}

// allSuites are also those that no sane program offers.
func allSuites() []uint16 {
	var ids []uint16
	for _, s := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		ids = append(ids, s.ID)
	}
	return ids
}

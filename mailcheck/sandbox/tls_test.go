package sandbox

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"strings"
	"testing"
	"time"
)

// handshake connects to a port of the sandbox as its profile says and returns
// the state and what went wrong.
func handshake(t *testing.T, s *Sandbox) (tls.ConnectionState, error) {
	t.Helper()
	k := &talk{t: t, s: s, c: dial(t, s.target())}
	if s.Ready().SMTP.Security == portStartTLS {
		k.r = bufio.NewReader(k.c)
		for _, got := range []string{k.reply(), k.cmd("EHLO client.example.org"), k.cmd("STARTTLS")} {
			if !strings.HasPrefix(got, "2") {
				t.Fatal(got)
			}
		}
	}
	c := tls.Client(k.c, s.clientTLS())
	err := c.HandshakeContext(t.Context())
	if err == nil {
		// TLS 1.3: a refused client learns of it with the first read.
		_, err = c.Write([]byte("NOOP\r\n"))
		if err == nil {
			_, err = c.Read(make([]byte, 1))
		}
	}
	return c.ConnectionState(), err
}

func TestCertificates(t *testing.T) {
	unknown := func(err error) bool { return errors.As(err, new(x509.UnknownAuthorityError)) }
	invalid := func(err error) bool {
		var e x509.CertificateInvalidError
		return errors.As(err, &e) && e.Reason == x509.Expired
	}
	says := func(text string) func(error) bool {
		return func(err error) bool { return err != nil && strings.Contains(err.Error(), text) }
	}
	for _, c := range []struct {
		fault string
		ok    func(error) bool
	}{
		{"tls.name-mismatch", func(err error) bool { return errors.As(err, new(x509.HostnameError)) }},
		{"tls.name-mismatch/tls", func(err error) bool { return errors.As(err, new(x509.HostnameError)) }},
		{"tls.expired", func(err error) bool { return invalid(err) && says("is after")(err) }},
		{"tls.not-yet-valid", func(err error) bool { return invalid(err) && says("is before")(err) }},
		{"tls.self-signed", unknown},
		{"tls.untrusted-ca", unknown},
		{"tls.missing-intermediate", unknown},
		{"tls.intercepted", unknown},
		{"tls.version", says("protocol version")},
		{"tls.handshake-failed", says("remote error: tls: handshake failure")},
		{"tls.handshake-failed/sni", says("remote error: tls: unrecognized name")},
		{"tls.handshake-failed/internal", says("remote error: tls: internal error")},
		{"tls.client-cert", says("remote error: tls: certificate required")},
		{"tls.client-cert/1.2", says("remote error: tls: ")},
		{"tls.needs-starttls", says("first record does not look like a TLS handshake")},
		{"net.wrong-service/http-tls", says("first record does not look like a TLS handshake")},
		{"session.too-many-connections/tls", says("first record does not look like a TLS handshake")},
		{"tls.starttls-refused/garbage", says("first record does not look like a TLS handshake")},
	} {
		t.Run(c.fault, func(t *testing.T) {
			if _, err := handshake(t, start(t, c.fault)); !c.ok(err) {
				t.Errorf("%v", err)
			}
		})
	}
}

// What tells the causes apart when Go only says "unknown authority".
func TestUnknownAuthoritiesDiffer(t *testing.T) {
	sent := func(fault string) []*x509.Certificate {
		var e *tls.CertificateVerificationError
		if _, err := handshake(t, start(t, fault)); !errors.As(err, &e) {
			t.Fatalf("%s: %v", fault, err)
		}
		return e.UnverifiedCertificates
	}
	if c := sent("tls.self-signed"); len(c) != 1 || c[0].Issuer.String() != c[0].Subject.String() {
		t.Errorf("self-signed: %v", c[0].Issuer)
	}
	if c := sent("tls.untrusted-ca"); len(c) != 3 || c[2].Issuer.String() != c[2].Subject.String() {
		t.Errorf("untrusted CA: %d certificates", len(c))
	}
	if c := sent("tls.missing-intermediate"); len(c) != 1 || c[0].Issuer.String() == c[0].Subject.String() {
		t.Errorf("missing intermediate: %d certificates", len(c))
	}
	if c := sent("tls.intercepted"); !strings.Contains(c[0].Issuer.String(), "Avast") {
		t.Errorf("intercepted: %v", c[0].Issuer)
	}
}

func TestGoodChain(t *testing.T) {
	for fault, days := range map[string]int{"": 90, "tls.expires-soon": 5} {
		state, err := handshake(t, start(t, fault))
		if err != nil {
			t.Fatal(err)
		}
		leaf := state.PeerCertificates[0]
		if left := int(time.Until(leaf.NotAfter).Hours() / 24); left != days {
			t.Errorf("%q: %d days left", fault, left)
		}
		if len(state.PeerCertificates) != 2 || len(state.VerifiedChains[0]) != 3 {
			t.Errorf("%q: %d sent, chain of %d", fault, len(state.PeerCertificates), len(state.VerifiedChains[0]))
		}
		for _, name := range []string{"localhost", "127.0.0.1", Host, Alias} {
			if err := leaf.VerifyHostname(name); err != nil {
				t.Error(err)
			}
		}
	}
}

// The injected reply comes with the 220, before any handshake.
func TestInjection(t *testing.T) {
	s := start(t, "tls.injected")
	k := converse(t, s)
	k.reply()
	k.cmd("EHLO client.example.org")
	if got := k.cmd("STARTTLS"); got != "220 2.0.0 Ready to start TLS" {
		t.Fatal(got)
	}
	if got := k.reply(); got != "250-mail.sandbox.test\n250 AUTH PLAIN" {
		t.Errorf("injected: %q", got)
	}
	k.secure()
	if got := k.cmd("EHLO client.example.org"); !strings.Contains(got, "AUTH PLAIN LOGIN") {
		t.Errorf("after TLS: %q", got)
	}
}

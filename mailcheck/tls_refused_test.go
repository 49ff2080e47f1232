package mailcheck

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"todoku/mailcheck/cause"
	"todoku/store"
)

// TestAfterStartTLS: what may come in one packet with the 220. Postfix with no
// protocol version left sends its alert unasked; a refusal is no injection.
func TestAfterStartTLS(t *testing.T) {
	for extra, want := range map[string]string{
		"\x15\x03\x03\x00\x02\x02\x46":       "tls.version fail smtp.tls",
		"\x15\x03\x03\x00\x02\x02\x28":       "tls.handshake-failed fail smtp.tls",
		"454 4.7.0 TLS not available":        "tls.starttls-refused fail smtp.tls",
		"250 ok":                             "tls.injected fail smtp.tls",
		"\x15 is no record but a wild octet": "tls.injected fail smtp.tls",
	} {
		s := &scripted{replies: []string{"220 mx.example.org", "250-mx.example.org\n250 STARTTLS", "220 go ahead\n" + extra}}
		p := profile("plain")
		p.SMTP.Security, p.SMTP.Timeout = "starttls", store.Duration(500*time.Millisecond)
		r := s.run(t, p, with(s))
		if got := first(r); got != want {
			t.Errorf("%q: %s, want %s", extra, got, want)
		}
		if lines := strings.Join(s.heard(), "\n"); strings.Contains(lines, "AUTH") {
			t.Errorf("%q: signed in", extra)
		}
		if strings.HasPrefix(want, "tls.starttls-refused") && r.Findings[0].Confidence == cause.Certain {
			t.Errorf("%q: certain", extra)
		}
	}
}

// TestCutOff: a port that takes connections in peace and hangs up at every
// ClientHello fails at TLS; one that hangs up on everybody may not want us.
func TestCutOff(t *testing.T) {
	for peaceful, want := range map[bool]string{true: "tls.handshake-failed fail smtp.tls", false: "net.dropped fail smtp.tls"} {
		p := profile("plain")
		p.SMTP.Security, p.SMTP.Port, p.SMTP.Timeout = "tls", 465, store.Duration(500*time.Millisecond)
		server, err := net.Listen("tcp4", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		var conns sync.WaitGroup
		conns.Go(func() {
			for {
				c, err := server.Accept()
				if err != nil {
					return
				}
				conns.Go(func() {
					defer c.Close()
					if peaceful {
						_, _ = c.Read(make([]byte, 4096))
					}
				})
			}
		})
		dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "tcp4", server.Addr().String())
		}
		if got := first(Run(t.Context(), p, Options{Dial: dial})); got != want {
			t.Errorf("peaceful %v: %s, want %s", peaceful, got, want)
		}
		_ = server.Close()
		conns.Wait()
	}
}

// issue makes a certificate; without a parent it signs itself.
func issue(t *testing.T, name string, from, to time.Time, algorithm x509.SignatureAlgorithm, parent *x509.Certificate, by *ecdsa.PrivateKey) (*x509.Certificate, *ecdsa.PrivateKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{"mail.example.org"},
		NotBefore: from, NotAfter: to, BasicConstraintsValid: true, IsCA: true, KeyUsage: x509.KeyUsageCertSign, SignatureAlgorithm: algorithm}
	if parent == nil {
		parent, by = c, key
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, key.Public(), by)
	if err != nil {
		t.Fatal(err)
	}
	made, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return made, key
}

// TestChainAbove: an intermediate certificate past its end, or one of nobody's.
func TestChainAbove(t *testing.T) {
	year := 365 * 24 * time.Hour
	root, rootKey := issue(t, "Root", certNow.Add(-5*year), certNow.Add(5*year), 0, nil, nil)
	other, otherKey := issue(t, "Other", certNow.Add(-5*year), certNow.Add(5*year), 0, nil, nil)
	roots := x509.NewCertPool()
	roots.AddCert(root)
	for _, c := range []struct {
		name   string
		ends   time.Time
		parent *x509.Certificate
		by     *ecdsa.PrivateKey
		leaf   x509.SignatureAlgorithm
		want   string
	}{
		{"current", certNow.Add(year), root, rootKey, 0, ""},
		{"expired", certNow.Add(-24 * time.Hour), root, rootKey, 0, "tls.expired certain 2026-05-31T12:00:00Z"},
		{"of another authority", certNow.Add(year), other, otherKey, 0, "tls.untrusted-ca likely"},
		{"current, the leaf by SHA-1", certNow.Add(year), root, rootKey, x509.ECDSAWithSHA1, "tls.untrusted-ca likely"},
	} {
		above, key := issue(t, "Above", certNow.Add(-4*year), c.ends, 0, c.parent, c.by)
		leaf, _ := issue(t, "Leaf", certNow.Add(-time.Hour), certNow.Add(year), c.leaf, above, key)
		p := profile("none")
		p.SMTP.Host = "mail.example.org"
		l := newLadder(t.Context(), p, Options{Now: func() time.Time { return certNow }})
		l.rep.Stages = []Stage{{ID: StageTLS}}
		l.at = 0
		got := ""
		for _, e := range l.chainEvidence([]*x509.Certificate{leaf, above}, roots) {
			f := cause.Find(e)[0]
			got = f.Cause + " " + string(f.Confidence)
			if f.Cause == "tls.expired" {
				got += " " + e.Facts[cause.FactCertNotAfter]
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

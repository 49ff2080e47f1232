package mailcheck

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"todoku/store"
)

var certNow = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// selfMade is a certificate signed by itself.
func selfMade(t *testing.T, name string, from, to time.Time) *x509.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name}, NotBefore: from, NotAfter: to,
		BasicConstraintsValid: true, IsCA: true, KeyUsage: x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	out, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// faultsOf judges one certificate as that of mail.example.org.
func faultsOf(t *testing.T, c *x509.Certificate, trusted bool) (chain, dates, name bool) {
	t.Helper()
	p := profile("none")
	p.SMTP.Host = "mail.example.org"
	l := newLadder(t.Context(), p, Options{Now: func() time.Time { return certNow }})
	roots := x509.NewCertPool()
	if trusted {
		roots.AddCert(c)
	}
	for _, err := range l.certificateFaults([]*x509.Certificate{c}, roots) {
		var (
			unknown x509.UnknownAuthorityError
			invalid x509.CertificateInvalidError
			host    x509.HostnameError
		)
		switch {
		case errors.As(err, &unknown):
			chain = true
		case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
			dates = true
		case errors.As(err, &host):
			name = true
		default:
			t.Errorf("another fault: %v", err)
		}
	}
	return chain, dates, name
}

// TestEveryFault: no fault hides another.
func TestEveryFault(t *testing.T) {
	day := 24 * time.Hour
	for _, c := range []struct {
		name              string
		from, to          time.Duration
		trusted           bool
		chain, dates, who bool
	}{
		{"mail.example.org", -day, day, true, false, false, false},
		{"mail.example.org", -day, day, false, true, false, false},
		{"other.example.org", -day, day, true, false, false, true},
		{"mail.example.org", -2 * day, -day, true, false, true, false},
		{"mail.example.org", day, 2 * day, true, false, true, false},
		{"other.example.org", -2 * day, -day, false, true, true, true},
		{"other.example.org", day, 2 * day, false, true, true, true},
	} {
		cert := selfMade(t, c.name, certNow.Add(c.from), certNow.Add(c.to))
		chain, dates, who := faultsOf(t, cert, c.trusted)
		if chain != c.chain || dates != c.dates || who != c.who {
			t.Errorf("%+v: chain %t, dates %t, name %t", c, chain, dates, who)
		}
	}
}

func TestDaysLeft(t *testing.T) {
	for d, want := range map[time.Duration]int{
		13*24*time.Hour + 23*time.Hour: 13, 14 * 24 * time.Hour: 14, time.Hour: 0, 0: 0, -time.Hour: -1, -24 * time.Hour: -1, -25 * time.Hour: -2,
	} {
		if got := daysLeft(&x509.Certificate{NotAfter: certNow.Add(d)}, certNow); got != want {
			t.Errorf("%s: %d days, want %d", d, got, want)
		}
	}
}

func TestCAFile(t *testing.T) {
	dir := t.TempDir()
	good := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: selfMade(t, "ca", certNow, certNow.Add(time.Hour)).Raw})
	for name, data := range map[string][]byte{"good.pem": good, "empty.pem": nil, "key.pem": []byte("-----BEGIN X-----\nAAAA\n-----END X-----\n")} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]string{"good.pem": "", "empty.pem": "no-certificate", "key.pem": "no-certificate", "none.pem": "not-found", filepath.Join(dir, "good.pem"): ""} {
		p := store.Profile{SMTP: store.SMTP{CAFile: name}}
		l := newLadder(t.Context(), p, Options{BaseDir: dir, Roots: x509.NewCertPool()})
		pool, err := l.roots()
		got := ""
		if err != nil {
			got = fileReason(err)
		}
		if got != want || (err == nil && pool.Equal(x509.NewCertPool())) {
			t.Errorf("%s: %q (%v), want %q", name, got, err, want)
		}
	}
}

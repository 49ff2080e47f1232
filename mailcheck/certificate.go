package mailcheck

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"todoku/mailcheck/cause"
)

const (
	// expiresSoon is when the certificate's end becomes a warning: automatic
	// renewal that works has long run by then.
	expiresSoon = 14
	maxCAFile   = 4 << 20
	maxShown    = 100 // names of a certificate
)

// judge puts the session into the report and the certificate's faults, each on
// its own, into findings. Without verification they are warnings.
func (l *ladder) judge(s tls.ConnectionState, roots *x509.CertPool) {
	if len(s.PeerCertificates) == 0 {
		l.fail(l.byError(errors.New("tls: the server sent no certificate")))
		return
	}
	leaf := s.PeerCertificates[0]
	days := daysLeft(leaf, l.now())
	faults := l.chainEvidence(s.PeerCertificates, roots)
	l.stage().Detail.TLS = &TLS{
		Version: tls.VersionName(s.Version), Cipher: tls.CipherSuiteName(s.CipherSuite),
		Names: shownNames(leaf), Issuer: safe(leaf.Issuer.String(), 1, maxLineRunes), Chain: subjects(s.PeerCertificates),
		NotBefore: leaf.NotBefore.UTC().Format(time.RFC3339), NotAfter: leaf.NotAfter.UTC().Format(time.RFC3339), DaysLeft: days, Verified: len(faults) == 0,
	}
	for _, e := range faults {
		if l.p.SMTP.VerifyCertificate {
			l.fail(e)
			continue
		}
		l.record(cause.SeverityWarn, e, cause.Find(e)[0])
	}
	e := l.evidence()
	e.Facts[cause.FactCertDays] = itoa(days)
	e.Facts[cause.FactCertNotAfter] = leaf.NotAfter.UTC().Format(time.RFC3339)
	e.Facts[cause.FactCertNames] = strings.Join(shownNames(leaf), ", ")
	if !l.p.SMTP.VerifyCertificate {
		l.warn("tls.unverified", cause.Certain, e)
	}
	if days >= 0 && days < expiresSoon && !l.now().After(leaf.NotAfter) {
		l.warn("tls.expires-soon", cause.Certain, e)
	}
}

// chainEvidence is certificateFaults as evidence, with the dates of the
// certificate that each is about.
func (l *ladder) chainEvidence(chain []*x509.Certificate, roots *x509.CertPool) (list []cause.Evidence) {
	for _, err := range l.certificateFaults(chain, roots) {
		e := l.byError(&tls.CertificateVerificationError{UnverifiedCertificates: chain, Err: err})
		e.Facts[cause.FactCertDays] = itoa(daysLeft(chain[0], l.now()))
		var invalid x509.CertificateInvalidError
		if errors.As(err, &invalid) && invalid.Cert != nil && invalid.Cert != chain[0] {
			e.Facts[cause.FactCertDays] = itoa(daysLeft(invalid.Cert, l.now()))
			e.Facts[cause.FactCertNotAfter] = stamp(invalid.Cert.NotAfter)
		}
		list = append(list, e)
	}
	return list
}

// daysLeft counts full days; after the end they are negative.
func daysLeft(c *x509.Certificate, now time.Time) int {
	left := c.NotAfter.Sub(now)
	if left < 0 {
		return -int((-left + 24*time.Hour - 1) / (24 * time.Hour))
	}
	return int(left / (24 * time.Hour))
}

// certificateFaults is all that speaks against a chain. Go's verification
// stops at the first fault; an operator wants all of them at once.
func (l *ladder) certificateFaults(chain []*x509.Certificate, roots *x509.CertPool) (faults []error) {
	leaf, now := chain[0], l.now()
	at := now
	switch {
	case now.After(leaf.NotAfter):
		at = leaf.NotAfter
		faults = append(faults, invalidTime(leaf, fmt.Sprintf("current time %s is after %s", stamp(now), stamp(leaf.NotAfter))))
	case now.Before(leaf.NotBefore):
		at = leaf.NotBefore
		faults = append(faults, invalidTime(leaf, fmt.Sprintf("current time %s is before %s", stamp(now), stamp(leaf.NotBefore))))
	}
	if err := leaf.VerifyHostname(l.host); err != nil {
		faults = append(faults, err)
	}
	between := x509.NewCertPool()
	for _, c := range chain[1:] {
		between.AddCert(c)
	}
	// The chain is judged at a time at which the leaf is valid: one fault must
	// not hide the other.
	_, err := leaf.Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, CurrentTime: at})
	var invalid x509.CertificateInvalidError
	if err == nil || (errors.As(err, &invalid) && !at.Equal(now) && invalid.Reason == x509.Expired) {
		return faults
	}
	if invalid.Reason == x509.Expired && invalid.Cert != nil && invalid.Cert != leaf {
		// One above the leaf: often it was renewed, and the server still sends the old one.
		err = invalidTime(invalid.Cert, fmt.Sprintf("the intermediate certificate %q: %s", safe(invalid.Cert.Subject.CommonName, 1, maxLineRunes), invalid.Detail))
	}
	return append([]error{err}, faults...)
}

func invalidTime(c *x509.Certificate, detail string) error {
	return x509.CertificateInvalidError{Cert: c, Reason: x509.Expired, Detail: detail}
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// shownNames are the subject's alternative names; the common name only where
// there are none, for show: it counts for nothing (RFC 6125 section 6.4.4).
func shownNames(c *x509.Certificate) []string {
	var out []string
	for _, n := range c.DNSNames {
		out = append(out, safe(n, 1, maxLineRunes))
	}
	for _, ip := range c.IPAddresses {
		out = append(out, ip.String())
	}
	if len(out) == 0 && c.Subject.CommonName != "" {
		out = append(out, safe(c.Subject.CommonName, 1, maxLineRunes))
	}
	return out[:min(len(out), maxShown)]
}

func subjects(chain []*x509.Certificate) []string {
	var out []string
	for _, c := range chain[:min(len(chain), 10)] {
		out = append(out, safe(c.Subject.String(), 1, maxLineRunes))
	}
	return out
}

// roots are whom to trust: the system's authorities (or those of Options) and
// the profile's ca_file. Nil lets Go ask the operating system.
func (l *ladder) roots() (*x509.CertPool, error) {
	if l.p.SMTP.CAFile == "" {
		return l.o.Roots, nil
	}
	path := l.caPath()
	data, err := readCAFile(path)
	if err != nil {
		return nil, err
	}
	pool := l.o.Roots
	if pool != nil {
		pool = pool.Clone()
	} else if pool, err = x509.SystemCertPool(); err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(data) {
		return nil, errNoCertificate
	}
	return pool, nil
}

func (l *ladder) caPath() string {
	if filepath.IsAbs(l.p.SMTP.CAFile) {
		return l.p.SMTP.CAFile
	}
	return filepath.Join(l.o.BaseDir, l.p.SMTP.CAFile)
}

var errNoCertificate = errors.New("no certificate in PEM form")

func readCAFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxCAFile))
	if err != nil {
		return nil, err
	}
	if b, _ := pem.Decode(data); b == nil {
		return nil, errNoCertificate
	}
	return data, nil
}

// caFileUnreadable: the check itself lacks something; the server was not judged.
func (l *ladder) caFileUnreadable(err error) {
	e := l.byError(err)
	e.Facts[cause.FactFile] = l.caPath()
	e.Facts[cause.FactReason] = fileReason(err)
	l.failAs("config.ca-file", e)
}

// fileReason is why a file could not be used, in one word.
func fileReason(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "not-found"
	case errors.Is(err, fs.ErrPermission):
		return "not-permitted"
	case errors.Is(err, errNoCertificate):
		return "no-certificate"
	}
	return "unreadable"
}

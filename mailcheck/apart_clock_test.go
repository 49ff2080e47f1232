package mailcheck

import (
	"crypto/tls"
	"crypto/x509"
	"strings"
	"testing"
	"time"

	"todoku/mailcheck/cause"
)

// TestClock: a certificate that is out of its time by this machine's clock
// alone is not for certain the server's fault.
func TestClock(t *testing.T) {
	cert := selfMade(t, "mail.example.org", certNow.AddDate(0, -1, 0), certNow.AddDate(0, 1, 0))
	const sendmail, exchange = "220 mx ESMTP Sendmail 8.17.1/8.17.1; ", "220 mx Microsoft ESMTP MAIL Service ready at "
	for _, c := range []struct {
		greeting string
		now      time.Time
		cause    string
		sure     cause.Confidence
		answer   string
		clock    string
	}{
		{sendmail + certNow.Format(time.RFC1123Z), certNow.AddDate(1, 0, 0), "tls.expired", cause.Likely, "Mon, 01 Jun 2026", "fast"},
		{exchange + certNow.Format("Mon, 2 Jan 2006 15:04:05 -0700"), certNow.AddDate(-1, 0, 0), "tls.not-yet-valid", cause.Likely, "Mon, 1 Jun 2026", "slow"},
		{sendmail + certNow.AddDate(1, 0, 0).Format(time.RFC1123Z), certNow.AddDate(1, 0, 0), "tls.expired", cause.Certain, "Tue, 01 Jun 2027", ""},
		{"220 mx ESMTP Postfix", certNow.AddDate(1, 0, 0), "tls.expired", cause.Certain, "", ""},
		{"220 mx Mon, 99 Foo 2026 99:99:99 +0000", certNow.AddDate(1, 0, 0), "tls.expired", cause.Certain, "", ""},
	} {
		l := newLadder(t.Context(), profile("none"), Options{Now: func() time.Time { return c.now }})
		l.rep.Stages = []Stage{{ID: StageTLS}}
		l.greets = reply{code: 220, lines: []string{c.greeting}}
		roots := x509.NewCertPool()
		roots.AddCert(cert)
		for _, err := range l.certificateFaults([]*x509.Certificate{cert}, roots) {
			if _, dates := err.(x509.CertificateInvalidError); dates {
				l.fail(l.byError(&tls.CertificateVerificationError{UnverifiedCertificates: []*x509.Certificate{cert}, Err: err}))
			}
		}
		f := l.rep.Findings[0]
		answer := ""
		for _, p := range f.Probes {
			answer += p.Answer
		}
		if f.Cause != c.cause || f.Confidence != c.sure || !strings.HasPrefix(answer, c.answer) || (answer == "") != (c.answer == "") || f.Args["clock"] != c.clock {
			t.Errorf("%q: %s, %s, %q, clock %q", c.greeting, f.Cause, f.Confidence, answer, f.Args["clock"])
		}
	}
}

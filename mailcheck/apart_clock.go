package mailcheck

import (
	"context"
	"crypto/tls"
	"errors"
	"net/mail"
	"regexp"
	"strings"
	"time"

	"todoku/mailcheck/cause"
)

// greetingDate is how sendmail, Exim, Exchange and others tell the time in their
// greeting (RFC 5322 section 3.3).
var greetingDate = regexp.MustCompile(`(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), +\d{1,2} +[A-Z][a-z]{2} +\d{4} +\d{2}:\d{2}:\d{2} +[+-]\d{4}`)

// askClock compares the clocks where a certificate is out of its time: many
// servers tell theirs in the greeting. It is a doubt only if the certificate
// would be valid by that clock.
func (l *ladder) askClock(_ context.Context, e cause.Evidence) (t told) {
	var bad *tls.CertificateVerificationError
	if !errors.As(e.Err, &bad) || len(bad.UnverifiedCertificates) == 0 {
		return t
	}
	line := greetingDate.FindString(strings.Join(l.greets.texts(), " "))
	theirs, err := mail.ParseDate(line)
	if err != nil {
		return t
	}
	t.probe(cause.AskClock, l.p.SMTP.Host, line)
	leaf := bad.UnverifiedCertificates[0]
	if theirs.After(leaf.NotBefore) && theirs.Before(leaf.NotAfter) {
		t.fact(cause.FactSkew, itoa(int(theirs.Sub(l.now())/time.Second)))
	}
	return t
}

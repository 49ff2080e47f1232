package cause

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/textproto"
	"os"
	"testing"
)

func chain(err error, certs ...*x509.Certificate) error {
	return fmt.Errorf("tls: %w", &tls.CertificateVerificationError{UnverifiedCertificates: certs, Err: err})
}

func issued(by string, aia bool) *x509.Certificate {
	c := &x509.Certificate{
		Issuer: pkix.Name{CommonName: by}, RawIssuer: []byte(by),
		Subject: pkix.Name{CommonName: "mail"}, RawSubject: []byte("mail"), DNSNames: []string{"mail.example.org"},
	}
	if aia {
		c.IssuingCertificateURL = []string{"http://ca.example/ca.crt"}
	}
	return c
}

func dialError(err error) error {
	return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", err)}
}

type facts = map[string]string

// TestErrorsAndFacts: Go errors by type, and what probes add to them.
func TestErrorsAndFacts(t *testing.T) {
	var (
		notFound = &net.DNSError{Err: "no such host", Name: "x.example", IsNotFound: true}
		timeout  = &net.OpError{Op: "dial", Net: "tcp", Err: context.DeadlineExceeded}
		unknown  = x509.UnknownAuthorityError{}
		alert    = func(s string) error { return &net.OpError{Op: "remote error", Err: errors.New("tls: " + s)} }
		foreign  = textproto.ProtocolError("not a reply")
		self     = issued("mail", false)
	)
	for name, c := range map[string]struct {
		e     Evidence
		cause string
		sure  Confidence
	}{
		"name without probe":   {Evidence{Stage: "smtp.resolve", Err: notFound}, "dns.nxdomain", Possible},
		"NXDOMAIN":             {Evidence{Stage: "smtp.resolve", Err: notFound, Facts: facts{"rcode": "NXDOMAIN"}}, "dns.nxdomain", Certain},
		"no data":              {Evidence{Stage: "smtp.resolve", Err: notFound, Facts: facts{"rcode": "NOERROR"}}, "dns.no-address", Certain},
		"SERVFAIL":             {Evidence{Stage: "smtp.resolve", Err: notFound, Facts: facts{"rcode": "SERVFAIL"}}, "dns.resolver-failed", Certain},
		"resolver silent":      {Evidence{Stage: "smtp.resolve", Err: &net.DNSError{Err: "i/o timeout", IsTimeout: true}}, "dns.resolver-failed", Certain},
		"bad port":             {Evidence{Stage: "smtp.connect", Err: &net.AddrError{Err: "invalid port", Addr: "99999"}}, "input.bad-host-or-port", Certain},
		"refused":              {Evidence{Stage: "smtp.connect", Host: "mail.example.org", Err: dialError(errnoRefused[0])}, "net.refused", Likely},
		"refused here":         {Evidence{Stage: "smtp.connect", Host: "127.0.0.1", Err: dialError(errnoRefused[0])}, "net.refused", Certain},
		"forbidden":            {Evidence{Stage: "smtp.connect", Err: dialError(errnoDenied[0])}, "net.egress-blocked", Certain},
		"no route":             {Evidence{Stage: "smtp.connect", Err: dialError(errnoUnreachable[0])}, "net.unreachable", Likely},
		"no answer":            {Evidence{Stage: "smtp.connect", Port: 587, Err: timeout}, "net.timeout", Possible},
		"no answer on 25":      {Evidence{Stage: "smtp.connect", Port: 25, Err: timeout}, "net.egress-blocked", Likely},
		"dead everywhere":      {Evidence{Stage: "smtp.connect", Err: timeout, Facts: facts{FactEverywhereDead: "true"}}, "net.egress-blocked", Certain},
		"dead here only":       {Evidence{Stage: "smtp.connect", Err: timeout, Facts: facts{FactEverywhereDead: "false"}}, "net.timeout", Certain},
		"other port answers":   {Evidence{Stage: "smtp.connect", Port: 465, Err: timeout, Facts: facts{FactPortsOpen: "587"}}, "net.egress-blocked", Likely},
		"25 dead, 587 not":     {Evidence{Stage: "smtp.connect", Port: 25, Err: timeout, Facts: facts{FactPortsOpen: "587", FactPortsDead: "443 465 2525"}}, "net.egress-blocked", Likely},
		"host dead":            {Evidence{Stage: "smtp.connect", Port: 587, Err: timeout, Facts: facts{FactPortsDead: "25 443 465 2525", FactHostDead: "true"}}, "net.timeout", Likely},
		"host dead, on 25":     {Evidence{Stage: "smtp.connect", Port: 25, Err: timeout, Facts: facts{FactHostDead: "true"}}, "net.egress-blocked", Possible},
		"IMAP host dead":       {Evidence{Stage: "imap.connect", Port: 993, Err: timeout, Facts: facts{FactHostDead: "true"}}, "net.timeout", Likely},
		"POP3 dead, IMAP not":  {Evidence{Stage: "pop3.connect", Port: 995, Err: timeout, Facts: facts{FactPortsOpen: "993"}}, "net.egress-blocked", Likely},
		"AUTH masked":          {Evidence{Stage: "smtp.auth", Facts: facts{FactAuth: "false", FactMasked: "XXXA"}}, "net.middlebox", Likely},
		"IPv6 only dead":       {Evidence{Stage: "smtp.connect", Err: timeout, Facts: facts{FactOtherFamily: "true", FactFamily: "ipv6"}}, "net.ipv6-broken", Certain},
		"cut at once":          {Evidence{Stage: "smtp.greeting", Err: io.EOF}, "net.dropped", Likely},
		"reset":                {Evidence{Stage: "smtp.greeting", Err: dialError(errnoReset[0])}, "net.dropped", Likely},
		"cut in the handshake": {Evidence{Stage: "smtp.tls", Security: "starttls", Err: io.EOF}, "net.dropped", Likely},
		"silent":               {Evidence{Stage: "smtp.greeting", Port: 587, Err: os.ErrDeadlineExceeded, Facts: facts{FactSilent: "true"}}, "net.no-banner", Likely},
		"silent, no TLS":       {Evidence{Stage: "smtp.greeting", Port: 587, Err: os.ErrDeadlineExceeded, Facts: facts{FactSilent: "true", FactImplicitTLS: "false"}}, "net.no-banner", Likely},
		"silent, TLS":          {Evidence{Stage: "smtp.greeting", Port: 465, Err: os.ErrDeadlineExceeded, Facts: facts{FactSilent: "true", FactImplicitTLS: "true"}}, "tls.needs-implicit", Certain},
		"web":                  {Evidence{Stage: "smtp.greeting", Err: foreign, Facts: facts{FactFirstBytes: "HTTP/1.1 400 Bad Request"}}, "net.wrong-service", Certain},
		"IMAP":                 {Evidence{Stage: "smtp.greeting", Err: foreign, Facts: facts{FactFirstBytes: "* OK ready"}}, "net.wrong-service", Certain},
		"something else":       {Evidence{Stage: "smtp.greeting", Err: foreign, Facts: facts{FactFirstBytes: "hello"}}, "net.wrong-service", Likely},
		"no reply to EHLO":     {Evidence{Stage: "smtp.caps", Err: foreign, Facts: facts{FactFirstBytes: "hello"}}, "session.protocol-error", Likely},
		"stops half-way":       {Evidence{Stage: "smtp.rcpt", Err: os.ErrDeadlineExceeded}, "session.unavailable", Likely},
		"stops at sign-in":     {Evidence{Stage: "smtp.auth", Err: os.ErrDeadlineExceeded}, "auth.temporary", Likely},
		"stops in data":        {Evidence{Stage: "smtp.data", Err: os.ErrDeadlineExceeded}, "session.unavailable", Possible},
		"cancelled":            {Evidence{Stage: "smtp.auth", Err: fmt.Errorf("read: %w", context.Canceled)}, "run.cancelled", Certain},

		"record 220":       {Evidence{Stage: "smtp.tls", Security: "tls", Err: tls.RecordHeaderError{RecordHeader: [5]byte{'2', '2', '0', ' ', 'm'}}}, "tls.needs-starttls", Certain},
		"record 421":       {Evidence{Stage: "smtp.tls", Security: "tls", Err: tls.RecordHeaderError{RecordHeader: [5]byte{'4', '2', '1', ' ', '4'}}}, "session.too-many-connections", Possible},
		"421 before TLS":   {Evidence{Stage: "smtp.tls", Security: "tls", Code: 421, Text: "Too many connections", Facts: facts{FactFirstBytes: "421 Too"}}, "session.too-many-connections", Certain},
		"record HTTP":      {Evidence{Stage: "smtp.tls", Security: "tls", Err: tls.RecordHeaderError{RecordHeader: [5]byte{'H', 'T', 'T', 'P', '/'}}}, "net.wrong-service", Certain},
		"garbage after":    {Evidence{Stage: "smtp.tls", Security: "starttls", Err: tls.RecordHeaderError{RecordHeader: [5]byte{'x', 'x', 'x', 'x', 'x'}}}, "tls.starttls-refused", Likely},
		"injected":         {Evidence{Stage: "smtp.tls", Security: "starttls", Facts: facts{FactInjected: "true"}}, "tls.injected", Certain},
		"old version":      {Evidence{Stage: "smtp.tls", Err: alert("protocol version not supported")}, "tls.version", Certain},
		"old, by probe":    {Evidence{Stage: "smtp.tls", Err: alert("handshake failure"), Facts: facts{FactTLSMax: "TLS 1.1"}}, "tls.version", Certain},
		"no cipher":        {Evidence{Stage: "smtp.tls", Err: alert("handshake failure"), Facts: facts{FactTLSMax: "TLS 1.2"}}, "tls.handshake-failed", Certain},
		"handshake":        {Evidence{Stage: "smtp.tls", Err: alert("unrecognized name")}, "tls.handshake-failed", Likely},
		"client cert":      {Evidence{Stage: "smtp.tls", Err: alert("certificate required")}, "tls.client-cert", Certain},
		"client cert 1.2":  {Evidence{Stage: "smtp.tls", Err: alert("handshake failure"), Facts: facts{FactClientCert: "true"}}, "tls.client-cert", Likely},
		"other name":       {Evidence{Stage: "smtp.tls", Err: chain(x509.HostnameError{Certificate: self, Host: "x"}, self)}, "tls.name-mismatch", Certain},
		"expired":          {Evidence{Stage: "smtp.tls", Err: chain(x509.CertificateInvalidError{Reason: x509.Expired, Detail: "current time a is after b"}, self)}, "tls.expired", Certain},
		"too early":        {Evidence{Stage: "smtp.tls", Err: chain(x509.CertificateInvalidError{Reason: x509.Expired, Detail: "current time a is before b"}, self)}, "tls.not-yet-valid", Certain},
		"self-signed":      {Evidence{Stage: "smtp.tls", Err: chain(unknown, self)}, "tls.self-signed", Certain},
		"leaf with AIA":    {Evidence{Stage: "smtp.tls", Err: chain(unknown, issued("Some CA", true))}, "tls.missing-intermediate", Likely},
		"AIA completes":    {Evidence{Stage: "smtp.tls", Err: chain(unknown, issued("Some CA", true)), Facts: facts{FactAIA: "completes"}}, "tls.missing-intermediate", Certain},
		"public CA":        {Evidence{Stage: "smtp.tls", Err: chain(unknown, issued("R11, O=Let's Encrypt", false))}, "tls.missing-intermediate", Likely},
		"company CA, leaf": {Evidence{Stage: "smtp.tls", Err: chain(unknown, issued("Company CA", false))}, "tls.untrusted-ca", Likely},
		"company CA":       {Evidence{Stage: "smtp.tls", Err: chain(unknown, issued("Company CA", false), self)}, "tls.untrusted-ca", Likely},
		"virus scanner":    {Evidence{Stage: "smtp.tls", Err: chain(unknown, issued("Avast Web/Mail Shield Root", false))}, "tls.intercepted", Likely},
		"no STARTTLS":      {Evidence{Stage: "smtp.tls", Security: "starttls", Facts: facts{FactStartTLS: "false"}}, "tls.starttls-missing", Likely},
		"CA file":          {Evidence{Stage: "smtp.tls", Err: &fs.PathError{Op: "open", Path: "ca.pem", Err: fs.ErrNotExist}}, "config.ca-file", Certain},

		"AUTH after TLS":   {Evidence{Stage: "smtp.auth", Security: "none", Facts: facts{FactAuth: "false", FactAuthAfterTLS: "true"}}, "auth.tls-first", Certain},
		"no AUTH":          {Evidence{Stage: "smtp.auth", TLS: true, Facts: facts{FactAuth: "false"}}, "auth.not-offered", Certain},
		"no AUTH in plain": {Evidence{Stage: "smtp.auth", Security: "none", Facts: facts{FactAuth: "false"}}, "auth.not-offered", Likely},
		"STARTTLS offered": {Evidence{Stage: "smtp.auth", Security: "none", Facts: facts{FactAuth: "false", FactStartTLS: "true"}}, "auth.tls-first", Likely},
		"not in the list":  {Evidence{Stage: "smtp.auth", Mechanism: "CRAM-MD5", Offered: []string{"PLAIN"}, TLS: true}, "auth.mechanism", Certain},
		"secret":           {Evidence{Stage: "smtp.auth", Err: &fs.PathError{Op: "open", Path: "a.secret", Err: fs.ErrPermission}}, "secret.unreadable", Certain},
		"token":            {Evidence{Stage: "smtp.auth", Mechanism: "XOAUTH2", Code: 535, Enhanced: "5.7.8", Text: "Authentication failed"}, "auth.token-rejected", Likely},
		"signed in, relay": {Evidence{Stage: "smtp.rcpt", Mechanism: "PLAIN", Code: 554, Text: "Relay access denied"}, "env.relay-denied", Likely},
		"access denied":    {Evidence{Stage: "smtp.rcpt", Port: 587, Code: 554, Text: "<x[192.0.2.1]>: Client host rejected: Access denied"}, "auth.missing", Likely},
	} {
		t.Run(name, func(t *testing.T) {
			got := Diagnose(c.e)
			if len(got) == 0 || got[0] != (Candidate{c.cause, c.sure}) {
				t.Errorf("want %s (%s), got %v", c.cause, c.sure, got)
			}
			if rules := matching(look(c.e)); len(rules) > 1 {
				for _, r := range rules {
					t.Errorf("equal rank: %v kind %q when %q says %.40q", r.is, r.kind, r.when, r.says)
				}
			}
		})
	}
}

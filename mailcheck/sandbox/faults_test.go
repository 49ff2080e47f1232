package sandbox

import (
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// wanted are the causes that the sandbox must be able to show.
const wanted = `dns.nxdomain dns.no-address dns.resolver-failed net.refused net.timeout net.ipv6-broken net.dropped net.no-banner
net.wrong-service net.middlebox session.helo-rejected session.too-many-connections session.unavailable session.protocol-error
tls.needs-implicit tls.needs-starttls tls.starttls-missing tls.starttls-refused tls.injected tls.name-mismatch tls.expired
tls.not-yet-valid tls.self-signed tls.untrusted-ca tls.missing-intermediate tls.intercepted tls.version tls.handshake-failed
tls.client-cert tls.expires-soon auth.missing auth.not-offered auth.tls-first auth.mechanism auth.bad-credentials auth.app-password
auth.browser-login auth.protocol-disabled auth.smtp-auth-disabled-tenant auth.smtp-auth-disabled-mailbox auth.basic-auth-disabled
auth.policy-blocked auth.account-blocked auth.rate-limited auth.temporary env.sender-not-owned env.sender-unverified
env.sender-domain-bad env.sender-suspended env.relay-denied env.recipient-unknown env.greylisted env.blocklisted env.no-ptr env.quota
data.too-large data.content-rejected data.domain-auth data.storage
pop.apop-unavailable pop.apop-weak pop.mailbox-locked pop.login-delay pop.no-top pop.not-needed pop.wait-short pop.no-effect
env.pop-before-smtp auth.mailbox-permission arrive.not-arrived arrive.junk arrive.auth-failed`

// wantedAt are those that each mailbox protocol must show, at its own stages.
const wantedAt = `net.refused net.timeout net.dropped net.no-banner net.wrong-service net.middlebox session.too-many-connections session.unavailable
session.protocol-error tls.needs-implicit tls.needs-starttls tls.starttls-missing tls.starttls-refused tls.injected tls.name-mismatch
tls.expired tls.not-yet-valid tls.self-signed tls.untrusted-ca tls.missing-intermediate tls.intercepted tls.version tls.handshake-failed
tls.client-cert tls.expires-soon auth.tls-first auth.mechanism auth.bad-credentials auth.protocol-disabled auth.basic-auth-disabled
auth.mailbox-permission auth.rate-limited auth.temporary`

func TestFaultsCoverTheCauses(t *testing.T) {
	names, causes := map[string]bool{}, map[string]bool{}
	for _, f := range Faults() {
		if names[f.Name] {
			t.Errorf("%s is there twice", f.Name)
		}
		names[f.Name], causes[f.Cause] = true, true
		if !strings.HasPrefix(f.Name, "hostile/") && f.Cause != causeOf(f.Name) {
			t.Errorf("%s has the cause %s", f.Name, f.Cause)
		}
		proto, part, _ := strings.Cut(f.Stage, ".")
		if !slices.Contains([]string{"smtp", "pop3", "imap", "arrive"}, proto) || (part == "") != (proto == "arrive") || f.Until == "" {
			t.Errorf("%+v", f)
		}
	}
	for _, c := range strings.Fields(wanted) {
		if !causes[c] {
			t.Errorf("no fault for %s", c)
		}
		if !names[c] && !slices.ContainsFunc(Faults(), func(f Fault) bool { return strings.HasPrefix(f.Name, c+"/") }) {
			t.Errorf("no fault is named %s", c)
		}
	}
}

func TestFaultsCoverBothMailboxes(t *testing.T) {
	for _, proto := range []string{"pop3", "imap"} {
		for c := range strings.FieldsSeq(wantedAt) {
			if !slices.ContainsFunc(Faults(), func(f Fault) bool { return f.Cause == c && strings.HasPrefix(f.Stage, proto+".") }) {
				t.Errorf("no fault for %s at %s", c, proto)
			}
		}
	}
}

// Every reply that a fault puts into a session comes out on the wire exactly
// as it stands in the table, and at its step.
func TestRefusalsOnTheWire(t *testing.T) {
	for _, f := range allFaults() {
		if f.proto != protoSMTP {
			continue
		}
		for step, wire := range f.refuse {
			t.Run(f.Name, func(t *testing.T) {
				s := start(t, f.Name)
				p := s.Ready()
				want := strings.NewReplacer("{from}", p.Sender.Address, "{rcpt}", p.Trial.Recipient, "{user}", p.SMTP.Auth.Username,
					"{domain}", Domain, "{helo}", "client.example.org").Replace(wire)
				if got := converse(t, s).climb(step); got != want {
					t.Errorf("got\n%s\nwant\n%s", got, want)
				}
			})
		}
	}
}

// Faults that follow from the profile or the set-up alone.
func TestNaturalRefusals(t *testing.T) {
	for _, c := range []struct{ fault, step, want string }{
		{"auth.not-offered", atAuth, "503 5.5.1 Error: authentication not enabled"},
		{"auth.tls-first", atAuth, "523 5.7.10 TLS is required"},
		{"auth.mechanism", atAuth, "504 5.5.4 Unsupported authentication mechanism."},
		{"auth.bad-credentials", atAuth, "535 5.7.8 Error: authentication failed: authentication failure"},
		{"env.sender-not-owned", atMail, "553 5.7.1 <boss@sandbox.test>: Sender address rejected: not owned by user alerts"},
		{"env.relay-denied", atRcpt, "554 5.7.1 <someone@example.net>: Relay access denied"},
		{"env.recipient-unknown", atRcpt, "550 5.1.1 <nobody@sandbox.test>: Recipient address rejected: User unknown in virtual mailbox table"},
		{"data.too-large", atData, "552 5.3.4 Maximum message size exceeded"},
		{"tls.starttls-missing", atMail, "502 5.5.1 TLS not supported"},
		{"tls.starttls-refused", atMail, "454 4.7.0 TLS not available due to local problem"},
		{"session.helo-rejected", atEHLO, "501 Syntactically invalid EHLO argument(s)"},
		{"session.protocol-error/garbage", atEHLO, "welcome to mail.sandbox.test"},
		{"session.protocol-error/mixed-codes", atEHLO, "250-mail.sandbox.test\n550 8BITMIME"},
		{"session.too-many-connections", atEHLO, "421 4.7.0 mail.sandbox.test Error: too many connections from 127.0.0.1"},
		{"env.no-ptr/banner", atEHLO, "554-No SMTP service\n554-Bad DNS PTR resource record.\n554 For explanation visit https://postmaster.gmx.net/"},
		{"net.wrong-service/imap", atEHLO, "* OK [CAPABILITY IMAP4rev1 LITERAL+ ENABLE IDLE STARTTLS AUTH=PLAIN] Dovecot ready."},
		{"net.wrong-service/pop3", atEHLO, "+OK Dovecot ready."},
		{"net.wrong-service/http", atEHLO, "HTTP/1.1 408 Request Timeout"},
		{"net.middlebox/stars", atMail, "500 5.5.1 Error: command not recognized"},
		{"auth.not-offered/helo", atEHLO, "502 5.5.1 Error: command not implemented"},
		{"net.dropped", atEHLO, ""},
		{"net.dropped/auth", atAuth, ""},
	} {
		t.Run(c.fault, func(t *testing.T) {
			if got := converse(t, start(t, c.fault)).climb(c.step); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestMiddleboxMasks(t *testing.T) {
	s := start(t, "net.middlebox/xxxx")
	k := converse(t, s)
	k.reply()
	if got := k.cmd("EHLO client.example.org"); !strings.Contains(got, "250-XXXXXXXA\n") || strings.Contains(got, "STARTTLS") {
		t.Error(got)
	}
	k = converse(t, start(t, "net.middlebox/stripped"))
	k.reply()
	if got := k.cmd("EHLO client.example.org"); !strings.HasPrefix(got, "250-") || strings.Contains(got, "STARTTLS") {
		t.Error(got)
	}
	if got := k.cmd("STARTTLS"); !strings.HasPrefix(got, "220 ") {
		t.Error(got)
	}
	k.secure()
	if got := k.cmd("EHLO client.example.org"); !strings.Contains(got, "AUTH PLAIN") {
		t.Error(got)
	}
	k = converse(t, start(t, "net.middlebox/stars"))
	if got := k.reply(); !strings.HasPrefix(got, "220 ****") {
		t.Error(got)
	}
}

func TestConnecting(t *testing.T) {
	s := start(t, "net.refused")
	if _, err := net.Dial("tcp", s.target()); !errors.Is(err, syscall.ECONNREFUSED) && !strings.Contains(err.Error(), "refused") {
		t.Errorf("net.refused: %v", err)
	}
	s = start(t, "net.dropped/reset")
	if _, err := io.ReadAll(dial(t, s.target())); err == nil {
		t.Error("net.dropped/reset: a clean end")
	}
	s = start(t, "net.timeout")
	ctx, cancel := deadlineIn(t, time.Millisecond)
	defer cancel()
	_, err := s.Dial(ctx, "tcp", s.target())
	var late net.Error
	if !errors.As(err, &late) || !late.Timeout() || !strings.HasSuffix(err.Error(), ": i/o timeout") {
		t.Errorf("net.timeout: %v", err)
	}
}

func TestSilentServers(t *testing.T) {
	for _, fault := range []string{"net.no-banner", "tls.needs-implicit"} {
		s := start(t, fault)
		c := dial(t, s.target())
		if err := c.SetReadDeadline(time.Now().Add(50 * time.Millisecond)); err != nil {
			t.Fatal(err)
		}
		n, err := c.Read(make([]byte, 1))
		var late net.Error
		if n != 0 || !errors.As(err, &late) || !late.Timeout() {
			t.Errorf("%s: %d octets, %v", fault, n, err)
		}
	}
}

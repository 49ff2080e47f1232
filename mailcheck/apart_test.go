package mailcheck_test

import (
	"context"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"todoku/mailcheck"
	"todoku/mailcheck/cause"
	"todoku/mailcheck/sandbox"
)

// answerTo is what a question that is called name was answered; the answer may
// go on after what is given.
func answerTo(f cause.Finding, name string) string {
	for _, p := range f.Probes {
		if p.Name == name {
			return p.Answer
		}
	}
	return "(not asked)"
}

// TestApart: one more question decides, and what it was and answered is in the
// finding.
func TestApart(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		fault, until string
		sure         cause.Confidence
		ask, answer  string
		arg, value   string
	}{
		{"dns.nxdomain", "", cause.Certain, cause.AskRaw, "NXDOMAIN", "", ""},
		{"dns.resolver-failed/dnssec", "", cause.Certain, cause.AskUnchecked, cause.AnswerYes, "dns_fault", "dnssec"},
		{"dns.resolver-failed/zone", "", cause.Certain, cause.AskRoot, cause.AnswerYes, "dns_fault", "zone"},
		{"dns.resolver-failed/servfail", "", cause.Certain, cause.AskRoot, "SERVFAIL", "dns_fault", "resolver"},
		{"dns.resolver-failed/refused", "", cause.Certain, cause.AskRoot, "REFUSED", "dns_fault", "resolver"},
		{"net.dropped", "", cause.Likely, cause.AskAgain, cause.AnswerDropped, "", ""},
		{"net.no-banner", "", cause.Likely, cause.AskHello, cause.AnswerNoTLS, "", ""},
		{"tls.needs-implicit", "", cause.Certain, cause.AskHello, cause.AnswerYes, "", ""},
		{"net.middlebox/stripped", "", cause.Likely, cause.AskStartTLS, "220 2.0.0 Ready", "", ""},
		{"tls.missing-intermediate/fetched", "", cause.Certain, cause.AskIssuer, cause.AnswerCompletes, "", ""},
		{"tls.untrusted-ca/fetched", "", cause.Likely, cause.AskIssuer, cause.AnswerUntrusted, "", ""},
		{"tls.version", "", cause.Certain, cause.AskOldTLS, "TLS 1.1", "max", "TLS 1.1"},
		{"tls.handshake-failed/name", "", cause.Likely, cause.AskNoName, "TLS 1.3", "helped", "no-name"},
		{"tls.handshake-failed/large", "", cause.Likely, cause.AskSmall, "TLS 1.3", "helped", "small"},
		{"tls.handshake-failed/old", "", cause.Certain, cause.AskOldTLS, "TLS 1.2 TLS_ECDHE_ECDSA_WITH_RC4_128_SHA", "helped", "old-cipher"},
		{"auth.tls-first", "", cause.Certain, cause.AskInside, "PLAIN LOGIN", "", ""},
		{"auth.not-offered/tls", "", cause.Certain, cause.AskInside, cause.AnswerNoAuth, "", ""},
		{"env.sender-not-owned/untold", "", cause.Certain, cause.AskOwn, cause.AnswerAccepted, "own", "accepted"},
		{"env.sender-domain-bad/untold", "", cause.Likely, cause.AskSender, cause.AnswerNone, "sender_dns", "none"},
		{"env.sender-domain-bad", "", cause.Likely, cause.AskSender, cause.AnswerFound, "sender_dns", "ok"},
	} {
		t.Run(c.fault, func(t *testing.T) {
			t.Parallel()
			s := start(t, sandbox.Options{Fault: c.fault})
			var asked atomic.Int32
			o := options(s)
			o.Password = count(o.Password, &asked)
			r := mailcheck.Run(t.Context(), s.Ready(), o)
			f := r.Findings[0]
			want, _, _ := strings.Cut(c.fault, "/")
			if f.Cause != want || f.Confidence != c.sure {
				t.Errorf("%s, %s; want %s, %s\n%s", f.Cause, f.Confidence, want, c.sure, stages(r))
			}
			if got := answerTo(f, c.ask); !strings.HasPrefix(got, c.answer) {
				t.Errorf("asked %s: %q, want %q; all: %v", c.ask, got, c.answer, f.Probes)
			}
			if f.Args[c.arg] != c.value {
				t.Errorf("%s is %q, want %q", c.arg, f.Args[c.arg], c.value)
			}
			if asked.Load() > 1 {
				t.Errorf("the password was asked for %d times", asked.Load())
			}
			for _, st := range r.Stages {
				n := 0
				for _, l := range st.Transcript {
					if l.Dir == "C" && strings.HasPrefix(l.Text, "AUTH ") {
						n++
					}
				}
				if n > 1 {
					t.Errorf("%d sign-ins", n)
				}
			}
			numbered(t, r.Findings)
			if f.Args["helped"] != "" && len(r.Findings) > 1 {
				t.Errorf("%s although TLS was agreed", r.Findings[1].Cause)
			}
			if len(r.Findings) > 1 && r.Findings[1].Severity == f.Severity && f.Place != 1 {
				t.Errorf("the first of %d explanations has place %d", len(r.Findings), f.Place)
			}
		})
	}
}

// numbered holds explanations of one failure to their order.
func numbered(t *testing.T, list []cause.Finding) {
	t.Helper()
	for _, f := range list {
		same := 0
		for _, other := range list {
			if other.Stage == f.Stage && other.Of == f.Of && f.Of > 0 {
				same++
			}
		}
		if same != f.Of || f.Place > f.Of || f.Of == 1 {
			t.Errorf("%s is %d of %d, and there are %d", f.Cause, f.Place, f.Of, same)
		}
	}
}

// TestDroppedOnce: whoever is let in the second time was not blocked.
func TestDroppedOnce(t *testing.T) {
	t.Parallel()
	s := start(t, sandbox.Options{})
	o := options(s)
	var n atomic.Int32
	o.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		if n.Add(1) <= 2 { // the conversation, and TLS in its place
			ours, theirs := net.Pipe()
			return theirs, ours.Close()
		}
		return s.Dial(ctx, network, address)
	}
	r := mailcheck.Run(t.Context(), s.Ready(), o)
	if f := r.Findings[0]; f.Cause != "session.too-many-connections" || !strings.HasPrefix(answerTo(f, cause.AskAgain), "220 ") {
		t.Errorf("%s: %v\n%s", f.Cause, f.Probes, stages(r))
	}
}

// TestControl: the same port elsewhere tells a closed network from a dead host.
func TestControl(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, control, cause, answer string
		refuses                      bool
		sure                         cause.Confidence
	}{
		{"not asked", "", "net.timeout", "(not asked)", false, cause.Likely},
		{"dead there too", "192.0.2.9", "net.egress-blocked", cause.AnswerSilent, false, cause.Certain},
		{"open there", "127.0.0.1", "net.timeout", cause.AnswerOpen, false, cause.Certain},
		{"no such host", "nowhere.test", "net.timeout", cause.AnswerFailed, false, cause.Likely},
		{"refused, open there", "127.0.0.1", "net.refused", cause.AnswerOpen, true, cause.Likely},
		{"refused there too", "192.0.2.7", "net.egress-blocked", cause.AnswerRefused, true, cause.Likely},
		{"refused, silent there", "192.0.2.9", "net.refused", cause.AnswerSilent, true, cause.Likely},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := start(t, sandbox.Options{})
			p, o := s.Ready(), options(s)
			p.SMTP.Host, o.Control = "192.0.2.5", c.control
			if c.refuses {
				p.SMTP.Host = "192.0.2.6"
			}
			p.SMTP.Timeout = 300_000_000
			o.Dial = outside(s)
			r := mailcheck.Run(t.Context(), p, o)
			f := r.Findings[0]
			if f.Cause != c.cause || f.Confidence != c.sure || answerTo(f, cause.AskControl) != c.answer {
				t.Errorf("%s, %s, %v; want %s, %s, %q", f.Cause, f.Confidence, f.Probes, c.cause, c.sure, c.answer)
			}
			numbered(t, r.Findings)
		})
	}
}

// outside is a world in which some addresses are silent and some refuse.
func outside(s *sandbox.Sandbox) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		host, _, _ := net.SplitHostPort(address)
		switch host {
		case "192.0.2.5", "192.0.2.9":
			<-ctx.Done()
			return nil, &net.OpError{Op: "dial", Net: network, Err: ctx.Err()}
		case "192.0.2.6", "192.0.2.7":
			return nil, &net.OpError{Op: "dial", Net: network, Err: refusedError()}
		}
		return s.Dial(ctx, network, address)
	}
}

// TestOffers: a port without a sign-in, beside one that has it.
func TestOffers(t *testing.T) {
	t.Parallel()
	s := start(t, sandbox.Options{Fault: "auth.not-offered"})
	good := start(t, sandbox.Options{})
	o := options(s)
	o.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		host, port, _ := net.SplitHostPort(address)
		if at := slices.Index([]string{"587", "465"}, port); at >= 0 {
			return good.Dial(ctx, network, net.JoinHostPort(host, itoa(good.SMTP[at].Port)))
		}
		return s.Dial(ctx, network, address)
	}
	r := mailcheck.Run(t.Context(), s.Ready(), o)
	f := r.Findings[0]
	if f.Cause != "auth.not-offered" || f.Args["auth_ports"] != "465 587" || !strings.HasPrefix(answerTo(f, cause.AskOffers), "tls: PLAIN") {
		t.Errorf("%s %q %v", f.Cause, f.Args["auth_ports"], f.Probes)
	}
}

// TestQuestionsAreBounded: a server that accepts every connection and never
// speaks holds nothing up beyond the limit of all questions.
func TestQuestionsAreBounded(t *testing.T) {
	t.Parallel()
	s := start(t, sandbox.Options{Fault: "tls.starttls-missing"})
	o := options(s)
	o.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		for _, e := range s.SMTP {
			if strings.HasSuffix(address, ":"+itoa(e.Port)) {
				return s.Dial(ctx, network, address)
			}
		}
		ours, theirs := net.Pipe()
		context.AfterFunc(ctx, func() { _ = ours.Close() })
		return theirs, nil
	}
	begun := time.Now()
	r := mailcheck.Run(t.Context(), s.Ready(), o)
	if took := time.Since(begun); took > 5500*time.Millisecond || r.Findings[0].Cause != "tls.starttls-missing" {
		t.Errorf("%s after %s", r.Findings[0].Cause, took)
	}
}

// TestQuestionsAskNone: a run that is a question puts none itself.
func TestQuestionsAskNone(t *testing.T) {
	t.Parallel()
	s := start(t, sandbox.Options{Fault: "tls.starttls-missing"})
	o := options(s)
	var n atomic.Int32
	o.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		n.Add(1)
		return s.Dial(ctx, network, net.JoinHostPort("127.0.0.1", itoa(s.SMTP[0].Port)))
	}
	p := s.Ready()
	p.SMTP.Port = 587
	r := mailcheck.Run(t.Context(), p, o)
	// The run itself; 2525 and 25 with STARTTLS and without; 465 with TLS first.
	if f := r.Findings[0]; f.Cause != "tls.starttls-missing" || n.Load() != 1+2+2+3 {
		t.Errorf("%s over %d connections: %v", f.Cause, n.Load(), f.Probes)
	}
}

// TestRefusedElsewhere: where one port refuses, the others are looked at.
func TestRefusedElsewhere(t *testing.T) {
	t.Parallel()
	s := start(t, sandbox.Options{Fault: "net.refused"})
	o := options(s)
	o.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		if strings.HasSuffix(address, ":587") {
			return s.Dial(ctx, network, net.JoinHostPort("127.0.0.1", itoa(s.SMTP[0].Port)))
		}
		return s.Dial(ctx, network, address)
	}
	r := mailcheck.Run(t.Context(), s.Ready(), o)
	if f := r.Findings[0]; f.Cause != "net.refused" || f.Args["mail_ports"] != "587" || answerTo(f, cause.AskPorts) != cause.AnswerOpen {
		t.Errorf("%s %q %v", f.Cause, f.Args["mail_ports"], f.Probes)
	}
}

package mailcheck_test

import (
	"strings"
	"testing"

	"todoku/mailcheck"
	"todoku/mailcheck/cause"
	"todoku/mailcheck/sandbox"
	"todoku/store"
)

// withOAuth is a sandbox that signs in by OAuth.
func withOAuth(t *testing.T, fault string) *sandbox.Sandbox {
	t.Helper()
	s, err := sandbox.Start(t.Context(), sandbox.Options{OAuth: true, Dir: t.TempDir(), Fault: fault})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// prove runs a profile of the sandbox with a token that is good there.
func prove(t *testing.T, s *sandbox.Sandbox, p store.Profile, send bool) mailcheck.Report {
	t.Helper()
	token, err := s.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r := mailcheck.Run(t.Context(), p, mailcheck.Options{Token: s.Token, Dial: s.Dial, BaseDir: s.Config, Send: send})
	if strings.Contains(everything(r), token.Access.Reveal()) {
		t.Errorf("the token is in the report: %s", everything(r))
	}
	return r
}

// TestOAuthLadders: mail that is sent with a token arrives, over SMTP and over
// both APIs, and the certificate is judged on each of them.
func TestOAuthLadders(t *testing.T) {
	s := withOAuth(t, "")
	smtp := s.ReadyOAuth("device")
	bearer := smtp
	bearer.SMTP.Auth.Method = "oauthbearer"
	for name, p := range map[string]store.Profile{
		"xoauth2": smtp, "oauthbearer": bearer,
		"graph": s.ReadyAPI("microsoft365", "device"), "gmail": s.ReadyAPI("google", "loopback"),
	} {
		before := len(s.Mailbox())
		r := prove(t, s, p, true)
		if r.Verdict != mailcheck.Pass || len(s.Mailbox()) != before+1 {
			t.Errorf("%s: %s, %d mails\n%+v", name, r.Verdict, len(s.Mailbox())-before, r.Findings)
		}
		if r.Security == "tls" && r.Stages[2].Detail.TLS == nil {
			t.Errorf("%s: no certificate in %+v", name, r.Stages[2])
		}
		if r := prove(t, s, p, false); r.Verdict != mailcheck.Pass || len(s.Mailbox()) != before+1 {
			t.Errorf("%s without a mail: %s\n%+v", name, r.Verdict, r.Findings)
		}
		p.SMTP.CAFile = "" // the system's authorities do not know the sandbox's
		if r := prove(t, s, p, false); len(r.Findings) == 0 || !strings.HasPrefix(r.Findings[0].Cause, "tls.") {
			t.Errorf("%s without the sandbox's CA: %+v", name, r.Findings)
		}
	}
}

// TestOAuthFaults: what the sandbox's servers have against a token is found.
func TestOAuthFaults(t *testing.T) {
	n := 0
	for _, f := range sandbox.OAuthFaults() {
		if f.Stage != "api.send" && (f.Stage != "smtp.auth" || !strings.HasPrefix(f.Name, "auth.token-rejected")) {
			continue
		}
		n++
		t.Run(f.Name, func(t *testing.T) {
			s := withOAuth(t, f.Name)
			r := prove(t, s, s.Ready(), f.Stage == "api.send")
			if len(r.Findings) == 0 || r.Findings[0].Cause != f.Cause || r.Findings[0].Stage != f.Stage || r.Findings[0].Severity != cause.SeverityFail {
				t.Errorf("want %s at %s, got %+v", f.Cause, f.Stage, r.Findings)
			}
		})
	}
	if n < 6 {
		t.Errorf("only %d faults", n)
	}
}

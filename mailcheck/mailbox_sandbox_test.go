package mailcheck_test

import (
	"context"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"todoku/mailcheck"
	"todoku/mailcheck/sandbox"
	"todoku/store"
)

// variant is a profile of the sandbox beside the ready one.
func variant(t *testing.T, s *sandbox.Sandbox, name string) store.Profile {
	t.Helper()
	loaded, err := store.Load(filepath.Join(s.Config, name+".toml"))
	if err != nil {
		t.Fatal(err)
	}
	return loaded.Profile
}

// TestMailboxPasses signs in to both mailboxes in every way, on every port.
func TestMailboxPasses(t *testing.T) {
	t.Parallel()
	s := start(t, sandbox.Options{})
	for name, ends := range map[string][]sandbox.Endpoint{"alerts-pop3": s.POP3, "alerts-imap": s.IMAP} {
		for _, method := range store.ReceiveAuths {
			if method == "xoauth2" || method == "oauthbearer" || method == "apop" && name == "alerts-imap" {
				continue
			}
			for _, end := range ends {
				p := variant(t, s, name)
				p.Receive.Port, p.Receive.Security, p.Receive.Auth = end.Port, end.Security, method
				p.SMTP.AllowPlaintext = end.Security == "none"
				o := options(s)
				o.Part = mailcheck.PartReceive
				r := mailcheck.Run(t.Context(), p, o)
				want := mailcheck.Pass
				if end.Security == "none" {
					want = mailcheck.Warn // auth.no-tls
				}
				if r.Verdict != want {
					t.Errorf("%s by %s over %s: %s\n%s", name, method, end.Security, r.Verdict, stages(r))
				}
				checkReport(t, r, s.Accounts[0].Password)
			}
		}
	}
}

// TestArrivalThroughTheSandbox sends, and finds the mail by either protocol,
// with what the delivery says of the sender.
func TestArrivalThroughTheSandbox(t *testing.T) {
	t.Parallel()
	s := start(t, sandbox.Options{Results: sandbox.Results{DKIM: "none"}, Delay: 100 * time.Millisecond})
	for _, name := range []string{"alerts-pop3", "alerts-imap"} {
		o := options(s)
		o.Arrive = true
		r := mailcheck.Run(t.Context(), variant(t, s, name), o)
		last := r.Stages[len(r.Stages)-1]
		if r.Verdict != mailcheck.Pass || last.ID != mailcheck.StageArrive || last.Detail.Arrived == nil {
			t.Fatalf("%s: %s\n%s", name, r.Verdict, stages(r))
		}
		want := []mailcheck.AuthCheck{{Method: "spf", Result: "pass", Domain: "sandbox.test"}, {Method: "dkim", Result: "none", Domain: "sandbox.test"},
			{Method: "dmarc", Result: "pass", Domain: "sandbox.test"}}
		if got := last.Detail.Arrived.Checks; !slices.Equal(got, want) {
			t.Errorf("%s: checks %+v", name, got)
		}
		checkReport(t, r, s.Accounts[0].Password)
	}
}

// TestPopBeforeSMTPThroughTheSandbox: refused, signed in, accepted.
func TestPopBeforeSMTPThroughTheSandbox(t *testing.T) {
	t.Parallel()
	s := start(t, sandbox.Options{})
	r := mailcheck.Run(t.Context(), variant(t, s, "alerts-pop"), options(s))
	i := slices.IndexFunc(r.Stages, func(st mailcheck.Stage) bool { return st.ID == mailcheck.StageRcpt })
	if r.Verdict != mailcheck.Pass || r.Stages[i].Detail.Window == nil || r.Stages[i].Detail.Window.Needed == nil || !*r.Stages[i].Detail.Window.Needed {
		t.Errorf("%s\n%s", r.Verdict, stages(r))
	}
	checkReport(t, r, s.Accounts[0].Password)
}

// TestMailboxTokens signs in by OAuth, also with a token that no command line
// has room for, and is told when it is refused.
func TestMailboxTokens(t *testing.T) {
	t.Parallel()
	for _, length := range []int{0, 3000} {
		s := start(t, sandbox.Options{OAuth: true, TokenLength: length})
		for _, name := range []string{"alerts-pop3", "alerts-imap"} {
			for _, method := range []string{"xoauth2", "oauthbearer"} {
				p := variant(t, s, name)
				p.Receive.Auth, p.Receive.Username = method, s.Accounts[0].Address
				o := options(s)
				o.Part, o.Token = mailcheck.PartReceive, s.Token
				if r := mailcheck.Run(t.Context(), p, o); r.Verdict != mailcheck.Pass {
					t.Errorf("%s by %s, %d octets: %s\n%s", name, method, length, r.Verdict, stages(r))
				}
				o.Token = func(context.Context) (store.Token, error) {
					return store.Token{Access: store.NewSecret("not-a-token")}, nil
				}
				r := mailcheck.Run(t.Context(), p, o)
				if r.Verdict != mailcheck.Fail || r.Findings[0].Cause != "auth.token-rejected" {
					t.Errorf("%s by %s with a wrong token: %s\n%s", name, method, r.Verdict, stages(r))
				}
				checkReport(t, r, "not-a-token")
			}
		}
	}
}

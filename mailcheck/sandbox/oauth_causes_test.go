package sandbox_test

import (
	"context"
	"crypto/tls"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"todoku/mailcheck"
	"todoku/mailcheck/oauth"
	"todoku/mailcheck/sandbox"
	"todoku/store"
)

// patience bounds one fault.
const patience = 30 * time.Second

// attempt signs in as p says and goes on until something fails, or a mail is
// sent. The result is the cause of the failure and the stage where it showed.
func attempt(t *testing.T, ctx context.Context, s *sandbox.Sandbox, p store.Profile, f sandbox.Fault) (cause, stage string) {
	t.Helper()
	tr := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: s.Roots}}
	defer tr.CloseIdleConnections()
	h := &http.Client{Transport: tr}
	c, err := oauth.ClientOf(ctx, p, s.Config, h)
	first := func(token store.Token, err error, signingIn bool) (string, string) {
		list := mailcheck.TokenFindings(p, token, err, signingIn)
		if len(list) == 0 {
			t.Fatalf("no finding for %v", err)
		}
		return list[0].Cause, list[0].Stage
	}
	if err != nil {
		return first(store.Token{}, err, true)
	}
	var person sync.WaitGroup
	defer person.Wait()
	token, err := oauth.SignIn(ctx, p.OAuth.Flow, c, func(e oauth.Event) {
		person.Go(func() {
			switch e.Kind {
			case oauth.CodeShown:
				if err := s.Approve(ctx, e.VerificationURIComplete, p.OAuth.Account); err != nil && ctx.Err() == nil {
					t.Error(err)
				}
			case oauth.LinkShown:
				if _, err := s.Browse(ctx, e.URL, p.OAuth.Account); err != nil && ctx.Err() == nil {
					t.Error(err)
				}
			}
		})
	}, nil)
	if err != nil {
		return first(store.Token{}, err, true)
	}
	for _, r := range oauth.Proof(c, token, p) {
		if r.Cause != "" {
			return r.Cause, "oauth.token"
		}
	}
	if f.Flow == "refresh" {
		if f.Cause == "oauth.testing-expiry" {
			token.SignedIn = token.SignedIn.Add(-7*24*time.Hour - time.Minute)
		}
		if _, err := oauth.Refresh(ctx, c, token); err != nil {
			return first(token, err, false)
		}
	}
	r := mailcheck.Run(ctx, p, mailcheck.Options{
		Nameserver: s.Nameserver, Roots: s.Roots, BaseDir: s.Config, Dial: s.Dial, Until: f.Until, Send: f.Until == "data",
		Token: func(context.Context) (store.Token, error) { return token, nil },
	})
	if len(r.Findings) == 0 {
		if r.Verdict != mailcheck.Pass {
			t.Errorf("verdict %s without a finding", r.Verdict)
		}
		return "", ""
	}
	return r.Findings[0].Cause, r.Findings[0].Stage
}

// Each fault is diagnosed as the cause in its name, through the program's own
// sign-in and ladder. What only a browser shows cannot be.
func TestOAuthFaultsAreDiagnosed(t *testing.T) {
	t.Parallel()
	endless := []string{"oauth.pending"} // until the code runs out
	slots := make(chan struct{}, 16)     // they wait for polls, hardly for the processor
	var all sync.WaitGroup
	defer all.Wait()
	healed := []string{"oauth.pending/slow-down"} // no fault in the end
	for _, f := range sandbox.OAuthFaults() {
		if f.Page || slices.Contains(endless, f.Name) {
			continue
		}
		all.Go(func() {
			t.Run(f.Name, func(t *testing.T) {
				slots <- struct{}{}
				defer func() { <-slots }()
				ctx, cancel := context.WithTimeout(t.Context(), patience)
				defer cancel()
				s, err := sandbox.Start(ctx, sandbox.Options{Fault: f.Name, OAuth: true})
				if err != nil {
					t.Fatal(err)
				}
				defer func() {
					if err := s.Close(); err != nil {
						t.Error(err)
					}
				}()
				cause, stage := attempt(t, ctx, s, s.Ready(), f)
				want, at := f.Cause, f.Stage
				if slices.Contains(healed, f.Name) {
					want, at = "", ""
				}
				if cause != want || stage != at {
					t.Errorf("found %s at %s, want %s at %s", cause, stage, want, at)
				}
			})
		})
	}
}

// Without a fault every flow ends with a mail that arrives.
func TestSignedInMailArrives(t *testing.T) {
	t.Parallel()
	s, err := sandbox.Start(t.Context(), sandbox.Options{OAuth: true, TokenLength: 3500})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	profiles := map[string]store.Profile{}
	for _, flow := range store.Flows {
		profiles[flow+" smtp"] = s.ReadyOAuth(flow)
		profiles[flow+" graph"] = s.ReadyAPI("microsoft365", flow)
		if flow != "app-only" { // at Google an application acts through a service account
			profiles[flow+" gmail"] = s.ReadyAPI("google", flow)
		}
	}
	bearer, shared, service, certificate := s.ReadyOAuth("device"), s.ReadyOAuth("device"), s.ReadyAPI("google", "app-only"), s.ReadyOAuth("app-only")
	bearer.SMTP.Auth.Method = "oauthbearer"
	shared.SMTP.Auth.Username, shared.Sender.Address = s.OAuth.Shared, s.OAuth.Shared
	path, err := s.ServiceAccount()
	if err != nil {
		t.Fatal(err)
	}
	service.OAuth = store.OAuth{Flow: "app-only", ServiceAccountFile: path, Subject: s.Accounts[0].Address, Scopes: []string{"https://mail.google.com/"}}
	cert, key, err := s.AppCertificate()
	if err != nil {
		t.Fatal(err)
	}
	certificate.OAuth.ClientSecret, certificate.OAuth.ClientCertificate, certificate.OAuth.ClientKey = store.SecretRef{}, cert, key
	profiles["oauthbearer"], profiles["shared"], profiles["service account"], profiles["certificate"] = bearer, shared, service, certificate
	for name, p := range profiles {
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		before := len(s.Mailbox())
		if cause, stage := attempt(t, ctx, s, p, sandbox.Fault{Flow: p.OAuth.Flow, Until: "data"}); cause != "" {
			t.Errorf("%s: %s at %s", name, cause, stage)
		}
		cancel()
		if got := s.Mailbox(); len(got) != before+1 || got[before].From != p.Sender.Address {
			t.Errorf("%s: %d messages", name, len(got)-before)
		}
	}
}

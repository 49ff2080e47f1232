package sandbox

import (
	"bytes"
	"encoding/json"
	"html"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"todoku/store"
)

// wantedOAuth are the causes of signing in that the sandbox must be able to show.
const wantedOAuth = `auth.token-rejected oauth.client-unknown oauth.client-disabled oauth.client-type oauth.secret-wrong oauth.secret-expired
oauth.tenant-wrong oauth.redirect-mismatch oauth.scope-invalid oauth.consent-missing oauth.admin-consent oauth.user-not-allowed
oauth.user-account oauth.mfa-required oauth.conditional-access oauth.pending oauth.code-expired oauth.declined oauth.refresh-dead
oauth.testing-expiry oauth.request-malformed oauth.not-oauth-endpoint`

func TestOAuthFaultsCoverTheCauses(t *testing.T) {
	stages := []string{"oauth.discovery", "oauth.authorize", "oauth.device", "oauth.token", "smtp.auth", "api.send"}
	names := map[string]bool{}
	for _, f := range append(Faults(), OAuthFaults()...) {
		if names[f.Name] {
			t.Errorf("%s is there twice", f.Name)
		}
		names[f.Name] = true
	}
	for _, f := range OAuthFaults() {
		if f.Cause != causeOf(f.Name) || !slices.Contains(stages, f.Stage) || f.Flow != "refresh" && !slices.Contains(store.Flows[:], f.Flow) {
			t.Errorf("%+v", f)
		}
	}
	for c := range strings.FieldsSeq(wantedOAuth) {
		if !names[c] {
			t.Errorf("no fault is named %s", c)
		}
	}
}

// reached is what a client got at the step of a fault.
type reached struct {
	status     int
	kind, body string
}

func (s *Sandbox) ask(t *testing.T, method, address string, fields url.Values) reached {
	t.Helper()
	r, err := http.NewRequestWithContext(within(t), method, address, strings.NewReader(fields.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.send(t, r)
}

func (s *Sandbox) send(t *testing.T, r *http.Request) reached {
	t.Helper()
	tr := &http.Transport{TLSClientConfig: s.clientTLS()}
	defer tr.CloseIdleConnections()
	w, err := (&http.Client{Transport: tr, Timeout: testTime}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Body.Close()
	data, err := io.ReadAll(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reached{w.StatusCode, w.Header.Get("Content-Type"), string(data)}
}

// reach goes as far as a step with the profile's own client.
func (s *Sandbox) reach(t *testing.T, step string) reached {
	t.Helper()
	p := s.Ready()
	id, scope := p.OAuth.ClientID, strings.Join(p.OAuth.Scopes, " ")
	if step == atToken {
		step = map[string]string{"device": atPoll, "loopback": atCode}[p.OAuth.Flow]
	}
	switch step {
	case atDiscovery:
		return s.ask(t, http.MethodGet, p.OAuth.Issuer+"/.well-known/openid-configuration", nil)
	case atDevice:
		return s.ask(t, http.MethodPost, s.OAuth.DeviceURL, url.Values{"client_id": {id}, "scope": {scope}})
	case atPoll:
		d, err := s.foreign(id, "").DeviceAuth(within(t))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Approve(within(t), d.UserCode, s.Accounts[0].Address); err != nil {
			t.Fatal(err)
		}
		return s.ask(t, http.MethodPost, s.OAuth.TokenURL, url.Values{"grant_type": {grantDevice}, "device_code": {d.DeviceCode}, "client_id": {id}})
	case atCode:
		back, called := waiting(t)
		c := s.foreign(id, "")
		c.RedirectURL = back
		verifier := oauth2.GenerateVerifier()
		if _, err := s.Browse(within(t), c.AuthCodeURL("s", oauth2.S256ChallengeOption(verifier)), s.Accounts[0].Address); err != nil {
			t.Fatal(err)
		}
		return s.ask(t, http.MethodPost, s.OAuth.TokenURL, url.Values{"grant_type": {grantCode}, "code": {(<-called).Get("code")}, "client_id": {id},
			"redirect_uri": {back}, "code_verifier": {verifier}})
	case atRefresh:
		token := signedIn(t, s, s.public(), s.Accounts[0].Address)
		return s.ask(t, http.MethodPost, s.OAuth.TokenURL, url.Values{"grant_type": {grantRefresh}, "refresh_token": {token.RefreshToken}, "client_id": {id}})
	case atApp:
		return s.ask(t, http.MethodPost, s.OAuth.TokenURL, url.Values{"grant_type": {grantApp}, "client_id": {id}, "client_secret": {s.OAuth.ClientSecret}, "scope": {scope}})
	case atGraph:
		return s.api(t, p.API.BaseURL+"/me/sendMail", "application/json", "{}")
	case atGmail:
		return s.api(t, p.API.BaseURL+"/users/me/messages/send", "application/json", "{}")
	}
	t.Fatalf("step %s", step)
	return reached{}
}

// api posts with a good token.
func (s *Sandbox) api(t *testing.T, address, kind, body string) reached {
	t.Helper()
	token, err := s.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s.apiWith(t, token.Access.Reveal(), address, kind, body)
}

func (s *Sandbox) apiWith(t *testing.T, token, address, kind, body string) reached {
	t.Helper()
	r, err := http.NewRequestWithContext(within(t), http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Authorization", "Bearer "+token)
	return s.send(t, r)
}

// Every answer of the table comes out on the wire as it stands there, at its
// step, to a client that is what the ready profile says.
func TestOAuthAnswersOnTheWire(t *testing.T) {
	slots := make(chan struct{}, 16) // they wait for polls, hardly for the processor
	var all sync.WaitGroup
	defer all.Wait()
	for _, f := range oauthFaults() {
		for step, want := range f.answers {
			all.Go(func() {
				t.Run(f.Name, func(t *testing.T) {
					slots <- struct{}{}
					defer func() { <-slots }()
					s := startOAuth(t, Options{Fault: f.Name})
					if step == atAuthorize {
						sentBackOrShown(t, s, want)
						return
					}
					got := s.reach(t, step)
					p := s.Ready()
					body := strings.NewReplacer("{client}", p.OAuth.ClientID, "{scope}", strings.Join(p.OAuth.Scopes, " ")).Replace(want.body)
					if got.status != want.status || got.kind != want.kind || got.body != body {
						t.Errorf("got %+v\nwant %d %s %s", got, want.status, want.kind, body)
					}
					if want.kind == kindJSON && body != "" && !json.Valid([]byte(body)) {
						t.Errorf("no JSON: %s", body)
					}
				})
			})
		}
	}
}

func sentBackOrShown(t *testing.T, s *Sandbox, want answer) {
	t.Helper()
	back, called := waiting(t)
	c := s.public()
	c.RedirectURL = back
	page, err := s.Browse(within(t), c.AuthCodeURL("state", oauth2.S256ChallengeOption(oauth2.GenerateVerifier())), s.Accounts[0].Address)
	if err != nil {
		t.Fatal(err)
	}
	if !want.redirect {
		body := strings.ReplaceAll(want.body, "{redirect}", html.EscapeString(back))
		if page.Status != want.status || page.Body != body || !s.impl.fault.Page {
			t.Errorf("%+v", page)
		}
		return
	}
	q, err := url.ParseQuery(want.body)
	if err != nil {
		t.Fatal(err)
	}
	got := <-called
	if got.Get("error") != q.Get("error") || got.Get("error_description") != q.Get("error_description") || got.Get("state") != "state" {
		t.Errorf("%v", got)
	}
}

// Faults that follow from the server's settings alone.
func TestNaturalOAuthFaults(t *testing.T) {
	s := startOAuth(t, Options{Fault: "oauth.refresh-dead/none"})
	if token := signedIn(t, s, s.public(), s.Accounts[0].Address); token.RefreshToken != "" {
		t.Error("a refresh token was issued")
	}

	s = startOAuth(t, Options{Fault: "oauth.scope-invalid/unticked"})
	if token := signedIn(t, s, s.public(), s.Accounts[0].Address); token.Extra("scope") != "openid offline_access" {
		t.Errorf("granted %v", token.Extra("scope"))
	}

	s = startOAuth(t, Options{Fault: "oauth.code-expired/waited"})
	d, err := s.public().DeviceAuth(within(t))
	if err != nil || time.Until(d.Expiry) > shortCode {
		t.Errorf("%v %+v", err, d)
	}

	s = startOAuth(t, Options{Fault: "oauth.pending/slow-down"})
	d, err = s.public().DeviceAuth(within(t))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for range 2 {
		var out struct{ Error string }
		s.post(t, s.OAuth.TokenURL, url.Values{"grant_type": {grantDevice}, "device_code": {d.DeviceCode}, "client_id": {s.OAuth.PublicClientID}}, &out)
		got = append(got, out.Error)
	}
	if !slices.Equal(got, []string{"slow_down", "authorization_pending"}) {
		t.Errorf("%v", got)
	}
}

// Whatever is sent, the answer is a refusal and the server goes on.
func TestOAuthTakesNonsense(t *testing.T) {
	s := startOAuth(t, Options{})
	for _, path := range []string{"/token", "/device/code", "/introspect", "/authorize", "/device"} {
		for name, body := range map[string][]byte{"empty": nil, "binary": {0, 0xff, '%', 'z'}, "long": bytes.Repeat([]byte("a=b&"), maxForm)} {
			r, err := http.NewRequestWithContext(within(t), http.MethodPost, s.OAuth.Issuer+path, bytes.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			if got := s.send(t, r); got.status < 400 || got.status >= 500 {
				t.Errorf("%s %s: %+v", path, name, got)
			}
		}
	}
	for _, path := range []string{"/authorize", "/authorize?client_id=x", "/authorize?%zz", "/nowhere", "/authorize?state=" + strings.Repeat("x", maxForm)} {
		if got := s.ask(t, http.MethodGet, s.OAuth.Issuer+path, nil); got.status < 400 || got.status >= 500 {
			t.Errorf("%s: %+v", path[:min(len(path), 40)], got)
		}
	}
	page := s.ask(t, http.MethodGet, s.OAuth.VerificationURL+"?user_code=%22%3E%3Cscript%3E", nil)
	if page.status != http.StatusOK || strings.Contains(page.body, "<script") {
		t.Errorf("%+v", page)
	}
	signedIn(t, s, s.public(), s.Accounts[0].Address)
}

func TestShelfIsBounded(t *testing.T) {
	var s shelf[int]
	for i := range maxShelf + 10 {
		s.put(oauth2.GenerateVerifier(), i, time.Hour)
	}
	s.put("old", 1, -time.Second)
	if _, ok := s.get("old"); ok || len(s.items) != maxShelf || len(s.order) != maxShelf {
		t.Errorf("%d things, %d in order", len(s.items), len(s.order))
	}
}

package sandbox

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"todoku/store"
)

// startOAuth runs a sandbox that has the provider.
func startOAuth(t *testing.T, o Options) *Sandbox {
	t.Helper()
	o.OAuth, o.Dir = true, t.TempDir()
	s, err := Start(t.Context(), o)
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

// foreign is a client that others wrote, for the registration named.
func (s *Sandbox) foreign(id, secret string) *oauth2.Config {
	return &oauth2.Config{
		ClientID: id, ClientSecret: secret, Scopes: s.OAuth.Scopes,
		Endpoint: oauth2.Endpoint{AuthURL: s.OAuth.AuthorizeURL, TokenURL: s.OAuth.TokenURL, DeviceAuthURL: s.OAuth.DeviceURL, AuthStyle: oauth2.AuthStyleInParams},
	}
}

func (s *Sandbox) public() *oauth2.Config { return s.foreign(s.OAuth.PublicClientID, "") }

// within bounds a flow of a foreign client.
func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), testTime)
	t.Cleanup(cancel)
	return ctx
}

// signedIn does the device flow and lets the account allow it.
func signedIn(t *testing.T, s *Sandbox, c *oauth2.Config, account string) *oauth2.Token {
	t.Helper()
	ctx := within(t)
	d, err := c.DeviceAuth(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Approve(ctx, d.VerificationURIComplete, account); err != nil {
		t.Fatal(err)
	}
	token, err := c.DeviceAccessToken(ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// renew asks for new tokens once.
func renew(t *testing.T, c *oauth2.Config, refresh string) (*oauth2.Token, error) {
	t.Helper()
	return c.TokenSource(within(t), &oauth2.Token{RefreshToken: refresh}).Token()
}

// refusedAs is the OAuth error code of err.
func refusedAs(err error) string {
	var e *oauth2.RetrieveError
	if errors.As(err, &e) {
		return e.ErrorCode
	}
	return ""
}

func (s *Sandbox) active(t *testing.T, token string) map[string]any {
	t.Helper()
	r, err := http.NewRequestWithContext(within(t), http.MethodPost, s.OAuth.IntrospectURL, strings.NewReader(url.Values{"token": {token}}.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth(s.OAuth.ClientID, s.OAuth.ClientSecret)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	var out map[string]any
	if status := s.fetch(t, r, &out); status != http.StatusOK {
		t.Fatalf("introspection answers %d", status)
	}
	return out
}

// fetch sends a request and reads JSON.
func (s *Sandbox) fetch(t *testing.T, r *http.Request, into any) int {
	t.Helper()
	tr := &http.Transport{TLSClientConfig: s.clientTLS()}
	defer tr.CloseIdleConnections()
	w, err := (&http.Client{Transport: tr, Timeout: testTime}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Body.Close()
	data, err := io.ReadAll(w.Body)
	if err == nil && into != nil && len(data) > 0 {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		t.Fatalf("%v: %s", err, data)
	}
	return w.StatusCode
}

func TestDeviceFlow(t *testing.T) {
	s := startOAuth(t, Options{})
	token := signedIn(t, s, s.public(), s.Accounts[1].Address)
	if token.RefreshToken == "" || !token.Valid() || token.Extra("id_token") == nil || token.Extra("scope") != "mail openid offline_access" {
		t.Errorf("%+v", token)
	}
	got := s.active(t, token.AccessToken)
	if got["active"] != true || got["username"] != s.Accounts[1].Address || got["client_id"] != s.OAuth.PublicClientID {
		t.Errorf("%v", got)
	}
	if s.Requests(grantDevice) == 0 {
		t.Error("no request was counted")
	}
}

func TestDeviceFlowRefusals(t *testing.T) {
	s := startOAuth(t, Options{})
	ctx := within(t)
	d, err := s.public().DeviceAuth(ctx)
	if err != nil {
		t.Fatal(err)
	}
	poll := func(code string) string {
		var out struct{ Error string }
		s.post(t, s.OAuth.TokenURL, url.Values{"grant_type": {grantDevice}, "device_code": {code}, "client_id": {s.OAuth.PublicClientID}}, &out)
		return out.Error
	}
	if got := []string{poll(d.DeviceCode), poll(d.DeviceCode), poll("other")}; !slices.Equal(got, []string{"authorization_pending", "slow_down", "expired_token"}) {
		t.Errorf("%v", got)
	}
	if err := s.Approve(ctx, "BCDF-GHJK", s.Accounts[0].Address); err == nil {
		t.Error("a code that was never given was taken")
	}
	if err := s.Approve(ctx, d.UserCode, "nobody@sandbox.test"); err == nil {
		t.Error("an unknown account allowed it")
	}
	if err := s.Approve(ctx, strings.ToLower(strings.ReplaceAll(d.UserCode, "-", " ")), ""); err != nil {
		t.Errorf("cancel: %v", err)
	}
	if got := poll(d.DeviceCode); got != "access_denied" {
		t.Errorf("after cancel: %s", got)
	}
	if err := s.Approve(ctx, d.UserCode, s.Accounts[0].Address); err == nil {
		t.Error("a code was good for two decisions")
	}
}

func (s *Sandbox) post(t *testing.T, address string, fields url.Values, into any) int {
	t.Helper()
	r, err := http.NewRequestWithContext(within(t), http.MethodPost, address, strings.NewReader(fields.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.fetch(t, r, into)
}

// waiting is a program that waits on a loopback port to be called back.
func waiting(t *testing.T) (string, <-chan url.Values) {
	t.Helper()
	got := make(chan url.Values, 4)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := &http.Server{ReadHeaderTimeout: testTime, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got <- r.URL.Query()
		_, _ = io.WriteString(w, "back")
	})}
	done := make(chan struct{})
	go func() { defer close(done); _ = srv.Serve(l) }()
	t.Cleanup(func() { _ = srv.Close(); <-done })
	return "http://" + l.Addr().String() + "/back", got
}

func TestCodeFlow(t *testing.T) {
	s := startOAuth(t, Options{})
	ctx := within(t)
	back, called := waiting(t)
	for name, authorize := range map[string]string{"form": s.OAuth.AuthorizeURL, "auto": s.OAuth.AutoAuthorizeURL} {
		c := s.public()
		c.RedirectURL, c.Endpoint.AuthURL = back, authorize
		verifier := oauth2.GenerateVerifier()
		page, err := s.Browse(ctx, c.AuthCodeURL("st&te", oauth2.S256ChallengeOption(verifier)), s.Accounts[0].Address)
		if err != nil || page.Body != "back" {
			t.Fatalf("%s: %v %+v", name, err, page)
		}
		q := <-called
		if q.Get("state") != "st&te" || q.Get("iss") != s.OAuth.Issuer {
			t.Errorf("%s: %v", name, q)
		}
		if _, err := c.Exchange(ctx, q.Get("code"), oauth2.VerifierOption("wrong")); refusedAs(err) != "invalid_grant" {
			t.Errorf("%s: wrong verifier: %v", name, err)
		}
		if _, err := c.Exchange(ctx, q.Get("code"), oauth2.VerifierOption(verifier)); refusedAs(err) != "invalid_grant" {
			t.Errorf("%s: code used twice: %v", name, err)
		}
		if _, err := s.Browse(ctx, c.AuthCodeURL("2", oauth2.S256ChallengeOption(verifier)), s.Accounts[0].Address); err != nil {
			t.Fatal(err)
		}
		q = <-called
		token, err := c.Exchange(ctx, q.Get("code"), oauth2.VerifierOption(verifier))
		if err != nil || s.active(t, token.AccessToken)["active"] != true {
			t.Fatalf("%s: %v", name, err)
		}
		if _, err := c.Exchange(ctx, q.Get("code"), oauth2.VerifierOption(verifier)); refusedAs(err) != "invalid_grant" {
			t.Errorf("%s: code used twice: %v", name, err)
		}
		if s.active(t, token.AccessToken)["active"] != false {
			t.Errorf("%s: a code used twice left its token alive", name)
		}
	}
}

func TestAuthorizeRefuses(t *testing.T) {
	s := startOAuth(t, Options{})
	ctx := within(t)
	back, called := waiting(t)
	c := s.public()
	c.RedirectURL = back
	pkce := oauth2.S256ChallengeOption(oauth2.GenerateVerifier())
	for _, no := range []struct {
		url, account, code string
	}{
		{c.AuthCodeURL("s", pkce), "", "access_denied"},
		{c.AuthCodeURL("s"), s.Accounts[0].Address, "invalid_request"},
		{c.AuthCodeURL("s", pkce, oauth2.SetAuthURLParam("scope", "everything")), s.Accounts[0].Address, "invalid_scope"},
		{c.AuthCodeURL("s", pkce, oauth2.SetAuthURLParam("response_type", "token")), s.Accounts[0].Address, "unsupported_response_type"},
	} {
		if _, err := s.Browse(ctx, no.url, no.account); err != nil {
			t.Fatal(err)
		}
		if q := <-called; q.Get("error") != no.code || q.Get("state") != "s" || q.Has("code") {
			t.Errorf("%s: %v", no.code, q)
		}
	}
	for _, uri := range []string{"https://example.net/back", "http://192.0.2.1:80/", back + "#x", "http://127.0.0.1/", "http://u@127.0.0.1:1/", "urn:ietf:wg:oauth:2.0:oob", ""} {
		c.RedirectURL = uri
		if page, err := s.Browse(ctx, c.AuthCodeURL("s", pkce), s.Accounts[0].Address); err != nil || page.Status != http.StatusBadRequest || !strings.Contains(page.Body, "redirect_uri_mismatch") {
			t.Errorf("%s: %v %d", uri, err, page.Status)
		}
	}
	web := s.foreign(s.OAuth.ClientID, s.OAuth.ClientSecret)
	web.RedirectURL = back
	if page, _ := s.Browse(ctx, web.AuthCodeURL("s"), s.Accounts[0].Address); page.Status != http.StatusBadRequest {
		t.Errorf("a web client was sent to a free port: %d", page.Status)
	}
	s.AllowRedirect(back)
	if page, err := s.Browse(ctx, web.AuthCodeURL("s"), s.Accounts[0].Address); err != nil || page.Body != "back" {
		t.Fatalf("a registered redirect URI: %v %+v", err, page)
	}
	if _, err := web.Exchange(ctx, (<-called).Get("code")); err != nil {
		t.Error(err)
	}
	select {
	case q := <-called:
		t.Errorf("called back with %v", q)
	default:
	}
}

// Each refresh token is good once; the second use of one is a theft.
func TestRotation(t *testing.T) {
	s := startOAuth(t, Options{})
	c := s.public()
	first := signedIn(t, s, c, s.Accounts[0].Address)
	second, err := renew(t, c, first.RefreshToken)
	if err != nil || second.RefreshToken == first.RefreshToken || second.AccessToken == first.AccessToken {
		t.Fatalf("%v %+v", err, second)
	}
	third, err := renew(t, c, second.RefreshToken)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := renew(t, c, first.RefreshToken); refusedAs(err) != "invalid_grant" {
		t.Errorf("a used refresh token: %v", err)
	}
	if _, err := renew(t, c, third.RefreshToken); refusedAs(err) != "invalid_grant" {
		t.Errorf("the grant outlived the theft: %v", err)
	}
	for i, token := range []*oauth2.Token{first, second, third} {
		if s.active(t, token.AccessToken)["active"] != false {
			t.Errorf("access token %d is still alive", i)
		}
	}
	if got := s.Requests(grantRefresh); got != 4 {
		t.Errorf("%d requests", got)
	}
	other := signedIn(t, s, c, s.Accounts[0].Address)
	s.Revoke(s.Accounts[0].Address)
	if _, err := renew(t, c, other.RefreshToken); refusedAs(err) != "invalid_grant" {
		t.Errorf("after Revoke: %v", err)
	}
}

func TestAppOnly(t *testing.T) {
	s := startOAuth(t, Options{})
	for _, style := range []oauth2.AuthStyle{oauth2.AuthStyleInHeader, oauth2.AuthStyleInParams} {
		c := clientcredentials.Config{ClientID: s.OAuth.ClientID, ClientSecret: s.OAuth.ClientSecret, TokenURL: s.OAuth.TokenURL, AuthStyle: style, Scopes: []string{"https://outlook.office365.com/.default"}}
		token, err := c.Token(within(t))
		if err != nil || token.RefreshToken != "" || s.active(t, token.AccessToken)["aud"] != "https://outlook.office365.com" {
			t.Errorf("%v %+v", err, token)
		}
		c.ClientSecret = "wrong"
		if _, err := c.Token(within(t)); refusedAs(err) != "invalid_client" {
			t.Errorf("wrong secret: %v", err)
		}
		c.ClientSecret, c.Scopes = s.OAuth.ClientSecret, []string{"https://outlook.office365.com/SMTP.Send"}
		if _, err := c.Token(within(t)); refusedAs(err) != "invalid_scope" {
			t.Errorf("single scope: %v", err)
		}
	}
	c := clientcredentials.Config{ClientID: s.OAuth.PublicClientID, TokenURL: s.OAuth.TokenURL, AuthStyle: oauth2.AuthStyleInParams}
	if _, err := c.Token(within(t)); refusedAs(err) != "unauthorized_client" {
		t.Errorf("public client: %v", err)
	}
}

func TestDiscovery(t *testing.T) {
	s := startOAuth(t, Options{})
	for _, base := range []string{s.OAuth.Issuer, s.OAuth.SecureIssuer} {
		for _, path := range []string{"/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"} {
			r, err := http.NewRequestWithContext(within(t), http.MethodGet, base+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			var out map[string]any
			if status := s.fetch(t, r, &out); status != http.StatusOK || out["issuer"] != base || out["token_endpoint"] != base+"/token" || out["device_authorization_endpoint"] != base+"/device/code" {
				t.Errorf("%s: %d %v", base+path, status, out)
			}
		}
	}
}

func TestOAuthConfig(t *testing.T) {
	s := startOAuth(t, Options{})
	path := filepath.Join(s.Config, s.OAuth.Profile+".toml")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if p, err := store.Decode(data, path); err != nil || p.OAuth.Issuer != s.OAuth.Issuer || p.SMTP.Auth.Method != "xoauth2" {
		t.Errorf("%v\n%s", err, data)
	}
	if strings.Contains(string(data), s.OAuth.ClientSecret) {
		t.Error("the profile holds the client's secret")
	}
	for _, f := range OAuthFaults() {
		one, err := Start(t.Context(), Options{Fault: f.Name, OAuth: true})
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		path := filepath.Join(one.Config, one.Profile+".toml")
		data, err := os.ReadFile(path)
		if err == nil {
			_, err = store.Decode(data, path)
		}
		if err := errors.Join(err, one.Close()); err != nil {
			t.Errorf("%s: %v\n%s", f.Name, err, data)
		}
	}
	if _, err := Start(t.Context(), Options{Fault: "oauth.declined"}); !errors.Is(err, ErrUnknownFault) {
		t.Errorf("without OAuth: %v", err)
	}
}

// Close ends the provider, too, with a connection open and a page half read.
func TestCloseEndsOAuth(t *testing.T) {
	s, err := Start(t.Context(), Options{OAuth: true, Accounts: 3})
	if err != nil {
		t.Fatal(err)
	}
	signedIn(t, s, s.public(), s.Accounts[0].Address)
	var open []net.Conn
	for _, base := range []string{s.OAuth.Issuer, s.OAuth.SecureIssuer} {
		u, err := url.Parse(base)
		if err != nil {
			t.Fatal(err)
		}
		c := dial(t, u.Host)
		if u.Scheme == "https" {
			c = tls.Client(c, s.clientTLS())
		}
		if _, err := io.WriteString(c, "POST /token HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\ngrant"); err != nil {
			t.Fatal(err)
		}
		open = append(open, c, dial(t, u.Host))
	}
	before := time.Now()
	if err := errors.Join(s.Close(), s.Close()); err != nil {
		t.Error(err)
	}
	if took := time.Since(before); took > 3*time.Second {
		t.Errorf("Close took %v", took)
	}
	for _, c := range open {
		_ = c.Close()
	}
	noGoroutines(t, "oauth")
}

package sandbox

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

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

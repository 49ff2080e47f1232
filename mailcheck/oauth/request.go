package oauth

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"todoku/store"
)

// requestLimit is how long one request may take, redirects and body included.
const requestLimit = 30 * time.Second

// request is one request of a client to an endpoint.
type request struct {
	endpoint string // as in Error
	url      string
	wants    string
	hide     []string
	user     *url.Userinfo
}

// http is the HTTP client of one request. No redirect is followed: a POST
// carries secrets, and where a login page or a portal answers, that is the news.
func (c Client) http(ctx context.Context, r request) *http.Client {
	h := http.Client{Timeout: requestLimit}
	if c.HTTP != nil {
		h = *c.HTTP
		if h.Timeout == 0 || h.Timeout > requestLimit {
			h.Timeout = requestLimit
		}
	}
	base := h.Transport
	if base == nil {
		base = http.DefaultTransport
	}
	h.Jar = nil
	h.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	h.Transport = &watch{ctx: ctx, base: base, endpoint: r.endpoint, wants: r.wants, now: c.now, hide: r.hide, user: r.user}
	return &h
}

// with is ctx with the HTTP client for r, as x/oauth2 looks for it.
func (c Client) with(ctx context.Context, r request) context.Context {
	return context.WithValue(ctx, oauth2.HTTPClient, c.http(ctx, r))
}

// failed is the error of a request: ctx's own, or an *Error.
func failed(ctx context.Context, err error, r request) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return transport(err, r.endpoint, r.url)
}

// eitherStyle runs f, and once more with the secret in the other place where
// that may be why the client was refused: metadata tells what a server takes,
// not what this client is registered with (RFC 6749 section 2.3.1).
func (c Client) eitherStyle(f func(Client) error) error {
	err := f(c)
	if codeOf(err) != "invalid_client" || c.Secret.IsZero() || c.Provider != "" {
		return err
	}
	c.basic = !c.basic
	if again := f(c); codeOf(again) != "invalid_client" {
		return again
	}
	return err
}

// token asks the token endpoint for a grant. golang.org/x/oauth2's client
// credentials carry any grant type, and leave polling and clocks to us.
func (c Client) token(ctx context.Context, grant url.Values, scopes []string) (store.Token, error) {
	if c.TokenURL == "" {
		return store.Token{}, missing("oauth.token_url")
	}
	var got store.Token
	err := c.eitherStyle(func(c Client) error {
		params, err := c.proveWith(grant)
		if err != nil {
			return err
		}
		r := request{endpoint: "token", url: c.TokenURL, wants: "access_token", hide: append(secretsOf(params), c.Secret.Reveal())}
		style := oauth2.AuthStyleInParams
		if c.basic && !c.Secret.IsZero() {
			style = oauth2.AuthStyleInHeader
		}
		t, err := (&clientcredentials.Config{
			ClientID: c.ID, ClientSecret: c.Secret.Reveal(), TokenURL: c.TokenURL,
			Scopes: scopes, EndpointParams: params, AuthStyle: style,
		}).Token(c.with(ctx, r))
		if err != nil {
			return failed(ctx, err, r)
		}
		got, err = c.taken(t)
		return err
	})
	return got, err
}

// proveWith adds the client's assertion to a grant, where it has one.
func (c Client) proveWith(grant url.Values) (url.Values, error) {
	params := url.Values{}
	for k, v := range grant {
		params[k] = v
	}
	if c.Certificate == "" || grant.Get("grant_type") == grantJWT {
		return params, nil
	}
	assertion, err := c.assertion()
	if err != nil {
		return nil, err
	}
	params.Set("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
	params.Set("client_assertion", assertion)
	return params, nil
}

// secretsOf are the values of a request that no answer may show again.
func secretsOf(params url.Values) []string {
	var all []string
	for _, key := range []string{"code", "code_verifier", "device_code", "refresh_token", "assertion", "client_assertion", "client_secret"} {
		all = append(all, params.Get(key))
	}
	return all
}

// taken is what a token answer says.
func (c Client) taken(t *oauth2.Token) (store.Token, error) {
	// One that cannot stand in a header, a SASL line or a line of output: RFC
	// 6749 appendix A.12 allows visible ASCII and space.
	for key, s := range map[string]string{"access_token": t.AccessToken, "refresh_token": t.RefreshToken} {
		if strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return store.Token{}, &Error{Endpoint: "token", Host: hostOf(c.TokenURL), Field: key}
		}
	}
	now := c.now()
	got := store.Token{Access: store.NewSecret(t.AccessToken), ClientID: c.ID, Renewed: now}
	if t.RefreshToken != "" {
		got.Refresh = store.NewSecret(t.RefreshToken)
	}
	if life, ok := seconds(t.Extra("expires_in")); ok {
		got.Expiry = now.Add(life)
	}
	for _, key := range []string{"refresh_token_expires_in", "refresh_expires_in"} { // Google; Keycloak
		if life, ok := seconds(t.Extra(key)); ok && t.RefreshToken != "" {
			got.Ends = now.Add(life)
		}
	}
	if scope, ok := t.Extra("scope").(string); ok {
		got.Scopes = strings.Fields(store.Neutral(scope, 4096))
	}
	id, _ := t.Extra("id_token").(string)
	for _, jwt := range []string{id, t.AccessToken} {
		claims, ok := readClaims(jwt)
		if !ok {
			continue
		}
		if got.Account == "" {
			got.Account = claims.Account
		}
		if got.Expiry.IsZero() && jwt == t.AccessToken {
			if claims.Until.Before(now.Add(longest)) {
				got.Expiry = claims.Until
			}
		}
	}
	return got, nil
}

package sandbox

import (
	"context"
	"errors"

	"todoku/store"
)

// OAuth is the sandbox's OAuth 2.0 and OpenID provider: where it is, who is
// registered there, and the HTTP mail APIs that take its tokens. Every URL
// works over https, too, under SecureIssuer in place of Issuer.
type OAuth struct {
	Issuer           string `json:"issuer"`             // plain http on loopback
	SecureIssuer     string `json:"secure_issuer"`      // https, by the sandbox's CA
	AuthorizeURL     string `json:"authorize_url"`      // asks with a form
	AutoAuthorizeURL string `json:"auto_authorize_url"` // asks nobody: signs in as login_hint, else as the first account
	TokenURL         string `json:"token_url"`
	DeviceURL        string `json:"device_url"`
	VerificationURL  string `json:"verification_url"` // where a person types a device flow's code
	IntrospectURL    string `json:"introspect_url"`   // RFC 7662, for ClientID

	PublicClientID string `json:"public_client_id"` // any loopback redirect URI, PKCE needed
	ClientID       string `json:"client_id"`        // RedirectURI only; client credentials, too
	ClientSecret   string `json:"client_secret"`
	RedirectURI    string `json:"redirect_uri"`

	Scopes   []string `json:"scopes"`    // what a mail program asks for here
	Shared   string   `json:"shared"`    // a mailbox that every account may use with its own token
	GraphURL string   `json:"graph_url"` // https, up to and with "/v1.0"
	GmailURL string   `json:"gmail_url"` // https, up to and with "/gmail/v1"
	Profile  string   `json:"profile"`   // name of the profile in Config that signs in by OAuth
}

// Page is what a browser ended on.
type Page struct {
	URL    string
	Status int
	Body   string // at most 64 KB
}

// OAuthFaults lists what the OAuth server, the mail APIs and SMTP's XOAUTH2
// and OAUTHBEARER can do wrong. Start knows them when Options.OAuth is set.
func OAuthFaults() []Fault {
	var out []Fault
	for _, f := range oauthFaults() {
		out = append(out, f.Fault)
	}
	return out
}

// ErrNoOAuth: the sandbox was started without Options.OAuth. Calls that have no
// error to say so with do nothing then and give zero values.
var ErrNoOAuth = errors.New("sandbox without OAuth")

// Approve types a device flow's code, or opens a verification_uri_complete,
// and allows the sign-in of an account (address or user name). An empty
// account presses Cancel.
func (s *Sandbox) Approve(ctx context.Context, codeOrURL, account string) error {
	if s.OAuth == nil {
		return ErrNoOAuth
	}
	return s.impl.oauth.approve(ctx, codeOrURL, account)
}

// Browse opens an authorize URL as a person would: it signs in as account
// (address or user name), allows, and follows the redirect to the program that
// waits. An empty account presses Cancel.
func (s *Sandbox) Browse(ctx context.Context, url, account string) (Page, error) {
	if s.OAuth == nil {
		return Page{}, ErrNoOAuth
	}
	return s.impl.oauth.browse(ctx, url, account)
}

// AllowRedirect registers one more redirect URI for ClientID.
func (s *Sandbox) AllowRedirect(uri string) {
	if s.OAuth != nil {
		s.impl.oauth.allowRedirect(uri)
	}
}

// Revoke ends every sign-in of an account: its tokens are dead from now on.
func (s *Sandbox) Revoke(account string) {
	if s.OAuth != nil {
		s.impl.oauth.revoke(account)
	}
}

// Requests counts the token requests so far by grant_type, refused ones, too.
func (s *Sandbox) Requests(grantType string) int {
	if s.OAuth == nil {
		return 0
	}
	return s.impl.oauth.count(grantType)
}

// Token is a valid token of the first account for Scopes, as a sign-in by the
// device flow would have given.
func (s *Sandbox) Token(context.Context) (store.Token, error) {
	if s.OAuth == nil {
		return store.Token{}, ErrNoOAuth
	}
	return s.impl.oauth.ready()
}

// ReadyOAuth is Ready with a sign-in by OAuth and XOAUTH2: flow is one of
// store.Flows.
func (s *Sandbox) ReadyOAuth(flow string) store.Profile {
	if s.OAuth == nil {
		return store.Profile{}
	}
	return s.oauthProfile(0, flow)
}

// ReadyAPI is ReadyOAuth for an HTTP mail API: provider is one of store.APIs.
func (s *Sandbox) ReadyAPI(provider, flow string) store.Profile {
	if s.OAuth == nil {
		return store.Profile{}
	}
	return s.apiProfile(0, provider, flow)
}

// ServiceAccount writes a Google service account's JSON key into Config. It
// may act as every account of the sandbox.
func (s *Sandbox) ServiceAccount() (path string, err error) {
	if s.OAuth == nil {
		return "", ErrNoOAuth
	}
	return s.serviceAccount()
}

// AppCertificate writes a certificate of ClientID and its key into Config, PEM
// both: they prove the client in place of ClientSecret.
func (s *Sandbox) AppCertificate() (cert, key string, err error) {
	if s.OAuth == nil {
		return "", "", ErrNoOAuth
	}
	return s.appCertificate()
}

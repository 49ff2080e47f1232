package steps

import (
	"todoku/mailcheck/oauth"
	"todoku/store"
)

// UsesOAuth reports that p signs in with a token in place of a password.
func UsesOAuth(p store.Profile) bool {
	m := p.SMTP.Auth.Method
	return m == "xoauth2" || m == "oauthbearer"
}

// NeedsToken is UsesOAuth, and the mail APIs over HTTP, which take nothing else.
func NeedsToken(p store.Profile) bool { return UsesOAuth(p) || p.ServerType == "api" }

// ProviderOf is the OAuth provider of a profile: what it says, else what its
// server type means; empty: another one, found by its issuer or its URLs.
func ProviderOf(p store.Profile) string {
	switch {
	case p.OAuth.Provider != "":
		return p.OAuth.Provider
	case p.OAuth.Issuer != "" || p.OAuth.TokenURL != "":
		return ""
	}
	return ofKind(p)
}

// ofKind is whose sign-in the type of the server means.
func ofKind(p store.Profile) string {
	kind := p.ServerType
	if kind == "api" {
		kind = p.Provider
	}
	return map[string]string{"google": "google", "microsoft365": "microsoft"}[kind]
}

// FlowOf is the flow in which c's profile signs in: the one that p says, else
// the one that fits the provider and the place.
func FlowOf(p store.Profile, c oauth.Client, site oauth.Site) string {
	if p.OAuth.Flow != "" {
		return p.OAuth.Flow
	}
	flow, _ := oauth.FlowFor(c, site)
	return flow
}

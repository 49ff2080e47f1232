package sandbox

import (
	"cmp"
	"fmt"

	"todoku/store"
)

// oauthProfileName is the profile that signs in by OAuth.
const oauthProfileName = "oauth"

// Where a program finds the client's secret, beside its profile.
const clientSecretFile = oauthProfileName + ".oauth" + secretSuffix

const (
	flowAppOnly = "app-only"
	flowRefresh = "refresh"
)

// signInFiles adds the OAuth profile and the client's secret.
func (s *Sandbox) signInFiles(files map[string][]byte) error {
	if s.OAuth == nil {
		return nil
	}
	s.OAuth.Profile = oauthProfileName
	if s.impl.fault.bySignIn() {
		s.Profile = oauthProfileName
	}
	text, err := store.Encode(s.signInProfile())
	if err != nil {
		return fmt.Errorf("write the profile %s: %w", oauthProfileName, err)
	}
	files[oauthProfileName+".toml"] = text
	files[clientSecretFile] = []byte(s.OAuth.ClientSecret + "\n")
	return nil
}

// signInProfile is the OAuth profile bent so that the fault shows.
func (s *Sandbox) signInProfile() store.Profile {
	f := s.impl.fault
	flow := f.Flow
	if flow == "" || flow == flowRefresh {
		flow = "device"
	}
	if f.use.api != "" {
		return s.apiProfile(0, f.use.api, flow)
	}
	return s.oauthProfile(0, flow)
}

// oauthProfile sends over SMTP with XOAUTH2.
func (s *Sandbox) oauthProfile(i int, flow string) store.Profile {
	use := s.impl.fault.use
	p := s.profile(i)
	p.Name = oauthProfileName
	p.SMTP.Auth = store.Auth{Method: "xoauth2", Username: cmp.Or(use.mailbox, s.Accounts[i].Address)}
	if use.method == "oauthbearer" {
		p.SMTP.Auth.Method = use.method
	}
	s.registration(&p, i, flow)
	return p
}

// apiProfile sends over HTTP.
func (s *Sandbox) apiProfile(i int, provider, flow string) store.Profile {
	p := s.oauthProfile(i, flow)
	p.ServerType, p.Provider = "api", provider
	p.SMTP = store.SMTP{
		CAFile: p.SMTP.CAFile, Timeout: p.SMTP.Timeout, VerifyCertificate: true,
		Auth: store.Auth{Method: "none", Username: p.SMTP.Auth.Username}, // the mailbox that an application acts for
	}
	p.API.BaseURL = s.OAuth.GraphURL
	if provider == "google" {
		p.API.BaseURL = s.OAuth.GmailURL
	}
	return p
}

// registration fills in the oauth table: the issuer alone, or the endpoints
// where the profile is to look like a known provider's.
func (s *Sandbox) registration(p *store.Profile, i int, flow string) {
	use := s.impl.fault.use
	p.OAuth = store.OAuth{Flow: flow, ClientID: s.OAuth.PublicClientID, Scopes: s.OAuth.Scopes, Account: s.Accounts[i].Address}
	if use.provider == "" {
		p.OAuth.Issuer = s.OAuth.Issuer
	} else {
		p.OAuth.Provider = use.provider
		p.OAuth.AuthorizeURL, p.OAuth.TokenURL, p.OAuth.DeviceURL = s.OAuth.AuthorizeURL, s.OAuth.TokenURL, s.OAuth.DeviceURL
	}
	switch {
	case flow == flowAppOnly && use.provider == "microsoft":
		p.OAuth.Scopes = []string{scopeOutlook2 + ".default"}
	case flow == flowAppOnly:
		p.OAuth.Scopes = []string{scopeMail}
	case use.provider == "microsoft":
		p.OAuth.Scopes = []string{scopeOutlook + "SMTP.Send", scopeOffline}
	case use.provider == "google":
		p.OAuth.Scopes = []string{scopeGoogle}
	}
	if flow == flowAppOnly {
		p.OAuth.ClientID, p.OAuth.Account = s.OAuth.ClientID, ""
		p.OAuth.ClientSecret = store.SecretRef{From: "file", Path: clientSecretFile}
	}
}

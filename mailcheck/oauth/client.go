package oauth

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"slices"

	"todoku/store"
	"todoku/store/secret"
)

// ClientOf is the registration that p names, ready for its flow: endpoints from
// oauth.provider (else what server_type means), oauth.issuer, or the explicit
// URLs, which win; scopes by default for p.OAuth.Flow; the secret read from its
// place. baseDir is the profile's folder; h may be nil. It asks the network
// only where an issuer is named. The error is a Problem that names the key, a
// *secret.Error, an *Error of discovery, or ctx's.
func ClientOf(ctx context.Context, p store.Profile, baseDir string, h *http.Client) (Client, error) {
	o := p.OAuth
	c := Client{
		Provider: providerOf(p), ID: o.ClientID, RedirectURI: o.RedirectURI, Account: o.Account, Subject: o.Subject, HTTP: h,
		Certificate: beside(baseDir, o.ClientCertificate), Key: beside(baseDir, o.ClientKey),
		ServiceAccountFile: beside(baseDir, o.ServiceAccountFile),
	}
	if err := c.fillEndpoints(ctx, o); err != nil {
		return Client{}, err
	}
	if err := c.fillIdentity(p); err != nil {
		return Client{}, err
	}
	if c.TokenURL == "" {
		return Client{}, missing("oauth.issuer")
	}
	c.Scopes = slices.Clone(o.Scopes)
	if len(c.Scopes) == 0 {
		c.Scopes = scopesFor(c, p)
	}
	if o.ClientSecret.IsZero() {
		return c, nil
	}
	s, err := secret.Read(ctx, o.ClientSecret, baseDir)
	if err != nil {
		return Client{}, withKey(err, "oauth.client_secret")
	}
	c.Secret = s
	return c, nil
}

// Sketch is the registration as far as p alone tells: nobody is asked, nothing
// is read, so an issuer's endpoints are missing.
func Sketch(p store.Profile) Client {
	o := p.OAuth
	c := Client{
		Provider: providerOf(p), Issuer: o.Issuer, ID: o.ClientID, RedirectURI: o.RedirectURI, Account: o.Account, Subject: o.Subject,
		Certificate: o.ClientCertificate, Key: o.ClientKey, ServiceAccountFile: o.ServiceAccountFile, Scopes: slices.Clone(o.Scopes),
	}
	o.Issuer = ""
	_ = c.fillEndpoints(context.Background(), o) // without an issuer nothing can fail
	if len(c.Scopes) == 0 {
		c.Scopes = scopesFor(c, p)
	}
	return c
}

// fillEndpoints takes them from the narrowest source that has them. Explicit
// ones are never mixed with a known provider's.
func (c *Client) fillEndpoints(ctx context.Context, o store.OAuth) error {
	switch {
	case o.Issuer != "":
		if err := c.discover(ctx, o.Issuer); err != nil {
			return err
		}
	case o.AuthorizeURL == "" && o.TokenURL == "" && o.DeviceURL == "":
		c.fillKnown(o.Tenant)
	}
	c.AuthorizeURL = cmp.Or(o.AuthorizeURL, c.AuthorizeURL)
	c.TokenURL = cmp.Or(o.TokenURL, c.TokenURL)
	c.DeviceURL = cmp.Or(o.DeviceURL, c.DeviceURL)
	return nil
}

// fillIdentity finds out who the client is: a service account names itself.
func (c *Client) fillIdentity(p store.Profile) error {
	if c.ServiceAccountFile == "" {
		if c.ID == "" {
			return missing("oauth.client_id")
		}
		if c.Provider == microsoft && p.OAuth.Flow == "app-only" && p.OAuth.Tenant == "" && p.OAuth.TokenURL == "" && p.OAuth.Issuer == "" {
			return missing("oauth.tenant") // client credentials belong to one tenant
		}
		return nil
	}
	a, err := readServiceAccount(c.ServiceAccountFile)
	if err != nil {
		return err
	}
	c.ID = a.ID
	c.Subject = cmp.Or(c.Subject, p.SMTP.Auth.Username, p.Sender.Address)
	if p.OAuth.TokenURL == "" && p.OAuth.Issuer == "" && safeURL(a.TokenURI) {
		c.TokenURL = a.TokenURI
	}
	return nil
}

func beside(dir, file string) string {
	if file == "" || filepath.IsAbs(file) {
		return file
	}
	return filepath.Join(dir, file)
}

// withKey names the key that a Problem inside err is about.
func withKey(err error, key string) error {
	var p *store.Problem
	if errors.As(err, &p) && p.Key == "" {
		p.Key = key
	}
	return err
}

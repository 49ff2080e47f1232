package oauth

import (
	"context"
	"net/url"

	"todoku/store"
)

const grantJWT = "urn:ietf:params:oauth:grant-type:jwt-bearer" // RFC 7523 section 2.1

// AppOnly signs the application itself in, without a person: as a service
// account acting for c.Subject (RFC 7523 section 2.1), else with the client's
// own credentials (RFC 6749 section 4.4). The error is an *Error, a Problem, or
// ctx's.
func AppOnly(ctx context.Context, c Client) (store.Token, error) {
	var t store.Token
	var err error
	switch {
	case c.ServiceAccountFile != "":
		t, err = c.serviceAccount(ctx)
	case c.Secret.IsZero() && c.Certificate == "":
		err = missing("oauth.client_secret")
	default:
		t, err = c.token(ctx, url.Values{"grant_type": {"client_credentials"}}, c.Scopes)
	}
	if err != nil {
		return store.Token{}, err
	}
	t.Flow, t.SignedIn = "app-only", t.Renewed
	return t, nil
}

// serviceAccount sends a signed assertion, which is all the proof there is: no
// client id, no secret, and the scopes are in it.
func (c Client) serviceAccount(ctx context.Context) (store.Token, error) {
	account, err := readServiceAccount(c.ServiceAccountFile)
	if err != nil {
		return store.Token{}, err
	}
	assertion, err := account.assertion(c)
	if err != nil {
		return store.Token{}, err
	}
	bare := c
	bare.ID, bare.Secret, bare.Certificate = "", store.Secret{}, ""
	t, err := bare.token(ctx, url.Values{"grant_type": {grantJWT}, "assertion": {assertion}}, nil)
	t.ClientID = c.ID
	return t, err
}

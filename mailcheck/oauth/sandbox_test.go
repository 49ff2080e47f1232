package oauth_test

import (
	"context"
	"crypto/tls"
	"errors"
	"net/http"
	"net/url"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"todoku/mailcheck/oauth"
	"todoku/mailcheck/sandbox"
	"todoku/store"
)

// world is a sandbox with its OAuth server, and places for tokens.
type world struct {
	*sandbox.Sandbox
	h  *http.Client
	pl store.Places
}

func newWorld(t *testing.T, opts sandbox.Options) world {
	t.Helper()
	opts.OAuth = true
	s, err := sandbox.Start(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	tr := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: s.Roots}}
	t.Cleanup(func() {
		tr.CloseIdleConnections()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	pl, err := store.DefaultPlaces(t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return world{s, &http.Client{Transport: tr}, pl}
}

func (w world) client(t *testing.T, p store.Profile) oauth.Client {
	t.Helper()
	c, err := oauth.ClientOf(t.Context(), p, w.Config, w.h)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// signIn plays the person, too.
func (w world) signIn(t *testing.T, p store.Profile) store.Token {
	t.Helper()
	var person sync.WaitGroup
	defer person.Wait()
	tok, err := oauth.SignIn(t.Context(), p.OAuth.Flow, w.client(t, p), func(e oauth.Event) {
		person.Go(func() {
			var err error
			switch e.Kind {
			case oauth.CodeShown:
				err = w.Approve(t.Context(), e.UserCode, p.OAuth.Account)
			case oauth.LinkShown:
				_, err = w.Browse(t.Context(), e.URL, p.OAuth.Account)
			}
			if err != nil {
				t.Error(err)
			}
		})
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

// Signed in, kept, proved and renewed, against a provider of somebody else's
// making that notices a refresh token used twice.
func TestSandboxRotation(t *testing.T) {
	w := newWorld(t, sandbox.Options{})
	p := w.ReadyOAuth("device")
	c := w.client(t, p)
	tok := w.signIn(t, p)
	if left := oauth.Proof(c, tok, p); len(left) != 0 {
		t.Errorf("%+v", left)
	}
	kept, err := oauth.Keep(t.Context(), w.pl, p.Name, "", c, tok)
	if err != nil || kept.Refresh.Reveal() == tok.Refresh.Reveal() {
		t.Fatalf("not rotated: %v", err)
	}
	before := w.Requests("refresh_token")
	if _, err := store.WithToken(t.Context(), w.pl, p.Name, "", func(held store.Token) (store.Token, error) {
		held.Expiry = time.Now().Add(-time.Minute)
		return held, nil
	}); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := oauth.Fresh(t.Context(), w.pl, p, func(context.Context) (oauth.Client, error) { return c, nil }); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := w.Requests("refresh_token") - before; n != 1 {
		t.Errorf("%d requests", n)
	}
	// The one that was replaced is dead, and using it kills its heir.
	if _, err := oauth.Refresh(t.Context(), c, tok); !refused(err) {
		t.Errorf("an old refresh token: %v", err)
	}
	held, _, err := store.LoadToken(w.pl, p.Name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := oauth.Refresh(t.Context(), c, held); !refused(err) {
		t.Errorf("after reuse: %v", err)
	}
}

func refused(err error) bool {
	var e *oauth.Error
	return errors.As(err, &e) && e.Code == "invalid_grant"
}

func TestSandboxApplications(t *testing.T) {
	w := newWorld(t, sandbox.Options{})
	secret := w.ReadyOAuth("app-only")
	certificate := secret
	cert, key, err := w.AppCertificate()
	if err != nil {
		t.Fatal(err)
	}
	certificate.OAuth.ClientSecret = store.SecretRef{}
	certificate.OAuth.ClientCertificate, certificate.OAuth.ClientKey = cert, key
	robot := secret
	file, err := w.ServiceAccount()
	if err != nil {
		t.Fatal(err)
	}
	robot.OAuth = store.OAuth{Flow: "app-only", ServiceAccountFile: filepath.Base(file), Scopes: secret.OAuth.Scopes}
	for name, p := range map[string]store.Profile{"secret": secret, "certificate": certificate, "service account": robot} {
		p.Name = "a"
		if name == "service account" {
			p.OAuth.TokenURL = w.OAuth.TokenURL
		}
		tok := w.signIn(t, p)
		if tok.Access.IsZero() || !tok.Refresh.IsZero() || tok.Flow != "app-only" {
			t.Errorf("%s: %+v", name, tok)
		}
	}
}

// The browser is somebody else's, far away: where it ended is pasted.
func TestSandboxPaste(t *testing.T) {
	w := newWorld(t, sandbox.Options{})
	p := w.ReadyOAuth("loopback")
	p.OAuth.ClientID, p.OAuth.RedirectURI = w.OAuth.ClientID, "https://esm.example.jp/oauth/callback"
	c := w.client(t, p)
	c.Secret = store.NewSecret(w.OAuth.ClientSecret)
	w.AllowRedirect(p.OAuth.RedirectURI)
	pasted := make(chan string, 1)
	w.h.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	tok, err := oauth.Loopback(t.Context(), c, func(e oauth.Event) {
		if e.Kind != oauth.LinkShown {
			return
		}
		if e.Port != 0 {
			t.Error("listens for another machine's address")
		}
		q, err := url.Parse(e.URL)
		if err != nil {
			t.Error(err)
			return
		}
		res, err := w.h.Get(w.OAuth.AutoAuthorizeURL + "?" + q.RawQuery)
		if err != nil {
			t.Error(err)
			return
		}
		res.Body.Close()
		pasted <- res.Header.Get("Location")
	}, pasted)
	if err != nil || tok.Refresh.IsZero() {
		t.Errorf("%+v %v", tok, err)
	}
}

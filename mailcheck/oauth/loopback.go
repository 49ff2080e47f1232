package oauth

import (
	"context"
	"crypto/rand"
	"errors"
	"net/url"
	"slices"
	"time"

	"golang.org/x/oauth2"

	"todoku/store"
)

// signInLimit is how long a browser is waited for.
const signInLimit = 30 * time.Minute

// Loopback signs in with a browser that is sent back to this machine (RFC
// 8252 section 7.3), or whose redirected URL comes in through pasted (nil:
// nothing is pasted). The listener is gone when it returns. The error is an
// *Error, also for error= in the redirect, a Problem, or ctx's.
func Loopback(ctx context.Context, c Client, tell func(Event), pasted <-chan string) (store.Token, error) {
	if webPage(c.AuthorizeURL) == "" {
		return store.Token{}, missing("oauth.authorize_url")
	}
	a := attempt{c: c, state: rand.Text(), verifier: oauth2.GenerateVerifier(), tell: tell}
	door, err := open(ctx, c, a.state)
	if err != nil && pasted == nil {
		return store.Token{}, &Error{Endpoint: "authorize", Err: err} // nothing could ever bring the answer
	}
	defer door.close()
	a.redirect = door.redirect
	news(tell, Event{Kind: LinkShown, URL: a.link(), Port: door.port, Host: door.host})
	if err != nil {
		news(tell, Event{Kind: NoteShown, Note: NoteNoListener})
	}
	if pasted != nil {
		news(tell, Event{Kind: PasteWanted})
	}
	within, cancel := context.WithTimeout(ctx, signInLimit)
	defer cancel()
	t, err := a.wait(within, door.answers, door.notes, pasted)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		err = &Error{Code: "expired_token", Endpoint: "authorize", Host: hostOf(c.AuthorizeURL)}
	}
	if err != nil {
		return store.Token{}, err
	}
	t.Flow, t.SignedIn = "loopback", t.Renewed
	return t, nil
}

// attempt is one sign-in, with what proves that an answer belongs to it.
type attempt struct {
	c        Client
	redirect string
	state    string // RFC 6749 section 10.12
	verifier string // RFC 7636
	tell     func(Event)
}

// reply is what an authorization endpoint sent back through the browser
// (RFC 6749 section 4.1.2).
type reply struct {
	code    string
	err     *Error // error=
	checked bool   // it came with our state
}

// link is what the person opens.
func (a attempt) link() string {
	opts := []oauth2.AuthCodeOption{oauth2.S256ChallengeOption(a.verifier)}
	add := func(key, value string) { opts = append(opts, oauth2.SetAuthURLParam(key, value)) }
	if a.c.Account != "" {
		add("login_hint", a.c.Account)
	}
	switch {
	case a.c.Provider == google:
		add("access_type", "offline")
		add("prompt", "consent") // a refresh token is given with consent only
	case a.c.Provider == microsoft && a.c.Account == "":
		add("prompt", "select_account") // not silently whoever the browser knows
	case a.c.Provider == "" && slices.Contains(a.c.Scopes, "offline_access"):
		add("prompt", "consent") // OpenID Connect Core 1.0 section 11
	}
	conf := oauth2.Config{
		ClientID: a.c.ID, RedirectURL: a.redirect, Scopes: a.c.Scopes,
		Endpoint: oauth2.Endpoint{AuthURL: a.c.AuthorizeURL},
	}
	return visibleURL(conf.AuthCodeURL(a.state, opts...))
}

// wait goes on until an answer of this sign-in is there. What belongs to
// another, or cannot be read, is told and passed over.
func (a attempt) wait(ctx context.Context, answers <-chan reply, notes <-chan string, pasted <-chan string) (store.Token, error) {
	for {
		var got reply
		var note string
		select {
		case got = <-answers:
		case note = <-notes:
		case text, open := <-pasted:
			if !open {
				pasted = nil
				continue
			}
			got, note = a.read(text)
		case <-ctx.Done():
			return store.Token{}, ctx.Err()
		}
		if note != "" {
			news(a.tell, Event{Kind: NoteShown, Note: note})
			continue
		}
		if got.err != nil {
			return store.Token{}, got.err
		}
		t, err := a.exchange(ctx, got.code)
		if codeOf(err) == "invalid_grant" && !got.checked {
			// Somebody mistyped; the browser's answer may still come.
			news(a.tell, Event{Kind: NoteShown, Note: NotePasteRefused})
			continue
		}
		return t, err
	}
}

// exchange turns the code into a token (RFC 6749 section 4.1.3, RFC 7636
// section 4.5).
func (a attempt) exchange(ctx context.Context, code string) (store.Token, error) {
	return a.c.token(ctx, url.Values{
		"grant_type": {"authorization_code"}, "code": {code},
		"redirect_uri": {a.redirect}, "code_verifier": {a.verifier},
	}, nil)
}

package oauth

import (
	"context"
	"net/url"
	"slices"
	"time"

	"todoku/store"
)

const (
	renewBefore = 2 * time.Minute  // an access token with less left is renewed
	untoldLife  = 10 * time.Minute // of an access token whose end nobody told
	lastResort  = 10 * time.Second // with more left, a token is still given when renewing failed
	clockSlack  = time.Minute      // a token from a later time than this was got by a wrong clock
)

// Refresh gets a new access token without a person (RFC 6749 section 6); an
// application signs in again. What the answer leaves out stays as it was: a
// provider that does not rotate refresh tokens names none. The error is
// ErrNoRefresh, ErrOtherClient, or that of AppOnly.
func Refresh(ctx context.Context, c Client, t store.Token) (store.Token, error) {
	switch {
	case t.Flow == "app-only":
		return AppOnly(ctx, c)
	case t.ClientID != c.ID:
		return store.Token{}, ErrOtherClient
	case t.Refresh.IsZero():
		return store.Token{}, ErrNoRefresh
	}
	next, err := c.token(ctx, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {t.Refresh.Reveal()}}, nil)
	if err != nil {
		return store.Token{}, err
	}
	if next.Refresh.IsZero() {
		next.Refresh = t.Refresh
	}
	if same := next.Refresh.Reveal() == t.Refresh.Reveal(); same && next.Ends.IsZero() {
		next.Ends = t.Ends
	}
	if next.Scopes == nil {
		next.Scopes = slices.Clone(t.Scopes)
	}
	if next.Account == "" {
		next.Account = t.Account
	}
	next.Flow, next.SignedIn = t.Flow, t.SignedIn
	return next, nil
}

// Fresh is a valid token of p from its file, renewed first when less than two
// minutes of it are left; c is asked for only then. Any number of processes at
// once make one request: who waited for the lock takes what the one before it
// got. The renewed token is in its file before Fresh returns. The error is
// ErrNotSignedIn, that of Refresh or of c, a Problem, or ctx's.
func Fresh(ctx context.Context, pl store.Places, p store.Profile, c func(context.Context) (Client, error)) (store.Token, error) {
	return fresh(ctx, pl, p, c, time.Now)
}

func fresh(ctx context.Context, pl store.Places, p store.Profile, c func(context.Context) (Client, error), now func() time.Time) (store.Token, error) {
	seen, ok, err := store.LoadToken(pl, p.Name)
	if err != nil {
		return store.Token{}, err
	}
	alone := p.OAuth.Flow == "app-only" // needs nobody to sign in
	if !ok && !alone {
		return store.Token{}, ErrNotSignedIn
	}
	other := ok && p.OAuth.ClientID != "" && seen.ClientID != p.OAuth.ClientID
	switch {
	case other && !alone:
		return store.Token{}, ErrOtherClient
	case ok && !other && !ending(seen, now()):
		return seen, nil
	}
	return store.WithToken(ctx, pl, p.Name, "", func(held store.Token) (store.Token, error) {
		renewed := held.Access.Reveal() != seen.Access.Reveal()
		if renewed && valid(held, now()) {
			return held, nil
		}
		client, err := c(ctx)
		if err != nil {
			return lastOf(held, now, err)
		}
		if alone {
			held.Flow = "app-only"
		}
		next, err := Refresh(ctx, client, held)
		if err != nil {
			return lastOf(held, now, err)
		}
		return next, nil
	})
}

// lastOf still gives a token that has some life left when renewing failed.
func lastOf(t store.Token, now func() time.Time, err error) (store.Token, error) {
	if !t.Expiry.IsZero() && t.Expiry.Sub(now()) > lastResort && !t.Renewed.After(now().Add(clockSlack)) {
		return t, nil
	}
	return store.Token{}, err
}

// ending tells that t is to be renewed. Tokens that live for minutes only are
// renewed after half of that.
func ending(t store.Token, now time.Time) bool {
	if t.Renewed.After(now.Add(clockSlack)) {
		return true // the clock was put back since, so the end is not known
	}
	if t.Expiry.IsZero() {
		return now.Sub(t.Renewed) > untoldLife && (!t.Refresh.IsZero() || t.Flow == "app-only")
	}
	return t.Expiry.Sub(now) < min(renewBefore, t.Expiry.Sub(t.Renewed)/2)
}

func valid(t store.Token, now time.Time) bool {
	return !t.Access.IsZero() && (t.Expiry.IsZero() || t.Expiry.After(now))
}

// Keep stores a token that a sign-in gave, for group too where one is named,
// and proves its refresh token by one refresh at once. It gives the token that
// is stored, also with an error of the refresh.
func Keep(ctx context.Context, pl store.Places, name, group string, c Client, t store.Token) (store.Token, error) {
	kept, err := store.WithToken(ctx, pl, name, group, func(store.Token) (store.Token, error) { return t, nil })
	if err != nil || t.Refresh.IsZero() {
		return kept, err
	}
	next, err := store.WithToken(ctx, pl, name, "", func(held store.Token) (store.Token, error) { return Refresh(ctx, c, held) })
	if err != nil {
		return kept, err
	}
	return next, nil
}

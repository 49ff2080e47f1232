// Package oauth signs in to mail providers with OAuth 2.0 from a machine that
// may have no browser, and keeps the tokens fresh: device flow (RFC 8628),
// loopback redirect with PKCE (RFC 8252, RFC 7636) with the redirected URL
// pasted beside it, and app-only (RFC 6749 section 4.4, RFC 7523). Every flow
// is one blocking function that obeys ctx; news go to a callback; nothing is
// printed and no secret is ever in an error.
package oauth

import (
	"context"
	"errors"
	"net/http"
	"time"

	"todoku/store"
)

// Client is a registration at a provider, with its endpoints resolved.
type Client struct {
	Provider     string // "google", "microsoft", or "" for any other
	Issuer       string
	AuthorizeURL string
	TokenURL     string
	DeviceURL    string // empty: no device flow here

	ID          string
	Secret      store.Secret // zero: a public client
	Certificate string       // PEM file: proves the client in place of Secret (RFC 7523 section 2.2)
	Key         string       // PEM file of its private key; empty: in Certificate
	RedirectURI string       // exactly this one, for web registrations; empty: a free loopback port
	Scopes      []string     // asked for
	Account     string       // login_hint: who should sign in

	ServiceAccountFile string // Google: JSON key with domain-wide delegation
	Subject            string // Google: the mailbox to act as

	HTTP  *http.Client                               // nil: one with limits of its own
	Now   func() time.Time                           // nil: time.Now
	Sleep func(context.Context, time.Duration) error // between polls; nil: really waits

	basic bool // the secret goes into the Authorization header, not the body
}

// EventKind says which news an Event is.
type EventKind string

// The kinds of news of a sign-in.
const (
	CodeShown   EventKind = "code"  // type UserCode at VerificationURI
	LinkShown   EventKind = "link"  // open URL
	NoteShown   EventKind = "note"  // Note says something went by (a wrong callback)
	SlowedDown  EventKind = "slow"  // the provider asks to poll less often
	PasteWanted EventKind = "paste" // the redirected URL may be pasted
)

// The codes of notes. None of them ends a sign-in.
const (
	NoteWrongState   = "wrong-state"    // an answer of another sign-in came
	NoteAgain        = "again"          // the answer came a second time
	NotePasteIsLink  = "paste-is-link"  // the link to open was pasted, not where it led
	NotePasteNoCode  = "paste-no-code"  // neither a redirected URL nor a code was pasted
	NotePasteRefused = "paste-refused"  // the provider does not know the code that was pasted
	NoteNoListener   = "no-listener"    // the port is taken: only pasting is left
	NoteRetry        = "provider-retry" // the provider could not be reached; asked again
)

// Event is a piece of news of a sign-in that is going on. The callback is
// never called twice at a time.
type Event struct {
	Kind EventKind

	UserCode                string // code
	VerificationURI         string
	VerificationURIComplete string // empty: not given
	Expires                 time.Time

	URL  string // link: to open in a browser
	Port int    // link: the loopback port that waits; 0: none could be opened
	Host string // link: "127.0.0.1" or "localhost", as in the redirect URI

	Note string // code of a text "oauth.note.CODE"
}

// Error is an answer of a provider, or of something in its place, that is no
// token. It never holds a secret, a code or a token.
type Error struct {
	Code        string        // "invalid_grant"; empty when the answer is not OAuth's
	Description string        // neutralised
	Suberror    string        // Microsoft: suberror; Google: error_subtype
	AADSTS      string        // Microsoft: "AADSTS7000222"
	Status      int           // HTTP status
	Endpoint    string        // "authorize" | "device" | "token" | "discovery"
	Host        string        // of the endpoint
	ContentType string        // media type alone
	FirstLine   string        // of a body that is not OAuth's: a proxy's login page …; neutralised, short; empty: no body
	Location    string        // host that a redirect wanted to lead to
	Field       string        // member of a JSON answer that is missing, doubled, or not as the RFCs say
	Skew        time.Duration // the answer's Date minus our clock; 0: no such field
	Err         error         // transport error; nil when there was an answer
}

// Why a token cannot be had without a person; errors.Is finds them.
var (
	ErrNotSignedIn = errors.New("not signed in yet")                   // no token file
	ErrNoRefresh   = errors.New("no refresh token was issued")         // and the access token has ended
	ErrOtherClient = errors.New("signed in with another registration") // oauth.client_id was changed since
)

// ErrIssuer is why discovery data is refused: it is another issuer's
// (RFC 8414 section 3.3).
var ErrIssuer = errors.New("discovery data of another issuer")

// now is the client's clock.
func (c Client) now() time.Time {
	if c.Now != nil {
		return c.Now()
	}
	return time.Now()
}

// sleep waits between polls, not longer than ctx.
func (c Client) sleep(ctx context.Context, d time.Duration) error {
	if c.Sleep != nil {
		return c.Sleep(ctx, d)
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

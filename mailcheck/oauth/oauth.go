// Package oauth signs in to mail providers with OAuth 2.0 from a machine that
// may have no browser, and keeps the tokens fresh: device flow (RFC 8628),
// loopback redirect with PKCE (RFC 8252, RFC 7636) with the redirected URL
// pasted beside it, and app-only (RFC 6749 section 4.4, RFC 7523). Every flow
// is one blocking function that obeys ctx; news go to a callback; nothing is
// printed and no secret is ever in an error.
package oauth

import (
	"context"
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
	Key         string       // PEM file of its private key
	RedirectURI string       // exactly this one, for web registrations; empty: a free loopback port
	Scopes      []string     // asked for
	Account     string       // login_hint: who should sign in

	ServiceAccountFile string // Google: JSON key with domain-wide delegation
	Subject            string // Google: the mailbox to act as

	HTTP  *http.Client                               // nil: one with limits of its own
	Now   func() time.Time                           // nil: time.Now
	Sleep func(context.Context, time.Duration) error // between polls; nil: really waits

	basic bool // the secret goes into the Authorization header first
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

// Event is a piece of news of a sign-in that is going on.
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
	Code        string // "invalid_grant"; empty when the answer is not OAuth's
	Description string // neutralised
	Suberror    string // Microsoft
	AADSTS      string // Microsoft: "AADSTS7000222"
	Status      int    // HTTP status
	Endpoint    string // "authorize" | "device" | "token" | "discovery"
	ContentType string
	FirstLine   string        // of a body that is not OAuth's: a proxy's login page …; neutralised, short
	Location    string        // host that a redirect wanted to lead to
	Skew        time.Duration // the server's clock minus ours, by its Date field; 0: no such field
	Err         error         // transport error; nil when there was an answer
}

// Error names the endpoint and the answer, for logs; faces have texts by cause.
func (e *Error) Error() string { return "oauth: " + e.Endpoint + ": " + e.Code }

// Unwrap gives the transport error.
func (e *Error) Unwrap() error { return e.Err }

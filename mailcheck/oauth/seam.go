package oauth

import (
	"context"
	"errors"
	"net/http"
	"time"

	"todoku/store"
)

// ClientOf is the registration that p names, ready for its flow: endpoints from
// oauth.provider, oauth.issuer or the explicit URLs, scopes by default for the
// flow (p.OAuth.Flow), the secret read from its place. h may be nil.
func ClientOf(ctx context.Context, p store.Profile, baseDir string, h *http.Client) (Client, error) {
	return Client{}, errors.ErrUnsupported
}

// Device signs in with a code typed elsewhere (RFC 8628).
func Device(ctx context.Context, c Client, tell func(Event)) (store.Token, error) {
	return store.Token{}, errors.ErrUnsupported
}

// Loopback signs in with a browser that is sent back to this machine, or whose
// redirected URL comes in through pasted (nil: nothing is pasted).
func Loopback(ctx context.Context, c Client, tell func(Event), pasted <-chan string) (store.Token, error) {
	return store.Token{}, errors.ErrUnsupported
}

// AppOnly signs the application itself in.
func AppOnly(ctx context.Context, c Client) (store.Token, error) {
	return store.Token{}, errors.ErrUnsupported
}

// SignIn runs a flow of store.Flows.
func SignIn(ctx context.Context, flow string, c Client, tell func(Event), pasted <-chan string) (store.Token, error) {
	return store.Token{}, errors.ErrUnsupported
}

// Refresh gets a new access token without a person.
func Refresh(ctx context.Context, c Client, t store.Token) (store.Token, error) {
	return store.Token{}, errors.ErrUnsupported
}

// Fresh is a valid token of p from its file, refreshed first when it is about
// to end; c is asked only then.
func Fresh(ctx context.Context, pl store.Places, p store.Profile, c func(context.Context) (Client, error)) (store.Token, error) {
	return store.Token{}, errors.ErrUnsupported
}

// Keep stores a token that a sign-in gave and proves its refresh token by one
// refresh at once. The token that is stored is returned also with an error.
func Keep(ctx context.Context, pl store.Places, name, group string, c Client, t store.Token) (store.Token, error) {
	return store.Token{}, errors.ErrUnsupported
}

// Why a token cannot be had without a person; errors.Is finds them.
var (
	ErrNotSignedIn = errors.New("not signed in yet")                   // no token file
	ErrNoRefresh   = errors.New("no refresh token was issued")         // and the access token has ended
	ErrOtherClient = errors.New("signed in with another registration") // oauth.client_id was changed since
)

// Site is where the program runs, as far as a browser is concerned.
type Site struct {
	SSH       bool
	Display   bool
	SSHTarget string // "user@host" for ssh from the operator's machine; empty: not told
	SSHPort   int    // of the server's sshd; 0: 22 or not told
}

// Place reads the facts from the environment.
func Place(getenv func(string) string) Site { return Site{} }

// Tunnel is the line that makes this machine's loopback port reachable from
// the operator's own machine.
func (s Site) Tunnel(port int) string { return "" }

// FlowFor proposes a flow and the code of its reason.
func FlowFor(c Client, s Site) (flow, reason string) { return "", "" }

// Redirect is the redirect URI to register for c, and whether the provider
// takes any port of it.
func Redirect(c Client) (uri string, anyPort bool) { return "", false }

// Remark is something about a token that the sign-in proved or did not.
type Remark struct {
	Code  string // scopes-missing | no-refresh-token | other-account | shared-mailbox
	Cause string // the cause it amounts to; empty: only a note
	Args  map[string]string
}

// Proof says what is not as asked for.
func Proof(c Client, t store.Token, p store.Profile) []Remark { return nil }

// Claims are what an access token or id_token says about itself. They are read
// for the diagnosis only: nothing is trusted because of them.
type Claims struct {
	Account  string // mailbox or login name
	Audience string
	Tenant   string
	ClientID string
	Scopes   []string // delegated permissions
	Roles    []string // application permissions
	Since    time.Time
	Until    time.Time
}

// Identity reads the claims of t's access token; false: it is opaque.
func Identity(t store.Token) (Claims, bool) { return Claims{}, false }

// Ends is when a person has to act again at the latest, as far as is known,
// and the code of the reason: google-testing | unused | client-secret | told.
func Ends(c Client, t store.Token, p store.Profile) (time.Time, string) { return time.Time{}, "" }

// Package sasl holds mechanisms of SASL (RFC 4422) as clients of
// emersion/go-sasl: PLAIN, LOGIN, CRAM-MD5, DIGEST-MD5, SCRAM-SHA-1 and
// SCRAM-SHA-256 with a password, XOAUTH2 and OAUTHBEARER with a token. Each client says which of its lines are secret, so that a
// transcript can hide them where they are sent, and refuses a server that does
// not prove that it knows the password, where the mechanism has such a proof.
package sasl

import (
	"errors"
	"fmt"
	"strings"

	"github.com/emersion/go-sasl"

	"todoku/store"
)

// Errors of the server's side of an exchange; the clients wrap them.
var (
	// ErrChallenge: the server sent something that the mechanism does not allow.
	ErrChallenge = errors.New("sasl: challenge not understood")
	// ErrServer: the server did not prove that it knows the password.
	ErrServer = errors.New("sasl: the server did not prove that it knows the password")
)

// ErrCredentials is wrapped when user name or password cannot be expressed in
// the mechanism.
var ErrCredentials = errors.New("sasl: user name or password not possible in this mechanism")

// Client is one exchange. It is used once.
type Client interface {
	sasl.Client
	// Secret says that what Start or Next returned last must not be shown.
	Secret() bool
	// Finish is called when the server has reported success. Its error wraps
	// ErrServer if the mechanism demands a proof that the server did not give.
	Finish() error
}

// Credentials are what a mechanism works with.
type Credentials struct {
	Username string
	Password store.Secret // or the access token
	Host     string       // as the user typed it: DIGEST-MD5 signs it
	Port     int          // 0: not told
	// Service is the protocol as DIGEST-MD5 signs it: "smtp", "pop" (RFC 5034
	// section 4) or "imap"; empty: "smtp".
	Service string
	// Nonce makes the client's nonce; nil: 144 random bits.
	Nonce func() string
}

// mechanism is one row of the table of mechanisms.
type mechanism struct {
	method    string // value of smtp.auth.method
	name      string // IANA's name, as in EHLO
	plaintext bool   // the password or token itself crosses the wire
	bearer    bool   // with a token
	make      func(Credentials) (Client, error)
}

var mechanisms = [...]mechanism{
	{"plain", "PLAIN", true, false, newPlain},
	{"login", "LOGIN", true, false, newLogin},
	{"cram-md5", "CRAM-MD5", false, false, newCRAMMD5},
	{"digest-md5", "DIGEST-MD5", false, false, newDigestMD5},
	{"scram-sha-1", "SCRAM-SHA-1", false, false, newSCRAMSHA1},
	{"scram-sha-256", "SCRAM-SHA-256", false, false, newSCRAMSHA256},
	{"xoauth2", "XOAUTH2", true, true, newXOAUTH2},
	{"oauthbearer", "OAUTHBEARER", true, true, newOAUTHBEARER},
}

func byMethod(method string) (mechanism, bool) {
	for _, m := range mechanisms {
		if m.method == method {
			return m, true
		}
	}
	return mechanism{}, false
}

// Name is the mechanism's name in EHLO ("CRAM-MD5"), and whether this package
// has that method.
func Name(method string) (string, bool) {
	m, ok := byMethod(method)
	return m.name, ok
}

// Plaintext says that the method sends the password or the token itself.
func Plaintext(method string) bool {
	m, _ := byMethod(method)
	return m.plaintext
}

// New makes a client for a method of the profile. Errors wrap ErrCredentials.
func New(method string, c Credentials) (Client, error) {
	m, ok := byMethod(method)
	if !ok {
		return nil, fmt.Errorf("sasl: no method %q", method)
	}
	return m.make(c)
}

// noNUL refuses NUL, which separates the fields of RFC 4616 and ends strings
// in many servers.
func noNUL(c Credentials) error {
	if strings.ContainsRune(c.Username, 0) || strings.ContainsRune(c.Password.Reveal(), 0) {
		return fmt.Errorf("%w: NUL", ErrCredentials)
	}
	return nil
}

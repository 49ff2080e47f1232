package sasl

import (
	"fmt"
	"strings"
)

// Bearer says that the method signs in with an access token in place of a
// password.
func Bearer(method string) bool {
	m, _ := byMethod(method)
	return m.bearer
}

// Fault is what the server said about a token that it refused, before the
// final reply: JSON with status, scope and schemes (RFC 7628 section 3.2.2).
// It is empty for other mechanisms, and where the server said nothing.
func Fault(c Client) string {
	if b, ok := c.(interface{ fault() string }); ok {
		return b.fault()
	}
	return ""
}

// bearer is an exchange with a token: one message, and where it is refused one
// more, which only makes the server end the exchange with its final reply.
type bearer struct {
	name    string
	message string
	dummy   []byte // the answer to a fault
	said    string
	asked   bool
}

func (b *bearer) Start() (string, []byte, error) { return b.name, []byte(b.message), nil }

func (b *bearer) Next(challenge []byte) ([]byte, error) {
	if b.asked {
		return nil, fmt.Errorf("%w: %s has one at most", ErrChallenge, b.name)
	}
	b.asked, b.said = true, string(challenge)
	return b.dummy, nil
}

// Secret: the message is; the answer to a fault says nothing.
func (b *bearer) Secret() bool  { return !b.asked }
func (b *bearer) Finish() error { return nil }
func (b *bearer) fault() string { return b.said }

// token refuses what cannot stand in the message, whose fields end with ^A.
// RFC 6750 section 2.1 allows a token far less than that.
func token(c Credentials) (string, error) {
	t := c.Password.Reveal()
	if t == "" || strings.ContainsFunc(t+c.Username, func(r rune) bool { return r < 0x20 || r == 0x7f }) {
		return "", fmt.Errorf("%w: control character, or no token", ErrCredentials)
	}
	return t, nil
}

// newXOAUTH2 is XOAUTH2, Google's and Microsoft's mechanism, which no RFC
// describes: user=ADDRESS ^A auth=Bearer TOKEN ^A ^A. A fault is answered by
// an empty line.
func newXOAUTH2(c Credentials) (Client, error) {
	t, err := token(c)
	if err != nil {
		return nil, err
	}
	return &bearer{name: "XOAUTH2", message: "user=" + c.Username + "\x01auth=Bearer " + t + "\x01\x01", dummy: []byte{}}, nil
}

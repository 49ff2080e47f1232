package sasl

import "fmt"

// plain is PLAIN (RFC 4616).
type plain struct{ c Credentials }

func newPlain(c Credentials) (Client, error) { return &plain{c}, noNUL(c) }

// Start gives message = [authzid] NUL authcid NUL passwd (RFC 4616 section 2).
func (p *plain) Start() (string, []byte, error) {
	return "PLAIN", []byte("\x00" + p.c.Username + "\x00" + p.c.Password.Reveal()), nil
}

func (p *plain) Next([]byte) ([]byte, error) {
	return nil, fmt.Errorf("%w: PLAIN has none", ErrChallenge)
}

func (p *plain) Secret() bool  { return true }
func (p *plain) Finish() error { return nil }

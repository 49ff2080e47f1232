package sasl

import (
	"crypto/hmac"
	"crypto/md5"
	"encoding/hex"
	"fmt"
)

// cramMD5 is CRAM-MD5 (RFC 2195).
type cramMD5 struct {
	c    Credentials
	done bool
}

func newCRAMMD5(c Credentials) (Client, error) { return &cramMD5{c: c}, noNUL(c) }

func (m *cramMD5) Start() (string, []byte, error) { return "CRAM-MD5", nil, nil }

// Next gives user name, space, keyed digest in lower-case hexadecimal (RFC 2195
// section 2). The user name may hold spaces: the digest is what follows the last.
func (m *cramMD5) Next(challenge []byte) ([]byte, error) {
	if m.done {
		return nil, fmt.Errorf("%w: CRAM-MD5 has one", ErrChallenge)
	}
	if len(challenge) == 0 {
		// Signing nothing would give the server a digest good for any session.
		return nil, fmt.Errorf("%w: CRAM-MD5 without a challenge", ErrChallenge)
	}
	m.done = true
	mac := hmac.New(md5.New, []byte(m.c.Password.Reveal()))
	mac.Write(challenge)
	return []byte(m.c.Username + " " + hex.EncodeToString(mac.Sum(nil))), nil
}

// Secret: the password can be guessed off line from challenge and digest.
func (m *cramMD5) Secret() bool { return m.done }

func (m *cramMD5) Finish() error { return nil }

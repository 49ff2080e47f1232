package sandbox

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/xdg-go/scram"
)

// errRefused is any failed sign-in: the client never learns why.
var errRefused = errors.New("user name or password refused")

// exchange wraps a mechanism so that its end is always an SMTP reply: go-smtp
// would report a plain error as 454, a temporary failure.
type exchange struct {
	s     *session
	inner server
}

// server is the server side of a mechanism that can tell who signed in.
type server interface {
	sasl.Server
	account() *account // valid when Next is done without an error
}

// Next runs one step; nil response means that there was no initial response.
func (e *exchange) Next(response []byte) ([]byte, bool, error) {
	challenge, done, err := e.inner.Next(response)
	if err == nil && !done {
		return challenge, false, nil
	}
	if err == nil {
		e.s.who = e.inner.account()
	}
	if !e.s.secure {
		if refused := e.s.refusal(atAuthPlain, "", ""); refused != nil {
			return nil, false, refused
		}
	}
	if refused := e.s.refusal(atAuth, "", ""); refused != nil {
		e.s.who = nil
		return nil, false, refused
	}
	if err != nil {
		return nil, false, reply("535 5.7.8 Error: authentication failed: authentication failure")
	}
	return nil, true, nil
}

// mechanism makes the server side of a mechanism for a protocol; nil: not known.
func (m *servers) mechanism(name, proto string) server {
	a := m.accounts
	switch name {
	case "PLAIN":
		return newPlain(a)
	case "LOGIN":
		return &login{accounts: a}
	case "CRAM-MD5":
		return &cramMD5{accounts: a}
	case "DIGEST-MD5":
		return &digestMD5{accounts: a, service: strings.TrimSuffix(proto, "3")} // RFC 2831 section 2.1.2: "pop"
	case "SCRAM-SHA-1":
		return newSCRAM(a, scram.SHA1, func(a *account) (scram.StoredCredentials, error) { return a.sha1() })
	case "SCRAM-SHA-256":
		return newSCRAM(a, scram.SHA256, func(a *account) (scram.StoredCredentials, error) { return a.sha256() })
	case "XOAUTH2", "OAUTHBEARER":
		if m.oauth != nil {
			return &bearerServer{oauth: m.oauth, proto: proto, standard: name == "OAUTHBEARER"}
		}
	}
	return nil
}

// check finds the account of a user name or address and compares the password.
// The shared mailbox has none.
func (a *accounts) check(user, password string) (*account, error) {
	one, ok := a.find(user)
	if !ok || one.Password == "" || subtle.ConstantTimeCompare([]byte(one.Password), []byte(password)) != 1 {
		return nil, errRefused
	}
	return one, nil
}

// plain is PLAIN (RFC 4616) over go-sasl's server.
type plain struct {
	sasl.Server
	who *account
}

func newPlain(a *accounts) *plain {
	p := &plain{}
	p.Server = sasl.NewPlainServer(func(identity, user, password string) (err error) {
		if identity != "" && identity != user {
			return errRefused // acting for another is not offered
		}
		p.who, err = a.check(user, password)
		return err
	})
	return p
}

func (p *plain) account() *account { return p.who }

// login is LOGIN, as draft-murchison-sasl-login describes it; go-sasl has the
// client side only.
type login struct {
	accounts *accounts
	asked    bool
	user     []byte // nil until told
	who      *account
}

// Next takes the user name as initial response, too, as many clients send it.
func (l *login) Next(response []byte) ([]byte, bool, error) {
	switch {
	case !l.asked && response == nil:
		l.asked = true
		return []byte("Username:"), false, nil
	case l.user == nil:
		l.asked, l.user = true, append([]byte{}, response...)
		return []byte("Password:"), false, nil
	}
	var err error
	l.who, err = l.accounts.check(string(l.user), string(response))
	return nil, true, err
}

func (l *login) account() *account { return l.who }

// cramMD5 is CRAM-MD5 (RFC 2195).
type cramMD5 struct {
	accounts  *accounts
	challenge string
	who       *account
}

// Next: the challenge is a new message id, the answer "user hex(HMAC-MD5)".
func (c *cramMD5) Next(response []byte) ([]byte, bool, error) {
	if c.challenge == "" {
		c.challenge = fmt.Sprintf("<%s.%d@%s>", rand.Text(), time.Now().Unix(), Host)
		return []byte(c.challenge), false, nil
	}
	i := strings.LastIndexByte(string(response), ' ')
	if i < 0 {
		return nil, false, errRefused
	}
	one, ok := c.accounts.byUser[string(response[:i])]
	if !ok {
		return nil, false, errRefused
	}
	mac := hmac.New(md5.New, []byte(one.Password))
	mac.Write([]byte(c.challenge))
	if !hmac.Equal([]byte(hex.EncodeToString(mac.Sum(nil))), response[i+1:]) {
		return nil, false, errRefused
	}
	c.who = one
	return nil, true, nil
}

func (c *cramMD5) account() *account { return c.who }

// scramServer is SCRAM (RFC 5802, 7677) over xdg-go/scram.
type scramServer struct {
	conv *scram.ServerConversation
	who  *account
	told bool // the server's own proof was sent; the client answers with nothing
}

func newSCRAM(a *accounts, hash scram.HashGeneratorFcn, keys func(*account) (scram.StoredCredentials, error)) *scramServer {
	out := &scramServer{}
	s, err := hash.NewServer(func(user string) (scram.StoredCredentials, error) {
		one, ok := a.byUser[user]
		if !ok {
			return scram.StoredCredentials{}, errRefused
		}
		out.who = one
		return keys(one)
	})
	if err == nil {
		out.conv = s.NewConversation()
	}
	return out
}

// Next: RFC 4954 has no field for data that comes with success, so the
// server's final message is one more challenge, answered by an empty line.
func (s *scramServer) Next(response []byte) ([]byte, bool, error) {
	switch {
	case s.conv == nil:
		return nil, false, errRefused
	case response == nil:
		return []byte{}, false, nil
	case s.told:
		return nil, true, nil
	}
	out, err := s.conv.Step(string(response))
	if err != nil {
		return nil, false, err
	}
	if s.conv.Done() {
		if !s.conv.Valid() {
			return nil, false, errRefused
		}
		s.told = true
	}
	return []byte(out), false, nil
}

func (s *scramServer) account() *account { return s.who }

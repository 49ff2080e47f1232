package sandbox

import (
	"cmp"
	"crypto/rand"
	"io"
	"net"
	"slices"
	"strings"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// mechanisms are offered in this order. Every client finds one it knows.
var mechanisms = [...]string{"PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"}

// backend hands out sessions.
type backend struct {
	m      *servers
	f      *fault
	window bool // the port that knows no AUTH, only POP before SMTP
}

// NewSession begins at EHLO or HELO, and again after STARTTLS.
func (b backend) NewSession(c *smtp.Conn) (smtp.Session, error) {
	_, secure := c.TLSConnectionState()
	s := &session{m: b.m, f: b.f, helo: c.Hostname(), secure: secure, window: b.window}
	s.remote, _, _ = net.SplitHostPort(c.Conn().RemoteAddr().String())
	if err := s.refusal(atEHLO, "", ""); err != nil {
		return nil, err
	}
	return s, nil
}

// session is one conversation. go-smtp calls it from one goroutine.
type session struct {
	m      *servers
	f      *fault
	helo   string
	remote string // the client's address
	secure bool
	window bool
	who    *account // signed in
	from   string
	to     []string
}

var _ smtp.AuthSession = (*session)(nil)

func (s *session) user() string {
	if s.who == nil {
		return ""
	}
	return s.who.Username
}

// AuthMechanisms are what EHLO offers.
func (s *session) AuthMechanisms() []string {
	if s.window {
		return nil
	}
	return s.m.offer(s.f)
}

// offer is what a server with this fault offers for sign-in.
func (m *servers) offer(f *fault) []string {
	if f.offer != nil {
		return f.offer
	}
	if m.oauth != nil {
		return append(mechanisms[:len(mechanisms):len(mechanisms)], "XOAUTH2", "OAUTHBEARER")
	}
	return mechanisms[:]
}

// Auth begins an exchange.
func (s *session) Auth(mech string) (sasl.Server, error) {
	if err := s.refusal(atMechanism, "", ""); err != nil {
		return nil, err
	}
	inner := s.m.mechanism(mech, protoSMTP)
	offered := s.AuthMechanisms()
	switch {
	case len(offered) == 0:
		return nil, reply("503 5.5.1 Error: authentication not enabled")
	case inner == nil || !slices.Contains(offered, mech):
		return nil, reply("504 5.5.4 Unsupported authentication mechanism.")
	}
	return &exchange{s: s, inner: inner}, nil
}

// Mail takes the sender. Who has signed in may use the account's own address
// only (RFC 6409 section 6.1).
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if err := s.refusal(atMail, from, ""); err != nil {
		return err
	}
	if s.who == nil {
		if err := s.refusal(atUnsigned, from, ""); err != nil {
			return err
		}
	} else if from != "" && !s.who.owns(from) {
		return reply(cmp.Or(s.f.disown, "553 5.7.1 <"+from+">: Sender address rejected: not owned by user "+s.who.Username))
	}
	s.from = from
	return nil
}

// Rcpt takes a recipient: of Domain from everyone, others only after AUTH or,
// on the port for that, a POP3 login.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if err := s.refusal(atRcpt, s.from, to); err != nil {
		return err
	}
	domain := to[strings.LastIndexByte(to, '@')+1:]
	if strings.EqualFold(domain, Domain) {
		if _, ok := s.m.accounts.local(to); !ok && !strings.EqualFold(to, "postmaster@"+Domain) {
			return reply("550 5.1.1 <" + to + ">: Recipient address rejected: User unknown in virtual mailbox table")
		}
	} else if s.who == nil && !(s.window && s.m.window.open(s.remote)) {
		return reply(strings.ReplaceAll(cmp.Or(s.f.denied, "554 5.7.1 <{rcpt}>: Relay access denied"), "{rcpt}", to))
	}
	s.to = append(s.to, to)
	return nil
}

// Data keeps the message. go-smtp has bounded r.
func (s *session) Data(r io.Reader) error {
	body, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if err := s.refusal(atData, s.from, s.to[0]); err != nil {
		return err
	}
	id := rand.Text()[:10]
	with := "ESMTP" // and the letters of RFC 3848
	if s.secure {
		with += "S"
	}
	if s.who != nil {
		with += "A"
	}
	s.m.accept(Message{ID: id, From: s.from, To: slices.Clone(s.to), Data: body}, origin{helo: s.helo, address: s.remote, with: with})
	// go-smtp writes any SMTPError as the reply: the way to name a queue id.
	return reply("250 2.0.0 Ok: queued as " + id)
}

// Reset forgets the envelope.
func (s *session) Reset() { s.from, s.to = "", nil }

// Logout has nothing to give back.
func (s *session) Logout() error { return nil }

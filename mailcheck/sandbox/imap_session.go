package sandbox

import (
	"crypto/tls"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/emersion/go-sasl"
)

// imapSession is one IMAP conversation. After the sign-in it has the account's
// mailboxes; what would make them grow is refused.
type imapSession struct {
	*imapmemserver.UserSession // nil until signed in

	m        *servers
	f        *fault
	conn     *imapserver.Conn
	readOnly bool // EXAMINE
}

var (
	_ imapserver.SessionSASL      = (*imapSession)(nil)
	_ imapserver.SessionNamespace = (*imapSession)(nil)
)

// imapNo is a refusal in the words of RFC 5530.
func imapNo(code imap.ResponseCode, text string) error {
	return &imap.Error{Type: imap.StatusResponseTypeNo, Code: code, Text: text}
}

// refusal is the fault's reply at a step, without its tag: "NO [CODE] text".
func (s *imapSession) refusal(step string) error {
	wire, ok := s.f.refuse[step]
	if !ok {
		return nil
	}
	kind, text, _ := strings.Cut(wire, " ")
	e := &imap.Error{Type: imap.StatusResponseType(kind), Text: text}
	if code, rest, found := strings.Cut(text, "] "); found && strings.HasPrefix(code, "[") {
		e.Code, e.Text = imap.ResponseCode(code[1:]), rest
	}
	return e
}

// AuthenticateMechanisms are what the capabilities offer.
func (s *imapSession) AuthenticateMechanisms() []string { return s.m.offer(s.f) }

// Authenticate begins an exchange.
func (s *imapSession) Authenticate(mech string) (sasl.Server, error) {
	if err := s.refusal(atMechanism); err != nil {
		return nil, err
	}
	inner := s.m.mechanism(mech, protoIMAP)
	if inner == nil || !slices.Contains(s.m.offer(s.f), mech) {
		return nil, imapNo("", "Unsupported authentication mechanism.")
	}
	return &imapExchange{s, inner}, nil
}

// Login is the command LOGIN (RFC 9051 section 6.2.3).
func (s *imapSession) Login(user, password string) error {
	return s.enter(s.m.accounts.check(user, password))
}

// enter ends a sign-in, well or not.
func (s *imapSession) enter(who *account, err error) error {
	if _, secure := s.conn.NetConn().(*tls.Conn); !secure {
		if refused := s.refusal(atAuthPlain); refused != nil {
			return refused
		}
	}
	if refused := s.refusal(atAuth); refused != nil {
		return refused
	}
	if err != nil {
		return imapNo(imap.ResponseCodeAuthenticationFailed, "Authentication failed.")
	}
	s.UserSession = imapmemserver.NewUserSession(s.m.post.user(who))
	return nil
}

// imapExchange wraps a mechanism so that its end is always IMAP's.
type imapExchange struct {
	s     *imapSession
	inner server
}

// Next runs one step. A challenge without content is none to the library,
// which else writes "=" for it.
func (e *imapExchange) Next(response []byte) ([]byte, bool, error) {
	challenge, done, err := e.inner.Next(response)
	if err == nil && !done {
		if len(challenge) == 0 {
			challenge = nil
		}
		return challenge, false, nil
	}
	return nil, true, e.s.enter(e.inner.account(), err)
}

// Select opens a folder.
func (s *imapSession) Select(folder string, o *imap.SelectOptions) (*imap.SelectData, error) {
	if err := s.refusal(atSelect); err != nil {
		return nil, err
	}
	s.readOnly = o.ReadOnly
	return s.UserSession.Select(folder, o)
}

// List tells Junk's use (RFC 6154), which the library's mailboxes cannot.
func (s *imapSession) List(w *imapserver.ListWriter, ref string, patterns []string, o *imap.ListOptions) error {
	if len(patterns) == 0 {
		return s.UserSession.List(w, ref, patterns, o)
	}
	for _, folder := range []string{inbox, junk} {
		if !slices.ContainsFunc(patterns, func(p string) bool { return imapserver.MatchList(folder, '/', ref, p) }) {
			continue
		}
		data := &imap.ListData{Mailbox: folder, Delim: '/'}
		if folder == junk {
			data.Attrs = []imap.MailboxAttr{imap.MailboxAttrJunk}
		}
		if o.SelectSpecialUse && folder != junk {
			continue
		}
		if o.ReturnSubscribed || o.SelectSubscribed {
			data.Attrs = append(data.Attrs, imap.MailboxAttrSubscribed)
		}
		if o.ReturnStatus != nil {
			status, err := s.Status(folder, o.ReturnStatus)
			if err != nil {
				return err
			}
			data.Status = status
		}
		if err := w.WriteList(data); err != nil {
			return err
		}
	}
	return nil
}

// Fetch marks nothing as seen in a folder that was opened to be looked at.
func (s *imapSession) Fetch(w *imapserver.FetchWriter, set imap.NumSet, o *imap.FetchOptions) error {
	if s.readOnly {
		for _, part := range o.BodySection {
			part.Peek = true
		}
	}
	return s.UserSession.Fetch(w, set, o)
}

// Store changes flags, if the folder was opened for that.
func (s *imapSession) Store(w *imapserver.FetchWriter, set imap.NumSet, flags *imap.StoreFlags, o *imap.StoreOptions) error {
	if s.readOnly {
		return imapNo("READ-ONLY", "Mailbox is read-only")
	}
	return s.UserSession.Store(w, set, flags, o)
}

// Expunge removes what is marked; CLOSE calls it, too, and then nothing goes.
func (s *imapSession) Expunge(w *imapserver.ExpungeWriter, uids *imap.UIDSet) error {
	if s.readOnly {
		return nil
	}
	return s.UserSession.Expunge(w, uids)
}

func fixed() error { return imapNo(imap.ResponseCodeCannot, "The sandbox's folders are as they are") }

// Create and what follows would let a client fill the memory.
func (s *imapSession) Create(string, *imap.CreateOptions) error { return fixed() }

// Delete is refused.
func (s *imapSession) Delete(string) error { return fixed() }

// Rename is refused.
func (s *imapSession) Rename(string, string, *imap.RenameOptions) error { return fixed() }

// Append is refused.
func (s *imapSession) Append(string, imap.LiteralReader, *imap.AppendOptions) (*imap.AppendData, error) {
	return nil, fixed()
}

// Copy is refused.
func (s *imapSession) Copy(imap.NumSet, string) (*imap.CopyData, error) { return nil, fixed() }

// Move is refused.
func (s *imapSession) Move(*imapserver.MoveWriter, imap.NumSet, string) error { return fixed() }

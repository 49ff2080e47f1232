package sandbox

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

// What a fault is about: one of the mail protocols, the window between two of
// them, or the way into the mailbox.
const (
	protoSMTP   = "smtp"
	protoPOP3   = "pop3"
	protoIMAP   = "imap"
	protoWindow = "window" // POP before SMTP
	protoArrive = "arrive"
)

// Limits of the servers.
const (
	maxMessage   = 10 << 20 // octets, announced as SIZE
	maxRcpt      = 100
	maxLine      = 12288            // octets of a line, as RFC 4954 section 4 wants for AUTH: tokens are long
	idleTimeout  = 30 * time.Second // per line; also the whole of a DATA
	stopTimeout  = 5 * time.Second
	portNone     = "none"
	portStartTLS = "starttls"
	portTLS      = "tls"
)

// servers is what runs behind a Sandbox.
type servers struct {
	fault    fault
	pki      *pki
	accounts *accounts
	mailbox  mailbox
	post     post
	window   window

	oauth     *oauthServer // nil without Options.OAuth
	http      []*http.Server
	smtp      []*smtp.Server
	imap      sync.WaitGroup // its connections: the library does not wait for them
	listeners []*tracked
	dns       *nameserver
	asked     asked // of the web servers
	dead      *deadPort
	held      []net.Conn                // our own, which fill the queues of silent ports
	running   sync.WaitGroup            // accept loops and scripted sessions
	done      chan struct{}             // closed by stop
	ports     map[string]map[string]int // by protocol and security
	temporary string                    // folder to remove

	once sync.Once
	err  error
}

// at is the fault as the servers of a protocol have it: those that it is not
// about behave.
func (m *servers) at(proto string) *fault {
	if m.fault.proto == proto {
		return &m.fault
	}
	return &fault{}
}

// port is a listening port in the making.
type port struct {
	l        *tracked
	conf     *tls.Config
	security string
	f        *fault
}

// open opens the three ports of a protocol, each with its own kind of security.
func (m *servers) open(ctx context.Context, proto string, serve func(port)) ([]Endpoint, error) {
	f := m.at(proto)
	conf, err := m.pki.config(*f)
	if err != nil {
		return nil, err
	}
	if f.closed {
		if m.dead, err = newDeadPort(ctx); err != nil {
			return nil, err
		}
	}
	m.ports[proto] = map[string]int{}
	var out []Endpoint
	for _, security := range []string{portStartTLS, portTLS, portNone} {
		l, err := listen(ctx)
		if err != nil {
			return nil, err
		}
		m.listeners = append(m.listeners, l)
		m.ports[proto][security] = l.port()
		out = append(out, Endpoint{Host: loopback, Port: l.port(), Security: security})
		p := port{l, conf, security, f}
		switch {
		case f.silent:
			c, err := fill(ctx, l)
			if err != nil {
				return nil, err
			}
			if c != nil {
				m.held = append(m.held, c)
			}
		case f.script != nil:
			m.serveScript(p)
		default:
			serve(p)
		}
	}
	return out, nil
}

// startMail brings up SMTP, POP3 and IMAP.
func (m *servers) startMail(ctx context.Context, s *Sandbox, opts Options) (err error) {
	if err := m.window.configure(opts, m.at(protoWindow)); err != nil {
		return err
	}
	if s.SMTP, err = m.open(ctx, protoSMTP, m.serveSMTP); err != nil {
		return err
	}
	if s.POP3, err = m.open(ctx, protoPOP3, m.servePOP3); err != nil {
		return err
	}
	if s.IMAP, err = m.open(ctx, protoIMAP, m.serveIMAP); err != nil {
		return err
	}
	s.PopBeforeSMTP, err = m.openWindow(ctx)
	return err
}

// serveSMTP runs go-smtp on a port.
func (m *servers) serveSMTP(p port) { m.runSMTP(p, backend{m: m, f: p.f}) }

func (m *servers) runSMTP(p port, b backend) {
	s := smtp.NewServer(b)
	s.Domain = Host
	s.MaxMessageBytes = maxMessage
	if p.f.size > 0 {
		s.MaxMessageBytes = p.f.size
	}
	s.MaxRecipients = maxRcpt
	if m.oauth != nil {
		s.MaxLineLength = maxLine
	}
	s.ReadTimeout, s.WriteTimeout = idleTimeout, idleTimeout
	s.EnableSMTPUTF8 = true
	s.AllowInsecureAuth = p.security == portNone || p.f.plain
	s.ErrorLog = log.New(io.Discard, "", 0) // whatever a client does wrong is the client's to report
	var on net.Listener = p.l
	switch {
	case p.security == portTLS:
		on = tls.NewListener(p.l, p.conf)
	case p.security == portStartTLS && !p.f.noTLS:
		s.TLSConfig = p.conf
	}
	m.smtp = append(m.smtp, s)
	m.running.Go(func() { _ = s.Serve(on) })
}

// stop ends everything, in the order in which it can be waited for: first no
// new connections, then the accept loops, then the sessions.
func (m *servers) stop() error {
	close(m.done)
	for _, l := range m.listeners {
		l.shut()
	}
	if m.dns != nil {
		m.dns.stop()
	}
	m.running.Wait()
	m.imap.Wait()
	ctx, cancel := context.WithTimeout(context.Background(), stopTimeout)
	defer cancel()
	var errs []error
	for _, s := range m.smtp {
		// The listener is closed already; only the waiting is wanted.
		if err := s.Shutdown(ctx); err != nil && !errors.Is(err, net.ErrClosed) {
			errs = append(errs, err)
		}
	}
	for _, s := range m.http {
		errs = append(errs, s.Shutdown(ctx)) // waits until no request is being answered
	}
	for _, c := range m.held {
		_ = c.Close() // reset by the listener already
	}
	if m.dead != nil {
		errs = append(errs, m.dead.close())
	}
	return errors.Join(errs...)
}

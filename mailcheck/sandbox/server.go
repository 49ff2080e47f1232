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

// Limits of the SMTP servers.
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

	oauth     *oauthServer // nil without Options.OAuth
	http      []*http.Server
	smtp      []*smtp.Server
	listeners []*tracked
	dns       *nameserver
	dead      *deadPort
	held      []net.Conn     // our own, which fill the queues of silent ports
	running   sync.WaitGroup // accept loops and scripted sessions
	ports     map[string]int // by security
	temporary string         // folder to remove

	once sync.Once
	err  error
}

// startSMTP opens the three ports, each with its own kind of security.
func (m *servers) startSMTP(ctx context.Context) ([]Endpoint, error) {
	conf, err := m.pki.config(m.fault)
	if err != nil {
		return nil, err
	}
	if m.fault.closed {
		if m.dead, err = newDeadPort(ctx); err != nil {
			return nil, err
		}
	}
	m.ports = map[string]int{}
	var out []Endpoint
	for _, security := range []string{portStartTLS, portTLS, portNone} {
		l, err := listen(ctx)
		if err != nil {
			return nil, err
		}
		m.listeners = append(m.listeners, l)
		m.ports[security] = l.port()
		out = append(out, Endpoint{Host: loopback, Port: l.port(), Security: security})
		switch {
		case m.fault.silent:
			c, err := fill(ctx, l)
			if err != nil {
				return nil, err
			}
			if c != nil {
				m.held = append(m.held, c)
			}
		case m.fault.script != nil:
			m.serveScript(l, conf, security)
		default:
			m.serveSMTP(l, conf, security)
		}
	}
	return out, nil
}

// serveSMTP runs go-smtp on l.
func (m *servers) serveSMTP(l *tracked, conf *tls.Config, security string) {
	s := smtp.NewServer(backend{m})
	s.Domain = Host
	s.MaxMessageBytes = maxMessage
	if m.fault.size > 0 {
		s.MaxMessageBytes = m.fault.size
	}
	s.MaxRecipients = maxRcpt
	if m.oauth != nil {
		s.MaxLineLength = maxLine
	}
	s.ReadTimeout, s.WriteTimeout = idleTimeout, idleTimeout
	s.EnableSMTPUTF8 = true
	s.AllowInsecureAuth = security == portNone || m.fault.plain
	s.ErrorLog = log.New(io.Discard, "", 0) // whatever a client does wrong is the client's to report
	var on net.Listener = l
	switch {
	case security == portTLS:
		on = tls.NewListener(l, conf)
	case security == portStartTLS && !m.fault.noTLS:
		s.TLSConfig = conf
	}
	m.smtp = append(m.smtp, s)
	m.running.Go(func() { _ = s.Serve(on) })
}

// stop ends everything, in the order in which it can be waited for: first no
// new connections, then the accept loops, then the sessions.
func (m *servers) stop() error {
	for _, l := range m.listeners {
		l.shut()
	}
	if m.dns != nil {
		m.dns.stop()
	}
	m.running.Wait()
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

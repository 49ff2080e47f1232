package sandbox

import (
	"crypto/tls"
	"io"
	"log"
	"net"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
)

// serveIMAP runs go-imap on a port.
func (m *servers) serveIMAP(p port) {
	o := &imapserver.Options{
		NewSession: func(c *imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return &imapSession{m: m, f: p.f, conn: c}, nil, nil
		},
		Caps: imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapNamespace: {}, imap.CapUIDPlus: {}, imap.CapESearch: {},
			imap.CapListExtended: {}, imap.CapListStatus: {}, imap.CapSpecialUse: {}},
		InsecureAuth: p.security == portNone || p.f.plain,
		Logger:       log.New(io.Discard, "", 0), // whatever a client does wrong is the client's to report
	}
	var on net.Listener = &imapListener{p.l, m}
	switch {
	case p.security == portTLS:
		on = tls.NewListener(on, p.conf)
	case p.security == portStartTLS && !p.f.noTLS:
		o.TLSConfig = p.conf
	}
	s := imapserver.New(o)
	m.running.Go(func() { _ = s.Serve(on) })
}

// imapListener hands out connections that are waited for and do not idle for
// ever: the library sees to neither.
type imapListener struct {
	*tracked
	m *servers
}

func (l *imapListener) Accept() (net.Conn, error) {
	c, err := l.tracked.Accept()
	if err != nil {
		return nil, err
	}
	l.m.imap.Add(1)
	return &imapConn{Conn: c, done: l.m.imap.Done}, nil
}

// imapConn is closed when the goroutine that serves it ends; what shut closes
// is the connection below.
type imapConn struct {
	net.Conn
	once sync.Once
	done func()
}

// Read bounds the wait for the client, also while it shakes hands.
func (c *imapConn) Read(b []byte) (int, error) {
	_ = c.SetReadDeadline(time.Now().Add(mailboxIdle))
	return c.Conn.Read(b)
}

func (c *imapConn) Close() error {
	err := c.Conn.Close()
	c.once.Do(c.done)
	return err
}

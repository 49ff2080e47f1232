package sandbox

import (
	"bufio"
	"context"
	"crypto/rand"
	"crypto/tls"
	"fmt"
	"net"
	"strings"
	"time"
)

// Limits of a POP3 session, and of IMAP's after the sign-in.
const (
	mailboxIdle = 10 * time.Minute // after the sign-in, as RFC 1939 section 3 wants; before it idleTimeout
	popCommand  = 255              // octets with CRLF (RFC 2449 section 4); RFC 5034 section 4 holds initial responses to it
)

// servePOP3 accepts connections and talks to each.
func (m *servers) servePOP3(p port) {
	m.running.Go(func() {
		for {
			c, err := p.l.Accept()
			if err != nil {
				return // closed; loopback has no other lasting error
			}
			m.running.Go(func() {
				defer c.Close()
				s := newPopSession(m, p, c)
				if p.security == portTLS && s.handshake() != nil {
					return
				}
				s.serve()
			})
		}
	})
}

// popSession is one POP3 conversation (RFC 1939).
type popSession struct {
	m     *servers
	f     *fault
	port  port
	conn  net.Conn
	in    *bufio.Reader
	out   *bufio.Writer
	tls   bool
	stamp string // of the greeting, for APOP
	named string // by USER
	who   *account

	mails   []*delivered // as they were at the sign-in
	deleted map[int]bool
}

func newPopSession(m *servers, p port, c net.Conn) *popSession {
	s := &popSession{m: m, f: p.f, port: p, deleted: map[int]bool{}}
	s.stamp = fmt.Sprintf("<%s.%d@%s>", rand.Text(), time.Now().Unix(), Host)
	s.use(c)
	return s
}

func (s *popSession) use(c net.Conn) {
	s.conn, s.in, s.out = c, bufio.NewReaderSize(c, maxLine), bufio.NewWriter(c)
}

// handshake turns the connection into TLS. What the client sent in plain text
// after STLS is forgotten.
func (s *popSession) handshake() error {
	ctx, cancel := context.WithTimeout(context.Background(), idleTimeout)
	defer cancel()
	c := tls.Server(s.conn, s.port.conf)
	if err := c.HandshakeContext(ctx); err != nil {
		return err
	}
	s.tls = true
	s.use(c)
	return nil
}

// serve greets and answers until one side ends the conversation.
func (s *popSession) serve() {
	greet := s.f.greet
	if greet == "" {
		greet = "+OK " + Host + " POP3 ready {stamp}"
	}
	if !s.say(strings.ReplaceAll(greet, "{stamp}", s.stamp)) {
		return
	}
	for {
		line, ok := s.line()
		if !ok {
			return
		}
		if len(line)+2 > popCommand {
			if !s.say("-ERR Command line too long.") {
				return
			}
			continue
		}
		verb, rest, _ := strings.Cut(line, " ")
		if !s.command(strings.ToUpper(verb), strings.TrimSpace(rest)) {
			return
		}
	}
}

// line reads one line; false: the conversation is over.
func (s *popSession) line() (string, bool) {
	idle := idleTimeout
	if s.who != nil {
		idle = mailboxIdle
	}
	_ = s.conn.SetReadDeadline(time.Now().Add(idle))
	line, err := s.in.ReadSlice('\n')
	if err != nil {
		return "", false // also a line that does not end
	}
	return strings.TrimRight(string(line), "\r\n"), true
}

// say sends lines, CRLF after each.
func (s *popSession) say(lines ...string) bool {
	_ = s.conn.SetWriteDeadline(time.Now().Add(idleTimeout))
	for _, l := range lines {
		_, _ = s.out.WriteString(l + "\r\n") // Flush gives the error
	}
	return s.out.Flush() == nil
}

// list sends a multi-line reply, ended by a dot.
func (s *popSession) list(first string, lines []string) bool {
	return s.say(append(append([]string{first}, lines...), ".")...)
}

// refusal is the fault's reply at a step: a command in lower case, or one of
// the steps of a sign-in.
func (s *popSession) refusal(step string) (string, bool) {
	wire, ok := s.f.refuse[step]
	return wire, ok
}

package mailcheck_test

import (
	"context"
	"net"
	"sync/atomic"
	"testing"

	"todoku/mailcheck"
	"todoku/mailcheck/sandbox"
)

// trips counts the round trips of a connection: one to connect, and one each
// time something is waited for after connecting or writing. Further reads
// without a write belong to the same flight.
type trips struct {
	net.Conn
	n     *atomic.Int32
	spoke bool
}

func (c *trips) Read(b []byte) (int, error) {
	if c.spoke {
		c.n.Add(1)
		c.spoke = false
	}
	return c.Conn.Read(b)
}

func (c *trips) Write(b []byte) (int, error) {
	c.spoke = true
	return c.Conn.Write(b)
}

// TestRoundTrips holds a run to the sum in ladder.go: 8 up to RCPT TO with
// STARTTLS, 2 fewer with implicit TLS, 1 more for a whole mail.
func TestRoundTrips(t *testing.T) {
	t.Parallel()
	s := start(t, sandbox.Options{})
	for _, c := range []struct {
		security, method string
		send             bool
		want             int32
	}{
		{"starttls", "plain", false, 8},
		{"starttls", "plain", true, 9},
		{"starttls", "cram-md5", false, 9},
		{"starttls", "login", false, 10},
		{"tls", "plain", false, 6},
		{"none", "plain", false, 5},
	} {
		p := s.Ready()
		p.SMTP.Auth.Method, p.SMTP.Security, p.SMTP.AllowPlaintext = c.method, c.security, c.security == "none"
		for _, e := range s.SMTP {
			if e.Security == c.security {
				p.SMTP.Port = e.Port
			}
		}
		var n, conns atomic.Int32
		o := options(s)
		o.Send = c.send
		o.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := s.Dial(ctx, network, address)
			if err != nil {
				return nil, err
			}
			conns.Add(1)
			n.Add(1) // SYN, SYN+ACK
			return &trips{Conn: conn, n: &n, spoke: true}, nil
		}
		r := mailcheck.Run(t.Context(), p, o)
		if r.Verdict != mailcheck.Pass && r.Verdict != mailcheck.Warn {
			t.Fatalf("%+v: %s\n%s", c, r.Verdict, stages(r))
		}
		if got := n.Load(); got != c.want || conns.Load() != 1 {
			t.Errorf("%s %s send=%t: %d round trips over %d connections, want %d over 1", c.security, c.method, c.send, got, conns.Load(), c.want)
		}
	}
}

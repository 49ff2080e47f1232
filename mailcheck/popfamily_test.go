package mailcheck

import (
	"context"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"todoku/mailcheck/cause"
	"todoku/store"
)

// twoFamilies is a name server that gives every name an address of each
// family.
func twoFamilies(t *testing.T) (address string) {
	t.Helper()
	c, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	go func() {
		buf := make([]byte, 1500)
		for {
			n, from, err := c.ReadFrom(buf)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buf[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			m.Response, m.Additionals = true, nil
			h := dnsmessage.ResourceHeader{Name: m.Questions[0].Name, Class: dnsmessage.ClassINET, TTL: 60}
			switch m.Questions[0].Type {
			case dnsmessage.TypeA:
				m.Answers = []dnsmessage.Resource{{Header: h, Body: &dnsmessage.AResource{A: [4]byte{192, 0, 2, 1}}}}
			case dnsmessage.TypeAAAA:
				m.Answers = []dnsmessage.Resource{{Header: h, Body: &dnsmessage.AAAAResource{AAAA: [16]byte{0x20, 1, 0xd, 0xb8, 15: 1}}}}
			}
			if b, err := m.Pack(); err == nil {
				_, _ = c.WriteTo(b, from)
			}
		}
	}()
	return c.LocalAddr().String()
}

// TestPopOtherFamily: the sending server knows clients by their address and
// has both families; the POP server has one, or both.
func TestPopOtherFamily(t *testing.T) {
	const never = time.Hour
	nameserver := twoFamilies(t)
	for _, c := range []struct {
		name, pop, found string
		lag              time.Duration
	}{
		{"the POP server has one", "192.0.2.1", "pop.other-address warn smtp.rcpt", 0},
		{"the POP server has both", "pop.example.org", "", 0},
		{"no family in common", "192.0.2.1", "pop.other-address fail smtp.rcpt", never},
		{"and the wait is too short", "192.0.2.1", "pop.wait-short fail smtp.rcpt", 3 * time.Second},
	} {
		s := newPopPair()
		s.lag, s.closed = c.lag, c.lag == never
		r := s.run(t, t.Context(), func(p *store.Profile, o *Options) {
			p.SMTP.Host, p.PopBeforeSMTP.Host, o.Nameserver = "mail.example.org", c.pop, nameserver
			if c.lag == never {
				p.SMTP.Host = "2001:db8::1"
			}
			o.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
				if network == "tcp4" && strings.HasSuffix(address, ":587") {
					runtime.Gosched() // so that the other one comes first now and then
				}
				return s.dial(ctx, network, address)
			}
		})
		got := ""
		for _, f := range r.Findings {
			if strings.HasPrefix(f.Cause, "pop.") {
				got = f.Cause + " " + string(f.Severity) + " " + f.Stage
				if c.lag == never {
					break
				}
				if f.Confidence != cause.Certain || f.Cause == "pop.other-address" && (f.Args["reason"] != "family" || f.Args["first"] != "IPv4") {
					t.Errorf("%s: %+v", c.name, f)
				}
			}
		}
		if got != c.found || !strings.HasPrefix(windowOf(r), "needed=true ") {
			t.Errorf("%s: %q, want %q; %s\n%s", c.name, got, c.found, windowOf(r), said(r))
		}
	}
}

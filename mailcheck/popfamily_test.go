package mailcheck

import (
	"context"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"todoku/store"
)

// twoFamilies is a name server that gives every name an address of each
// family, and counts how often it is asked for IPv4.
func twoFamilies(t *testing.T) (address string, asked *atomic.Int32) {
	t.Helper()
	c, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	asked = new(atomic.Int32)
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
				asked.Add(1)
				m.Answers = []dnsmessage.Resource{{Header: h, Body: &dnsmessage.AResource{A: [4]byte{192, 0, 2, 1}}}}
			case dnsmessage.TypeAAAA:
				m.Answers = []dnsmessage.Resource{{Header: h, Body: &dnsmessage.AAAAResource{AAAA: [16]byte{0x20, 1, 0xd, 0xb8, 15: 1}}}}
			}
			if b, err := m.Pack(); err == nil {
				_, _ = c.WriteTo(b, from)
			}
		}
	}()
	return c.LocalAddr().String(), asked
}

// TestPopOtherFamily: the login goes over IPv4, sending over IPv6, and the
// server knows clients by their address.
func TestPopOtherFamily(t *testing.T) {
	for _, lag := range []time.Duration{0, 3 * time.Second} {
		s := newPopPair()
		s.lag = lag
		nameserver, asked := twoFamilies(t)
		var dialled atomic.Int32
		r := s.run(t, t.Context(), func(p *store.Profile, o *Options) {
			p.SMTP.Host, o.Nameserver = "mail.example.org", nameserver
			p.SMTP.Timeout = store.Duration(300 * time.Millisecond)
			o.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
				// Where the name was asked for, IPv6 comes first.
				if network == "tcp4" && strings.HasSuffix(address, ":587") && dialled.Add(1) <= asked.Load() {
					<-ctx.Done()
					return nil, ctx.Err()
				}
				return s.dial(ctx, network, address)
			}
		})
		f := r.Findings[0]
		if f.Cause != "pop.other-address" || f.Confidence != "certain" || f.Args["reason"] != "family" || f.Args["first"] != "IPv4" || f.Stage != StageRcpt {
			t.Errorf("lag %s: %+v\n%s", lag, f, said(r))
		}
		if got := windowOf(r); !strings.HasPrefix(got, "needed=true wait=1000 ") {
			t.Errorf("lag %s: %s", lag, got)
		}
	}
}

package sandbox

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// resolver asks the sandbox's nameserver only, over network.
func resolver(s *Sandbox, network string) *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, s.Nameserver)
	}}
}

func TestNames(t *testing.T) {
	s := start(t, "")
	for _, network := range []string{"udp", "tcp"} {
		r := resolver(s, network)
		for _, name := range []string{Host, Alias, "MAIL.Sandbox.Test"} {
			got, err := r.LookupHost(t.Context(), name+".")
			if err != nil || !slices.Equal(got, []string{"127.0.0.1"}) {
				t.Errorf("%s %s: %v %v", network, name, got, err)
			}
		}
		if cname, err := r.LookupCNAME(t.Context(), Alias+"."); err != nil || cname != Host+"." {
			t.Errorf("%s: %s %v", network, cname, err)
		}
		mx, err := r.LookupMX(t.Context(), Domain+".")
		if err != nil || len(mx) != 1 || mx[0].Host != Host+"." || mx[0].Pref != 10 {
			t.Errorf("%s: %v %v", network, mx, err)
		}
		var e *net.DNSError
		if _, err := r.LookupHost(t.Context(), "mail.example.org."); !errors.As(err, &e) || !e.IsNotFound {
			t.Errorf("%s: %v", network, err)
		}
	}
}

// ask sends one query as it stands and returns the answer.
func ask(t *testing.T, s *Sandbox, kind dnsmessage.Type, name string) (dnsmessage.Message, error) {
	t.Helper()
	q := dnsmessage.Message{Header: dnsmessage.Header{ID: 77, RecursionDesired: true},
		Questions: []dnsmessage.Question{{Name: fqdn(name), Type: kind, Class: dnsmessage.ClassINET}}}
	data, err := q.Pack()
	if err != nil {
		t.Fatal(err)
	}
	c, err := net.Dial("udp", s.Nameserver)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(300 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Write(data); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 512)
	n, err := c.Read(buf)
	if err != nil {
		return dnsmessage.Message{}, err
	}
	var m dnsmessage.Message
	return m, m.Unpack(buf[:n])
}

func TestDNSFaults(t *testing.T) {
	for fault, want := range map[string]dnsmessage.RCode{
		"dns.nxdomain":                 dnsmessage.RCodeNameError,
		"dns.no-address":               dnsmessage.RCodeSuccess,
		"dns.resolver-failed/servfail": dnsmessage.RCodeServerFailure,
		"dns.resolver-failed/refused":  dnsmessage.RCodeRefused,
	} {
		s := start(t, fault)
		m, err := ask(t, s, dnsmessage.TypeA, Host)
		if err != nil || m.ID != 77 || m.RCode != want || len(m.Answers) != 0 {
			t.Errorf("%s: %v %+v", fault, err, m)
		}
		if soa := len(m.Authorities) == 1; soa != (want == dnsmessage.RCodeNameError || want == dnsmessage.RCodeSuccess) {
			t.Errorf("%s: authorities %v", fault, m.Authorities)
		}
		if p := s.Ready(); p.SMTP.Host != Host {
			t.Errorf("%s: the profile asks for %s", fault, p.SMTP.Host)
		}
	}
	if m, err := ask(t, start(t, "dns.resolver-failed/timeout"), dnsmessage.TypeA, Host); err == nil {
		t.Errorf("an answer: %+v", m)
	}
	s := start(t, "net.ipv6-broken")
	m, err := ask(t, s, dnsmessage.TypeAAAA, Host)
	if err != nil || len(m.Answers) != 1 || !strings.Contains(m.Answers[0].Body.GoString(), "AAAA") {
		t.Errorf("%v %+v", err, m)
	}
	if c, err := net.Dial("tcp6", strings.Replace(s.target(), loopback, "[::1]", 1)); err == nil {
		_ = c.Close()
		t.Error("something answers over IPv6")
	}
}

func TestBadQueriesAreDropped(t *testing.T) {
	s := start(t, "")
	c := dial(t, s.Nameserver)
	if _, err := c.Write([]byte{0xff, 0xff, 1, 2, 3}); err != nil {
		t.Fatal(err)
	}
	if n, err := c.Read(make([]byte, 1)); err == nil {
		t.Errorf("%d octets in answer to an oversized query", n)
	}
	if _, err := ask(t, s, dnsmessage.TypeA, Host); err != nil {
		t.Errorf("after it: %v", err)
	}
}

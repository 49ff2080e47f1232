package mailcheck_test

import (
	"context"
	"net"
	"slices"
	"strconv"
	"syscall"
	"testing"

	"todoku/mailcheck"
	"todoku/mailcheck/sandbox"
)

// mapped sends the ports of submission to those of a sandbox, by security;
// others are refused.
func mapped(s *sandbox.Sandbox, to map[int]string) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		host, port, _ := net.SplitHostPort(address)
		n, _ := strconv.Atoi(port)
		for _, e := range s.SMTP {
			if security, ok := to[n]; ok && security == e.Security {
				return s.Dial(ctx, network, net.JoinHostPort(host, strconv.Itoa(e.Port)))
			}
		}
		return nil, &net.OpError{Op: "dial", Net: network, Err: syscall.ECONNREFUSED}
	}
}

func TestPorts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, fault string
		to          map[int]string
		want        []string // best first: "port security reason"
	}{
		{"as usual", "", map[int]string{465: "tls", 587: "starttls", 25: "starttls"},
			[]string{"465 tls recommended", "587 starttls works", "25 starttls works", "2525  refused"}},
		{"submission only", "", map[int]string{587: "starttls"}, []string{"587 starttls recommended", "465  refused", "2525  refused", "25  refused"}},
		{"swapped", "", map[int]string{465: "starttls", 587: "tls"}, []string{"465 starttls recommended", "587 tls works", "2525  refused", "25  refused"}},
		{"no TLS", "tls.starttls-missing", map[int]string{587: "starttls"}, []string{"587 none no_tls", "465  refused", "2525  refused", "25  refused"}},
		{"relay without AUTH", "auth.not-offered", map[int]string{25: "starttls"}, []string{"25 starttls no_auth", "465  refused", "587  refused", "2525  refused"}},
		{"bad certificate", "tls.expired", map[int]string{587: "starttls", 25: "starttls"},
			[]string{"587 starttls certificate", "25 starttls certificate", "465  refused", "2525  refused"}},
		{"something else", "net.wrong-service/imap", map[int]string{587: "starttls"}, []string{"587  not_smtp", "465  refused", "2525  refused", "25  refused"}},
		{"nothing", "", nil, []string{"465  refused", "587  refused", "2525  refused", "25  refused"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := start(t, sandbox.Options{Fault: c.fault})
			o := options(s)
			o.Dial = mapped(s, c.to)
			emitted := 0
			var got []string
			for _, p := range mailcheck.Ports(t.Context(), "127.0.0.1", o, func(mailcheck.Port) { emitted++ }) {
				got = append(got, strconv.Itoa(p.Port)+" "+p.Security+" "+p.Reason)
			}
			if !slices.Equal(got, c.want) || emitted != 4 {
				t.Errorf("%d told, %q\nwant %q", emitted, got, c.want)
			}
		})
	}
}

// TestPortsOfNoHost: nothing was tried, so nothing is said about any port.
func TestPortsOfNoHost(t *testing.T) {
	t.Parallel()
	s := start(t, sandbox.Options{})
	told := 0
	if got := mailcheck.Ports(t.Context(), "nosuch."+sandbox.Domain, options(s), func(mailcheck.Port) { told++ }); got != nil || told != 0 {
		t.Errorf("%d told, %v", told, got)
	}
}

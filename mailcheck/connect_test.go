package mailcheck

import (
	"context"
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"

	"todoku/mailcheck/cause"
)

// both are addresses of both families.
func both() *[2][]netip.Addr {
	return &[2][]netip.Addr{{netip.MustParseAddr("192.0.2.1")}, {netip.MustParseAddr("2001:db8::1")}}
}

// byFamily dials by family: an error, or the script.
func byFamily(s *scripted, v4, v6 error) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		err := v4
		if network == "tcp6" {
			err = v6
		}
		if err != nil {
			if err == context.DeadlineExceeded { // silence
				<-ctx.Done()
				err = ctx.Err()
			}
			return nil, &net.OpError{Op: "dial", Net: network, Err: err}
		}
		return s.dial(ctx, network, address)
	}
}

func errno(e syscall.Errno) error { return os.NewSyscallError("connect", e) }

func TestFamilies(t *testing.T) {
	refused, unreachable := errno(syscall.ECONNREFUSED), errno(syscall.ENETUNREACH)
	for _, c := range []struct {
		name    string
		v4, v6  error
		verdict Verdict
		found   string
		want    [2]Verdict
	}{
		{"both", nil, nil, Pass, "", [2]Verdict{Pass, Pass}},
		{"IPv6 refused", nil, refused, Warn, "net.ipv6-broken", [2]Verdict{Pass, Fail}},
		{"IPv6 silent", nil, context.DeadlineExceeded, Warn, "net.ipv6-broken", [2]Verdict{Pass, Fail}},
		{"no IPv6 on this machine", nil, unreachable, Pass, "", [2]Verdict{Pass, Skipped}},
		{"IPv4 refused", refused, nil, Warn, "net.refused", [2]Verdict{Fail, Pass}},
		{"both refused", refused, refused, Fail, "net.refused", [2]Verdict{Fail, Fail}},
		{"refused, and no IPv6 here", refused, unreachable, Fail, "net.refused", [2]Verdict{Fail, Skipped}},
		{"no network at all", unreachable, unreachable, Fail, "net.unreachable", [2]Verdict{Skipped, Skipped}},
	} {
		s := &scripted{replies: []string{"220 mx", "250 mx"}}
		o := with(s)
		o.Dial, o.Until = byFamily(s, c.v4, c.v6), "caps"
		p := profile("none")
		if c.v6 == context.DeadlineExceeded {
			p.SMTP.Timeout /= 50 // the second family is waited for no longer than that
		}
		r := climb(t.Context(), p, o, both())
		s.open.Wait()
		st := stageOf(r, StageConnect)
		found := ""
		for _, f := range r.Findings {
			if f.Stage == StageConnect {
				found = f.Cause
				break
			}
		}
		if st.Verdict != c.verdict || found != c.found || len(st.Detail.Families) != 2 ||
			st.Detail.Families[0].Verdict != c.want[0] || st.Detail.Families[1].Verdict != c.want[1] {
			t.Errorf("%s: %s by %q, families %+v", c.name, st.Verdict, found, st.Detail.Families)
		}
		if s.conns != 0 {
			t.Errorf("%s: %d connections left open", c.name, s.conns)
		}
	}
}

// TestSilentPorts: when the port is silent, others of the host are tried.
func TestSilentPorts(t *testing.T) {
	s := &scripted{replies: []string{silent}}
	o := with(s)
	o.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		switch {
		case strings.HasSuffix(address, ":443"):
			return s.dial(ctx, network, address)
		case strings.HasSuffix(address, ":25"):
			return nil, &net.OpError{Op: "dial", Net: network, Err: errno(syscall.ECONNREFUSED)}
		}
		<-ctx.Done()
		return nil, &net.OpError{Op: "dial", Net: network, Err: ctx.Err()}
	}
	p := profile("none")
	p.SMTP.Timeout /= 50
	r := s.run(t, p, o)
	f := r.Findings[0]
	if f.Cause != "net.egress-blocked" || f.Confidence != cause.Likely || f.Args["open_ports"] != "443" || f.Args["dead_ports"] != "465 2525" {
		t.Errorf("%s %s, open %q, dead %q", f.Cause, f.Confidence, f.Args["open_ports"], f.Args["dead_ports"])
	}
}

// TestSiblings: a port that is silent is told from a host that is dead by the
// other ports of its protocol, and each family by its own.
func TestSiblings(t *testing.T) {
	v4, v6 := "192.0.2.1", "2001:db8::1"
	for _, c := range []struct {
		name  string
		proto string
		port  int
		open  []string // address:port that connect; all else is silent
		found string
		args  string // family fact aside: open, those for the protocol, dead
	}{
		{"25 blocked, submission answers", "smtp", 25, []string{v4 + ":587", v4 + ":465"}, "net.egress-blocked likely", "465 587|465 587|443 2525"},
		{"only the web answers", "smtp", 25, []string{v4 + ":443"}, "net.egress-blocked likely", "443||465 587 2525"},
		{"dead host", "smtp", 587, nil, "net.timeout likely", "||25 443 465 2525"},
		{"dead host, or a blocked 25", "smtp", 25, nil, "net.egress-blocked possible", "||443 465 587 2525"},
		{"IPv6 answers elsewhere, IPv4 does not", "smtp", 587, []string{"[" + v6 + "]:465"}, "net.egress-blocked likely", "465|465|25 443 2525"},
		{"POP3 blocked, IMAP answers", "pop3", 995, []string{v4 + ":993", v4 + ":110"}, "net.egress-blocked likely", "110 993|110|143 443"},
		{"IMAP blocked", "imap", 143, []string{v4 + ":993", v4 + ":995"}, "net.egress-blocked likely", "993 995|993|110 443"},
		{"dead mailbox host", "imap", 993, nil, "net.timeout likely", "||110 143 443 995"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := &scripted{replies: []string{silent}}
			o := with(s)
			o.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
				if slices.Contains(c.open, address) {
					return s.dial(ctx, network, address)
				}
				<-ctx.Done()
				return nil, &net.OpError{Op: "dial", Net: network, Err: ctx.Err()}
			}
			p := profile("none")
			p.SMTP.Port, p.SMTP.Timeout = c.port, p.SMTP.Timeout/50
			l := newLadder(t.Context(), p, o)
			if c.proto != "smtp" {
				l = boxLadder(t.Context(), p, o, box{proto: c.proto, prefix: c.proto, host: "192.0.2.1", port: c.port, security: "none", own: true})
			}
			l.known = both()
			r := l.run()
			s.open.Wait()
			f := r.Findings[0]
			if got := f.Cause + " " + string(f.Confidence); got != c.found {
				t.Errorf("found %s, want %s", got, c.found)
			}
			if got := f.Args["open_ports"] + "|" + f.Args["mail_ports"] + "|" + f.Args["dead_ports"]; got != c.args {
				t.Errorf("ports %s, want %s", got, c.args)
			}
			if s.conns != 0 {
				t.Errorf("%d connections left open", s.conns)
			}
		})
	}
}

// TestIPv6Alone: where IPv4 has no way at all, it is IPv6's ports that tell.
func TestIPv6Alone(t *testing.T) {
	s := &scripted{replies: []string{silent}}
	o := with(s)
	o.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		switch {
		case network == "tcp4":
			return nil, &net.OpError{Op: "dial", Net: network, Err: errno(syscall.ENETUNREACH)}
		case strings.HasSuffix(address, ":587"):
			return s.dial(ctx, network, address)
		}
		<-ctx.Done()
		return nil, &net.OpError{Op: "dial", Net: network, Err: ctx.Err()}
	}
	p := profile("none")
	p.SMTP.Port, p.SMTP.Timeout = 25, p.SMTP.Timeout/50
	r := climb(t.Context(), p, o, both())
	s.open.Wait()
	if f := r.Findings[0]; f.Cause != "net.egress-blocked" || f.Args["open_ports"] != "587" {
		t.Errorf("%s, open %q", f.Cause, f.Args["open_ports"])
	}
}

func TestHELOName(t *testing.T) {
	for name, want := range map[string]bool{
		"mail.example.org": true, "mail.example.org.": true, "MAIL-1.example.org": true,
		"localhost": false, "localhost.localdomain": false, "host": false, "": false, "a..b": false, "a b.c": false, "x_y.example.org": false, "日本.jp": false,
	} {
		if got := fullName(name); got != want {
			t.Errorf("fullName(%q) = %t", name, got)
		}
	}
	for local, want := range map[string]string{
		"192.0.2.1:5000": "[192.0.2.1]", "[2001:db8::1]:5000": "[IPv6:2001:db8::1]", "[::ffff:192.0.2.1]:1": "[192.0.2.1]",
		"[fe80::1%eth0]:1": "[IPv6:fe80::1]", "pipe": "[127.0.0.1]",
	} {
		if got := addressLiteral(local); got != want {
			t.Errorf("addressLiteral(%q) = %s, want %s", local, got, want)
		}
	}
}

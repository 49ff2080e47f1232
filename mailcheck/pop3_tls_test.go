package mailcheck

import (
	"strings"
	"testing"
)

var popSTLS = []struct {
	name   string
	server []string
	found  string
}{
	{"plain text after the answer", []string{hello, "+OK\nSTLS\n.", "+OK begin\n+OK\nUSER\n."}, "tls.injected fail pop3.tls"},
	{"agreed, then refused", []string{hello, "+OK\nSTLS\n.", "+OK Begin TLS negotiation now.\n-ERR [SYS/TEMP] TLS initialization failed."}, "tls.starttls-refused fail pop3.tls"},
	{"refused", []string{hello, "+OK\nSTLS\n.", "-ERR TLS not available"}, "tls.starttls-refused fail pop3.tls"},
	{"not offered", []string{hello, "+OK\nUSER\n.", "-ERR unknown command"}, "tls.starttls-missing fail pop3.tls"},
	{"without CAPA it is tried", []string{hello, "-ERR unknown command", "-ERR unknown command"}, "tls.starttls-missing fail pop3.tls"},
	{"taken from the list", []string{hello, "+OK\nUSER\n.", "+OK begin"}, "net.middlebox fail pop3.tls"},
}

func TestPOPSTLS(t *testing.T) {
	for _, c := range popSTLS {
		s := &scripted{replies: c.server}
		p := popProfile("standard")
		p.Receive.Security = "starttls"
		r := s.run(t, p, withPOP(s))
		if got := first(r); got != c.found {
			t.Errorf("%s: %s, want %s\n%s", c.name, got, c.found, said(r))
		}
		if strings.Contains(strings.Join(s.heard(), "\n"), "USER") {
			t.Errorf("%s: signed in", c.name)
		}
	}
}

// TestPOPPlainOnTLSPort: the server greets in plain text.
func TestPOPPlainOnTLSPort(t *testing.T) {
	for greeting, want := range map[string]string{
		"+OK ready":  "tls.needs-starttls fail pop3.tls",
		"-ERR busy":  "tls.needs-starttls fail pop3.tls",
		"220 mx":     "net.wrong-service fail pop3.tls",
		"* OK ready": "net.wrong-service fail pop3.tls",
	} {
		s := &scripted{replies: []string{greeting}}
		p := popProfile("standard")
		p.Receive.Security, p.Receive.Port = "tls", 995
		if got := first(s.run(t, p, withPOP(s))); got != want {
			t.Errorf("%s: %s, want %s", greeting, got, want)
		}
	}
}

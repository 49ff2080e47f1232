package sandbox

import (
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

func TestZone(t *testing.T) {
	s := start(t, "")
	r := resolver(s, "udp")
	for name, want := range map[string]Endpoint{
		"submissions": s.SMTP[1], "submission": s.SMTP[0], "imaps": s.IMAP[1], "imap": s.IMAP[0], "pop3s": s.POP3[1], "pop3": s.POP3[0],
	} {
		for _, domain := range []string{Domain, "xn--wgv71a.test"} {
			_, list, err := r.LookupSRV(t.Context(), name, "tcp", domain)
			if err != nil || len(list) != 1 || list[0].Target != Host+"." || int(list[0].Port) != want.Port {
				t.Errorf("%s of %s: %+v %v, want port %d", name, domain, list, err, want.Port)
			}
		}
	}
	if txt, err := r.LookupTXT(t.Context(), "_ua-auto-config."+Domain); err != nil || len(txt) != 1 || !strings.HasPrefix(txt[0], "v=UAAC1; a=sha256; d=") {
		t.Errorf("%q %v", txt, err)
	}
	if txt, err := r.LookupTXT(t.Context(), Domain); err != nil || !slices.ContainsFunc(txt, func(s string) bool { return strings.HasPrefix(s, "v=spf1 ") }) {
		t.Errorf("%q %v", txt, err)
	}
	if m, err := ask(t, s, dnsmessage.TypePTR, "1.0.0.127.in-addr.arpa"); err != nil || len(m.Answers) != 1 || !strings.Contains(m.Answers[0].Body.GoString(), Host) {
		t.Errorf("%v %+v", err, m)
	}
}

func TestTLSA(t *testing.T) {
	data := map[string]string{}
	for _, fault := range []string{"", "discover.tlsa"} {
		s := start(t, fault)
		m, err := ask(t, s, typeTLSA, "_"+itoa(s.SMTP[0].Port)+"._tcp."+Host)
		if err != nil || len(m.Answers) != 1 {
			t.Fatalf("%v %+v", err, m)
		}
		body, ok := m.Answers[0].Body.(*dnsmessage.UnknownResource)
		if !ok || len(body.Data) != 35 || !slices.Equal(body.Data[:3], []byte{2, 1, 1}) {
			t.Errorf("%q: %+v", fault, m.Answers[0])
		}
		data[fault] = string(body.Data[3:])
	}
	if data[""] == data["discover.tlsa"] {
		t.Error("the fault changes nothing")
	}
}

func TestZoneFaults(t *testing.T) {
	var d *net.DNSError
	_, list, err := resolver(start(t, "discover.not-offered"), "udp").LookupSRV(t.Context(), "submission", "tcp", Domain)
	if err != nil || len(list) != 1 || list[0].Target != "." {
		t.Errorf("%+v %v", list, err)
	}
	if _, _, err = resolver(start(t, "discover.srv-failed"), "udp").LookupSRV(t.Context(), "submission", "tcp", Domain); !errors.As(err, &d) || d.IsNotFound {
		t.Errorf("%v", err)
	}
	if _, _, err = resolver(start(t, "discover.nothing"), "udp").LookupSRV(t.Context(), "submission", "tcp", Domain); !errors.As(err, &d) || !d.IsNotFound {
		t.Errorf("%v", err)
	}
	s := start(t, "discover.cname-loop")
	m, err := ask(t, s, dnsmessage.TypeA, "autoconfig."+Domain)
	if err != nil || len(m.Answers) != maxAliases || slices.ContainsFunc(m.Answers, func(r dnsmessage.Resource) bool { return r.Header.Type == dnsmessage.TypeA }) {
		t.Errorf("%v %+v", err, m.Answers)
	}
	if m, err = ask(t, s, dnsmessage.TypeMX, Bare); err != nil || m.RCode != dnsmessage.RCodeSuccess || len(m.Answers) != 0 {
		t.Errorf("%v %+v", err, m)
	}
}

func TestDiscoveryFaultsHaveNamesOfTheirOwn(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range append(Faults(), DiscoveryFaults()...) {
		if seen[f.Name] {
			t.Errorf("%s twice", f.Name)
		}
		seen[f.Name] = true
	}
	for _, f := range DiscoveryFaults() {
		if !strings.HasPrefix(f.Name, "discover.") {
			t.Errorf("%s", f.Name)
		}
	}
}

// TestDialUsual: the usual ports lead into the sandbox, all others away from
// loopback lead nowhere.
func TestDialUsual(t *testing.T) {
	s := start(t, "")
	c, err := s.DialUsual(t.Context(), "tcp", "127.0.0.1:80")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	req, _ := http.NewRequest(http.MethodGet, "http://autoconfig."+Domain+"/mail/config-v1.1.xml", nil)
	req.Close = true
	if err := req.Write(c); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(c)
	if err != nil || !strings.Contains(string(answer), "<hostname>"+Host) {
		t.Errorf("%v %s", err, answer)
	}
	if c, err := s.DialUsual(t.Context(), "tcp", "192.0.2.1:443"); err == nil {
		_ = c.Close()
		t.Error("something left the machine")
	}
}

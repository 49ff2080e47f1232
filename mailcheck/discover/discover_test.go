package discover

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"todoku/store"
)

func TestEveryProviderIsWellFormed(t *testing.T) {
	list := Providers()
	if len(list) < 40 {
		t.Fatalf("%d providers", len(list))
	}
	ids := map[string]bool{}
	for _, p := range list {
		if ids[p.ID] || p.ID == "" || strings.ToLower(p.ID) != p.ID {
			t.Errorf("id %q", p.ID)
		}
		ids[p.ID] = true
		if p.Names.JA == "" || p.Names.EN == "" {
			t.Errorf("%s: names %+v", p.ID, p.Names)
		}
		if len(p.SMTP) == 0 {
			t.Errorf("%s: no server", p.ID)
		}
		for _, s := range p.SMTP {
			checkServer(t, p.ID, s, []int{25, 465, 587, 1025, 2465, 2525, 2587}, store.Methods[:])
		}
		for _, s := range p.POP3 {
			checkServer(t, p.ID, s, []int{110, 995}, store.ReceiveAuths[:])
		}
		for _, s := range p.IMAP {
			checkServer(t, p.ID, s, []int{143, 993, 1143}, store.ReceiveAuths[:])
		}
		if !slices.Contains(UsernameForms[:], p.Username.Form) || (p.Username.Form == "literal") != (p.Username.Value != "") {
			t.Errorf("%s: user name %+v", p.ID, p.Username)
		}
		for _, k := range p.Secrets {
			if !slices.Contains(SecretKinds[:], k) {
				t.Errorf("%s: secret %q", p.ID, k)
			}
		}
		if len(p.Secrets) == 0 || len(p.Sources) == 0 {
			t.Errorf("%s: secrets %q, sources %q", p.ID, p.Secrets, p.Sources)
		}
		for _, s := range p.Sources {
			checkURL(t, p.ID, strings.Fields(s)[0])
		}
		if p.HelpURL != "" {
			checkURL(t, p.ID, p.HelpURL)
		}
	}
}

func checkServer(t *testing.T, id string, s Server, ports []int, methods []string) {
	t.Helper()
	if (s.Host == "") == (s.Example == "") {
		t.Errorf("%s: host %q and example %q: one of them", id, s.Host, s.Example)
	}
	if problem := store.CheckHost(s.Host + s.Example); problem != nil {
		t.Errorf("%s: %v", id, problem)
	}
	// Security is a matter of the port: 465 speaks TLS at once (RFC 8314).
	implicit := slices.Contains([]int{465, 2465, 993, 995}, s.Port)
	if !slices.Contains(ports, s.Port) || implicit != (s.Security == "tls") {
		t.Errorf("%s: port %d with %s", id, s.Port, s.Security)
	}
	if !slices.Contains(store.Securities[:], s.Security) || s.Security == "none" {
		t.Errorf("%s: security %q", id, s.Security)
	}
	for _, m := range s.Auth {
		if !slices.Contains(methods, m) {
			t.Errorf("%s: method %q", id, m)
		}
	}
	if s.Username != "" && !slices.Contains(UsernameForms[:], s.Username) || s.Template != "" && s.Host != "" {
		t.Errorf("%s: user name %q, template %q beside host %q", id, s.Username, s.Template, s.Host)
	}
	if len(s.Auth) == 0 || !slices.Contains(Trusts[:], s.Trust) {
		t.Errorf("%s: auth %q, trust %q", id, s.Auth, s.Trust)
	}
}

func checkURL(t *testing.T, id, s string) {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		t.Errorf("%s: %q is no address of a page: %v", id, s, err)
	}
}

func TestNoDomainHasTwoProviders(t *testing.T) {
	owner := map[string]string{}
	for _, p := range Providers() {
		for _, d := range p.Domains {
			if owner[d] != "" || strings.ToLower(d) != d || store.CheckHost(d) != nil {
				t.Errorf("domain %q of %s and %q", d, p.ID, owner[d])
			}
			owner[d] = p.ID
		}
	}
	mx := map[string]string{}
	for _, p := range Providers() {
		for _, d := range p.MX {
			if mx[d] != "" || strings.ToLower(d) != d || store.CheckHost(d) != nil {
				t.Errorf("MX %q of %s and %q", d, p.ID, mx[d])
			}
			mx[d] = p.ID
		}
	}
	suffix := map[string]string{}
	for _, p := range Providers() {
		for _, d := range p.Suffixes {
			if suffix[d] != "" || strings.ToLower(d) != d || store.CheckHost(d) != nil {
				t.Errorf("suffix %q of %s and %q", d, p.ID, suffix[d])
			}
			suffix[d] = p.ID
		}
	}
}

func TestByDomain(t *testing.T) {
	for domain, want := range map[string]string{
		"gmail.com": "gmail", "GMAIL.com.": "gmail", " googlemail.com ": "gmail",
		"contoso.onmicrosoft.com": "microsoft365", "yahoo.co.jp": "yahoo-jp", "yahoo.com": "yahoo",
		"ocn.ne.jp": "ocn", "a1.ocn.ne.jp": "ocn", "i.softbank.jp": "softbank",
		"kir.biglobe.ne.jp": "biglobe", "shop.sakura.ne.jp": "sakura", "d1.dion.ne.jp": "au-one-net",
		"example.co.jp": "", "": "", "xocn.ne.jp": "", "gmail.com.example.jp": "", "mail.gmail.com": "", "ne.jp": "",
	} {
		p, ok := ByDomain(domain)
		if p.ID != want || ok != (want != "") {
			t.Errorf("%q: %q %v, want %q", domain, p.ID, ok, want)
		}
	}
}

func TestLongestSuffixWins(t *testing.T) {
	list := []Provider{
		{ID: "part", Suffixes: []string{"mail.example.jp"}}, {ID: "whole", Suffixes: []string{"example.jp"}},
		{ID: "one", Domains: []string{"x.mail.example.jp"}},
	}
	for domain, want := range map[string]string{
		"a.mail.example.jp": "part", "mail.example.jp": "part", "a.example.jp": "whole", "x.mail.example.jp": "one",
	} {
		if p, _ := byDomain(list, domain); p.ID != want {
			t.Errorf("%s: %q, want %q", domain, p.ID, want)
		}
	}
}

func TestByMX(t *testing.T) {
	for host, want := range map[string]string{
		"aspmx.l.GOOGLE.com.": "google-workspace", "contoso-com.mail.protection.outlook.com": "microsoft365",
		"outlook-com.olc.protection.outlook.com": "outlook-com", "mx-aol.mail.gm0.yahoodns.net": "aol", "mta5.am0.yahoodns.net": "yahoo",
		"in1-smtp.messagingengine.com": "fastmail", "bgmgate1.biglobe.ne.jp": "biglobe",
		"xgoogle.com": "", "mx.example.org": "", "": "", ".": "",
	} {
		if p, ok := ByMX(host); p.ID != want || ok != (want != "") {
			t.Errorf("%q: %q %v, want %q", host, p.ID, ok, want)
		}
	}
}

func TestUser(t *testing.T) {
	for id, want := range map[string]string{
		"gmail": "a.b@example.jp", "yahoo-jp": "a.b", "iijmio": "a.b.example.jp", "sendgrid": "apikey", "amazon-ses": "", "microsoft365-direct-send": "",
	} {
		p, ok := ByID(id)
		if !ok {
			t.Fatalf("no %s", id)
		}
		if got, known := p.User("a.b@example.jp"); got != want || known != (want != "") {
			t.Errorf("%s: %q %v, want %q", id, got, known, want)
		}
		if _, known := p.User("nobody"); known && p.Username.Form != "literal" {
			t.Errorf("%s: a user name out of no address", id)
		}
	}
	if _, ok := ByID("nobody"); ok {
		t.Error("found a provider that does not exist")
	}
}

func TestComplete(t *testing.T) {
	type server struct {
		host     string
		port     int
		security string
	}
	for name, c := range map[string]struct {
		kind, provider string
		has, want      server
	}{
		"google":                {"google", "", server{}, server{"smtp.gmail.com", 465, "tls"}},
		"google on 587":         {"google", "", server{port: 587}, server{"smtp.gmail.com", 587, "starttls"}},
		"google with starttls":  {"google", "", server{security: "starttls"}, server{"smtp.gmail.com", 587, "starttls"}},
		"google on 2525":        {"google", "", server{port: 2525}, server{port: 2525}},
		"microsoft":             {"microsoft365", "", server{}, server{"smtp.office365.com", 587, "starttls"}},
		"microsoft on 25":       {"microsoft365", "", server{port: 25}, server{"smtp.office365.com", 25, "starttls"}},
		"provider":              {"provider", "icloud", server{}, server{"smtp.mail.me.com", 587, "starttls"}},
		"second host":           {"provider", "zoho", server{host: "SMTPPRO.zoho.com"}, server{"SMTPPRO.zoho.com", 465, "tls"}},
		"someone else's host":   {"provider", "zoho", server{host: "smtp.example.org"}, server{host: "smtp.example.org"}},
		"a host per customer":   {"provider", "xserver", server{}, server{"", 465, "tls"}},
		"the customer's host":   {"provider", "xserver", server{host: "sv99.xserver.jp", port: 587}, server{"sv99.xserver.jp", 587, "starttls"}},
		"unknown provider":      {"provider", "nobody", server{}, server{}},
		"no provider":           {"provider", "", server{}, server{}},
		"own server":            {"smtp", "gmail", server{}, server{}},
		"api":                   {"api", "google", server{}, server{}},
		"local":                 {"local", "", server{}, server{"localhost", 25, "none"}},
		"local by address":      {"local", "", server{host: "127.0.0.1"}, server{"127.0.0.1", 25, "none"}},
		"local on another port": {"local", "", server{port: 2525}, server{"localhost", 2525, "none"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := store.Default()
			p.ServerType, p.Provider = c.kind, c.provider
			p.SMTP.Host, p.SMTP.Port, p.SMTP.Security = c.has.host, c.has.port, c.has.security
			before := p.SMTP
			got := Complete(p)
			if s := (server{got.SMTP.Host, got.SMTP.Port, got.SMTP.Security}); s != c.want {
				t.Errorf("%+v, want %+v", s, c.want)
			}
			if p.SMTP.Host != before.Host {
				t.Error("the profile itself was changed")
			}
		})
	}
}

// TestCompleteMailbox: the receiving server of a provider that is known.
func TestCompleteMailbox(t *testing.T) {
	for _, c := range []struct{ kind, provider, protocol, host string }{
		{"google", "", "imap", "imap.gmail.com"}, {"microsoft365", "", "pop3", "outlook.office365.com"},
		{"api", "google", "pop3", "pop.gmail.com"}, {"google", "", "", ""}, {"smtp", "", "imap", ""},
	} {
		p := store.Default()
		p.ServerType, p.Provider, p.Receive.Protocol = c.kind, c.provider, c.protocol
		got := Complete(p)
		if got.Receive.Host != c.host || (got.Receive.Port == 0) != (c.host == "") || c.kind == "api" && got.SMTP.Host != "" {
			t.Errorf("%+v: %s:%d, sending %s", c, got.Receive.Host, got.Receive.Port, got.SMTP.Host)
		}
	}
}

func TestBrokenDataAreRefused(t *testing.T) {
	for _, data := range []string{"provider = 1", "[[provider]]\nid = \"x\"\nhots = []"} {
		if _, err := decode(data); err == nil {
			t.Errorf("%q was taken", data)
		}
	}
}

func TestCallersCannotChangeTheTable(t *testing.T) {
	Providers()[0].ID = "changed"
	if Providers()[0].ID == "changed" {
		t.Error("the table was changed")
	}
}

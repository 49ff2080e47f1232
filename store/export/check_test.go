package export

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"todoku/store"
)

// A profile that a tool cannot be told is refused under the key that says so.
func TestRefusals(t *testing.T) {
	change := func(f func(p *store.Profile)) store.Profile {
		p := byPassword()
		f(&p)
		return p
	}
	for _, c := range []struct {
		tool      string
		p         store.Profile
		key, code string
	}{
		{"msmtp", change(func(p *store.Profile) { p.ServerType = "api" }), "server_type", "api"},
		{"postfix", change(func(p *store.Profile) { p.SMTP.Auth.Method = "pop-before-smtp" }), "smtp.auth.method", "pop_before_smtp"},
		{"msmtp", change(func(p *store.Profile) { p.SMTP.Host = "" }), "smtp.host", "no_server"},
		{"dma", byPassword(), "smtp.auth.method", "method"},
		{"git", byToken(), "smtp.auth.method", "method"},
		{"s-nail", change(func(p *store.Profile) { p.SMTP.Auth.Method = "scram-sha-256" }), "smtp.auth.method", "method"},
		{"postfix", change(func(p *store.Profile) { p.SMTP.Auth.Method, p.OAuth.Flow = "xoauth2", "app-only" }), "oauth.flow", "app_only"},
		{"postfix", change(func(p *store.Profile) { p.SMTP.Host = "2001:db8::1" }), "smtp.host", "address"},
		{"grafana", change(func(p *store.Profile) { p.SMTP.Security = "tls" }), "smtp.port", "tls_port"},
		{"alertmanager", change(func(p *store.Profile) { p.SMTP.Port = 465 }), "smtp.port", "tls_port"},
		{"gitea", change(func(p *store.Profile) { p.SMTP.Security = "none" }), "smtp.security", "no_plain"},
		{"opensmtpd", change(func(p *store.Profile) { p.SMTP.Security, p.SMTP.Host = "none", "localhost" }), "smtp.security", "no_plain"},
		{"django", change(func(p *store.Profile) { p.SMTP.VerifyCertificate = false }), "smtp.verify_certificate", "verify"},
		{"mbsync", change(func(p *store.Profile) { p.SMTP.VerifyCertificate = false }), "smtp.verify_certificate", "verify"},
		{"mbsync", change(func(p *store.Profile) { p.Receive = store.Receive{} }), "receive", "no_mailbox"},
		{"aerc", change(func(p *store.Profile) { p.Receive = store.Receive{} }), "receive", "no_mailbox"},
		{"mbsync", implicit(), "receive.protocol", "protocol"},
		{"getmail", byPassword(), "receive.security", "security"},
		{"fetchmail", byToken(), "receive.auth", "method"},
		{"getmail", change(func(p *store.Profile) {
			p.Receive.Protocol, p.Receive.Security, p.Receive.Auth = "pop3", "tls", "xoauth2"
		}), "receive.auth", "method"},
	} {
		tl, _ := ByID(c.tool)
		_, err := tl.Render(c.p, options(""))
		var p *store.Problem
		if !errors.As(err, &p) || p.Key != c.key || p.Code != "export.refused."+c.code || p.Args["tool"] != c.tool {
			t.Errorf("%s: %v, want %s %s", c.tool, err, c.key, c.code)
		}
	}
	gitea, _ := ByID("gitea")
	if err := gitea.Check(change(func(p *store.Profile) { p.SMTP.Security, p.SMTP.Host = "none", "localhost" })); err != nil {
		t.Errorf("to this machine itself: %v", err)
	}
	mbsync, _ := ByID("mbsync")
	if err := mbsync.Check(change(func(p *store.Profile) { p.ServerType = "api" })); err != nil {
		t.Errorf("a mailbox beside an API: %v", err)
	}
}

// The tools that a refusal names can really be told.
func TestOthersCan(t *testing.T) {
	tl, _ := ByID("dma")
	others := strings.Split(tl.Check(byPassword()).Args["others"], ", ")
	if len(others) < 10 || slices.Contains(others, "dma") || slices.Contains(others, "mbsync") {
		t.Errorf("others: %q", others)
	}
	for _, id := range others {
		o, _ := ByID(id)
		if _, err := o.Render(byPassword(), options("")); err != nil {
			t.Errorf("%s: %v", id, err)
		}
	}
}

// What is lost is said, and only where it is.
func TestNotes(t *testing.T) {
	codes := func(id string, p store.Profile) string {
		tl, _ := ByID(id)
		r, err := tl.Render(p, options("hunter2"))
		if err != nil {
			t.Fatalf("%s: %v", id, err)
		}
		var all []string
		for _, n := range r.Notes {
			all = append(all, n.Code)
		}
		return strings.Join(all, " ")
	}
	odd := implicit()
	odd.Receive.Timeout = store.Duration(time.Minute)
	for id, want := range map[string]string{
		"msmtp": "", "mutt": "helo", "git": "timeout", "gitea": "timeout ca_file", "opensmtpd": "helo timeout ca_file",
		"dma": "helo timeout ca_file never_verified", "himalaya": "helo timeout ca_file no_mailbox", "fetchmail": "",
	} {
		if got := codes(id, odd); got != want {
			t.Errorf("%s: notes %q, want %q", id, got, want)
		}
	}
	odd.SMTP.Security, odd.SMTP.Port, odd.Receive.Security = "none", 25, "none"
	if got := codes("dma", odd); got != "helo timeout" {
		t.Errorf("without TLS: %q", got)
	}
	keep := byPassword()
	keep.Receive.LeaveOnServer = false
	if got := codes("mbsync", keep); got != "keep" {
		t.Errorf("mbsync: %q", got)
	}
}

// A secret is read only where it cannot be named by its place.
func TestSecretsAreNamedByTheirPlace(t *testing.T) {
	for _, tl := range Tools() {
		p := byPassword()
		p.SMTP.Auth.Method = "login"
		p.Receive.Port, p.Receive.Security = 993, "tls"
		asked := false
		o := options("hunter2")
		o.Reveal = func(string) (store.Secret, error) { asked = true; return store.NewSecret("hunter2"), nil }
		r, err := tl.Render(p, o)
		if err != nil {
			t.Fatalf("%s: %v", tl.ID, err)
		}
		if inline := tl.Secret[0] == "inline"; asked != inline {
			t.Errorf("%s: secret read: %v", tl.ID, asked)
		}
		for _, part := range r.Parts {
			if strings.Contains(part.Body, "hunter2") != part.Secret {
				t.Errorf("%s: %s holds a secret: %v", tl.ID, part.Path, part.Secret)
			}
			if part.Secret && part.Open && part.Place == "" && tl.Secret[0] == "inline" {
				t.Errorf("%s: %s is open and holds a secret", tl.ID, part.Path)
			}
		}
		o.Reveal = nil
		r, err = tl.Render(p, o)
		if err != nil {
			t.Fatal(err)
		}
		placeholder := slices.ContainsFunc(r.Notes, func(n Note) bool { return n.Code == "placeholder" })
		if placeholder != (tl.Secret[0] == "inline") {
			t.Errorf("%s: placeholder told: %v", tl.ID, placeholder)
		}
	}
}

// A secret that cannot be read is an error, and nothing is rendered.
func TestUnreadableSecret(t *testing.T) {
	bad := errors.New("locked")
	tl, _ := ByID("postfix")
	o := options("")
	o.Reveal = func(string) (store.Secret, error) { return store.Secret{}, bad }
	if r, err := tl.Render(byPassword(), o); !errors.Is(err, bad) || len(r.Parts) > 0 {
		t.Errorf("%v %v", r, err)
	}
}

// A file that has its default account keeps it.
func TestDefaultAccount(t *testing.T) {
	for _, c := range []struct {
		tool, file string
		kept       bool
	}{
		{"msmtp", "", false},
		{"msmtp", "# host x\n\ndefaults\ntls on\naccount a\nhost a\n", false},
		{"msmtp", "account a\nhost a\naccount default : a\n", true},
		{"msmtp", "host a\naccount b\nhost b\n", true}, // the default account, unsaid
		{"msmtp", "account default\nhost a\n", true},
		{"msmtp", "# >>> todoku alerts >>>\naccount default : alerts\n# <<< todoku alerts <<<\n", false},
		{"msmtp", "# >>> todoku other >>>\naccount default : other\n# <<< todoku other <<<\n", true},
		{"himalaya", "[accounts.a]\ndefault = true\n", true},
		{"himalaya", "[accounts.a]\ndefault = false\n", false},
		{"git", "[sendemail]\n\tidentity = work\n", true},
		{"git", "[user]\n\tname = x\n", false},
	} {
		tl, _ := ByID(c.tool)
		o := options("")
		o.Path = "/home/x/rc"
		o.Existing = func(path string) ([]byte, bool, error) { return []byte(c.file), path == "/home/x/rc", nil }
		r, err := tl.Render(byPassword(), o)
		if err != nil {
			t.Fatal(err)
		}
		body := r.Parts[0].Body
		says := strings.Contains(body, "account default") || strings.Contains(body, "default = true") || strings.Contains(body, "identity =")
		if says == c.kept || (len(r.Notes) == 1) != c.kept {
			t.Errorf("%s after %q: says default %v, notes %v", c.tool, c.file, says, r.Notes)
		}
	}
}

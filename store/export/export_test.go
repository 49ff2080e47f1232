package export

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"todoku/store"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// byPassword is what most profiles are: STARTTLS, a password, IMAP.
func byPassword() store.Profile {
	p := store.Default()
	p.Name, p.ServerType = "alerts", "smtp"
	p.Sender = store.Sender{Address: "alerts@example.co.jp", Name: "監視システム"}
	p.SMTP.Host, p.SMTP.Port, p.SMTP.Security = "mail.example.co.jp", 587, "starttls"
	p.SMTP.Auth = store.Auth{Method: "plain", Username: "alerts", Password: store.SecretRef{From: "file", Path: "alerts.secret"}}
	p.Receive = store.Receive{Protocol: "imap", Host: "imap.example.co.jp", Port: 143, Security: "starttls", Auth: "standard", LeaveOnServer: true, Timeout: store.DefaultTimeout}
	return p
}

// implicit is TLS from the first octet, with LOGIN, a command for the password,
// and everything set that some tools have no word for.
func implicit() store.Profile {
	p := byPassword()
	p.SMTP.Port, p.SMTP.Security, p.SMTP.Auth.Method = 465, "tls", "login"
	p.SMTP.CAFile, p.SMTP.HELO, p.SMTP.Timeout = "ca.pem", "web1.example.co.jp", store.Duration(20*time.Second)
	p.SMTP.Auth.Password = store.SecretRef{From: "command", Argv: []string{"pass", "show", "mail/alerts"}}
	p.Receive.Protocol, p.Receive.Port, p.Receive.Security, p.Receive.Host = "pop3", 995, "tls", "pop.example.co.jp"
	p.Receive.LeaveOnServer = false
	return p
}

// byToken signs in with OAuth.
func byToken() store.Profile {
	p := byPassword()
	p.SMTP.Host, p.SMTP.Auth = "smtp.office365.com", store.Auth{Method: "xoauth2", Username: "alerts@example.co.jp"}
	p.Receive.Host, p.Receive.Port, p.Receive.Security, p.Receive.Auth = "outlook.office365.com", 993, "tls", "xoauth2"
	p.OAuth.ClientID, p.OAuth.Flow = "11111111-2222-3333-4444-555555555555", "device"
	return p
}

// awkward has every character that means something somewhere. Its secret does too.
func awkward() store.Profile {
	p := byPassword()
	p.Name = "見張り.1"
	p.Sender = store.Sender{Address: "o'neil+$x`y{z}@日本語.jp", Name: `a "b" \c #d; $e %f` + " `g` <%= h %> ${i}"}
	p.SMTP.Auth.Username = `u"s\e'r $HOME %d #x` + "`id`" + `{}^`
	p.SMTP.Auth.Password = store.SecretRef{From: "file", Path: `se cret's "$x" %d.txt`}
	p.Receive.Username, p.Receive.Password = "in box", store.SecretRef{From: "env", Name: "IN_PASSWORD"}
	return p
}

// noBlanks is as awkward as the tools can bear that end a word at a blank.
func noBlanks() store.Profile {
	p := awkward()
	p.Name, p.Sender.Address, p.SMTP.Auth.Method = "alerts", "o'neil+$x`y@日本語.jp", "login"
	p.SMTP.Auth.Username = `u"s\e'r$HOME%d#x` + "`id`"
	p.SMTP.Auth.Password = store.SecretRef{From: "env", Name: "MAIL_PASSWORD"}
	return p
}

const awkwardSecret = ` p"a\s's $HOME %d #x ` + "`id`" + ` {}^:;|<> 日本 `

// options are those of a profile in /etc/todoku; reveal gives every secret.
func options(secret string) Options {
	o := Options{Dir: "/etc/todoku", Token: []string{"todoku", "token", "alerts"}, TokenURL: "https://login.example.com/token"}
	if secret != "" {
		o.Reveal = func(string) (store.Secret, error) { return store.NewSecret(secret), nil }
	}
	return o
}

// printed is an export as the goldens have it.
func printed(tl Tool, p store.Profile, o Options) string {
	r, err := tl.Render(p, o)
	if err != nil {
		return "refused: " + strings.ReplaceAll(err.Error(), "\n", " ") + "\n"
	}
	var b strings.Builder
	for _, part := range r.Parts {
		b.WriteString("--- " + part.Path)
		if part.Secret {
			b.WriteString(" (secret)")
		}
		b.WriteString("\n" + part.Body)
	}
	for _, n := range r.Notes {
		b.WriteString("note: " + (&store.Problem{Code: n.Code, Args: n.Args}).Error() + "\n")
	}
	return b.String()
}

// An IPv6 address stands in brackets where a port follows.
func TestServerNamedByItsAddress(t *testing.T) {
	p := byPassword()
	p.SMTP.Host, p.SMTP.VerifyCertificate, p.Receive = "2001:db8::1", false, store.Receive{}
	for id, want := range map[string]string{
		"msmtp": "host 2001:db8::1\n", "postfix": "relayhost = [2001:db8::1]:587\n", "exim": "route_data = 2001::db8::::1\n",
		"opensmtpd": "@[2001:db8::1]:587\"", "git": "[credential \"smtp://[2001:db8::1]:587\"]", "s-nail": "@[2001:db8::1]:587'",
		"curl": "smtp://[2001:db8::1]:587/", "grafana": "`[2001:db8::1]:587`", "alertmanager": "\"[2001:db8::1]:587\"",
	} {
		tl, _ := ByID(id)
		if got := printed(tl, p, options("hunter2")); !strings.Contains(got, want) {
			t.Errorf("%s lacks %q:\n%s", id, want, got)
		}
	}
}

func TestGolden(t *testing.T) {
	for _, tl := range Tools() {
		var b strings.Builder
		for _, c := range []struct {
			title string
			p     store.Profile
			o     Options
		}{
			{"STARTTLS, a password in a file", byPassword(), options("")},
			{"implicit TLS, a command, revealed", implicit(), options("hunter2")},
			{"OAuth", byToken(), options("")},
			{"awkward characters, revealed", awkward(), options(awkwardSecret)},
			{"awkward characters without blanks, revealed", noBlanks(), options(strings.TrimSpace(awkwardSecret))},
		} {
			b.WriteString("=== " + c.title + "\n" + printed(tl, c.p, c.o))
		}
		got := b.String()
		if strings.Contains(got, "PANIC") || strings.Contains(got, "<no value>") {
			t.Errorf("%s: a template forgets an escape:\n%s", tl.ID, got)
		}
		path := filepath.Join("testdata", tl.ID+".txt")
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s differs from %s; got\n%s", tl.ID, path, got)
		}
	}
}

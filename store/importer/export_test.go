package importer

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"todoku/store"
	"todoku/store/export"
)

// exported are the files that an export writes, by their base name.
func exported(t *testing.T, tool string, p store.Profile, reveal bool) (main string, open func(string) ([]byte, error)) {
	t.Helper()
	x, ok := export.ByID(tool)
	if !ok {
		t.Fatalf("there is no export to %s", tool)
	}
	o := export.Options{Dir: "/etc/todoku", Token: []string{"todoku", "token", p.Name}}
	if reveal {
		o.Reveal = func(key string) (store.Secret, error) { return store.NewSecret("pw of " + key), nil }
	}
	r, err := x.Render(p, o)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, part := range r.Parts {
		files[filepath.Base(part.Path)] = part.Text(p.Name, nil)
	}
	return r.Parts[0].Text(p.Name, nil), func(path string) ([]byte, error) {
		if text, ok := files[filepath.Base(path)]; ok {
			return []byte(text), nil
		}
		return nil, os.ErrNotExist
	}
}

// TestThereAndBack: what todoku writes for a program, it reads from it: the same
// sender, server, TLS, method, user and password, where the program has them all.
func TestThereAndBack(t *testing.T) {
	starttls := store.Default()
	starttls.Name, starttls.ServerType = "alerts", "smtp"
	starttls.Sender = store.Sender{Address: "alerts@example.co.jp", Name: "Alert, \"the\" System"}
	starttls.SMTP.Host, starttls.SMTP.Port, starttls.SMTP.Security = "mail.example.co.jp", 587, "starttls"
	starttls.SMTP.Auth = store.Auth{Method: "plain", Username: "alerts", Password: store.SecretRef{From: "file", Path: "alerts.secret"}}
	tls := starttls
	tls.SMTP.Port, tls.SMTP.Security, tls.SMTP.CAFile = 465, "tls", "/etc/ca.pem"
	tls.SMTP.Auth.Method = "login"
	command := tls
	command.SMTP.Auth.Password = store.SecretRef{From: "command", Argv: []string{"pass", "show", "mail/alerts it's"}}
	for _, tool := range []string{Msmtp, Git, Mutt, Postfix} {
		for name, p := range map[string]store.Profile{"starttls": starttls, "tls": tls, "command": command} {
			for _, reveal := range []bool{true, false} {
				text, open := exported(t, tool, p, reveal)
				res := read(t, Request{Data: []byte(text), File: tool, Open: open})
				if ps := res.All(); len(ps) > 0 || len(res.Accounts) != 1 || res.Kind != tool {
					t.Errorf("%s, %s: %s %v\n%s", tool, name, res.Kind, ps, text)
					continue
				}
				got, a := res.Accounts[0].Profile, res.Accounts[0]
				for _, key := range []string{"sender.address", "smtp.host", "smtp.port", "smtp.security", "smtp.auth.method", "smtp.auth.username", "smtp.verify_certificate"} {
					have, _ := store.Get(&got, key)
					if want, _ := store.Get(&p, key); have != want {
						t.Errorf("%s, %s: %s is %q, was %q\n%s", tool, name, key, have, want, text)
					}
				}
				secret := a.Secrets[passwordKey].Reveal()
				if strings.Contains(secret, "REPLACE") || secret == "" && got.SMTP.Auth.Password.IsZero() && reveal {
					t.Errorf("%s, %s, %v: the password is %q\n%s", tool, name, reveal, secret, text)
				}
				if secret != "" && secret != "pw of "+passwordKey {
					t.Errorf("%s, %s: the password is %q", tool, name, secret)
				}
			}
		}
	}
}

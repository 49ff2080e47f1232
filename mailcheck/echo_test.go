package mailcheck

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"todoku/store"
)

// TestEchoes: whatever form of it a server says, and however short it is, the
// password stands nowhere in a report.
func TestEchoes(t *testing.T) {
	const ehlo = "250-mx\n250 AUTH PLAIN"
	for _, password := range []string{testPassword, "abc", "7", `日本"語'`, "a b"} {
		ir := b64("\x00alice\x00" + password)
		for name, replies := range map[string][]string{
			"as it is":            {"535 5.7.8 what is " + password + "?"},
			"encoded on its own":  {"535-5.7.8 what is " + b64(password) + "\n535 5.7.8 (" + password + ")"},
			"not a reply":         {"password=" + password + " user=alice"},
			"in a later reply":    {"235 ok", "550 5.7.1 <" + password + "> " + ir + " is not yours"},
			"in a very long line": {"535 " + strings.Repeat("x ", 96) + password + strings.Repeat(" y", 4096)},
			"as a challenge":      {"334 " + b64(password), "501 " + password},
		} {
			s := &scripted{replies: append([]string{"220 mx", ehlo}, replies...)}
			o := with(s)
			o.Password = func(context.Context) (store.Secret, error) { return store.NewSecret(password), nil }
			p := profile("plain")
			p.SMTP.Port, p.SMTP.Host = 25, "192.0.2.1"
			r := s.run(t, p, o)
			all := fmt.Sprintf("%+v", r.Stages[5:])
			for _, f := range r.Findings {
				all += fmt.Sprintf("%+v", f)
			}
			for _, secret := range []string{password, b64(password), ir} {
				if holdsWord(all, secret) {
					t.Errorf("%s: %q is in\n%s", name, secret, all)
				}
			}
		}
	}
}

// holdsWord looks for short secrets as words: 7 is in every time.
func holdsWord(s, secret string) bool {
	if len(secret) >= shortSecret {
		return strings.Contains(s, secret)
	}
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" <>()?=[]{}:,;", r) }) {
		if word == secret {
			return true
		}
	}
	return false
}

// TestHidingDoesNotChangeTheDialogue: a password that looks like a part of the
// protocol is taken out of what is shown, not out of what is understood.
func TestHidingDoesNotChangeTheDialogue(t *testing.T) {
	for _, password := range []string{"235 2.7.0", "235 ", "VXNl", "UGFzc3dv", "250"} {
		s := &scripted{replies: []string{"220 mx", "250-mx\n250 AUTH LOGIN", "334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6", "235 2.7.0 ok", "250 ok", "250 ok"}}
		o := with(s)
		o.Password = func(context.Context) (store.Secret, error) { return store.NewSecret(password), nil }
		r := s.run(t, profile("login"), o)
		if r.Verdict != Warn {
			t.Errorf("password %q: %s %s\n%s", password, r.Verdict, first(r), said(r))
		}
	}
}

// TestGreetingThatDoesNotEnd: what came of it is told.
func TestGreetingThatDoesNotEnd(t *testing.T) {
	s := &scripted{replies: []string{"220-mx wait a moment"}}
	p := profile("none")
	p.SMTP.Timeout = store.Duration(100 * time.Millisecond)
	r := s.run(t, p, with(s))
	if got := first(r); got != "net.no-banner fail smtp.greeting" {
		t.Fatal(got)
	}
	if got := strings.Join(r.Findings[0].Evidence, "\n"); !strings.Contains(got, "220-mx wait a moment") {
		t.Errorf("evidence %q does not tell what came", got)
	}
}

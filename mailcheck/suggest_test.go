package mailcheck

import (
	"slices"
	"testing"
)

func TestNearestHost(t *testing.T) {
	known := []string{"smtp.gmail.com", "smtp.office365.com", "smtp.mail.yahoo.co.jp"}
	for host, want := range map[string]string{
		"smtp.gmial.com":       "smtp.gmail.com", // swapped
		"smpt.gmail.com":       "smtp.gmail.com",
		"SMTP.Gmail.co":        "smtp.gmail.com",
		"smtp.ofice365.com":    "smtp.office365.com",
		"smtp.mail.yahoo.c.jp": "smtp.mail.yahoo.co.jp",
		"smtp.gmail.com":       "",
		"mail.example.co.jp":   "",
		"":                     "",
	} {
		if got := nearestHost(host, known); got != want {
			t.Errorf("%q: %q, want %q", host, got, want)
		}
	}
	if len(knownHosts()) < 10 {
		t.Errorf("only %d known hosts", len(knownHosts()))
	}
}

func TestUsualNames(t *testing.T) {
	for host, want := range map[string][]string{
		"mial.example.org": {"smtp.mial.example.org", "mail.mial.example.org", "smtp.example.org", "mail.example.org"},
		"mail.example.org": {"smtp.mail.example.org", "mail.mail.example.org", "smtp.example.org"},
		"example.org":      {"smtp.example.org", "mail.example.org"},
		"localhost":        nil,
	} {
		if got := usualNames(host); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", host, got, want)
		}
	}
}

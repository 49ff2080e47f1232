package discover

import (
	"slices"
	"testing"

	"todoku/store"
)

func TestSPFIsWellFormed(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range loadSPF() {
		for _, id := range s.Providers {
			if _, ok := ByID(id); !ok || seen[id] {
				t.Errorf("%s: no such provider, or twice", id)
			}
			seen[id] = true
		}
		facts := 0
		for _, told := range []bool{s.Include != "", s.ReturnPath == "own", s.Direct} {
			if told {
				facts++
			}
		}
		if facts != 1 || s.Include != "" && store.CheckHost(s.Include) != nil && s.Include[0] != '_' {
			t.Errorf("%v: %+v", s.Providers, s)
		}
		if !slices.Contains(Trusts[:], s.Trust) || len(s.Sources) == 0 || len(s.Providers) == 0 {
			t.Errorf("%v: trust %q, %d sources", s.Providers, s.Trust, len(s.Sources))
		}
	}
}

func TestWays(t *testing.T) {
	for _, c := range []struct {
		kind, provider, host, want, include string
	}{
		{"google", "", "", "gmail", "_spf.google.com"},
		{"microsoft365", "", "smtp.office365.com", "microsoft365", "spf.protection.outlook.com"},
		{"provider", "fastmail", "", "fastmail", "spf.messagingengine.com"},
		{"api", "microsoft365", "graph.microsoft.com", "microsoft365", "spf.protection.outlook.com"},
		{"smtp", "", "SMTP.gmail.com", "gmail", "_spf.google.com"},
		{"smtp", "", "email-smtp.eu-west-1.amazonaws.com", "amazon-ses", ""},
		{"smtp", "", "acme-jp.mail.protection.outlook.com", "microsoft365-direct-send", ""},
		{"smtp", "", "outlook.com", "", ""},
		{"smtp", "", "mail.example.org", "", ""},
		{"smtp", "", "mail.example.co.jp", "", ""},
		{"local", "", "localhost", "", ""},
		{"smtp", "", "", "", ""},
	} {
		p := store.Profile{ServerType: c.kind, Provider: c.provider}
		p.SMTP.Host = c.host
		list := Ways(p)
		id := ""
		if len(list) > 0 {
			id = list[0].ID
		}
		if id != c.want || SPFOf(list).Include != c.include {
			t.Errorf("%s %s %s: %q, include %q", c.kind, c.provider, c.host, id, SPFOf(list).Include)
		}
	}
}

package cause

import (
	"slices"
	"testing"
)

// TestIMAPReplies: what IMAP servers say, from the text alone, with and without
// the tag of the command; and one rule at most of the best rank.
func TestIMAPReplies(t *testing.T) {
	for _, s := range read(t, "testdata/replies_imap.json") {
		got := Diagnose(s.evidence())
		if len(got) == 0 || !slices.Contains(append([]string{s.Cause}, s.Also...), got[0].Cause) {
			t.Errorf("%s: want %s, got %v\n\t%s", s.ID, s.Cause, got, s.Raw)
		}
		if rules := matching(look(s.evidence())); len(rules) > 1 {
			t.Errorf("%s: %d rules of equal rank: %v", s.ID, len(rules), rules)
		}
	}
}

// TestIMAPCodes: response codes (RFC 5530) by stage, whatever the words.
func TestIMAPCodes(t *testing.T) {
	for _, c := range []struct{ stage, mechanism, text, cause string }{
		{"imap.auth", "LOGIN", "NO [AUTHENTICATIONFAILED] nope", "auth.bad-credentials"},
		{"imap.auth", "XOAUTH2", "NO [AUTHENTICATIONFAILED] nope", "auth.token-rejected"},
		{"imap.auth", "LOGIN", "NO [UNAVAILABLE] user lookup", "auth.temporary"},
		{"imap.mailbox", "LOGIN", "NO [UNAVAILABLE] x", "session.unavailable"},
		{"imap.auth", "LOGIN", "NO [AUTHORIZATIONFAILED] x", "auth.mailbox-permission"},
		{"imap.auth", "LOGIN", "NO [EXPIRED] x", "auth.account-blocked"},
		{"imap.auth", "LOGIN", "NO [PRIVACYREQUIRED] x", "auth.tls-first"},
		{"imap.auth", "LOGIN", "NO [CONTACTADMIN] x", "auth.account-blocked"},
		{"imap.auth", "LOGIN", "NO [LIMIT] x", "session.too-many-connections"},
		{"imap.mailbox", "LOGIN", "NO [NONEXISTENT] x", "auth.mailbox-permission"},
		{"imap.mailbox", "LOGIN", "NO [NOPERM] x", "auth.mailbox-permission"},
		{"imap.mailbox", "XOAUTH2", "BAD User is authenticated but not connected.", "auth.mailbox-permission"},
		{"imap.auth", "LOGIN", "NO nope", "auth.bad-credentials"},
		{"imap.auth", "LOGIN", "BAD what?", "session.protocol-error"},
		{"imap.auth", "LOGIN", "BYE so long", "session.unavailable"},
		{"imap.greeting", "", "BYE come back", "session.unavailable"},
		{"imap.greeting", "", "BYE Too many connections from your IP", "session.too-many-connections"},
		{"imap.caps", "", "BAD what?", "session.protocol-error"},
		{"imap.tls", "", "NO not now", "tls.starttls-refused"},
		{"imap.tls", "", "BAD what?", "tls.starttls-refused"},
	} {
		e := Evidence{Stage: c.stage, Mechanism: c.mechanism, Text: c.text, Offered: []string{"PLAIN"}, Facts: map[string]string{FactAuth: "true", FactStartTLS: "true"}}
		if got := Diagnose(e); len(got) == 0 || got[0].Cause != c.cause {
			t.Errorf("%s %s: want %s, got %v", c.stage, c.text, c.cause, got)
		}
		if rules := matching(look(e)); len(rules) > 1 {
			t.Errorf("%s %s: %d rules of equal rank", c.stage, c.text, len(rules))
			for _, r := range rules {
				t.Logf("\t%v %v", r.when, r.is)
			}
		}
	}
}

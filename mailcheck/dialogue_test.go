package mailcheck

import (
	"encoding/base64"
	"strings"
	"testing"

	"todoku/store"
)

func b64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

// plainIR is the initial response of PLAIN with the test's credentials.
var plainIR = b64("\x00alice\x00" + testPassword)

// dialogues: the server's replies, what the client must say, and the first
// finding ("" for none but auth.no-tls).
var dialogues = []struct {
	name   string
	method string
	change func(*store.Profile, *Options)
	server []string
	client []string
	found  string
}{
	{"plain", "plain", nil,
		[]string{"220 mx ESMTP", "250-mx\n250 AUTH PLAIN", "235 2.7.0 ok", "250 ok", "250 ok"},
		[]string{"EHLO client.example.org", "AUTH PLAIN " + plainIR, "MAIL FROM:<alice@example.org>", "RCPT TO:<bob@example.net>", "QUIT"}, ""},
	{"login", "login", nil,
		[]string{"220 mx", "250-mx\n250 AUTH LOGIN", "334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6", "235 ok", "250 ok", "250 ok"},
		[]string{"EHLO client.example.org", "AUTH LOGIN", b64("alice"), b64(testPassword), "MAIL FROM:<alice@example.org>", "RCPT TO:<bob@example.net>", "QUIT"}, ""},
	{"EHLO unknown, HELO taken", "none", nil,
		[]string{"220 mx", "502 what", "250 mx", "250 ok", "250 ok"},
		[]string{"EHLO client.example.org", "HELO client.example.org", "MAIL FROM:<alice@example.org>", "RCPT TO:<bob@example.net>", "QUIT"}, ""},
	{"replies without text, challenge without space", "plain", func(p *store.Profile, _ *Options) { p.SMTP.Auth.Username = strings.Repeat("u", 400) },
		[]string{"220", "250-mx\n250 AUTH PLAIN", "334", "235", "250", "250"},
		[]string{"EHLO client.example.org", "AUTH PLAIN", b64("\x00" + strings.Repeat("u", 400) + "\x00" + testPassword), "MAIL FROM:<alice@example.org>", "RCPT TO:<bob@example.net>", "QUIT"}, ""},
	{"keywords in lower case, the old form of AUTH", "plain", nil,
		[]string{"220 mx", "250-mx\n250-size 100\n250 auth=login plain", "235 ok", "250 ok", "250 ok"},
		[]string{"EHLO client.example.org", "AUTH PLAIN " + plainIR, "MAIL FROM:<alice@example.org>", "RCPT TO:<bob@example.net>", "QUIT"}, ""},
	{"a greeting of asterisks", "none", nil,
		[]string{"220 ****************************2******0*****", "250-mx\n250 HELP", "250 ok", "250 ok"},
		[]string{"EHLO client.example.org", "MAIL FROM:<alice@example.org>", "RCPT TO:<bob@example.net>", "QUIT"}, "net.middlebox warn smtp.caps"},
	{"a masked keyword", "none", nil,
		[]string{"220 mx", "250-mx\n250-XXXXXXXA\n250 SIZE 1000", "250 ok", "250 ok"},
		[]string{"EHLO client.example.org", "MAIL FROM:<alice@example.org>", "RCPT TO:<bob@example.net>", "QUIT"}, "net.middlebox warn smtp.caps"},
	{"a masked AUTH", "plain", nil,
		[]string{"220 mx", "250-mx\n250-XXXA\n250 SIZE 1000"},
		[]string{"EHLO client.example.org", "QUIT"}, "net.middlebox fail smtp.auth"},
	{"STARTTLS masked", "plain", func(p *store.Profile, _ *Options) { p.SMTP.Security = "starttls" },
		[]string{"220 mx", "250-mx\n250-XXXXXXXA\n250 SIZE 1000", "500 what"},
		[]string{"EHLO client.example.org", "STARTTLS", "QUIT"}, "net.middlebox fail smtp.tls"},
	{"STARTTLS gone, a greeting of asterisks", "plain", func(p *store.Profile, _ *Options) { p.SMTP.Security = "starttls" },
		[]string{"220 ***************", "250-mx\n250 SIZE 1000", "500 what"},
		[]string{"EHLO client.example.org", "STARTTLS", "QUIT"}, "net.middlebox fail smtp.tls"},
	{"no cancelling after a final refusal", "plain", nil,
		[]string{"220 mx", "250-mx\n250 AUTH PLAIN", "535 5.7.8 authentication failed"},
		[]string{"EHLO client.example.org", "AUTH PLAIN " + plainIR, "QUIT"}, "auth.bad-credentials fail smtp.auth"},
	{"4yz does not judge the password", "plain", nil,
		[]string{"220 mx", "250-mx\n250 AUTH PLAIN", "454 4.7.0 authentication failed"},
		[]string{"EHLO client.example.org", "AUTH PLAIN " + plainIR, "QUIT"}, "auth.temporary unknown smtp.auth"},
	{"a bad challenge is cancelled", "scram-sha-256", nil,
		[]string{"220 mx", "250-mx\n250 AUTH SCRAM-SHA-256", "334 " + b64("r=other,s=QQ==,i=4096"), "501 cancelled"},
		nil, "session.protocol-error unknown smtp.auth"},
	{"success without the server's proof", "scram-sha-256", nil,
		[]string{"220 mx", "250-mx\n250 AUTH SCRAM-SHA-256", "235 welcome"},
		nil, "auth.server-unproved fail smtp.auth"},
	{"the first error wins", "none", nil,
		[]string{"220 mx", "250-mx\n250 PIPELINING", "550 5.1.0 sender rejected", "503 no valid sender"},
		[]string{"EHLO client.example.org", "MAIL FROM:<alice@example.org>", "RCPT TO:<bob@example.net>", "QUIT"}, "env.sender-not-owned fail smtp.mail"},
	{"no QUIT where a mail may be expected", "none", func(_ *store.Profile, o *Options) { o.Send = true },
		[]string{"220 mx", "250-mx\n250 PIPELINING", "250 ok", "550 5.1.1 no such user", "354 go on"},
		[]string{"EHLO client.example.org", "MAIL FROM:<alice@example.org>", "RCPT TO:<bob@example.net>", "DATA"}, "env.recipient-unknown fail smtp.rcpt"},
	{"line break in the recipient", "none", func(_ *store.Profile, o *Options) { o.Recipient = "bob@example.net>\r\nRCPT TO:<eve@example.net" },
		[]string{"220 mx", "250-mx\n250 PIPELINING", "250 ok"},
		[]string{"EHLO client.example.org", "MAIL FROM:<alice@example.org>", "QUIT"}, "session.protocol-error unknown smtp.rcpt"},
	{"line break in the sender", "none", func(p *store.Profile, _ *Options) { p.Sender.Address = "a@b>\r\nDATA\r\n<" },
		[]string{"220 mx", "250-mx\n250 PIPELINING"},
		[]string{"EHLO client.example.org", "QUIT"}, "session.protocol-error unknown smtp.mail"},
	{"line break in the EHLO name", "none", func(p *store.Profile, _ *Options) { p.SMTP.HELO = "x\r\nQUIT" },
		[]string{"220 mx", "250 mx"}, []string{"QUIT"}, "session.protocol-error unknown smtp.caps"},
	{"non-ASCII address without SMTPUTF8", "none", func(p *store.Profile, _ *Options) { p.Sender.Address = "監視@example.org" },
		[]string{"220 mx", "250 mx"}, []string{"EHLO client.example.org", "QUIT"}, "data.encoding unknown smtp.mail"},
	{"non-ASCII address with SMTPUTF8", "none", func(p *store.Profile, _ *Options) { p.Sender.Address = "監視@example.org" },
		[]string{"220 mx", "250-mx\n250 SMTPUTF8", "250 ok", "250 ok"},
		[]string{"EHLO client.example.org", "MAIL FROM:<監視@example.org> SMTPUTF8", "RCPT TO:<bob@example.net>", "QUIT"}, ""},
	{"methods of other flows", "xoauth2", nil,
		[]string{"220 mx", "250-mx\n250 AUTH XOAUTH2"}, []string{"EHLO client.example.org", "QUIT"}, "check.unsupported unknown smtp.auth"},
}

func TestDialogues(t *testing.T) {
	for _, d := range dialogues {
		t.Run(d.name, func(t *testing.T) {
			s := &scripted{replies: d.server}
			p, o := profile(d.method), with(s)
			if d.change != nil {
				d.change(&p, &o)
			}
			r := s.run(t, p, o)
			if d.client != nil {
				wantLines(t, s.heard(), d.client)
			}
			got := first(r)
			if strings.HasPrefix(got, "auth.no-tls") {
				got = ""
			}
			if got != d.found {
				t.Errorf("found %q, want %q\n%s", got, d.found, said(r))
			}
			if strings.Contains(said(r), testPassword) || strings.Contains(said(r), plainIR) {
				t.Errorf("password in the transcript:\n%s", said(r))
			}
		})
	}
}

// TestEcho: a server that repeats what it was sent gets it hidden.
func TestEcho(t *testing.T) {
	for method, server := range map[string][]string{
		"plain": {"220 mx", "250-mx\n250 AUTH PLAIN", "500 5.5.2 command unrecognized: AUTH PLAIN " + plainIR + " (" + testPassword + ")"},
		"login": {"220 mx", "250-mx\n250 AUTH LOGIN", "334 x", "334 UGFzc3dvcmQ6", "535 no: " + b64(testPassword)},
	} {
		s := &scripted{replies: server}
		if method == "login" {
			s.replies[2] = "334 VXNlcm5hbWU6"
		}
		r := s.run(t, profile(method), with(s))
		all := said(r) + strings.Join(r.Findings[0].Evidence, "\n") + r.Stages[5].Detail.Reply
		for _, secret := range []string{testPassword, plainIR, b64(testPassword)} {
			if strings.Contains(all, secret) {
				t.Errorf("%s: %q is in\n%s", method, secret, all)
			}
		}
		if !strings.Contains(all, "[hidden]") {
			t.Errorf("%s: nothing hidden in\n%s", method, all)
		}
	}
}

// TestTranscript is the form in which a dialogue is kept.
func TestTranscript(t *testing.T) {
	s := &scripted{replies: []string{"220 mx \x1b[31mred", "250-mx\n250 AUTH CRAM-MD5", "334 " + b64("<1@mx>"), "235 日本語", "250 ok", "250 ok"}}
	r := s.run(t, profile("cram-md5"), with(s))
	want := `* connect 192.0.2.1:587
S 220 mx \x1b[31mred
C EHLO client.example.org
S 250-mx
S 250 AUTH CRAM-MD5
C AUTH CRAM-MD5
S 334 PDFAbXg+
C [hidden]
S 235 日本語
C MAIL FROM:<alice@example.org>
S 250 ok
C RCPT TO:<bob@example.net>
S 250 ok
C QUIT
`
	if got := said(r); got != want {
		t.Errorf("transcript\n%s\nwant\n%s", got, want)
	}
}

package mailcheck

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"todoku/store"
)

// imapProfile has a mailbox behind IMAP, over an unencrypted line.
func imapProfile(auth string) store.Profile {
	p := profile("none")
	p.Receive = store.Receive{Protocol: "imap", Host: "192.0.2.2", Port: 143, Security: "none", Auth: auth, Username: "alice", Timeout: store.Duration(10 * time.Second)}
	p.Receive.Password = store.SecretRef{From: "env", Name: "UNUSED"}
	return p
}

// receiving are options for a run of the mailbox alone.
func receiving(s *scripted) Options {
	o := with(s)
	o.Part = PartReceive
	o.MailboxPassword = func(ctx context.Context, _ string) (store.Secret, error) { return o.Password(ctx) }
	return o
}

const (
	imapHi    = "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=LOGIN AUTH=CRAM-MD5 AUTH=XOAUTH2 AUTH=OAUTHBEARER AUTH=SCRAM-SHA-256] Dovecot ready."
	imapHiIR  = "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=XOAUTH2] ready"
	imapBoxOK = "* FLAGS (\\Seen)\n* 3 EXISTS\n* OK [UIDVALIDITY 7] x\nT1 OK [READ-ONLY] done"
	imapOut   = "a0 LOGOUT"
	examine   = "T1 EXAMINE INBOX"
)

var imapDialogues = []struct {
	name, auth string
	change     func(*store.Profile, *Options)
	server     []string
	client     []string // nil: whatever
	found      string
}{
	{"LOGIN", "standard", nil, []string{imapHi, "a1 OK [CAPABILITY IMAP4rev1] in", imapBoxOK},
		[]string{`a1 LOGIN "alice" "` + testPassword + `"`, examine, imapOut}, ""},
	{"capabilities that the greeting does not tell", "standard", nil,
		[]string{"* OK hi", "* CAPABILITY IMAP4rev1\na1 OK done", "a2 OK in", imapBoxOK},
		[]string{"a1 CAPABILITY", `a2 LOGIN "alice" "` + testPassword + `"`, examine, imapOut}, ""},
	{"a name that is no quoted string", "standard", func(p *store.Profile, _ *Options) { p.Receive.Username = "监视" },
		[]string{imapHi, "+ go on", "+ go on", "a1 OK in", imapBoxOK},
		[]string{"a1 LOGIN {6}", "监视 {15}", testPassword, examine, imapOut}, ""},
	{"quotes in a name", "standard", func(p *store.Profile, _ *Options) { p.Receive.Username = `a"b\c` },
		[]string{imapHi, "a1 OK in", imapBoxOK},
		[]string{`a1 LOGIN "a\"b\\c" "` + testPassword + `"`, examine, imapOut}, ""},
	{"LOGIN switched off, PLAIN takes its place", "standard", nil,
		[]string{"* OK [CAPABILITY IMAP4rev1 LOGINDISABLED SASL-IR AUTH=PLAIN] hi", "a1 OK in", imapBoxOK},
		[]string{"a1 AUTHENTICATE PLAIN " + plainIR, examine, imapOut}, ""},
	{"LOGINDISABLED without TLS", "standard", nil, []string{"* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] hi"},
		[]string{imapOut}, "auth.tls-first fail imap.auth"},
	{"PLAIN without an initial response", "plain", nil, []string{imapHi, "+", "a1 OK in", imapBoxOK},
		[]string{"a1 AUTHENTICATE PLAIN", plainIR, examine, imapOut}, ""},
	{"LOGIN by SASL", "login", nil, []string{imapHi, "+ VXNlcm5hbWU6", "+ UGFzc3dvcmQ6", "a1 OK in", imapBoxOK},
		[]string{"a1 AUTHENTICATE LOGIN", b64("alice"), b64(testPassword), examine, imapOut}, ""},
	{"a mechanism that is not offered", "digest-md5", nil, []string{imapHi}, []string{imapOut}, "auth.mechanism fail imap.auth"},
	{"a refusal", "standard", nil, []string{imapHi, "a1 NO [AUTHENTICATIONFAILED] Authentication failed."},
		nil, "auth.bad-credentials fail imap.auth"},
	{"the password was not judged", "standard", nil, []string{imapHi, "a1 NO [UNAVAILABLE] Temporary authentication failure."},
		nil, "auth.temporary unknown imap.auth"},
	{"an alert that says why", "standard", nil, []string{imapHi, "a1 NO [ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)"},
		nil, "auth.app-password fail imap.auth"},
	{"the password said back", "plain", nil, []string{imapHi, "a1 NO [AUTHENTICATIONFAILED] " + testPassword + " (" + b64(testPassword) + ") is wrong"}, nil, "auth.bad-credentials fail imap.auth"},
	{"a proof that does not come", "scram-sha-256", nil, []string{imapHi, "+", "a1 OK welcome"}, nil, "auth.server-unproved fail imap.auth"},
	{"a challenge that is none", "cram-md5", nil, []string{imapHi, "+ !!!", "a1 BAD cancelled"},
		[]string{"a1 AUTHENTICATE CRAM-MD5", "*", imapOut}, "session.protocol-error unknown imap.auth"},
	{"token, with initial response", "xoauth2", token(testToken), []string{imapHiIR, "a1 OK in", imapBoxOK},
		[]string{"a1 AUTHENTICATE XOAUTH2 " + xoauth2(testToken), examine, imapOut}, ""},
	{"a refused token is answered by an empty line", "xoauth2", token(testToken),
		[]string{imapHiIR, "+ " + b64(`{"status":"401"}`), "a1 NO AUTHENTICATE failed."},
		[]string{"a1 AUTHENTICATE XOAUTH2 " + xoauth2(testToken), "", imapOut}, "auth.token-rejected fail imap.auth"},
	{"OAUTHBEARER", "oauthbearer", token(testToken), []string{imapHi, "+ ", "+ " + b64(`{"status":"invalid_token"}`), "a1 NO no"},
		[]string{"a1 AUTHENTICATE OAUTHBEARER", b64("n,a=alice,\x01host=192.0.2.2\x01port=143\x01auth=Bearer " + testToken + "\x01\x01"), "AQ==", imapOut}, "auth.token-rejected fail imap.auth"},
	{"signed in, but without a mailbox", "xoauth2", token(testToken), []string{imapHiIR, "a1 OK AUTHENTICATE completed.", "T1 BAD User is authenticated but not connected."},
		[]string{"a1 AUTHENTICATE XOAUTH2 " + xoauth2(testToken), examine, imapOut}, "auth.mailbox-permission fail imap.mailbox"},
	{"no INBOX", "standard", nil, []string{imapHi, "a1 OK in", "T1 NO [NONEXISTENT] Mailbox does not exist"}, nil, "auth.mailbox-permission fail imap.mailbox"},
	{"a goodbye for a greeting", "standard", nil, []string{"* BYE Too many connections from your IP"}, nil, "session.too-many-connections unknown imap.greeting"},
	{"a goodbye in the middle", "standard", nil, []string{imapHi, "* BYE [UNAVAILABLE] Server shutting down\n" + hangUp}, nil, "session.unavailable unknown imap.auth"},
	{"the line is cut", "standard", nil, []string{imapHi, "a1 OK in", "* FLAGS ()\n" + hangUp}, nil, "net.dropped fail imap.mailbox"},
	{"signed in already", "standard", nil, []string{"* PREAUTH [CAPABILITY IMAP4rev1] hi", imapBoxOK}, []string{examine, imapOut}, ""},
	{"another protocol", "standard", nil, []string{"220 mx ESMTP"}, nil, "net.wrong-service fail imap.greeting"},
	{"POP3", "standard", nil, []string{"+OK ready"}, nil, "net.wrong-service fail imap.greeting"},
	{"a reply to another command", "standard", nil, []string{imapHi, "a9 OK in"}, nil, "session.protocol-error unknown imap.auth"},
	{"a line without end", "standard", nil, []string{imapHi, "* OK " + strings.Repeat("x", 100<<10)}, nil, "session.protocol-error unknown imap.auth"},
	{"lines without end", "standard", nil, []string{imapHi, strings.Repeat("* OK "+strings.Repeat("x", 1000)+"\n", 1100)}, nil, "session.protocol-error unknown imap.auth"},
	{"a literal of 10 MB", "standard", nil, []string{imapHi, "a1 OK in", "* LIST () {10485760}\n" + strings.Repeat("x", 10<<20)}, nil, "session.protocol-error unknown imap.mailbox"},
	{"a literal that is too long by a little", "standard", nil, []string{imapHi, "a1 OK in", "* LIST () \"/\" {300000}\n" + strings.Repeat("x", 300000) + "\nT1 OK done"}, nil, "session.protocol-error unknown imap.mailbox"},
	{"a literal longer than numbers", "standard", nil, []string{imapHi, "a1 OK in", "* LIST () {99999999999999999999}"}, nil, "session.protocol-error unknown imap.mailbox"},
	{"what go-imap cannot read", "standard", nil, []string{imapHi, "a1 OK in", "* LIST nonsense\nT1 OK done"}, nil, "session.protocol-error unknown imap.mailbox"},
	{"a quotation that never ends", "standard", func(p *store.Profile, _ *Options) { p.Receive.Timeout = store.Duration(100 * time.Millisecond) },
		[]string{imapHi, "a1 OK in", "* LIST () \"/\" \"open\nT1 OK done"}, nil, "session.protocol-error unknown imap.mailbox"},
	{"asks to go on where nothing follows", "standard", nil, []string{imapHi, "a1 OK in", "+ more"}, nil, "session.protocol-error unknown imap.mailbox"},
	{"line break in the name", "standard", func(p *store.Profile, _ *Options) { p.Receive.Username = "a\r\na2 LOGOUT" }, []string{imapHi}, []string{imapOut}, "unrecognised unknown imap.auth"},
}

// token is a run with an access token.
func token(t string) func(*store.Profile, *Options) {
	return func(_ *store.Profile, o *Options) { o.Token = signedIn(t) }
}

func TestIMAPDialogues(t *testing.T) {
	for _, d := range imapDialogues {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			s := &scripted{replies: d.server}
			p, o := imapProfile(d.auth), receiving(s)
			if d.change != nil {
				d.change(&p, &o)
			}
			begun := time.Now()
			r := s.run(t, p, o)
			if took := time.Since(begun); took > 5*time.Second {
				t.Errorf("took %s", took)
			}
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
			for _, secret := range []string{testPassword, b64(testPassword), plainIR, testToken, xoauth2(testToken)} {
				if all := said(r) + strings.Join(words(r), "\n"); strings.Contains(all, secret) {
					t.Errorf("%q in\n%s", secret, all)
				}
			}
		})
	}
}

// TestIMAPNamesItself to a server that opens no mailbox for a stranger, once.
func TestIMAPNamesItself(t *testing.T) {
	unsafe := "NO EXAMINE Unsafe Login. Please contact kefu@188.com for help"
	for name, c := range map[string]struct {
		after []string
		want  string
	}{
		"then it opens":     {[]string{"T1 " + unsafe, "* ID (\"name\" \"Coremail\")\na2 OK ID completed", examined(2, 3)}, ""},
		"it knows no ID":    {[]string{"T1 " + unsafe, "a2 BAD what"}, "auth.policy-blocked fail imap.mailbox"},
		"it stays the same": {[]string{"T1 " + unsafe, "a2 OK ID completed", "T2 " + unsafe}, "auth.policy-blocked fail imap.mailbox"},
	} {
		s := &scripted{replies: append([]string{imapHi, "a1 OK [CAPABILITY IMAP4rev1 ID] in"}, c.after...)}
		b, _ := receiveBox(imapProfile("standard"))
		r := boxLadder(t.Context(), imapProfile("standard"), receiving(s), b).run()
		s.open.Wait()
		got := ""
		for _, f := range r.Findings {
			if f.Cause != "auth.no-tls" && got == "" {
				got = f.Cause + " " + string(f.Severity) + " " + f.Stage
			}
		}
		if heard := s.heard(); got != c.want || !slices.Contains(heard, `a2 ID ("name" "todoku")`) {
			t.Errorf("%s: %q\n%q\n%s", name, got, heard, said(r))
		}
	}
}

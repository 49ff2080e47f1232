package mailcheck

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"todoku/store"
)

// popProfile is one whose mailbox is read over POP3, on an unencrypted line.
func popProfile(auth string) store.Profile {
	p := profile("none")
	p.Receive = store.Receive{Protocol: "pop3", Host: "192.0.2.1", Port: 110, Security: "none", Auth: auth, Username: "alice", Timeout: p.SMTP.Timeout}
	return p
}

func withPOP(s *scripted) Options {
	secret := store.NewSecret(testPassword)
	return Options{Dial: s.dial, Part: PartReceive, alone: true,
		MailboxPassword: func(context.Context, string) (store.Secret, error) { return secret, nil },
		Token: func(context.Context) (store.Token, error) {
			return store.Token{Access: store.NewSecret(testToken), Account: "alice@example.org"}, nil
		},
		Password: func(context.Context) (store.Secret, error) { return secret, nil }}
}

const (
	hello    = "+OK POP3 ready <1896.697170952@dbc.mtview.ca.us>"
	capa     = "+OK list\nUSER\nUIDL\nTOP\nSASL PLAIN LOGIN CRAM-MD5 XOAUTH2 OAUTHBEARER\n."
	capaOnly = "+OK list\nSASL PLAIN\n."
	stat     = "+OK 2 320"
)

var (
	bearerX = b64("user=alice\x01auth=Bearer " + testToken + "\x01\x01")
	bearerO = b64("n,a=alice,\x01host=192.0.2.1\x01port=110\x01auth=Bearer " + testToken + "\x01\x01")
)

// popDialogues: the server's answers, what the client must say, and the first
// finding ("" for none but what the unencrypted line is warned of).
var popDialogues = []struct {
	name   string
	auth   string
	change func(*store.Profile, *Options)
	server []string
	client []string
	found  string
}{
	{"USER and PASS", "standard", nil,
		[]string{hello, capa, "+OK", "+OK logged in", stat},
		[]string{"CAPA", "USER alice", "PASS " + testPassword, "STAT", "QUIT"}, ""},
	{"a server without CAPA has USER", "standard", nil,
		[]string{"+OK", "-ERR unknown command", "+ok", "+OK", "+OK 0 0"},
		[]string{"CAPA", "USER alice", "PASS " + testPassword, "STAT", "QUIT"}, ""},
	{"PLAIN where there is no USER", "standard", nil,
		[]string{hello, capaOnly, "+OK", stat},
		[]string{"CAPA", "AUTH PLAIN " + plainIR, "STAT", "QUIT"}, ""},
	{"APOP", "apop", nil,
		[]string{hello, capa, "+OK", stat},
		[]string{"CAPA", "APOP alice " + apopDigest("<1896.697170952@dbc.mtview.ca.us>", testPassword), "STAT", "QUIT"}, ""},
	{"APOP without a timestamp", "apop", nil,
		[]string{"+OK ready", capa}, []string{"CAPA", "QUIT"}, "pop.apop-unavailable fail pop3.auth"},
	{"APOP with something like a timestamp", "apop", nil,
		[]string{"+OK ready <\xd1\x31\xdd@\x01\xc5>", capa}, []string{"CAPA", "QUIT"}, "pop.apop-unavailable fail pop3.auth"},
	{"APOP refused as unknown", "apop", nil,
		[]string{hello, "-ERR", "-ERR Unknown command"}, nil, "pop.apop-unavailable fail pop3.auth"},
	{"APOP refused", "apop", nil,
		[]string{hello, capa, "-ERR [AUTH] Authentication failed."}, nil, "auth.bad-credentials fail pop3.auth"},
	{"PLAIN with initial response", "plain", nil,
		[]string{hello, capa, "+OK", stat}, []string{"CAPA", "AUTH PLAIN " + plainIR, "STAT", "QUIT"}, ""},
	{"PLAIN without CAPA goes after the plus", "plain", nil,
		[]string{hello, "-ERR", "+ ", "+OK", stat}, []string{"CAPA", "AUTH PLAIN", plainIR, "STAT", "QUIT"}, ""},
	{"a long initial response goes after the plus", "plain", func(p *store.Profile, _ *Options) { p.Receive.Username = strings.Repeat("u", 200) },
		[]string{hello, capa, "+", "+OK", stat},
		[]string{"CAPA", "AUTH PLAIN", b64("\x00" + strings.Repeat("u", 200) + "\x00" + testPassword), "STAT", "QUIT"}, ""},
	{"LOGIN", "login", nil,
		[]string{hello, capa, "+ VXNlcm5hbWU6", "+ UGFzc3dvcmQ6", "+OK", stat},
		[]string{"CAPA", "AUTH LOGIN", b64("alice"), b64(testPassword), "STAT", "QUIT"}, ""},
	{"XOAUTH2 goes after the plus", "xoauth2", nil,
		[]string{hello, capa, "+ ", "+OK User successfully authenticated.", stat},
		[]string{"CAPA", "AUTH XOAUTH2", bearerX, "STAT", "QUIT"}, ""},
	{"OAUTHBEARER goes after the plus", "oauthbearer", nil,
		[]string{hello, capa, "+", "+OK", stat},
		[]string{"CAPA", "AUTH OAUTHBEARER", bearerO, "STAT", "QUIT"}, ""},
	{"XOAUTH2 refused, with a fault", "xoauth2", nil,
		[]string{hello, capa, "+ ", "+ " + b64(`{"status":"401"}`), "-ERR [AUTH] Authentication failed."},
		[]string{"CAPA", "AUTH XOAUTH2", bearerX, "", "QUIT"}, "auth.token-rejected fail pop3.auth"},
	{"a mechanism that is not offered", "scram-sha-256", nil,
		[]string{hello, capa}, []string{"CAPA", "QUIT"}, "auth.mechanism fail pop3.auth"},
	{"nothing offered before TLS", "plain", nil,
		[]string{hello, "+OK\nSTLS\n."}, []string{"CAPA", "QUIT"}, "auth.tls-first fail pop3.auth"},
	{"no way to sign in", "standard", nil,
		[]string{"+OK", "+OK\nTOP\n."}, []string{"CAPA", "QUIT"}, "auth.not-offered fail pop3.auth"},
	{"a broken challenge is cancelled", "cram-md5", nil,
		[]string{hello, capa, "+ !!", "-ERR cancelled"}, []string{"CAPA", "AUTH CRAM-MD5", "*", "QUIT"}, "session.protocol-error unknown pop3.auth"},
	{"challenges without end", "login", nil,
		append([]string{hello, capa}, strings.Split(strings.Repeat("+ QQ==,", 12), ",")...), nil, "session.protocol-error unknown pop3.auth"},
	{"an exchange in the place of +OK", "standard", nil,
		[]string{hello, capa, "+ go on"}, []string{"CAPA", "USER alice", "QUIT"}, "session.protocol-error unknown pop3.auth"},
	{"line break in the user name", "standard", func(p *store.Profile, _ *Options) { p.Receive.Username = "alice\r\nDELE 1" },
		[]string{hello, capa}, []string{"CAPA", "QUIT"}, "session.protocol-error unknown pop3.auth"},
	{"the password waits for consent", "standard", func(p *store.Profile, _ *Options) { p.SMTP.AllowPlaintext = false },
		[]string{hello, capa}, []string{"CAPA", "QUIT"}, "auth.plaintext-refused fail pop3.auth"},
	{"a digest does not", "cram-md5", func(p *store.Profile, _ *Options) { p.SMTP.AllowPlaintext = false },
		[]string{hello, capa, "+ PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+", "+OK", stat}, nil, ""},
	{"no token, nothing tried", "xoauth2", func(_ *store.Profile, o *Options) { o.Token = nil },
		[]string{hello, capa}, []string{"CAPA", "QUIT"}, "check.unsupported unknown pop3.auth"},

	{"wrong password", "standard", nil, []string{hello, capa, "+OK", "-ERR [AUTH] Invalid login"}, nil, "auth.bad-credentials fail pop3.auth"},
	{"[SYS/TEMP] does not judge it", "standard", nil, []string{hello, capa, "+OK", "-ERR [SYS/TEMP] authentication failed"}, nil, "auth.temporary unknown pop3.auth"},
	{"[SYS/PERM]", "standard", nil, []string{hello, capa, "+OK", "-ERR [SYS/PERM] no"}, nil, "auth.mailbox-permission fail pop3.auth"},
	{"[IN-USE]", "standard", nil, []string{hello, capa, "+OK", "-ERR [IN-USE] Do you have another POP session running?"}, nil, "pop.mailbox-locked unknown pop3.auth"},
	{"[LOGIN-DELAY]", "standard", nil, []string{hello, capa, "+OK", "-ERR [login-delay] minimum time between mail checks violation"}, nil, "pop.login-delay unknown pop3.auth"},
	{"an old server's refusal", "standard", nil, []string{hello, capa, "+OK", "-ERR authorization failed"}, nil, "auth.bad-credentials fail pop3.auth"},
	{"POP is off, told at STAT", "standard", nil,
		[]string{hello, capa, "+OK", "+OK", "-ERR [SYS/PERM] Your account is not enabled for POP access. Please visit your Gmail settings page and enable your account for POP access."},
		nil, "auth.protocol-disabled fail pop3.mailbox"},
	{"STAT that says nothing", "standard", nil, []string{hello, capa, "+OK", "+OK", "+OK you have mail"}, nil, "session.protocol-error unknown pop3.mailbox"},

	{"busy", "standard", nil, []string{"-ERR too many connections from your IP"}, []string{"QUIT"}, "session.too-many-connections unknown pop3.greeting"},
	{"SMTP", "standard", nil, []string{"220 mx ESMTP"}, nil, "net.wrong-service fail pop3.greeting"},
	{"IMAP", "standard", nil, []string{"* OK IMAP4rev1"}, nil, "net.wrong-service fail pop3.greeting"},
	{"a line that never ends", "standard", nil, []string{"+OK " + strings.Repeat("x", 10<<20)}, nil, "session.protocol-error unknown pop3.greeting"},
	{"capabilities that never end", "standard", nil, []string{hello, "+OK\n" + strings.Repeat("X-CAPABILITY\n", 1<<18)}, nil, "session.protocol-error unknown pop3.caps"},
	{"not an answer", "standard", nil, []string{hello, capa, "OK"}, nil, "session.protocol-error unknown pop3.auth"},
}

func TestPOPDialogues(t *testing.T) {
	for _, d := range popDialogues {
		t.Run(d.name, func(t *testing.T) {
			s := &scripted{replies: d.server}
			p, o := popProfile(d.auth), withPOP(s)
			if d.change != nil {
				d.change(&p, &o)
			}
			r := s.run(t, p, o)
			if d.client != nil {
				wantLines(t, s.heard(), d.client)
			}
			got := first(r)
			if strings.HasPrefix(got, "auth.no-tls") || strings.HasPrefix(got, "pop.apop-weak") {
				got = ""
			}
			if got != d.found {
				t.Errorf("found %q, want %q\n%s", got, d.found, said(r))
			}
			for _, secret := range []string{testPassword, b64(testPassword), plainIR, testToken, bearerX, bearerO} {
				if strings.Contains(said(r), secret) {
					t.Errorf("%q is in the transcript:\n%s", secret, said(r))
				}
			}
			if strings.Contains(strings.Join(s.heard(), "\n"), "DELE 1\n") {
				t.Error("a mail was deleted")
			}
		})
	}
}

// TestPOPDetails is what the stages tell.
func TestPOPDetails(t *testing.T) {
	s := &scripted{replies: []string{"+OK Dovecot ready. <1.2@mx>", capa, "+OK Logged in.", stat}}
	r := s.run(t, popProfile("apop"), withPOP(s))
	at := func(id string) Detail { return stageOf(r, id).Detail }
	if d := at("pop3.greeting"); d.Banner != "Dovecot ready. <1.2@mx>" || d.Software != "Dovecot" {
		t.Errorf("greeting %+v", d)
	}
	if d := at("pop3.caps"); strings.Join(d.Mechanisms, " ") != "PLAIN LOGIN CRAM-MD5 XOAUTH2 OAUTHBEARER USER APOP" || len(d.Capabilities) != 4 {
		t.Errorf("caps %+v", d)
	}
	if d := at("pop3.auth"); d.Mechanism != "APOP" || d.Reply != "+OK Logged in." {
		t.Errorf("auth %+v", d)
	}
	if d := at("pop3.mailbox"); d.Messages == nil || *d.Messages != 2 {
		t.Errorf("mailbox %+v", d)
	}
	found := map[string]string{}
	for _, f := range r.Findings {
		found[f.Cause] = f.Field
	}
	if len(found) != 2 || found["auth.no-tls"] != "receive.security" || found["pop.apop-weak"] != "receive.security" || r.Verdict != Warn {
		t.Errorf("%s %v", r.Verdict, found)
	}
}

// TestPOPEcho: a server that repeats what it was sent gets it hidden.
func TestPOPEcho(t *testing.T) {
	digest := apopDigest("<1896.697170952@dbc.mtview.ca.us>", testPassword)
	for auth, server := range map[string][]string{
		"standard": {"+OK", "-ERR what is PASS " + testPassword + "?"},
		"apop":     {"-ERR what is APOP alice " + digest},
		"plain":    {"-ERR what is AUTH PLAIN " + plainIR},
		"login":    {"+ VXNlcm5hbWU6", "+ UGFzc3dvcmQ6", "-ERR what is " + b64(testPassword)},
		"xoauth2":  {"+ ", "-ERR what is " + bearerX + " " + testToken},
	} {
		s := &scripted{replies: append([]string{hello, capa}, server...)}
		r := s.run(t, popProfile(auth), withPOP(s))
		all := everythingIn(r)
		for _, secret := range []string{testPassword, b64(testPassword), plainIR, digest, bearerX, testToken} {
			if strings.Contains(all, secret) {
				t.Errorf("%s: %q is in\n%s", auth, secret, all)
			}
		}
		if !strings.Contains(all, "what is") || !strings.Contains(all, hiddenMark) {
			t.Errorf("%s: nothing hidden in\n%s", auth, all)
		}
	}
}

// everythingIn is all that a report says.
func everythingIn(r Report) string { return fmt.Sprintf("%+v\n%+v", r.Stages, r.Findings) }

// TestPOPFields: a finding leads to the keys of its own table.
func TestPOPFields(t *testing.T) {
	for field, change := range map[string]func(*store.Profile){
		"receive.password":         func(*store.Profile) {},
		"smtp.auth.password":       func(p *store.Profile) { p.Receive.Username = "" },
		"pop_before_smtp.password": func(p *store.Profile) { popBeforeProfile(p) },
	} {
		s := &scripted{replies: []string{hello, capa, "+OK", "-ERR [AUTH] no"}}
		p, o := popProfile("standard"), withPOP(s)
		change(&p)
		if strings.HasPrefix(field, "pop_before") {
			o.Part, o.Until = PartSend, "auth"
		}
		r := Run(t.Context(), p, o)
		s.open.Wait()
		if len(r.Findings) == 0 || r.Findings[0].Cause != "auth.bad-credentials" || r.Findings[0].Field != field {
			t.Errorf("%s: %+v", field, r.Findings)
		}
	}
}

// popBeforeProfile turns p into one whose POP login authorises sending.
func popBeforeProfile(p *store.Profile) {
	p.SMTP.Auth = store.Auth{Method: popBeforeSMTP}
	p.Receive = store.Receive{}
	p.PopBeforeSMTP = store.PopBeforeSMTP{Host: "192.0.2.1", Port: 110, Security: "none", Username: "alice", Timeout: p.SMTP.Timeout}
}

// TestPOPSilence: what does not come within the time-out is told, wherever it
// stays away.
func TestPOPSilence(t *testing.T) {
	server := []string{hello, capa, "+OK", "+OK", stat}
	for n, want := range []string{"net.no-banner fail pop3.greeting", "session.unavailable unknown pop3.caps",
		"auth.temporary unknown pop3.auth", "auth.temporary unknown pop3.auth", "session.unavailable unknown pop3.mailbox"} {
		s := &scripted{replies: append([]string(nil), server...)}
		s.replies[n] = silent
		p := popProfile("standard")
		p.Receive.Timeout = store.Duration(100 * time.Millisecond)
		if got := first(s.run(t, p, withPOP(s))); got != want {
			t.Errorf("silent at %d: %s, want %s", n, got, want)
		}
	}
}

package mailcheck

import (
	"context"
	"errors"
	"net"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"todoku/mailcheck/cause"
	"todoku/mailcheck/oauth"
	"todoku/store"
	"todoku/store/secret"
)

const testToken = "eyJ0-short.access_token"

// longToken is as long as those of real providers.
var longToken = "eyJ0" + strings.Repeat("abcdefgh", 430)

// signedIn is a source of one token.
func signedIn(token string) func(context.Context) (store.Token, error) {
	return func(context.Context) (store.Token, error) {
		return store.Token{Access: store.NewSecret(token), Refresh: store.NewSecret("refresh-" + token), Account: "alice@example.org", Expiry: time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)}, nil
	}
}

func xoauth2(token string) string { return b64("user=alice\x01auth=Bearer " + token + "\x01\x01") }

func bearer(token string) string {
	return b64("n,a=alice,\x01host=192.0.2.1\x01port=587\x01auth=Bearer " + token + "\x01\x01")
}

// bearerDialogues: what is said with a token, and what is found.
var bearerDialogues = []struct {
	name, method, token string
	server, client      []string
	found               string
}{
	{"xoauth2", "xoauth2", testToken,
		[]string{"220 mx", "250-mx\n250 AUTH XOAUTH2", "235 2.7.0 ok", "250 ok", "250 ok"},
		[]string{"EHLO client.example.org", "AUTH XOAUTH2 " + xoauth2(testToken), "MAIL FROM:<alice@example.org>", "RCPT TO:<bob@example.net>", "QUIT"}, ""},
	{"oauthbearer", "oauthbearer", testToken,
		[]string{"220 mx", "250-mx\n250 AUTH OAUTHBEARER", "235 ok", "250 ok", "250 ok"},
		[]string{"EHLO client.example.org", "AUTH OAUTHBEARER " + bearer(testToken), "MAIL FROM:<alice@example.org>", "RCPT TO:<bob@example.net>", "QUIT"}, ""},
	{"a long token follows the 334", "xoauth2", longToken,
		[]string{"220 mx", "250-mx\n250 AUTH XOAUTH2", "334 ", "235 ok", "250 ok", "250 ok"},
		[]string{"EHLO client.example.org", "AUTH XOAUTH2", xoauth2(longToken), "MAIL FROM:<alice@example.org>", "RCPT TO:<bob@example.net>", "QUIT"}, ""},
	{"Google's 334 is answered by an empty line", "xoauth2", testToken,
		[]string{"220 mx.google.com ESMTP - gsmtp", "250-mx\n250 AUTH XOAUTH2", "334 " + b64(`{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}`),
			"535-5.7.8 Username and Password not accepted. For more information, go to\n535 5.7.8  https://support.google.com/mail/?p=BadCredentials x - gsmtp"},
		[]string{"EHLO client.example.org", "AUTH XOAUTH2 " + xoauth2(testToken), "", "QUIT"}, "auth.token-rejected fail smtp.auth"},
	{"a long token is refused by a 334", "xoauth2", longToken,
		[]string{"220 mx", "250-mx\n250 AUTH XOAUTH2", "334", "334 " + b64(`{"status":"401"}`), "535 5.7.8 no"},
		[]string{"EHLO client.example.org", "AUTH XOAUTH2", xoauth2(longToken), "", "QUIT"}, "auth.token-rejected fail smtp.auth"},
	{"OAUTHBEARER's 334 is answered by ^A", "oauthbearer", testToken,
		[]string{"220 mx", "250-mx\n250 AUTH OAUTHBEARER", "334 " + b64(`{"status":"invalid_token"}`), "535 5.7.8 Error: authentication failed"},
		[]string{"EHLO client.example.org", "AUTH OAUTHBEARER " + bearer(testToken), "AQ==", "QUIT"}, "auth.token-rejected fail smtp.auth"},
	{"a second 334 is cancelled", "xoauth2", testToken,
		[]string{"220 mx", "250-mx\n250 AUTH XOAUTH2", "334 " + b64("{}"), "334 " + b64("{}"), "501 cancelled"},
		[]string{"EHLO client.example.org", "AUTH XOAUTH2 " + xoauth2(testToken), "", "*", "QUIT"}, "session.protocol-error unknown smtp.auth"},
	{"334 for ever", "oauthbearer", testToken,
		append([]string{"220 mx", "250-mx\n250 AUTH OAUTHBEARER"}, slices.Repeat([]string{"334 " + b64(`{"status":"401"}`)}, 100)...),
		[]string{"EHLO client.example.org", "AUTH OAUTHBEARER " + bearer(testToken), "AQ==", "*", "QUIT"}, "auth.token-rejected fail smtp.auth"},
	{"a 334 that is no base64", "xoauth2", testToken,
		[]string{"220 mx", "250-mx\n250 AUTH XOAUTH2", `334 {"status":"401"}`, "535 5.7.8 no"},
		[]string{"EHLO client.example.org", "AUTH XOAUTH2 " + xoauth2(testToken), "*", "QUIT"}, "session.protocol-error unknown smtp.auth"},
	{"a 334 after the end", "xoauth2", testToken,
		[]string{"220 mx", "250-mx\n250 AUTH XOAUTH2", "235 ok\n334 ", "250 ok", "250 ok"},
		nil, "session.protocol-error unknown smtp.mail"},
	{"Microsoft says no word", "xoauth2", testToken,
		[]string{"220 x.outlook.com Microsoft ESMTP MAIL Service", "250-mx\n250 AUTH XOAUTH2", "535 5.7.3 Authentication unsuccessful [x.prod.outlook.com]"},
		nil, "auth.token-rejected fail smtp.auth"},
	{"the provider of the server's own is down", "xoauth2", testToken,
		[]string{"220 mx", "250-mx\n250 AUTH XOAUTH2", "454 4.7.0 Temporary authentication failure: Connection lost to authentication server"},
		nil, "auth.temporary unknown smtp.auth"},
	{"not offered: the token is not even asked for", "xoauth2", "(none)",
		[]string{"220 mx", "250-mx\n250 AUTH PLAIN LOGIN"},
		[]string{"EHLO client.example.org", "QUIT"}, "auth.mechanism fail smtp.auth"},
}

func TestBearerDialogues(t *testing.T) {
	for _, d := range bearerDialogues {
		t.Run(d.name, func(t *testing.T) {
			s := &scripted{replies: d.server}
			o := with(s)
			o.Token = signedIn(d.token)
			if d.token == "(none)" {
				o.Token = func(context.Context) (store.Token, error) {
					t.Error("a token was asked for")
					return store.Token{}, errNoToken
				}
			}
			r := s.run(t, profile(d.method), o)
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
			all := said(r) + strings.Join(words(r), "\n") + r.Stages[5].Detail.Reply
			for _, hidden := range []string{d.token, xoauth2(d.token), bearer(d.token)} {
				if strings.Contains(all, hidden) {
					t.Errorf("token in\n%s", all)
				}
			}
		})
	}
}

// words are what all findings quote.
func words(r Report) (list []string) {
	for _, f := range r.Findings {
		list = append(list, f.Evidence...)
	}
	return list
}

// TestFaultShown: what the server has against the token is kept, readable, and
// without the token that it may repeat.
func TestFaultShown(t *testing.T) {
	s := &scripted{replies: []string{"220 mx", "250-mx\n250 AUTH XOAUTH2", "334 " + b64(`{"status":"401","token":"`+testToken+`","x":"`+"\x1b"+`[2J"}`), "535 no"}}
	o := with(s)
	o.Token = signedIn(testToken)
	r := s.run(t, profile("xoauth2"), o)
	want := `{"status":"401","token":"[hidden]","x":"\x1b[2J"}`
	d := r.Stages[5].Detail
	if d.Fault != want || d.Account != "alice@example.org" || d.Expires != "2030-01-02T03:04:05Z" || d.Mechanism != "XOAUTH2" {
		t.Errorf("detail %+v", d)
	}
	if f := r.Findings[0]; len(f.Evidence) != 2 || f.Evidence[0] != "334 "+want || f.Args["account"] != "alice@example.org" {
		t.Errorf("evidence %q, args %v", f.Evidence, f.Args)
	}
	if !strings.Contains(said(r), "* "+want+"\n") {
		t.Errorf("transcript\n%s", said(r))
	}
}

// TestTokenTooOld: a token whose end has passed is refused for that.
func TestTokenTooOld(t *testing.T) {
	s := &scripted{replies: []string{"220 mx", "250-mx\n250 AUTH XOAUTH2", "334 " + b64(`{"status":"401"}`), "535 no"}}
	o := with(s)
	o.Token, o.Now = signedIn(testToken), func() time.Time { return time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC) }
	if got := first(s.run(t, profile("xoauth2"), o)); got != "oauth.refresh-dead fail smtp.auth" {
		t.Errorf("found %q", got)
	}
}

// TestTokenNotShown: without TLS a token stays here, unless the profile consents.
func TestTokenNotShown(t *testing.T) {
	s := &scripted{replies: []string{"220 mx", "250-mx\n250 AUTH XOAUTH2"}}
	p, o := profile("xoauth2"), with(s)
	p.SMTP.AllowPlaintext = false
	o.Token = signedIn(testToken)
	if got := first(s.run(t, p, o)); got != "auth.plaintext-refused fail smtp.auth" {
		t.Errorf("found %q", got)
	}
	wantLines(t, s.heard(), []string{"EHLO client.example.org", "QUIT"})
}

// TestMailboxOfSender: a token needs an address; without a user name it is the sender's.
func TestMailboxOfSender(t *testing.T) {
	s := &scripted{replies: []string{"220 mx", "250-mx\n250 AUTH XOAUTH2", "235 ok", "250 ok", "250 ok"}}
	p, o := profile("xoauth2"), with(s)
	p.SMTP.Auth.Username = ""
	o.Token = signedIn(testToken)
	s.run(t, p, o)
	if got, want := s.heard()[1], "AUTH XOAUTH2 "+b64("user=alice@example.org\x01auth=Bearer "+testToken+"\x01\x01"); got != want {
		t.Errorf("said %q, want %q", got, want)
	}
}

// TestNoToken: why there is none decides, and the server hears nothing of it.
func TestNoToken(t *testing.T) {
	fail := func(e oauth.Error) error { return &e }
	for name, c := range map[string]struct {
		token store.Token
		err   error
		found string
	}{
		"nobody signed in":    {store.Token{}, oauth.ErrNotSignedIn, "oauth.sign-in-needed fail smtp.auth"},
		"an empty one":        {store.Token{}, nil, "oauth.sign-in-needed fail smtp.auth"},
		"another client":      {store.Token{}, oauth.ErrOtherClient, "oauth.sign-in-needed fail smtp.auth"},
		"no refresh token":    {store.Token{}, oauth.ErrNoRefresh, "oauth.refresh-dead fail smtp.auth"},
		"refresh token dead":  {store.Token{}, fail(oauth.Error{Code: "invalid_grant", Endpoint: "token", Status: 400}), "oauth.refresh-dead fail smtp.auth"},
		"Google in Testing":   {store.Token{SignedIn: time.Now().Add(-7*24*time.Hour - time.Hour)}, fail(oauth.Error{Code: "invalid_grant", Endpoint: "token", Description: "Token has been expired or revoked."}), "oauth.testing-expiry fail smtp.auth"},
		"client secret old":   {store.Token{}, fail(oauth.Error{Code: "invalid_client", AADSTS: "AADSTS7000222", Endpoint: "token", Status: 401}), "oauth.secret-expired fail smtp.auth"},
		"a proxy's page":      {store.Token{}, fail(oauth.Error{Endpoint: "token", Status: 200, ContentType: "text/html", FirstLine: "<html>"}), "net.middlebox fail smtp.auth"},
		"provider down":       {store.Token{}, fail(oauth.Error{Code: "temporarily_unavailable", Endpoint: "token", Status: 503}), "auth.temporary unknown smtp.auth"},
		"provider not found":  {store.Token{}, fail(oauth.Error{Endpoint: "token", Err: &url.Error{Op: "Post", URL: "https://login.example/t?code=geheim", Err: &net.DNSError{Err: "no such host", Name: "login.example", IsNotFound: true}}}), "dns.nxdomain fail smtp.auth"},
		"client secret unset": {store.Token{}, secret.ErrNotSet, "secret.unreadable unknown smtp.auth"},
		"a locked keyring":    {store.Token{}, &secret.Error{Kind: secret.ErrUnavailable, Problem: &store.Problem{Code: "secret_keyring_locked"}}, "secret.unreadable unknown smtp.auth"},
		"a setting missing":   {store.Token{}, &store.Problem{Key: "oauth.client_id", Code: "missing_key"}, "oauth.setting unknown smtp.auth"},
		"a secret's problem":  {store.Token{}, &secret.Error{Kind: secret.ErrCommand, Problem: &store.Problem{Key: "oauth.client_secret", Code: "secret_command"}}, "secret.unreadable unknown smtp.auth"},
		"token file":          {store.Token{}, &store.Problem{Code: "unreadable", Args: map[string]string{"file": "/x"}}, "oauth.token-file unknown smtp.auth"},
		"something else":      {store.Token{}, errors.New("fnord"), "unrecognised unknown smtp.auth"},
	} {
		t.Run(name, func(t *testing.T) {
			s := &scripted{replies: []string{"220 mx", "250-mx\n250 AUTH XOAUTH2"}}
			p, o := profile("xoauth2"), with(s)
			p.OAuth.Provider = "google"
			o.Token = func(context.Context) (store.Token, error) { return c.token, c.err }
			r := s.run(t, p, o)
			wantLines(t, s.heard(), []string{"EHLO client.example.org", "QUIT"})
			if got := first(r); got != c.found {
				t.Errorf("found %q, want %q", got, c.found)
			}
			if f := r.Findings[0]; strings.Contains(strings.Join(words(r), "")+f.Args["reply"], "geheim") || strings.HasPrefix(f.Field, "smtp.") {
				t.Errorf("%+v", f)
			}
		})
	}
}

// TestTokenFindings: signing in is told from refreshing, a clock that is off is named.
func TestTokenFindings(t *testing.T) {
	err := &oauth.Error{Code: "invalid_grant", Endpoint: "token", Skew: 400 * time.Second}
	p := store.Profile{Name: "alerts"}
	f := TokenFindings(p, store.Token{}, err, true)[0]
	if f.Cause != "oauth.code-expired" || f.Args["clock"] != "slow" || f.Args["skew"] != "6m40s" || f.Args["profile"] != "alerts" || f.Stage != "oauth.token" {
		t.Errorf("%+v", f)
	}
	if f := TokenFindings(p, store.Token{}, err, false)[0]; f.Cause != "oauth.refresh-dead" {
		t.Errorf("%+v", f)
	}
	stopped := TokenFindings(p, store.Token{}, &oauth.Error{Endpoint: "device", Err: context.Canceled}, true)[0]
	if stopped.Cause != "run.cancelled" || stopped.Severity != cause.SeverityUnknown {
		t.Errorf("%+v", stopped)
	}
}

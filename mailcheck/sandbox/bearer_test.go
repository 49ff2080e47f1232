package sandbox

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	ours "todoku/mailcheck/sasl"
	"todoku/store"
)

func (s *Sandbox) access(t *testing.T) string {
	t.Helper()
	token, err := s.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return token.Access.Reveal()
}

// tokenClient is go-sasl's OAUTHBEARER, and for XOAUTH2, which it lacks, ours.
func tokenClient(t *testing.T, method, user, token string) sasl.Client {
	t.Helper()
	if method == "foreign" {
		return sasl.NewOAuthBearerClient(&sasl.OAuthBearerOptions{Username: user, Token: token, Host: loopback, Port: 587})
	}
	c, err := ours.New(method, ours.Credentials{Username: user, Password: store.NewSecret(token), Host: loopback})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTokensInSMTP(t *testing.T) {
	s := startOAuth(t, Options{})
	me, other := s.Accounts[0].Address, s.Accounts[1].Address
	good := s.access(t)
	reader := s.public()
	reader.Scopes = []string{"openid", "https://graph.microsoft.com/Mail.Send"}
	graph := signedIn(t, s, reader, me).AccessToken
	for _, method := range []string{"xoauth2", "oauthbearer", "foreign"} {
		for _, c := range []struct {
			name, user, token string
			ok                bool
		}{
			{"own mailbox", me, good, true}, {"user name", s.Accounts[0].Username, good, true}, {"shared mailbox", s.OAuth.Shared, good, true},
			{"another mailbox", other, good, false}, {"unknown mailbox", "nobody@sandbox.test", good, false}, {"unknown token", me, "x", false},
			{"token for another service", me, graph, false},
			{"its password", me, s.Accounts[0].Password, false},
		} {
			err := signIn(s, s.at(t, portStartTLS), tokenClient(t, method, c.user, c.token))
			if e, ok := err.(*smtp.SMTPError); c.ok != (err == nil) || !c.ok && method != "foreign" && (!ok || e.Code != 535) {
				t.Errorf("%s, %s: %v", method, c.name, err)
			}
		}
	}
	s.Revoke(me)
	if err := signIn(s, s.at(t, portStartTLS), tokenClient(t, "xoauth2", me, good)); err == nil {
		t.Error("a revoked token signs in")
	}
}

// encrypted is a conversation after EHLO on the TLS port.
func encrypted(t *testing.T, s *Sandbox) *talk {
	t.Helper()
	k := &talk{t: t, s: s, c: dial(t, s.at(t, portTLS))}
	k.secure()
	k.reply()
	if got := k.cmd("EHLO client.example.org"); !strings.Contains(got, "AUTH PLAIN LOGIN CRAM-MD5 DIGEST-MD5 SCRAM-SHA-1 SCRAM-SHA-256 XOAUTH2 OAUTHBEARER") {
		t.Fatal(got)
	}
	return k
}

func xoauth2(user, token string) string {
	return base64.StdEncoding.EncodeToString([]byte("user=" + user + "\x01auth=Bearer " + token + "\x01\x01"))
}

// A refusal comes as JSON first; what the client answers makes no difference.
func TestTokenRefusalOnTheWire(t *testing.T) {
	s := startOAuth(t, Options{})
	me := s.Accounts[0].Address
	for _, end := range []string{"", "AQ==", "="} {
		k := encrypted(t, s)
		want := "334 " + base64.StdEncoding.EncodeToString([]byte(`{"status":"400","schemes":"Bearer","scope":"mail"}`))
		if got := k.cmd("AUTH XOAUTH2 " + xoauth2(me, "x")); got != want {
			t.Errorf("got %s", got)
		}
		if got := k.cmd(end); got != "535 5.7.8 Error: authentication failed: authentication failure" {
			t.Errorf("got %s", got)
		}
	}
	for _, f := range oauthFaults() {
		if f.Stage != "smtp.auth" {
			continue
		}
		s := startOAuth(t, Options{Fault: f.Name})
		k := encrypted(t, s)
		got := k.cmd("AUTH XOAUTH2 " + xoauth2(s.Ready().SMTP.Auth.Username, s.access(t)))
		if f.challenge != "" {
			if want := "334 " + base64.StdEncoding.EncodeToString([]byte(f.challenge)); got != want {
				t.Errorf("%s: got %s", f.Name, got)
			}
		}
		if strings.HasPrefix(got, "334 ") {
			got = k.cmd("")
		}
		want, ok := f.refuse[atAuth]
		if !ok {
			want = "535 5.7.8 Error: authentication failed: authentication failure"
		}
		if got != want {
			t.Errorf("%s: got %s", f.Name, got)
		}
	}
}

// A long token passes after 334 and not with the command, as at Postfix.
func TestLongTokens(t *testing.T) {
	s := startOAuth(t, Options{TokenLength: 3500})
	me, token := s.Accounts[0].Address, s.access(t)
	if len(token) < 3500 {
		t.Fatalf("%d octets", len(token))
	}
	k := encrypted(t, s)
	if got := k.cmd("AUTH XOAUTH2 " + xoauth2(me, token)); got != "535 5.7.8 Error: authentication failed: authentication failure" {
		t.Errorf("at once: %s", got)
	}
	if got := k.cmd("AUTH XOAUTH2"); strings.TrimSpace(got) != "334" {
		t.Errorf("got %q", got)
	}
	if got := k.cmd(xoauth2(me, token)); !strings.HasPrefix(got, "235 ") {
		t.Errorf("after 334: %s", got)
	}
	if got := k.cmd("MAIL FROM:<" + me + ">"); !strings.HasPrefix(got, "250 ") {
		t.Errorf("got %s", got)
	}
}

func TestTokenLife(t *testing.T) {
	s := startOAuth(t, Options{TokenLife: time.Nanosecond})
	if err := signIn(s, s.at(t, portStartTLS), tokenClient(t, "xoauth2", s.Accounts[0].Address, s.access(t))); err == nil {
		t.Error("an expired token signs in")
	}
	for _, o := range []Options{{TokenLife: -1}, {TokenLength: -1}, {TokenLength: maxTokenLength + 1}} {
		o.OAuth = true
		if _, err := Start(t.Context(), o); err == nil {
			t.Errorf("%+v was accepted", o)
		}
	}
}

// What a client may send at any time must never end the server or sign in.
func TestMalformedTokens(t *testing.T) {
	s := startOAuth(t, Options{})
	good := s.access(t)
	for _, m := range []string{"XOAUTH2", "OAUTHBEARER"} {
		for _, message := range []string{"", "\x01", "\x01\x01", "user=\x01auth=Bearer \x01\x01", "n,,\x01\x01", "y,a=x,\x01auth=Bearer " + good + "\x01\x01",
			"user=" + s.Accounts[0].Address + "\x01auth=Bearer " + good, "user=" + s.Accounts[0].Address + "\x01auth=Basic " + good + "\x01\x01",
			"user=\x01auth=Bearer " + good + "\x01\x01", "n,a=" + s.Accounts[1].Address + ",\x01auth=Bearer " + good + "\x01\x01"} {
			k := encrypted(t, s)
			got := k.cmd("AUTH " + m + " " + base64.StdEncoding.EncodeToString([]byte(message)))
			if strings.HasPrefix(got, "334") {
				got = k.cmd("")
			}
			if strings.HasPrefix(got, "334") { // an empty message is none at all
				got = k.cmd("")
			}
			if !strings.HasPrefix(got, "535 ") && !strings.HasPrefix(got, "501 ") {
				t.Errorf("%s %q: %s", m, message, got)
			}
		}
	}
}

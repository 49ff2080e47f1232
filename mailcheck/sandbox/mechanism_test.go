package sandbox

import (
	"strings"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/xdg-go/scram"

	ours "todoku/mailcheck/sasl"
	"todoku/store"
)

// scramClient is xdg-go/scram's client as a sasl.Client.
type scramClient struct {
	mech string
	conv *scram.ClientConversation
}

func newSCRAMClient(t *testing.T, mech string, hash scram.HashGeneratorFcn, a Account, password string) *scramClient {
	t.Helper()
	c, err := hash.NewClient(a.Username, password, "")
	if err != nil {
		t.Fatal(err)
	}
	return &scramClient{mech, c.NewConversation()}
}

func (c *scramClient) Start() (string, []byte, error) {
	first, err := c.conv.Step("")
	return c.mech, []byte(first), err
}

func (c *scramClient) Next(challenge []byte) ([]byte, error) {
	out, err := c.conv.Step(string(challenge))
	return []byte(out), err
}

// signIn is one sign-in with go-smtp's client over STARTTLS.
func signIn(s *Sandbox, address string, client sasl.Client) error {
	c, err := smtp.DialStartTLS(address, s.clientTLS())
	if err != nil {
		return err
	}
	defer c.Close()
	return c.Auth(client)
}

// Each mechanism against clients that others wrote; DIGEST-MD5 has none in Go
// but mailcheck/sasl's, so its numbers are checked against the RFC below.
func TestMechanisms(t *testing.T) {
	s := start(t, "")
	a := s.Accounts[0]
	clients := map[string]func(password string) sasl.Client{
		"PLAIN":         func(p string) sasl.Client { return sasl.NewPlainClient("", a.Username, p) },
		"LOGIN":         func(p string) sasl.Client { return sasl.NewLoginClient(a.Username, p) },
		"SCRAM-SHA-1":   func(p string) sasl.Client { return newSCRAMClient(t, "SCRAM-SHA-1", scram.SHA1, a, p) },
		"SCRAM-SHA-256": func(p string) sasl.Client { return newSCRAMClient(t, "SCRAM-SHA-256", scram.SHA256, a, p) },
	}
	for _, method := range []string{"plain", "login", "cram-md5", "digest-md5", "scram-sha-1", "scram-sha-256"} {
		clients[method] = func(p string) sasl.Client {
			c, err := ours.New(method, ours.Credentials{Username: a.Username, Password: store.NewSecret(p), Host: loopback})
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
	}
	for name, client := range clients {
		t.Run(name, func(t *testing.T) {
			if err := signIn(s, s.at(t, portStartTLS), client(a.Password)); err != nil {
				t.Errorf("right password: %v", err)
			}
			err := signIn(s, s.at(t, portStartTLS), client(s.Accounts[1].Password))
			if e, ok := err.(*smtp.SMTPError); !ok || e.Code != 535 {
				t.Errorf("wrong password: %v", err)
			}
		})
	}
}

// What a client may send at any time must never end the server or sign in.
func TestMalformedExchanges(t *testing.T) {
	s := start(t, "")
	for _, m := range mechanisms {
		for _, lines := range [][]string{
			{"AUTH " + m, "", "", "*"}, {"AUTH " + m + " =", "", "", "*"}, {"AUTH " + m + " AAAA", "AAAA", "AAAA", "*"}, {"AUTH " + m, "not base64", "*"},
		} {
			k := &talk{t: t, s: s, c: dial(t, s.at(t, portTLS))}
			k.secure()
			k.reply()
			k.cmd("EHLO client.example.org")
			for _, line := range lines {
				if got := k.cmd(line); got == "" || strings.HasPrefix(got, "235") || strings.HasPrefix(got, "421") {
					t.Errorf("%s: %q is answered by %q", m, line, got)
				}
			}
		}
	}
	if err := signIn(s, s.at(t, portStartTLS), sasl.NewPlainClient(s.Accounts[1].Username, s.Accounts[0].Username, s.Accounts[0].Password)); err == nil {
		t.Error("PLAIN let one account act for another")
	}
}

func TestDigestMD5Vector(t *testing.T) {
	// The example of RFC 2831 section 4, for IMAP.
	d, err := directives(`charset=utf-8,username="chris",realm="elwood.innosoft.com",nonce="OA6MG9tEQGm2hh",nc=00000001,cnonce="OA6MHXh6VqTrRk",` +
		`digest-uri="imap/elwood.innosoft.com",response=d388dad90d4bbd760a152321f2143af7,qop=auth`)
	if err != nil {
		t.Fatal(err)
	}
	if got := digest(d, "secret", "AUTHENTICATE:"); got != d["response"] {
		t.Errorf("response %s", got)
	}
	if got := digest(d, "secret", ":"); got != "ea40f60335c427b5527b84dbabcdfffd" {
		t.Errorf("rspauth %s", got)
	}
}

func TestDirectives(t *testing.T) {
	d, err := directives(` a="x\"y,z" , b=1,, C="" `)
	if err != nil || d["a"] != `x"y,z` || d["b"] != "1" || d["c"] != "" || len(d) != 3 {
		t.Errorf("%v %v", d, err)
	}
	for _, bad := range []string{`a`, `a="x`, `a="x\`, `=1`, `a=1,a=2`} {
		if d, err := directives(bad); err == nil {
			t.Errorf("%q: %v", bad, d)
		}
	}
}

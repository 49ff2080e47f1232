package sandbox

import (
	"bufio"
	"fmt"
	netsmtp "net/smtp"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/xdg-go/scram"
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

func TestMechanisms(t *testing.T) {
	s := start(t, "")
	a := s.Accounts[0]
	for name, client := range map[string]func(password string) sasl.Client{
		"PLAIN":         func(p string) sasl.Client { return sasl.NewPlainClient("", a.Username, p) },
		"LOGIN":         func(p string) sasl.Client { return sasl.NewLoginClient(a.Username, p) },
		"SCRAM-SHA-1":   func(p string) sasl.Client { return newSCRAMClient(t, "SCRAM-SHA-1", scram.SHA1, a, p) },
		"SCRAM-SHA-256": func(p string) sasl.Client { return newSCRAMClient(t, "SCRAM-SHA-256", scram.SHA256, a, p) },
	} {
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

// net/smtp's client has its own PLAIN and CRAM-MD5, and delivers a mail.
func TestStandardLibraryClient(t *testing.T) {
	s := start(t, "")
	a, b := s.Accounts[0], s.Accounts[1]
	for name, auth := range map[string]func(password string) netsmtp.Auth{
		"PLAIN":    func(p string) netsmtp.Auth { return netsmtp.PlainAuth("", a.Username, p, loopback) },
		"CRAM-MD5": func(p string) netsmtp.Auth { return netsmtp.CRAMMD5Auth(a.Username, p) },
	} {
		send := func(auth netsmtp.Auth, rcpt string) error {
			c, err := netsmtp.NewClient(dial(t, s.at(t, portStartTLS)), loopback)
			if err != nil {
				return err
			}
			defer c.Close()
			if err := c.StartTLS(s.clientTLS()); err != nil {
				return err
			}
			if err := c.Auth(auth); err != nil {
				return err
			}
			if err := c.Mail(a.Address); err != nil {
				return err
			}
			if err := c.Rcpt(rcpt); err != nil {
				return err
			}
			w, err := c.Data()
			if err != nil {
				return err
			}
			fmt.Fprintf(w, "Subject: by %s\r\n\r\nhello\r\n", name)
			return w.Close()
		}
		if err := send(auth(a.Password), b.Address); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := send(auth(a.Password), outsider); err != nil {
			t.Errorf("%s to outside: %v", name, err)
		}
		if err := send(auth("wrong"), b.Address); err == nil || !strings.HasPrefix(err.Error(), "535 ") {
			t.Errorf("%s with a wrong password: %v", name, err)
		}
		box := s.Mailbox()
		if len(box) < 2 {
			t.Fatalf("%s: %d messages", name, len(box))
		}
		m := box[len(box)-2]
		if m.From != a.Address || m.To[0] != b.Address || m.ID == "" || string(m.Data) != "Subject: by "+name+"\r\n\r\nhello\r\n" {
			t.Errorf("%s: %+v", name, m)
		}
	}
}

// On every port, with the offers that belong to it.
func TestOffers(t *testing.T) {
	s := start(t, "")
	all := "AUTH PLAIN LOGIN CRAM-MD5 DIGEST-MD5 SCRAM-SHA-1 SCRAM-SHA-256"
	for security, want := range map[string]struct{ auth, starttls bool }{
		portNone: {true, false}, portStartTLS: {false, true}, portTLS: {true, false},
	} {
		k := &talk{t: t, s: s, c: dial(t, s.at(t, security))}
		if security == portTLS {
			k.secure()
		} else {
			k.r = bufio.NewReader(k.c)
		}
		k.reply()
		got := k.cmd("EHLO client.example.org")
		if strings.Contains(got, all) != want.auth || strings.Contains(got, "STARTTLS") != want.starttls || !strings.Contains(got, "SIZE 10485760") {
			t.Errorf("%s:\n%s", security, got)
		}
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

func TestMailboxIsBounded(t *testing.T) {
	var b mailbox
	for i := range maxMessages + 5 {
		b.add(Message{ID: fmt.Sprint(i)})
	}
	if all := b.all(); len(all) != maxMessages || all[0].ID != "5" {
		t.Errorf("%d messages, first %s", len(all), all[0].ID)
	}
	for range 5 {
		b.add(Message{Data: make([]byte, maxMessage)})
	}
	if all := b.all(); len(all) != maxKept/maxMessage {
		t.Errorf("%d messages of 10 MB", len(all))
	}
}

// A thousand accounts sign in side by side, each with its own password.
func TestManySignIns(t *testing.T) {
	const many = 1000
	s, err := Start(t.Context(), Options{Accounts: many, Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	seen, failed := map[string]bool{}, make(chan error, many)
	var all sync.WaitGroup
	for _, a := range s.Accounts {
		if seen[a.Password] || seen[a.Address] {
			t.Fatalf("%s is not distinct", a.Address)
		}
		seen[a.Password], seen[a.Address] = true, true
		all.Go(func() { failed <- signIn(s, s.at(t, portStartTLS), sasl.NewPlainClient("", a.Username, a.Password)) })
	}
	all.Wait()
	close(failed)
	for err := range failed {
		if err != nil {
			t.Fatal(err)
		}
	}
}

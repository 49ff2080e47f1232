package sandbox

import (
	"bufio"
	"fmt"
	netsmtp "net/smtp"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"
)

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

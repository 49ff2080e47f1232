package sandbox

import (
	"fmt"
	netsmtp "net/smtp"
	"strings"
	"testing"
	"time"
)

// deliverTo sends a mail to a by SMTP, from the second account.
func deliverTo(t *testing.T, s *Sandbox, a Account) {
	t.Helper()
	from := s.Accounts[1]
	c, err := netsmtp.NewClient(dial(t, s.at(t, portStartTLS)), loopback)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for _, step := range []func() error{
		func() error { return c.StartTLS(s.clientTLS()) },
		func() error { return c.Auth(netsmtp.PlainAuth("", from.Username, from.Password, loopback)) },
		func() error { return c.Mail(from.Address) },
		func() error { return c.Rcpt(a.Address) },
		func() error {
			w, err := c.Data()
			if err != nil {
				return err
			}
			fmt.Fprint(w, "From: "+from.Address+"\r\nSubject: hello\r\nX-Todoku: the-id\r\n\r\ntext\r\n")
			return w.Close()
		},
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
}

func checkDelivery(t *testing.T, header string) {
	t.Helper()
	for _, want := range []string{
		"Return-Path: <reports@sandbox.test>\r\n", "Authentication-Results: mail.sandbox.test;", "spf=pass", "dkim=pass", "dmarc=pass",
		"([127.0.0.1])", "with ESMTPSA id ", "for <alerts@sandbox.test>; ", "X-Todoku: the-id",
	} {
		if !strings.Contains(header, want) {
			t.Errorf("no %q in\n%s", want, header)
		}
	}
}

func TestResultsAreThoseAskedFor(t *testing.T) {
	p := &post{results: Results{SPF: "softfail", DMARC: "none"}}
	got := string(p.stamp(Message{ID: "Q", From: "a@example.org"}, "b@sandbox.test", origin{}, time.Now()))
	for _, want := range []string{"spf=softfail smtp.mailfrom=example.org", "dkim=pass header.d=example.org", "dmarc=none header.from=example.org"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

// Deliveries are bounded in number and in size over all accounts, and both
// protocols see the same.
func TestPostIsBounded(t *testing.T) {
	s := start(t, "")
	p := &s.impl.post
	for i := range maxMessages + 5 {
		p.deliver(s.impl.accounts.list[i%2], []byte(fmt.Sprint(i)), i%3 == 0)
	}
	if len(p.order) != maxMessages || string(p.order[0].data) != "5" {
		t.Errorf("%d mails, first %s", len(p.order), p.order[0].data)
	}
	a := s.impl.accounts.list[0]
	for range 5 {
		p.deliver(a, make([]byte, maxMessage), false)
	}
	if len(p.order) != maxKept/maxMessage || p.size > maxKept {
		t.Errorf("%d mails of 10 MB", len(p.order))
	}
	if got := len(p.inbox(a)); got != maxKept/maxMessage {
		t.Errorf("%d in the inbox", got)
	}
}

package sandbox

import (
	"bufio"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"net"
	netsmtp "net/smtp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/xdg-go/scram"

	ours "todoku/mailcheck/sasl"
	"todoku/store"
)

// where is the address of a protocol's port.
func where(t *testing.T, list []Endpoint, security string) string {
	t.Helper()
	for _, e := range list {
		if e.Security == security {
			return net.JoinHostPort(e.Host, strconv.Itoa(e.Port))
		}
	}
	t.Fatalf("no port with security %s", security)
	return ""
}

// lines is a client of POP3 or IMAP that sends lines and reads lines.
type lines struct {
	t *testing.T
	s *Sandbox
	c net.Conn
	r *bufio.Reader
}

func converseAt(t *testing.T, s *Sandbox, list []Endpoint, security string) *lines {
	t.Helper()
	c := dial(t, where(t, list, security))
	k := &lines{t, s, c, bufio.NewReader(c)}
	if security == portTLS {
		k.secure()
	}
	return k
}

func (k *lines) secure() {
	k.t.Helper()
	c := tls.Client(k.c, k.s.clientTLS())
	if err := c.HandshakeContext(k.t.Context()); err != nil {
		k.t.Fatal(err)
	}
	k.c, k.r = c, bufio.NewReader(c)
}

// line reads one line; empty when the connection ends.
func (k *lines) line() string {
	line, _ := k.r.ReadString('\n')
	return strings.TrimSuffix(line, "\r\n")
}

func (k *lines) cmd(line string) string {
	k.t.Helper()
	if _, err := k.c.Write([]byte(line + "\r\n")); err != nil {
		k.t.Fatal(err)
	}
	return k.line()
}

// rest reads a multi-line reply up to its dot.
func (k *lines) rest() []string {
	k.t.Helper()
	var out []string
	for {
		line := k.line()
		if line == "." {
			return out
		}
		if line == "" {
			if _, err := k.r.Peek(1); err != nil {
				k.t.Fatalf("no end: %v", err)
			}
		}
		out = append(out, line)
	}
}

// clients are the sign-ins of clients that others wrote, and of mailcheck/sasl.
func clients(t *testing.T, a Account, service string) map[string]func(password string) sasl.Client {
	out := map[string]func(string) sasl.Client{
		"PLAIN":         func(p string) sasl.Client { return sasl.NewPlainClient("", a.Username, p) },
		"LOGIN":         func(p string) sasl.Client { return sasl.NewLoginClient(a.Username, p) },
		"SCRAM-SHA-1":   func(p string) sasl.Client { return newSCRAMClient(t, "SCRAM-SHA-1", scram.SHA1, a, p) },
		"SCRAM-SHA-256": func(p string) sasl.Client { return newSCRAMClient(t, "SCRAM-SHA-256", scram.SHA256, a, p) },
		"CRAM-MD5":      func(p string) sasl.Client { return &cramClient{netsmtp.CRAMMD5Auth(a.Username, p)} },
	}
	out["DIGEST-MD5"] = func(p string) sasl.Client {
		c, err := ours.New("digest-md5", ours.Credentials{Username: a.Username, Password: store.NewSecret(p), Host: loopback, Service: service})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	return out
}

// cramClient is net/smtp's CRAM-MD5 as a sasl.Client.
type cramClient struct{ netsmtp.Auth }

func (c *cramClient) Start() (string, []byte, error) {
	mech, first, err := c.Auth.Start(&netsmtp.ServerInfo{})
	return mech, first, err
}

func (c *cramClient) Next(challenge []byte) ([]byte, error) { return c.Auth.Next(challenge, true) }

// popSASL runs a mechanism over POP3, with the initial response or without.
func popSASL(k *lines, client sasl.Client, initial bool) string {
	k.t.Helper()
	mech, first, err := client.Start()
	if err != nil {
		k.t.Fatal(err)
	}
	command := "AUTH " + mech
	if initial && len(first) > 0 {
		command += " " + base64.StdEncoding.EncodeToString(first)
		first = nil
	}
	got := k.cmd(command)
	for strings.HasPrefix(got, "+ ") {
		challenge, err := base64.StdEncoding.DecodeString(got[2:])
		if err != nil {
			k.t.Fatal(err)
		}
		answer := first
		if first = nil; answer == nil {
			if answer, err = client.Next(challenge); err != nil {
				return err.Error()
			}
		}
		got = k.cmd(base64.StdEncoding.EncodeToString(answer))
	}
	return got
}

func TestPOP3Mechanisms(t *testing.T) {
	s := start(t, "")
	a := s.Accounts[0]
	for name, client := range clients(t, a, "pop") {
		for _, initial := range []bool{true, false} {
			k := converseAt(t, s, s.POP3, portTLS)
			k.line()
			if got := popSASL(k, client(s.Accounts[1].Password), initial); strings.HasPrefix(got, "+OK") {
				t.Errorf("%s with a wrong password: %s", name, got)
			}
			k = converseAt(t, s, s.POP3, portTLS)
			k.line()
			if got := popSASL(k, client(a.Password), initial); got != "+OK Logged in." {
				t.Errorf("%s, initial response %t: %s", name, initial, got)
			}
			if got := k.cmd("STAT"); got != "+OK 0 0" {
				t.Errorf("%s: STAT %s", name, got)
			}
		}
	}
}

// DIGEST-MD5 signs the service (RFC 2831 section 2.1.2): what was made for SMTP
// is no sign-in here.
func TestPOP3DigestNamesTheService(t *testing.T) {
	s := start(t, "")
	k := converseAt(t, s, s.POP3, portTLS)
	k.line()
	if got := popSASL(k, clients(t, s.Accounts[0], "smtp")["DIGEST-MD5"](s.Accounts[0].Password), false); got != "-ERR [AUTH] Authentication failed." {
		t.Error(got)
	}
}

// A dialogue with everything a POP3 client may say.
func TestPOP3Dialogue(t *testing.T) {
	s := start(t, "")
	a := s.Accounts[0]
	for i := range 3 {
		s.impl.accept(Message{ID: fmt.Sprint("Q", i), From: s.Accounts[1].Address, To: []string{a.Address, outsider},
			Data: []byte("Subject: " + fmt.Sprint(i) + "\r\n\r\none\r\n.two\r\n\r\nthree\r\n")}, origin{"client.example.org", loopback, "ESMTPSA"})
	}
	k := converseAt(t, s, s.POP3, portStartTLS)
	greeting := k.line()
	stamp := greeting[strings.IndexByte(greeting, '<'):]
	if k.cmd("CAPA"); !contains(k.rest(), "STLS", "SASL CRAM-MD5 DIGEST-MD5 SCRAM-SHA-1 SCRAM-SHA-256", "UIDL", "TOP") {
		t.Error("capabilities before TLS")
	}
	for _, c := range [][2]string{
		{"STAT", "-ERR Unknown command."}, {"USER alerts", popCleartext}, {"AUTH PLAIN", popCleartext}, {"AUTH NTLM", "-ERR Unsupported authentication mechanism."},
		{"AUTH CRAM-MD5 !", "-ERR Invalid base64 data."}, {"PASS x", "-ERR No username given."}, {"APOP alerts", "-ERR Invalid argument."},
		{"NOOP " + strings.Repeat("x", 300), "-ERR Command line too long."}, {"STLS", "+OK Begin TLS negotiation now."},
	} {
		if got := k.cmd(c[0]); got != c[1] {
			t.Errorf("%s: %s", c[0], got)
		}
	}
	k.secure()
	if k.cmd("CAPA"); !contains(k.rest(), "USER", "SASL PLAIN LOGIN CRAM-MD5 DIGEST-MD5 SCRAM-SHA-1 SCRAM-SHA-256") {
		t.Error("capabilities in TLS")
	}
	for _, c := range [][2]string{
		{"STLS", "-ERR STLS is not available."}, {"USER alerts", "+OK"}, {"PASS wrong", "-ERR [AUTH] Authentication failed."},
		{"APOP alerts " + hexMD5("<x@y>"+a.Password), "-ERR [AUTH] Authentication failed."}, {"APOP alerts " + hexMD5(stamp+a.Password), "+OK Logged in."},
		{"NOOP", "+OK"}, {"USER alerts", "-ERR Unknown command."}, {"UIDL 2", "+OK 2 todoku00000002"}, {"UIDL 4", noMail}, {"LIST 0", noMail},
		{"RETR x", noMail}, {"TOP 1", "-ERR Invalid argument."}, {"TOP 1 -1", "-ERR Invalid argument."}, {"DELE 1", "+OK Marked to be deleted."},
		{"DELE 1", noMail}, {"RSET", "+OK"}, {"DELE 2", "+OK Marked to be deleted."},
	} {
		if got := k.cmd(c[0]); got != c[1] {
			t.Errorf("%s: %s", c[0], got)
		}
	}
	if k.cmd("LIST"); len(k.rest()) != 2 {
		t.Error("LIST shows what is deleted")
	}
	if k.cmd("TOP 1 1"); !contains(k.rest(), "Return-Path: <reports@sandbox.test>", "Subject: 0", "", "one") {
		t.Error("TOP")
	}
	if k.cmd("RETR 3"); !contains(k.rest(), "Subject: 2", "..two", "three", "Authentication-Results: mail.sandbox.test;", "\tspf=pass smtp.mailfrom=sandbox.test;") {
		t.Error("RETR")
	}
	if got := k.cmd("QUIT"); got != "+OK Logging out." {
		t.Error(got)
	}
	if got := len(s.impl.post.inbox(s.impl.accounts.list[0])); got != 2 {
		t.Errorf("%d mails are left", got)
	}
}

func contains(list []string, want ...string) bool {
	for _, w := range want {
		found := false
		for _, l := range list {
			found = found || l == w
		}
		if !found {
			return false
		}
	}
	return true
}

// What was said before TLS began is forgotten.
func TestPOP3ForgetsPlainText(t *testing.T) {
	s := start(t, "")
	k := converseAt(t, s, s.POP3, portStartTLS)
	k.line()
	if got := k.cmd("STLS\r\nAPOP alerts x"); got != "+OK Begin TLS negotiation now." {
		t.Fatal(got)
	}
	k.secure()
	if got := k.cmd("NOOP"); got != "-ERR Unknown command." {
		t.Error(got)
	}
}

// A line that does not end is the end of the conversation.
func TestPOP3LineIsBounded(t *testing.T) {
	s := start(t, "")
	k := converseAt(t, s, s.POP3, portNone)
	k.line()
	_, _ = k.c.Write([]byte(strings.Repeat("x", maxLine+1)))
	_ = k.c.SetReadDeadline(time.Now().Add(testTime))
	if got := k.line(); got != "" {
		t.Error(got)
	}
}

package sandbox

import (
	"bufio"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"
)

// relays says what the port without AUTH answers for a recipient outside.
func relays(t *testing.T, s *Sandbox) string {
	t.Helper()
	c := dial(t, net.JoinHostPort(s.PopBeforeSMTP.Host, strconv.Itoa(s.PopBeforeSMTP.Port)))
	k := &talk{t, s, c, bufio.NewReader(c)}
	k.reply()
	if got := k.cmd("EHLO client.example.org"); strings.Contains(got, "AUTH") || !strings.Contains(got, "STARTTLS") {
		t.Error(got)
	}
	k.cmd("MAIL FROM:<" + s.Accounts[0].Address + ">")
	if got := k.cmd("RCPT TO:<" + s.Accounts[1].Address + ">"); got != "250 2.0.0 I'll make sure <"+s.Accounts[1].Address+"> gets this" {
		t.Error(got)
	}
	got := k.cmd("RCPT TO:<" + outsider + ">")
	_ = c.Close()
	return got
}

func popLogin(t *testing.T, s *Sandbox, password string) {
	t.Helper()
	k := converseAt(t, s, s.POP3, portNone)
	k.line()
	k.cmd("USER alerts")
	k.cmd("PASS " + password)
	k.cmd("QUIT")
}

const denied = "554 5.7.1 <someone@example.net>: Relay access denied"

func TestPopBeforeSMTP(t *testing.T) {
	s := start(t, "")
	popLogin(t, s, "wrong")
	if got := relays(t, s); got != denied {
		t.Errorf("before the login: %s", got)
	}
	popLogin(t, s, s.Accounts[0].Password)
	if got := relays(t, s); !strings.HasPrefix(got, "250 ") {
		t.Errorf("after the login: %s", got)
	}
}

// Lag and length by a clock of the test's own.
func TestWindow(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	w := window{now: func() time.Time { return now }}
	if err := w.configure(Options{PopLag: 3 * time.Second, PopWindow: time.Minute}, &fault{}); err != nil {
		t.Fatal(err)
	}
	at := func(d time.Duration, want bool) {
		t.Helper()
		now = time.Unix(1_800_000_000, 0).Add(d)
		if got := w.open("192.0.2.1"); got != want {
			t.Errorf("after %v: %t", d, got)
		}
	}
	at(0, false)
	w.login("192.0.2.1")
	at(2999*time.Millisecond, false)
	at(3*time.Second, true)
	if w.open("192.0.2.2") {
		t.Error("another address may send, too")
	}
	at(60*time.Second, true)
	w.login("192.0.2.1")
	at(61*time.Second, true) // no new lag
	at(122*time.Second, true)
	at(123*time.Second, false)
	for i := range 2 * maxWindows {
		w.login(strconv.Itoa(i))
	}
	if len(w.spans) != maxWindows {
		t.Errorf("%d addresses are remembered", len(w.spans))
	}
	for _, o := range []Options{{PopLag: -1}, {PopLag: 2 * maxLag}, {PopWindow: -1}} {
		if (&window{}).configure(o, &fault{}) == nil {
			t.Errorf("%+v was accepted", o)
		}
	}
}

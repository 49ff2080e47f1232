package sandbox

import (
	"strings"
	"testing"
)

// sayAt signs in as the variant says and goes on to a step; it gives the reply
// that refuses.
func sayAt(t *testing.T, s *Sandbox, f fault, step string) string {
	t.Helper()
	p, list := s.Ready(), s.POP3
	if f.proto == protoIMAP {
		list = s.IMAP
	}
	security := p.Receive.Security
	if f.use.port != "" {
		security = f.use.port
	}
	k := converseAt(t, s, list, security)
	k.line()
	if f.proto == protoIMAP {
		return k.imapTo(p.Receive.Security, step, s.Accounts[0])
	}
	if p.Receive.Security == portStartTLS {
		k.cmd("STLS")
		k.secure()
	}
	if got := k.cmd("USER " + s.Accounts[0].Username); got != "+OK" {
		return got
	}
	got := k.cmd("PASS " + s.Accounts[0].Password)
	if step == "stat" || step == "top" {
		return k.cmd(strings.ToUpper(step))
	}
	return got
}

func (k *lines) imapTo(security, step string, a Account) string {
	k.t.Helper()
	if security == portStartTLS {
		k.cmd("a1 STARTTLS")
		k.secure()
	}
	got := k.cmd("a2 LOGIN " + a.Username + " " + a.Password)
	if step == atSelect {
		got = k.cmd("a2 EXAMINE INBOX")
	}
	return strings.TrimPrefix(got, "a2 ")
}

// Every reply that a fault puts into POP3 or IMAP comes out as it stands in the
// table, and at its step.
func TestMailboxRefusalsOnTheWire(t *testing.T) {
	for _, f := range mailboxFaults() {
		for step, wire := range f.refuse {
			t.Run(f.Name, func(t *testing.T) {
				if got := sayAt(t, start(t, f.Name), f, step); got != wire {
					t.Errorf("got\n%s\nwant\n%s", got, wire)
				}
			})
		}
	}
}

// The servers that a fault is not about behave.
func TestFaultsKeepToTheirProtocol(t *testing.T) {
	s := start(t, "auth.temporary/pop3")
	if got := converse(t, s).climb(atRcpt); !strings.HasPrefix(got, "250 ") {
		t.Errorf("SMTP: %s", got)
	}
	c := imapAt(t, s, portTLS)
	if err := c.Login(s.Accounts[0].Username, s.Accounts[0].Password).Wait(); err != nil {
		t.Errorf("IMAP: %v", err)
	}
	s = start(t, "tls.expired")
	k := converseAt(t, s, s.POP3, portTLS)
	if got := k.line(); !strings.HasPrefix(got, "+OK ") {
		t.Errorf("POP3: %s", got)
	}
}

// What becomes of a mail that was taken.
func TestArrivalFaults(t *testing.T) {
	for fault, want := range map[string]int{"": 1, "arrive.not-arrived": 0, "arrive.not-arrived/late": 0, "arrive.junk": 0} {
		s := start(t, fault)
		deliverTo(t, s, s.Accounts[0])
		a := s.impl.accounts.list[0]
		if got := len(s.impl.post.inbox(a)); got != want {
			t.Errorf("%q: %d mails in the inbox", fault, got)
		}
		if len(s.Mailbox()) != 1 {
			t.Errorf("%q: not taken", fault)
		}
	}
	s := start(t, "arrive.auth-failed/dkim")
	deliverTo(t, s, s.Accounts[0])
	if got := string(s.impl.post.inbox(s.impl.accounts.list[0])[0].data); !strings.Contains(got, "spf=none") || !strings.Contains(got, "dkim=fail") {
		t.Error(got)
	}
}

// A mail that is on its way arrives after its time.
func TestDeliveryTakesItsTime(t *testing.T) {
	s, err := Start(t.Context(), Options{Dir: t.TempDir(), Delay: 1})
	if err != nil {
		t.Fatal(err)
	}
	deliverTo(t, s, s.Accounts[0])
	c := imapAt(t, s, portTLS)
	if err := c.Login(s.Accounts[0].Username, s.Accounts[0].Password).Wait(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := deadlineIn(t, testTime)
	defer cancel()
	for {
		d, err := c.Select("INBOX", nil).Wait()
		if err != nil || ctx.Err() != nil {
			t.Fatal(err, ctx.Err())
		}
		if d.NumMessages == 1 {
			break
		}
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

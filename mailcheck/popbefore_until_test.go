package mailcheck

import (
	"context"
	"net"
	"strings"
	"syscall"
	"testing"
	"time"

	"todoku/store"
)

// TestPopBeforeEvents: the last event of a stage is what the report says, and
// a refusal is not told before it is judged.
func TestPopBeforeEvents(t *testing.T) {
	for _, lag := range []time.Duration{0, 4 * time.Second} {
		s := newPopPair()
		s.lag = lag
		last, refused := map[string]Stage{}, 0
		r := s.run(t, t.Context(), func(_ *store.Profile, o *Options) {
			o.Emit = func(e Event) {
				last[e.Stage.ID] = e.Stage
				if e.Stage.ID == StageRcpt && e.Stage.Verdict == Fail {
					refused++
				}
			}
		})
		for _, st := range r.Stages {
			if e := last[st.ID]; st.Verdict != Skipped && (e.Verdict != st.Verdict || e.Detail.Window != st.Detail.Window) {
				t.Errorf("lag %s: %s was told as %s %+v, is %s %+v", lag, st.ID, e.Verdict, e.Detail.Window, st.Verdict, st.Detail.Window)
			}
		}
		if want := 0; lag > 0 && refused != 1 || lag == 0 && refused != want {
			t.Errorf("lag %s: refused %d times", lag, refused)
		}
	}
}

// TestPopBeforeUntil: a run that ends before the recipient tries none, and one
// that ends before the sign-in does not sign in.
func TestPopBeforeUntil(t *testing.T) {
	for until, want := range map[string]string{"connect": "0 0", "auth": "1 0", "mail": "1 0", "rcpt": "1 2", "": "1 2"} {
		s := newPopPair()
		r := s.run(t, t.Context(), func(_ *store.Profile, o *Options) { o.Until = until })
		if got := itoa(s.count("pop3 PASS")) + " " + itoa(s.count("smtp RCPT")); got != want || r.Verdict != Warn && until != "connect" {
			t.Errorf("until %q: logins and recipients %s, want %s (%s)", until, got, want, r.Verdict)
		}
	}
}

// TestPopBeforeUnreachable: a dead sending server is waited for once, and told of.
func TestPopBeforeUnreachable(t *testing.T) {
	s := newPopPair()
	tries, told := 0, Running
	r := s.run(t, t.Context(), func(_ *store.Profile, o *Options) {
		o.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			if strings.HasSuffix(address, ":587") {
				tries++
				return nil, errno(syscall.ECONNREFUSED)
			}
			return s.dial(ctx, network, address)
		}
		o.Emit = func(e Event) {
			if e.Stage.ID == StageConnect {
				told = e.Stage.Verdict
			}
		}
	})
	if got := first(r); got != "net.refused fail smtp.connect" || tries != 1 || told != Fail {
		t.Errorf("%s after %d tries, told as %s", got, tries, told)
	}
	if s.count("pop3 PASS") != 1 || stageOf(r, "pop3.mailbox").Verdict != Pass || stageOf(r, StageRcpt).Verdict != Skipped {
		t.Error("the login was not looked at")
	}
}

// TestPopBeforeAccount: two profiles that log in as one are not proved at once.
func TestPopBeforeAccount(t *testing.T) {
	var a, b store.Profile
	popBeforeProfile(&a)
	popBeforeProfile(&b)
	b.SMTP.Host, b.PopBeforeSMTP.Username = "192.0.2.9", "ALICE"
	if k := accountKey(a); k == "" || k != accountKey(b) {
		t.Errorf("%q, %q", k, accountKey(b))
	}
	b.PopBeforeSMTP.Username = "bob"
	if accountKey(a) == accountKey(b) {
		t.Error("two accounts are one")
	}
}

// TestPopBeforeLoginFails: nothing is sent, but the way to the server is looked at.
func TestPopBeforeLoginFails(t *testing.T) {
	s := newPopPair()
	r := s.run(t, t.Context(), func(p *store.Profile, _ *Options) { p.SMTP.AllowPlaintext = false })
	if got := first(r); got != "auth.plaintext-refused fail pop3.auth" {
		t.Error(got)
	}
	if v := stageOf(r, StageCaps).Verdict; v != Pass {
		t.Errorf("the sending server is %s", v)
	}
	if v := stageOf(r, StageAuth).Verdict; v != Skipped {
		t.Errorf("sign-in is %s", v)
	}
}

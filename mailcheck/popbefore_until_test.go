package mailcheck

import (
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

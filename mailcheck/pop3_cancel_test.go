package mailcheck

import (
	"context"
	"testing"
	"time"

	"todoku/store"
)

// TestPOPCancel ends the run at every point of the dialogue, with the server silent.
func TestPOPCancel(t *testing.T) {
	server := []string{hello, capa, "+ VXNlcm5hbWU6", "+ UGFzc3dvcmQ6", "+OK", stat}
	stages := []string{"pop3.greeting", "pop3.caps", "pop3.auth", "pop3.auth", "pop3.auth", "pop3.mailbox"}
	for n, stage := range stages {
		ctx, cancel := context.WithCancel(t.Context())
		s := &scripted{replies: append([]string(nil), server...)}
		s.replies[n] = silent
		s.onLine = func(at int, _ string) {
			if at == n-1 {
				cancel()
			}
		}
		o := withPOP(s)
		if n == 0 {
			o.Emit = func(e Event) {
				if e.Stage.ID == "pop3.greeting" {
					time.AfterFunc(time.Millisecond, cancel)
				}
			}
		}
		runCancelled(ctx, t, s, popProfile("login"), o, stage)
		cancel()
	}
	noGoroutines(t)
}

// TestPopBeforeCancel ends the run before it, in the wait after the login, and
// while the wait is measured.
func TestPopBeforeCancel(t *testing.T) {
	for _, c := range []struct {
		sleep int // the one in which the run ends; 0: before it
		stage string
	}{{0, "pop3.resolve"}, {1, StageResolve}, {2, StageRcpt}, {4, StageRcpt}} {
		ctx, cancel := context.WithCancel(t.Context())
		s := newPopPair()
		s.closed = true
		n := 0
		s.sleeps = func(ctx context.Context) error {
			if n++; n == c.sleep {
				cancel()
			}
			return ctx.Err()
		}
		if c.sleep == 0 {
			cancel()
		}
		r := s.run(t, ctx, nil)
		cancelledAt(t, r, c.stage)
		if c.sleep > 0 && n != c.sleep {
			t.Errorf("%d sleeps, the run ended in the one before", n)
		}
		cancel()
	}
	noGoroutines(t)
}

// TestPopBeforeCancelledAtTheGate: the try before the login has not ended yet.
func TestPopBeforeCancelledAtTheGate(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	s := newPopPair()
	s.refusal = silent
	s.onRcpt = cancel
	r := s.run(t, ctx, func(p *store.Profile, _ *Options) {})
	// The other ladder may be anywhere up to the gate.
	if r.Verdict != Unknown || r.Findings[0].Cause != "run.cancelled" || s.count("pop3 PASS") != 0 {
		t.Errorf("%s %+v\n%s", r.Verdict, r.Findings, said(r))
	}
	noGoroutines(t)
}

package mailcheck

import (
	"context"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"todoku/mailcheck/cause"
	"todoku/store"
)

// TestCancel ends the run at every point of the dialogue, with the server
// silent: it must be over at once, say so, and leave nothing behind.
func TestCancel(t *testing.T) {
	server := []string{"220 mx", "250-mx\n250 AUTH LOGIN", "334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6", "235 ok", "250 ok", "250 ok", "354 go on", "250 ok"}
	stages := []string{StageGreeting, StageCaps, StageAuth, StageAuth, StageAuth, StageMail, StageRcpt, StageData}
	for n, stage := range stages {
		ctx, cancel := context.WithCancel(t.Context())
		s := &scripted{replies: append([]string(nil), server...)}
		s.replies[n] = silent
		s.onLine = func(at int, _ string) {
			if at == n-1 {
				cancel()
			}
		}
		o := with(s)
		o.Send = true
		if n == 0 { // the server has nothing to hear before its greeting
			o.Emit = func(e Event) {
				if e.Stage.ID == StageGreeting {
					time.AfterFunc(time.Millisecond, cancel)
				}
			}
		}
		runCancelled(ctx, t, s, profile("login"), o, stage)
		cancel()
	}
	noGoroutines(t)
}

// runCancelled runs p, which ctx is to end at stage, and looks at what is left.
func runCancelled(ctx context.Context, t *testing.T, s *scripted, p store.Profile, o Options, stage string) {
	t.Helper()
	begun := time.Now()
	r := Run(ctx, p, o)
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("%s: cancelling took %s", stage, took)
	}
	s.open.Wait()
	cancelledAt(t, r, stage)
	if s.conns != 0 {
		t.Errorf("%s: %d connections left open", stage, s.conns)
	}
}

// cancelledAt: the stage is unknown by run.cancelled, and all after it skipped.
func cancelledAt(t *testing.T, r Report, stage string) {
	t.Helper()
	if got := first(r); got != "run.cancelled unknown "+stage || r.Verdict != Unknown {
		t.Errorf("cancelled at %s: %s, %s", stage, got, r.Verdict)
	}
	after := false
	for _, s := range r.Stages {
		if after && s.Verdict != Skipped {
			t.Errorf("cancelled at %s: %s is %s", stage, s.ID, s.Verdict)
		}
		after = after || s.ID == stage
	}
}

// noGoroutines waits for the last ones to end: some have sent their result and
// are about to return.
func noGoroutines(t *testing.T) {
	t.Helper()
	buf := make([]byte, 1<<20)
	for deadline := time.Now().Add(5 * time.Second); ; runtime.Gosched() {
		all := string(buf[:runtime.Stack(buf, true)])
		left := ""
		for g := range strings.SplitSeq(all, "\n\n") {
			if strings.Contains(g, "mailcheck.(*ladder)") || strings.Contains(g, "mailcheck.runTrip") || strings.Contains(g, "imapclient.") {
				left = g
			}
		}
		if left == "" {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("a goroutine is left:\n%s", left)
		}
	}
}

// TestCancelledBefore: nothing is tried any more.
func TestCancelledBefore(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := &scripted{}
	r := Run(ctx, profile("plain"), with(s))
	cancelledAt(t, r, StageResolve)
	if len(s.heard()) != 0 {
		t.Error("the server heard something")
	}
}

// TestCancelledSecret: a password command that is interrupted is no fault of
// the password.
func TestCancelledSecret(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := &scripted{replies: []string{"220 mx", "250-mx\n250 AUTH PLAIN"}}
	o := with(s)
	o.Password = func(context.Context) (store.Secret, error) {
		cancel()
		return store.Secret{}, ctx.Err()
	}
	cancelledAt(t, Run(ctx, profile("plain"), o), StageAuth)
}

// TestSecretUnreadable: could not check, which is not failed.
func TestSecretUnreadable(t *testing.T) {
	s := &scripted{replies: []string{"220 mx", "250-mx\n250 AUTH PLAIN"}}
	o := with(s)
	o.Password, o.BaseDir = nil, t.TempDir()
	p := profile("plain")
	p.SMTP.Auth.Password = store.SecretRef{From: "file", Path: "nowhere.secret"}
	r := s.run(t, p, o)
	if first(r) != "secret.unreadable unknown smtp.auth" || r.Verdict != Unknown {
		t.Errorf("found %s", first(r))
	}
	wantLines(t, s.heard(), []string{"EHLO client.example.org", "QUIT"})
}

// TestAlternatives: the explanations of one failure have one severity.
func TestAlternatives(t *testing.T) {
	s := &scripted{replies: []string{"220 mx", "250 mx", "250 ok", "450 4.7.0 try again later"}}
	r := s.run(t, profile("none"), with(s))
	for _, f := range r.Findings {
		if f.Severity != cause.SeverityUnknown {
			t.Errorf("%s is %s beside an unknown", f.Cause, f.Severity)
		}
	}
	if r.Verdict != Unknown || len(r.Findings) < 2 {
		t.Errorf("verdict %s, %d findings", r.Verdict, len(r.Findings))
	}
}

// TestCancelWhileNamesAreAsked: a name server that says nothing holds up
// nobody, whatever it was asked for.
func TestCancelWhileNamesAreAsked(t *testing.T) {
	c, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ctx, cancel := context.WithCancel(t.Context())
	asked := make(chan struct{})
	go func() {
		defer close(asked)
		buf := make([]byte, 512)
		for range 4 { // A, AAAA, MX, CNAME
			if _, _, err := c.ReadFrom(buf); err != nil {
				return
			}
		}
		cancel()
	}()
	p := profile("none")
	p.SMTP.Host = "mail.example.org"
	begun := time.Now()
	r := Run(ctx, p, Options{Nameserver: c.LocalAddr().String()})
	if took := time.Since(begun); took > 2*time.Second {
		t.Errorf("cancelling took %s", took)
	}
	cancelledAt(t, r, StageResolve)
	<-asked
	noGoroutines(t)
}

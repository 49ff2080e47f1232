package mailcheck_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"todoku/mailcheck"
	"todoku/mailcheck/sandbox"
	"todoku/store"
)

// start brings up a sandbox for one test.
func start(t *testing.T, o sandbox.Options) *sandbox.Sandbox {
	t.Helper()
	s, err := sandbox.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// options are what a run against s needs.
func options(s *sandbox.Sandbox) mailcheck.Options {
	return mailcheck.Options{Nameserver: s.Nameserver, Roots: s.Roots, BaseDir: s.Config, Password: s.Password, Dial: s.Dial}
}

// TestFaults climbs against every fault of the sandbox: the first finding must
// be the fault's cause, at the stage where it shows, and what the server sent
// must not reach the report as it is.
func TestFaults(t *testing.T) {
	t.Parallel()
	for _, f := range sandbox.Faults() {
		t.Run(f.Name, func(t *testing.T) {
			t.Parallel()
			s := start(t, sandbox.Options{Fault: f.Name})
			o := options(s)
			o.Until, o.Send = f.Until, f.Until == "data"
			o.Arrive, o.ArriveWithin = f.Until == "arrive", time.Second
			if f.Cause == "pop.no-effect" { // no wait changes anything
				o.Sleep = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
			}
			r := mailcheck.Run(t.Context(), s.Ready(), o)
			if len(r.Findings) == 0 {
				t.Fatalf("no finding; stages:\n%s", stages(r))
			}
			got := r.Findings[0]
			if got.Cause != f.Cause || got.Stage != f.Stage {
				t.Errorf("found %s (%s) at %s, want %s at %s\n%s", got.Cause, got.Confidence, got.Stage, f.Cause, f.Stage, stages(r))
			}
			checkReport(t, r, s.Accounts[0].Password)
		})
	}
}

func stages(r mailcheck.Report) string {
	var b strings.Builder
	for _, s := range r.Stages {
		b.WriteString(s.ID + " " + string(s.Verdict) + "\n")
		for _, l := range s.Transcript {
			b.WriteString("    " + l.Dir + " " + l.Text + "\n")
		}
	}
	for _, f := range r.Findings {
		b.WriteString("! " + f.Cause + " " + string(f.Severity) + " " + f.Stage + " " + strings.Join(f.Evidence, " / ") + "\n")
	}
	return b.String()
}

// checkReport holds every report to what reports promise.
func checkReport(t *testing.T, r mailcheck.Report, password string) {
	t.Helper()
	worst := mailcheck.Pass
	for _, s := range r.Stages {
		found := slices.ContainsFunc(r.Findings, func(f causeFinding) bool { return f.Stage == s.ID })
		if s.Verdict != mailcheck.Pass && s.Verdict != mailcheck.Skipped && !found {
			t.Errorf("%s is %s without a finding", s.ID, s.Verdict)
		}
		if s.Verdict == mailcheck.Running {
			t.Errorf("%s is still running", s.ID)
		}
		worst = worse(worst, s.Verdict)
	}
	if r.Verdict != worst {
		t.Errorf("verdict %s, worst stage %s", r.Verdict, worst)
	}
	all := everything(r)
	for _, c := range all {
		if (c < ' ' && c != '\n') || c == 0x7f || (c >= 0x80 && c < 0xa0) || c == '\u202e' || c == '\ufffd' {
			t.Errorf("raw character %q in the report", c)
		}
	}
	if password != "" && strings.Contains(all, password) {
		t.Errorf("the password is in the report:\n%s", all)
	}
	if len(all) > 200_000 {
		t.Errorf("a report of %d octets", len(all))
	}
}

func worse(a, b mailcheck.Verdict) mailcheck.Verdict {
	order := []mailcheck.Verdict{mailcheck.Pass, mailcheck.Warn, mailcheck.Unknown, mailcheck.Fail}
	return order[max(slices.Index(order, a), slices.Index(order, b), 0)]
}

func TestPasses(t *testing.T) {
	t.Parallel()
	s := start(t, sandbox.Options{})
	for _, method := range []string{"none", "plain", "login", "cram-md5", "digest-md5", "scram-sha-1", "scram-sha-256"} {
		for _, end := range s.SMTP {
			p := s.Ready()
			p.SMTP.Host, p.SMTP.Port, p.SMTP.Security, p.SMTP.Auth.Method = end.Host, end.Port, end.Security, method
			p.SMTP.AllowPlaintext = end.Security == "none"
			o := options(s)
			o.Send = method != "none"
			o.Until = "mail"
			r := mailcheck.Run(t.Context(), p, o)
			want := mailcheck.Pass
			if end.Security == "none" && method != "none" {
				want = mailcheck.Warn // auth.no-tls
			}
			if r.Verdict != want && !(method == "none" && r.Findings[0].Cause == "auth.missing") {
				t.Errorf("%s over %s: %s\n%s", method, end.Security, r.Verdict, stages(r))
			}
			checkReport(t, r, s.Accounts[0].Password)
		}
	}
	if n, want := len(s.Mailbox()), 6*len(s.SMTP); n != want {
		t.Errorf("%d trial mails arrived, want %d", n, want)
	}
}

// TestEvents: the last event of a stage holds what the report holds, and each
// stage begins with running.
func TestEvents(t *testing.T) {
	t.Parallel()
	s := start(t, sandbox.Options{})
	o := options(s)
	last := map[string]mailcheck.Stage{}
	var order []string
	o.Emit = func(e mailcheck.Event) {
		if _, seen := last[e.Stage.ID]; !seen {
			order = append(order, e.Stage.ID)
			if e.Stage.Verdict != mailcheck.Running {
				t.Errorf("%s begins as %s", e.Stage.ID, e.Stage.Verdict)
			}
		}
		last[e.Stage.ID] = e.Stage
	}
	r := mailcheck.Run(t.Context(), s.Ready(), o)
	for i, st := range r.Stages {
		if st.Verdict == mailcheck.Skipped {
			continue
		}
		if order[i] != st.ID {
			t.Errorf("event %d is of %s, want %s", i, order[i], st.ID)
		}
		if got := last[st.ID]; got.Verdict != st.Verdict || len(got.Transcript) > len(st.Transcript) || len(got.Detail.Capabilities) != len(st.Detail.Capabilities) {
			t.Errorf("last event of %s: %+v\nreport: %+v", st.ID, got, st)
		}
	}
}

func TestUntil(t *testing.T) {
	t.Parallel()
	s := start(t, sandbox.Options{})
	for _, until := range []string{"resolve", "connect", "greeting", "caps", "tls", "auth", "mail", "rcpt"} {
		o := options(s)
		o.Until = until
		r := mailcheck.Run(t.Context(), s.Ready(), o)
		at := slices.IndexFunc(r.Stages, func(st mailcheck.Stage) bool { return st.ID == "smtp."+until })
		for i, st := range r.Stages {
			if (st.Verdict == mailcheck.Pass) != (i <= at) {
				t.Errorf("until %s: %s is %s", until, st.ID, st.Verdict)
			}
		}
	}
}

// TestPasswordIsNotAskedFor where it could not be sent.
func TestPasswordIsNotAskedFor(t *testing.T) {
	t.Parallel()
	for _, fault := range []string{"auth.not-offered", "auth.mechanism", "auth.tls-first", "tls.expired", "tls.injected", "tls.starttls-missing"} {
		s := start(t, sandbox.Options{Fault: fault})
		o := options(s)
		o.Password = func(context.Context) (store.Secret, error) {
			t.Errorf("%s: the password was asked for", fault)
			return store.NewSecret("x"), nil
		}
		mailcheck.Run(t.Context(), s.Ready(), o)
	}
	s := start(t, sandbox.Options{Fault: "auth.tls-first/auth"}) // AUTH without TLS
	p := s.Ready()
	p.SMTP.AllowPlaintext = false
	o := options(s)
	o.Password = func(context.Context) (store.Secret, error) {
		t.Error("no consent: the password was asked for")
		return store.NewSecret("x"), nil
	}
	if r := mailcheck.Run(t.Context(), p, o); r.Findings[0].Cause != "auth.plaintext-refused" {
		t.Errorf("without consent: %s", stages(r))
	}
}

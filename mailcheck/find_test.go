package mailcheck_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"todoku/mailcheck"
	"todoku/mailcheck/discover"
	"todoku/mailcheck/sandbox"
)

// find looks for the servers of an address in a sandbox with a fault.
func find(t *testing.T, fault, address string, change func(*mailcheck.FindOptions)) mailcheck.Found {
	t.Helper()
	s := start(t, sandbox.Options{Fault: fault})
	o := mailcheck.FindOptions{Options: options(s), ISPDB: "https://ispdb." + sandbox.Domain + "/"}
	o.Dial = s.DialUsual
	if change != nil {
		change(&o)
	}
	f, err := mailcheck.Find(t.Context(), address, o)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// said is what a source had to say: "found 6" or "failed: timeout".
func said(f mailcheck.Found, source string) string {
	for _, o := range f.Sources {
		if o.Source == source {
			switch {
			case o.State == discover.Found:
				return fmt.Sprintf("found %d", o.Found)
			case o.Reason == "":
				return string(o.State)
			}
			return string(o.State) + ": " + o.Reason
		}
	}
	return "not asked"
}

func TestFind(t *testing.T) {
	t.Parallel()
	f := find(t, "", "Alice@Sandbox.TEST", nil)
	for source, want := range map[string]string{
		discover.FromProvider: "nothing: unknown", discover.FromAutoconfig: "found 6", discover.FromWellKnown: "found 6", discover.FromPACC: "found 3",
		discover.FromHTTP: "skipped: consent", discover.FromISPDB: "found 6", discover.FromSRV: "found 6", discover.FromMX: "nothing: unknown",
		discover.FromMXAutoconfig: "skipped: same_domain", discover.FromMXISPDB: "skipped: same_domain",
	} {
		if got := said(f, source); got != want {
			t.Errorf("%s: %s, want %s", source, got, want)
		}
	}
	best, ok := f.Best(discover.Submission)
	if !ok || best.Host != sandbox.Host || best.Security != "tls" || best.Reason != "works" || best.Source != discover.FromAutoconfig || best.Trust != discover.TrustDomain ||
		best.Username != "Alice" || best.Foreign || len(best.Mechanisms) == 0 || !slices.Contains(best.Also, discover.FromSRV) || !slices.Contains(best.Also, discover.FromISPDB) {
		t.Errorf("%v %+v", ok, best.Candidate)
	}
	if f.Verdict != mailcheck.Pass || len(f.Conflicts) != 0 {
		t.Errorf("%s, conflicts %+v", f.Verdict, f.Conflicts)
	}
}

func TestFindOutcomes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ fault, source, want string }{
		{"discover.nothing", discover.FromSRV, "nothing"},
		{"discover.nothing", discover.FromAutoconfig, "nothing"},
		{"discover.not-offered", discover.FromSRV, "nothing: not_offered"},
		{"discover.srv-failed", discover.FromSRV, "failed: dns"},
		{"discover.cname-loop", discover.FromAutoconfig, "failed: cname_loop"},
		{"discover.pacc-no-digest", discover.FromPACC, "failed: digest_missing"},
		{"discover.pacc-digest", discover.FromPACC, "failed: digest"},
		{"discover.huge", discover.FromAutoconfig, "failed: too_large"},
		{"discover.nested", discover.FromAutoconfig, "failed: nested"},
		{"discover.entities", discover.FromAutoconfig, "failed: entities"},
		{"discover.not-xml", discover.FromAutoconfig, "failed: not_xml"},
		{"discover.login-page", discover.FromWellKnown, "failed: html"},
		{"discover.other-domain", discover.FromAutoconfig, "failed: other_domain"},
		{"discover.redirect-loop", discover.FromAutoconfig, "failed: redirect_loop"},
		{"discover.redirect-http", discover.FromAutoconfig, "failed: redirect_insecure"},
		{"discover.redirect-private", discover.FromAutoconfig, "failed: redirect_private"},
		{"discover.missing", discover.FromAutoconfig, "nothing"},
		{"discover.failing", discover.FromISPDB, "failed: status"},
		{"discover.certificate", discover.FromAutoconfig, "failed: certificate"},
		{"dns.resolver-failed/servfail", discover.FromAutoconfig, "failed: dns"},
		{"dns.resolver-failed/servfail", discover.FromGuess, "failed: dns"},
	} {
		t.Run(c.fault+" "+c.source, func(t *testing.T) {
			t.Parallel()
			if got := said(find(t, c.fault, "alice@"+sandbox.Domain, nil), c.source); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

// TestFindEnds: neither a document that never ends nor a resolver that never
// answers holds a search longer than its limit.
func TestFindEnds(t *testing.T) {
	t.Parallel()
	for _, fault := range []string{"discover.slow", "dns.resolver-failed/timeout"} {
		begun := time.Now()
		f := find(t, fault, "alice@"+sandbox.Domain, func(o *mailcheck.FindOptions) { o.Limit = 600 * time.Millisecond })
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("%s: %v", fault, took)
		}
		if got := said(f, discover.FromAutoconfig); got != "failed: timeout" {
			t.Errorf("%s: %s", fault, got)
		}
	}
}

func TestFindGuesses(t *testing.T) {
	t.Parallel()
	f := find(t, "discover.nothing", "alice@"+sandbox.Domain, nil)
	for _, s := range discover.Services {
		best, ok := f.Best(s)
		if !ok || best.Reason != "works" || best.Source != discover.FromGuess || best.Security != "tls" || best.Username != "" {
			t.Errorf("%s: %v %+v", s, ok, best.Candidate)
		}
	}
	for _, c := range f.Candidates {
		if c.Verdict != mailcheck.Pass && c.Verdict != mailcheck.Warn {
			t.Errorf("a guess that does not work is shown: %+v", c.Candidate)
		}
	}
	if got := said(find(t, "", "alice@"+sandbox.Domain, nil), discover.FromGuess); got != "skipped: not_needed" {
		t.Errorf("with everything found, the guess %s", got)
	}
}

func TestFindNothing(t *testing.T) {
	t.Parallel()
	if f := find(t, "", "alice@"+sandbox.Bare, nil); f.Verdict != mailcheck.Fail || len(f.Candidates) != 0 || said(f, discover.FromGuess) != "nothing" {
		t.Errorf("%s %+v %+v", f.Verdict, f.Candidates, f.Sources)
	}
	if f := find(t, "dns.resolver-failed/servfail", "alice@"+sandbox.Bare, nil); f.Verdict != mailcheck.Unknown {
		t.Errorf("nobody could be asked: %s", f.Verdict)
	}
}

// TestFindByMX: hosted.test has nothing but an MX in the other domain.
func TestFindByMX(t *testing.T) {
	t.Parallel()
	f := find(t, "", "alice@"+sandbox.Hosted, nil)
	best, ok := f.Best(discover.Submission)
	if !ok || best.Host != sandbox.Host || best.Trust != discover.TrustMX || best.Source != discover.FromMXAutoconfig || !best.Foreign || best.Username != "alice" {
		t.Errorf("%v %+v\n%+v", ok, best.Candidate, f.Sources)
	}
}

func TestFindForeignAndConflict(t *testing.T) {
	t.Parallel()
	f := find(t, "discover.foreign", "alice@"+sandbox.Domain, nil)
	foreign := 0
	for _, c := range f.For(discover.Submission) {
		if c.Source == discover.FromSRV {
			foreign++
			if !c.Foreign || c.Conflict != "host" || c.Reason != "certificate" {
				t.Errorf("%+v %s", c.Candidate, c.Reason)
			}
		}
	}
	if foreign != 2 || len(f.Conflicts) == 0 {
		t.Errorf("%d foreign ones, conflicts %+v", foreign, f.Conflicts)
	}
	f = find(t, "discover.conflict", "alice@"+sandbox.Domain, nil)
	want := discover.Conflict{Service: discover.Submission, About: "host", A: []string{discover.FromAutoconfig, discover.FromWellKnown, discover.FromISPDB},
		B: []string{discover.FromPACC, discover.FromSRV}, SaysA: sandbox.Alias, SaysB: sandbox.Host}
	if len(f.Conflicts) != 3 || !reflect.DeepEqual(f.Conflicts[0], want) {
		t.Errorf("%+v", f.Conflicts)
	}
}

// TestFindAbroad: DNS is asked in A-labels; an address that only SMTPUTF8 can
// carry has servers all the same.
func TestFindAbroad(t *testing.T) {
	t.Parallel()
	f := find(t, "", "太郎@"+sandbox.Abroad, nil)
	if best, ok := f.Best(discover.Submission); !ok || best.Source != discover.FromSRV || !best.Foreign || f.Target.Domain != "xn--wgv71a.test" || f.Target.Shown != sandbox.Abroad {
		t.Errorf("%v %+v %+v", ok, best.Candidate, f.Target)
	}
}

func TestFindOverHTTPWithConsent(t *testing.T) {
	t.Parallel()
	f := find(t, "discover.certificate", "alice@"+sandbox.Domain, func(o *mailcheck.FindOptions) { o.HTTP = true })
	if got := said(f, discover.FromHTTP); got != "found 6" {
		t.Errorf("%s", got)
	}
}

// TestFindTellsNobodyTheAddress: every web server learns the domain, and
// nothing of the person.
func TestFindTellsNobodyTheAddress(t *testing.T) {
	t.Parallel()
	s := start(t, sandbox.Options{})
	o := mailcheck.FindOptions{Options: options(s), ISPDB: "https://ispdb." + sandbox.Domain + "/", HTTP: true}
	o.Dial = s.DialUsual
	if _, err := mailcheck.Find(t.Context(), "geheim@"+sandbox.Domain, o); err != nil {
		t.Fatal(err)
	}
	got := s.Asked()
	slices.Sort(got)
	const config = "/mail/config-v1.1.xml"
	want := []string{"GET autoconfig.sandbox.test" + config, "GET autoconfig.sandbox.test" + config, "GET ispdb.sandbox.test/sandbox.test",
		"GET sandbox.test/.well-known/autoconfig" + config, "GET ua-auto-config.sandbox.test/.well-known/user-agent-configuration.json"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestFindTellsTheSameTwice(t *testing.T) {
	t.Parallel()
	list := func(f mailcheck.Found) string {
		var b strings.Builder
		for _, c := range f.Candidates {
			fmt.Fprintf(&b, "%s %s %s %s %s %q %s\n", c.Service, c.Host, c.Security, c.Source, c.Reason, c.Also, c.Conflict)
		}
		return b.String()
	}
	first := list(find(t, "discover.conflict", "alice@"+sandbox.Domain, nil))
	for range 3 {
		if again := list(find(t, "discover.conflict", "alice@"+sandbox.Domain, nil)); again != first {
			t.Errorf("%s\nthen\n%s", first, again)
		}
	}
}

func TestFindTellsWhatItKnows(t *testing.T) {
	t.Parallel()
	told := 0
	var last mailcheck.Found
	f := find(t, "", "alice@"+sandbox.Domain, func(o *mailcheck.FindOptions) {
		o.Found = func(f mailcheck.Found) { told++; last = f }
	})
	if told < 10 || len(last.Candidates) != len(f.Candidates) || last.Verdict != f.Verdict {
		t.Errorf("%d times, last %+v", told, last)
	}
}

func TestFindCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := start(t, sandbox.Options{})
	f, err := mailcheck.Find(ctx, "alice@"+sandbox.Domain, mailcheck.FindOptions{Options: options(s)})
	if err != nil || f.Verdict != mailcheck.Unknown {
		t.Errorf("%v %s", err, f.Verdict)
	}
}

func TestFindOffline(t *testing.T) {
	t.Parallel()
	f, err := mailcheck.Find(t.Context(), "taro@gmail.com", mailcheck.FindOptions{Offline: true})
	if err != nil {
		t.Fatal(err)
	}
	best, ok := f.Best(discover.Submission)
	if !ok || best.Host != "smtp.gmail.com" || best.Port != 465 || best.Username != "taro@gmail.com" || best.Reason != "offline" || best.Foreign {
		t.Errorf("%v %+v", ok, best)
	}
	if f.Verdict != mailcheck.Warn || len(f.For(discover.IMAP)) == 0 || len(f.For(discover.POP3)) == 0 {
		t.Errorf("%+v", f)
	}
	for _, s := range f.Sources[1:] {
		if s.State != discover.Skipped {
			t.Errorf("%+v was asked", s)
		}
	}
	if f, err = mailcheck.Find(t.Context(), "taro@example.co.jp", mailcheck.FindOptions{Offline: true}); err != nil || f.Verdict != mailcheck.Fail {
		t.Errorf("%v %+v", err, f)
	}
	if _, err = mailcheck.Find(t.Context(), "taro", mailcheck.FindOptions{}); err == nil {
		t.Error("no address, no complaint")
	}
}

package steps

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"todoku/mailcheck"
	"todoku/mailcheck/cause"
	"todoku/mailcheck/discover"
	"todoku/mailcheck/sandbox"
	"todoku/store"
)

// mailBox is a sandbox and a machine for a new profile of it.
func mailBox(t *testing.T, o sandbox.Options) (*sandbox.Sandbox, *Machine) {
	t.Helper()
	dir := t.TempDir()
	o.Dir = filepath.Join(dir, "box")
	s, err := sandbox.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	profiles := filepath.Join(dir, "config")
	env := &Env{Places: store.Places{Profiles: profiles, State: filepath.Join(dir, "state"), Search: []string{profiles}}, Now: time.Now}
	env.Probe.Nameserver, env.Probe.Roots, env.Probe.Dial = s.Nameserver, s.Roots, s.DialUsual
	return s, New(env, NewDraft("alerts"))
}

// climb proves the current step, and gives its report.
func climb(t *testing.T, m *Machine) mailcheck.Report {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	p := m.Proof()
	if p.Key == "" {
		t.Fatalf("%s proves nothing", m.Current())
	}
	r := m.Start(p)(ctx, nil)
	m.Proved(p, r)
	return r.Report
}

// on confirms the current step, proving what has to be, and expects to go to.
func on(t *testing.T, m *Machine, to string) {
	t.Helper()
	for range 3 {
		switch a := m.Enter(false); a.Kind {
		case Prove:
			if r := climb(t, m); r.Verdict == mailcheck.Fail || r.Verdict == mailcheck.Unknown {
				t.Fatalf("%s: %s %+v", m.Current(), r.Verdict, r.Findings)
			}
		case Moved:
			if m.Current() != to {
				t.Fatalf("at %s, want %s", m.Current(), to)
			}
			return
		default:
			t.Fatalf("%s: %s %v", m.Current(), a.Kind, a.Problems)
		}
	}
	t.Fatalf("%s does not move on", m.Current())
}

func value(m *Machine, key string) string {
	for _, q := range m.Questions() {
		if q.ID == key {
			return q.Value
		}
	}
	return "(not asked)"
}

// TestFromNothingButAnAddress: the servers of the sender's address are found
// and proposed, a mailbox beside them too, and the trial mail is seen to arrive.
func TestFromNothingButAnAddress(t *testing.T) {
	s, m := mailBox(t, sandbox.Options{})
	m.env.Domain = true // nobody can say whether the sandbox's relay is allowed, which stops nothing
	who := s.Accounts[0]
	answer(t, m, "sender.address", who.Address)
	m.at = "server"
	if p := m.Proof(); !p.Find || !p.OnPause {
		t.Fatalf("nothing is looked for: %+v", p)
	}
	on(t, m, "auth")
	named := s.SMTP[slices.IndexFunc(s.SMTP, func(e sandbox.Endpoint) bool { return e.Security == "tls" })]
	if got := m.Profile().SMTP; got.Host != sandbox.Host || got.Port != named.Port || got.Security != "tls" {
		t.Fatalf("proposed %s:%d %s", got.Host, got.Port, got.Security)
	}
	on(t, m, "credentials")
	answer(t, m, "smtp.auth.username", who.Username)
	answer(t, m, passwordKey, who.Password)
	on(t, m, "receive")
	answer(t, m, "receive.protocol", "imap")
	if got := value(m, "receive.host"); got != sandbox.Host {
		t.Errorf("proposed %s for the mailbox", got)
	}
	on(t, m, "receive_login")
	if ids := questionIDs(m); slices.Contains(ids, "receive.password") {
		t.Errorf("a password is asked for again: %v", ids)
	}
	on(t, m, "trial")
	answer(t, m, "trial.send", "true")
	if p := m.Proof(); !p.Arrive || !p.Send {
		t.Fatalf("arrival is not awaited: %+v", p)
	}
	rep := climb(t, m)
	i := slices.IndexFunc(rep.Stages, func(s mailcheck.Stage) bool { return s.ID == mailcheck.StageArrive })
	if i < 0 || rep.Stages[i].Detail.Arrived == nil || rep.Verdict != mailcheck.Warn {
		t.Errorf("%s: %+v %+v", rep.Verdict, rep.Stages, rep.Findings)
	}
	if !strings.HasPrefix(rep.Stages[len(rep.Stages)-1].ID, "domain.") {
		t.Error("the sender's domain was not looked at")
	}
	saved, err := m.Save(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b, _ := os.ReadFile(saved.Path)
	for _, want := range []string{"[receive]", `protocol = "imap"`, `arrive = "pass"`, `"imap.mailbox" = "pass"`} {
		if !strings.Contains(string(b), want) {
			t.Errorf("no %s in\n%s", want, b)
		}
	}
	if len(saved.Secrets) != 1 {
		t.Errorf("saved %+v", saved.Secrets)
	}
}

// TestPopBeforeSMTPIsSetUp, with a wait that is measured because the profile's
// is too short, and a password of its own.
func TestPopBeforeSMTPIsSetUp(t *testing.T) {
	s, m := mailBox(t, sandbox.Options{PopLag: 1500 * time.Millisecond})
	who, smtp, pop := s.Accounts[0], s.PopBeforeSMTP, s.POP3[0]
	for _, q := range [][2]string{{"sender.address", who.Address}, {"smtp.host", smtp.Host}, {"smtp.security", smtp.Security},
		{"smtp.port", itoa(smtp.Port)}, {"trial.recipient", "someone@example.net"}} {
		answer(t, m, q[0], q[1])
	}
	answer(t, m, "smtp.auth.method", "pop-before-smtp")
	m.at = "pop_before_smtp"
	answer(t, m, "pop_before_smtp.host", pop.Host)
	answer(t, m, "pop_before_smtp.port", itoa(pop.Port))
	answer(t, m, "pop_before_smtp.security", pop.Security)
	on(t, m, "pop_before_smtp_login")
	answer(t, m, "pop_before_smtp.username", who.Username)
	answer(t, m, "pop_before_smtp.password", who.Password)
	if a := m.Enter(false); a.Kind != Prove {
		t.Fatalf("%+v", a)
	}
	rep := climb(t, m)
	if i := slices.IndexFunc(rep.Stages, func(s mailcheck.Stage) bool { return s.ID == mailcheck.StageRcpt }); i < 0 || rep.Stages[i].Detail.Window == nil || !*rep.Stages[i].Detail.Window.Needed {
		t.Errorf("it was not proved that the sign-in is needed: %+v", rep.Stages)
	}
	if !slices.ContainsFunc(rep.Findings, func(f cause.Finding) bool { return f.Cause == "pop.wait-short" }) || rep.Findings[0].Field != "pop_before_smtp.wait" {
		t.Fatalf("%+v", rep.Findings)
	}
	if !m.GoTo("pop_before_smtp.wait") {
		t.Fatal("one cannot go to the wait")
	}
	if got := value(m, "pop_before_smtp.wait"); got != "2s" && got != "3s" {
		t.Errorf("proposed %s", got)
	}
	on(t, m, "receive")
	m.at = "trial"
	if rep := climb(t, m); rep.Verdict != mailcheck.Pass {
		t.Errorf("what the sign-in left open is a finding: %s %+v", rep.Verdict, rep.Findings)
	}
	saved, err := m.Save(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(saved.Secrets) != 1 || filepath.Base(saved.Secrets[0].Path) != "alerts.pop_before_smtp.secret" {
		t.Errorf("saved %+v", saved.Secrets)
	}
}

// TestAForeignHostNeedsConsent before a password goes there; one that was
// typed does not.
func TestAForeignHostNeedsConsent(t *testing.T) {
	m := newMachine(t, "alerts")
	answer(t, m, "sender.address", "alerts@example.co.jp")
	foreign := mailcheck.Candidate{Verdict: mailcheck.Pass, Candidate: discover.Candidate{Service: discover.Submission, Host: "mail.hosting.example",
		Port: 465, Security: "tls", Source: discover.FromSRV, Trust: discover.TrustDNS, Foreign: true}}
	adoptFound(m.draft, &mailcheck.Found{Candidates: []mailcheck.Candidate{foreign}})
	if got := m.Profile().SMTP.Host; got != "mail.hosting.example" {
		t.Fatalf("proposed %q", got)
	}
	m.at = "credentials"
	answer(t, m, "smtp.auth.username", "alerts")
	answer(t, m, passwordKey, "s3cret")
	a := m.Enter(false)
	if a.Kind != Invalid || a.Problems[0].Key != consentKey || value(m, consentKey) != "false" {
		t.Fatalf("%+v", a)
	}
	answer(t, m, consentKey, "true")
	if a := m.Enter(false); a.Kind != Prove {
		t.Errorf("after consent: %+v", a)
	}
	m.draft.Found.Candidates = append(m.draft.Found.Candidates, mailcheck.Candidate{Verdict: mailcheck.Pass, Candidate: discover.Candidate{
		Service: discover.IMAP, Host: "imap.other.example", Port: 993, Security: "tls", Source: discover.FromSRV, Trust: discover.TrustDNS, Foreign: true}})
	answer(t, m, "receive.protocol", "imap")
	answer(t, m, "receive.host", "imap.other.example")
	m.at = "receive_login"
	if a := m.Enter(false); a.Kind != Invalid || a.Problems[0].Key != consentKey {
		t.Errorf("another host needs no consent of its own: %+v", a)
	}
	m.at = "credentials"
	answer(t, m, "smtp.host", "mail.typed.example")
	if value(m, consentKey) != "(not asked)" {
		t.Error("consent is asked for a host that was typed")
	}
}

// TestAFoundPortStands: the port that a source named, and that works, is not
// replaced by what the usual ports offer.
func TestAFoundPortStands(t *testing.T) {
	for verdict, want := range map[mailcheck.Verdict]string{mailcheck.Pass: "2587 starttls", mailcheck.Fail: "465 tls"} {
		m := newMachine(t, "alerts")
		answer(t, m, "sender.address", "alerts@example.co.jp")
		d := m.draft
		adoptFound(d, &mailcheck.Found{Candidates: []mailcheck.Candidate{{Verdict: mailcheck.Pass, Candidate: discover.Candidate{
			Service: discover.Submission, Host: "mail.example.co.jp", Port: 2587, Security: "starttls", Source: discover.FromSRV, Trust: discover.TrustDNS}}}})
		d.Found.Candidates[0].Verdict = verdict
		adoptPorts(d, "mail.example.co.jp", []mailcheck.Port{{Port: 465, Security: "tls", Verdict: mailcheck.Pass, Reason: "recommended"}})
		if got := itoa(m.Profile().SMTP.Port) + " " + m.Profile().SMTP.Security; got != want {
			t.Errorf("%s: %s, want %s", verdict, got, want)
		}
	}
}

// TestAMailboxIsClimbedByItsOwnSecurity, whatever that of sending is: with TLS
// from the start, the mechanisms come after it.
func TestAMailboxIsClimbedByItsOwnSecurity(t *testing.T) {
	s, m := mailBox(t, sandbox.Options{})
	who := s.Accounts[0]
	i := slices.IndexFunc(s.POP3, func(l sandbox.Endpoint) bool { return l.Security == "tls" })
	// In the order of the screen: a protocol or a security that is answered brings its port along.
	for _, q := range [][2]string{{"sender.address", who.Address}, {"smtp.host", sandbox.Host}, {"smtp.security", "starttls"}, {"smtp.port", "587"},
		{"receive.protocol", "pop3"}, {"receive.host", s.POP3[i].Host}, {"receive.security", "tls"}, {"receive.port", itoa(s.POP3[i].Port)}} {
		answer(t, m, q[0], q[1])
	}
	m.at = "receive"
	climb(t, m)
	if list, known := mailOffers(m.draft, receiveTable); !known || !slices.Contains(list, "plain") {
		t.Errorf("offers %v", list)
	}
}

// TestAMailboxThatIsNotWantedLeavesNothing in the profile.
func TestAMailboxThatIsNotWantedLeavesNothing(t *testing.T) {
	m := newMachine(t, "alerts")
	answer(t, m, "sender.address", "alerts@example.co.jp")
	answer(t, m, "receive.protocol", "pop3")
	answer(t, m, "receive.host", "pop.example.co.jp")
	answer(t, m, "receive.protocol", "")
	if p := finished(m.draft); !reflect.DeepEqual(p.Receive, store.Default().Receive) {
		t.Errorf("%+v", p.Receive)
	}
	if strings.Contains(pathIDs(m.draft), "receive_login") {
		t.Error("its sign-in is still in the path")
	}
}

func itoa(n int) string {
	v, _ := store.Get(&store.Profile{SMTP: store.SMTP{Port: n}}, "smtp.port")
	return v
}

// TestSendingIsProvedAlone: a mailbox that the profile has already is not signed
// in to at the steps of sending.
func TestSendingIsProvedAlone(t *testing.T) {
	s, m := mailBox(t, sandbox.Options{})
	who := s.Accounts[0]
	p := s.Ready()
	p.SMTP.CAFile = ""
	p.Receive.Protocol, p.Receive.Host, p.Receive.Port, p.Receive.Security = "imap", s.IMAP[0].Host, s.IMAP[0].Port, s.IMAP[0].Security
	d := EditDraft(store.Loaded{Profile: p})
	d.Existing, d.Path = nil, ""
	d.Secrets[passwordKey] = store.NewSecret(who.Password)
	m = New(m.env, d)
	for _, step := range []string{"server", "credentials", "trial"} {
		m.at = step
		if rep := climb(t, m); slices.ContainsFunc(rep.Stages, func(s mailcheck.Stage) bool { return strings.HasPrefix(s.ID, "imap.") }) {
			t.Errorf("%s opens the mailbox", step)
		}
	}
}

package steps

import (
	"slices"
	"strings"
	"testing"
	"time"

	"todoku/mailcheck"
	"todoku/store"
)

func newMachine(t *testing.T, name string) *Machine {
	t.Helper()
	dir := t.TempDir()
	env := &Env{Places: store.Places{Profiles: dir, State: dir + "/state", Search: []string{dir}}, Now: time.Now}
	return New(env, NewDraft(name))
}

func answer(t *testing.T, m *Machine, key, value string) Answered {
	t.Helper()
	a := m.Answer(key, value)
	if a.Problem != nil {
		t.Fatalf("%s = %q: %v", key, value, a.Problem)
	}
	return a
}

// walk answers everything up to the credentials and forces its way there.
func walk(t *testing.T, m *Machine, to string) {
	t.Helper()
	answer(t, m, "sender.address", "alerts@example.co.jp")
	answer(t, m, "smtp.host", "mail.example.co.jp")
	answer(t, m, "smtp.auth.username", "alerts")
	answer(t, m, passwordKey, "s3cret")
	for m.Current() != to {
		if a := m.Enter(true); a.Kind != Moved {
			t.Fatalf("at %s: Enter = %+v", m.Current(), a)
		}
	}
}

func pathIDs(d *Draft) string {
	var ids []string
	for _, s := range Path(d) {
		ids = append(ids, s.ID())
	}
	return strings.Join(ids, " ")
}

func TestPathFollowsFromTheDraftAlone(t *testing.T) {
	for _, c := range []struct{ method, want string }{
		{"plain", "application server_type sender server auth credentials receive trial review"},
		{"none", "application server_type sender server auth receive trial review"},
		{"pop-before-smtp", "application server_type sender server auth pop_before_smtp pop_before_smtp_login receive trial review"},
		{"xoauth2", "application server_type sender server auth receive client login trial review"},
	} {
		d := NewDraft("x")
		d.Profile.SMTP.Auth.Method = c.method
		for range 2 {
			if got := pathIDs(d); got != c.want {
				t.Errorf("%s: path %q, want %q", c.method, got, c.want)
			}
		}
	}
}

func TestEnterNamesWhatIsMissing(t *testing.T) {
	m := newMachine(t, "alerts")
	m.Enter(false)
	m.Enter(false)
	a := m.Enter(false)
	if m.Current() != "sender" || a.Kind != Invalid || len(a.Problems) != 1 || a.Problems[0].Key != "sender.address" || a.Problems[0].Code != "required" {
		t.Fatalf("at %s: %+v", m.Current(), a)
	}
}

func TestAWrongAnswerIsKeptAsTyped(t *testing.T) {
	m := newMachine(t, "alerts")
	walk(t, m, "server")
	if a := m.Answer("smtp.port", "70000"); a.Problem == nil {
		t.Fatal("port 70000 was taken")
	}
	for _, q := range m.Questions() {
		if q.ID == "smtp.port" && q.Value != "70000" {
			t.Errorf("the typed port was lost: %q", q.Value)
		}
	}
	if a := m.Enter(true); a.Kind != Invalid {
		t.Errorf("Enter with a wrong port = %v", a.Kind)
	}
	if m.Proof().Key != "" {
		t.Error("a wrong port is probed")
	}
}

func TestBackKeepsEveryAnswer(t *testing.T) {
	m := newMachine(t, "alerts")
	walk(t, m, "trial")
	before := m.Profile()
	for m.Back() {
	}
	if m.Current() != "application" {
		t.Fatalf("back ends at %s", m.Current())
	}
	if after := m.Profile(); after.SMTP.Host != before.SMTP.Host || after.SMTP.Auth.Username != "alerts" || m.draft.Secrets[passwordKey].Reveal() != "s3cret" {
		t.Errorf("answers lost: %+v", after)
	}
}

func TestHostIsTakenOutOfWhatWasPasted(t *testing.T) {
	for in, want := range map[string]struct{ host, port, note string }{
		"mail.example.co.jp":              {"mail.example.co.jp", "", ""},
		" mail.example.co.jp. ":           {"mail.example.co.jp", "", ""},
		"smtps://mail.example.co.jp":      {"mail.example.co.jp", "465", "note.host_from_url"},
		"https://mail.example.co.jp/path": {"mail.example.co.jp", "", "note.host_from_url"},
		"mail.example.co.jp:587":          {"mail.example.co.jp", "587", "note.port_from_host"},
		"ｍａｉｌ．ｅｘａｍｐｌｅ．ｃｏ．ｊｐ":              {"mail.example.co.jp", "", ""},
		"mail. example.co.jp":             {"mail.example.co.jp", "", "note.spaces_removed"},
		"[2001:db8::5]:25":                {"2001:db8::5", "25", "note.port_from_host"},
		"2001:db8::5":                     {"2001:db8::5", "", ""},
	} {
		m := newMachine(t, "x")
		a := answer(t, m, "smtp.host", in)
		if a.Value != want.host || a.Note.ID != want.note || m.draft.Profile.SMTP.Host != want.host {
			t.Errorf("%q: %+v", in, a)
		}
		if got := m.draft.get("smtp.port"); want.port != "" && got != want.port {
			t.Errorf("%q: port %s, want %s", in, got, want.port)
		}
	}
}

func TestLineBreaksAreRefusedAndNothingElseLost(t *testing.T) {
	m := newMachine(t, "x")
	for _, key := range []string{"sender.name", "sender.address", "smtp.host", "smtp.auth.username", passwordKey} {
		if a := m.Answer(key, "a\r\nRCPT TO:<x@example.org>"); a.Problem == nil {
			t.Errorf("%s took a line break", key)
		}
	}
	if a := answer(t, m, passwordKey, "s3cret\r\n"); a.Note.ID != "note.newline_removed" || m.draft.Secrets[passwordKey].Reveal() != "s3cret" {
		t.Errorf("newline of a pasted password: %+v", a)
	}
}

func TestPortAndSecurityFollowEachOther(t *testing.T) {
	m := newMachine(t, "x")
	answer(t, m, "smtp.port", "465")
	if got := m.draft.Profile.SMTP.Security; got != "tls" {
		t.Errorf("465 speaks %q", got)
	}
	answer(t, m, "smtp.security", "starttls")
	if got := m.draft.Profile.SMTP.Port; got != 465 {
		t.Errorf("the port chosen by the user became %d", got)
	}
	answer(t, m, "smtp.port", "25")
	if got := m.draft.Profile.SMTP.Security; got != "starttls" {
		t.Errorf("the security chosen by the user became %q", got)
	}
}

func pass(m *Machine, mechs ...string) Result {
	p := m.Profile()
	return Result{Report: mailcheck.Report{Host: p.SMTP.Host, Port: p.SMTP.Port, Security: p.SMTP.Security, Verdict: mailcheck.Pass,
		Stages: []mailcheck.Stage{{ID: mailcheck.StageCaps, Verdict: mailcheck.Pass, Detail: mailcheck.Detail{Capabilities: []string{"AUTH"}, Mechanisms: mechs}}}}}
}

func TestThePortTrialFillsInWhatWasLeftOpen(t *testing.T) {
	m := newMachine(t, "x")
	walk(t, m, "server")
	p := m.Proof()
	if !p.Ports || !p.OnPause {
		t.Fatalf("proof = %+v", p)
	}
	r := pass(m, "PLAIN")
	r.Ports = []mailcheck.Port{{Port: 465, Security: "tls", Verdict: mailcheck.Pass, Reason: "recommended"}, {Port: 25, Security: "starttls", Reason: "no_auth"}}
	m.Proved(p, r)
	if s := m.Profile().SMTP; s.Port != 465 || s.Security != "tls" {
		t.Errorf("proposed %d %s", s.Port, s.Security)
	}
	if _, ok := m.Result(); !ok {
		t.Error("the result was dropped although no answer changed")
	}
	if m.Proof().Ports {
		t.Error("the ports of the same host are tried again")
	}
	if a := m.Enter(false); a.Kind != Moved {
		t.Errorf("Enter after a pass = %+v", a)
	}
}

func TestResultsOfOlderAnswersAreDropped(t *testing.T) {
	m := newMachine(t, "x")
	walk(t, m, "server")
	p := m.Proof()
	answer(t, m, "smtp.host", "other.example.co.jp")
	m.Proved(p, pass(m, "PLAIN"))
	if _, ok := m.Result(); ok {
		t.Error("a result for another host was kept")
	}
}

func TestAFailedProofIsRetriedUnlessForced(t *testing.T) {
	m := newMachine(t, "x")
	walk(t, m, "credentials")
	p := m.Proof()
	if p.OnPause {
		t.Fatal("signing in would run on a pause: half-typed passwords lock accounts")
	}
	r := pass(m)
	r.Report.Verdict = mailcheck.Fail
	m.Proved(p, r)
	if a := m.Enter(false); a.Kind != Prove {
		t.Errorf("Enter after a failure = %v", a.Kind)
	}
	answer(t, m, passwordKey, "other")
	if m.Proof().Key == p.Key {
		t.Error("another password has the same proof")
	}
	if strings.Contains(m.Proof().Key, "other") {
		t.Error("the password stands in the proof's key")
	}
	if a := m.Enter(true); a.Kind != Moved || m.Current() != "receive" {
		t.Errorf("forced Enter = %v at %s", a.Kind, m.Current())
	}
}

func TestMethodsTheServerDoesNotOfferCanStillBeChosen(t *testing.T) {
	m := newMachine(t, "x")
	walk(t, m, "server")
	answer(t, m, "smtp.port", "587")
	m.Proved(m.Proof(), pass(m, "LOGIN", "CRAM-MD5"))
	m.Enter(false)
	q := m.Questions()[0]
	if q.Value != "login" {
		t.Errorf("recommended %q", q.Value)
	}
	i := slices.IndexFunc(q.Choices, func(c Choice) bool { return c.Value == "scram-sha-256" })
	if c := q.Choices[i]; !c.Doubtful || c.Disabled || c.Note.ID != "method.not_offered" {
		t.Errorf("%+v", c)
	}
	answer(t, m, "smtp.auth.method", "scram-sha-256")
}

func TestGaroonLimitsLaterChoices(t *testing.T) {
	m := newMachine(t, "x")
	answer(t, m, "application", "garoon")
	for key, value := range map[string]string{"smtp.auth.method": "scram-sha-256", "smtp.timeout": "15s"} {
		if a := m.Answer(key, value); a.Problem == nil || !strings.HasPrefix(a.Problem.Code, "app.reason.") {
			t.Errorf("%s = %s: %v", key, value, a.Problem)
		}
	}
	answer(t, m, "smtp.timeout", "120")
	walk(t, m, "auth")
	for _, c := range m.Questions()[0].Choices {
		if strings.HasPrefix(c.Value, "scram") != c.Disabled {
			t.Errorf("%s disabled = %v", c.Value, c.Disabled)
		}
	}
}

func TestSnapshotHoldsNoSecretAndResumes(t *testing.T) {
	m := newMachine(t, "")
	walk(t, m, "credentials")
	s := m.Snapshot()
	if s.Name != UnnamedDraft {
		t.Errorf("draft name %q", s.Name)
	}
	d, err := ResumeDraft(s)
	if err != nil {
		t.Fatal(err)
	}
	again := New(m.env, d)
	if again.Current() != "credentials" || again.Profile().SMTP.Host != "mail.example.co.jp" {
		t.Errorf("resumed at %s with %+v", again.Current(), again.Profile().SMTP)
	}
	if !d.Secrets[passwordKey].IsZero() {
		t.Error("the draft carries the password")
	}
	if a := again.Enter(false); a.Kind != Invalid || a.Problems[0].Key != passwordKey {
		t.Errorf("the password is not asked again: %+v", a)
	}
}

func TestPlaintextNeedsConsent(t *testing.T) {
	m := newMachine(t, "x")
	answer(t, m, "smtp.security", "none")
	answer(t, m, "smtp.auth.method", "plain")
	walk(t, m, "credentials")
	if a := m.Enter(true); a.Kind != Invalid || a.Problems[0].Key != "smtp.allow_plaintext" {
		t.Fatalf("Enter = %+v", a)
	}
	answer(t, m, "smtp.allow_plaintext", "true")
	if a := m.Enter(true); a.Kind != Moved {
		t.Fatalf("Enter = %+v", a)
	}
}

func TestAPortOfNoFixedMeaningSpeaksSTARTTLS(t *testing.T) {
	m := newMachine(t, "x")
	for _, typed := range []string{"4", "46", "465", "4651"} {
		answer(t, m, "smtp.port", typed)
	}
	if s := m.Profile().SMTP.Security; s != "starttls" {
		t.Errorf("port 4651 kept %q of port 465", s)
	}
	walk(t, m, "server")
	before := m.Proof()
	answer(t, m, "smtp.port", "587")
	if m.Proof().Key == before.Key {
		t.Error("another port has the same proof")
	}
}

func TestTheTrialSaysWhatAChosenPortSpeaks(t *testing.T) {
	m := newMachine(t, "x")
	answer(t, m, "smtp.port", "2525")
	walk(t, m, "server")
	p := m.Proof()
	r := pass(m)
	r.Ports = []mailcheck.Port{{Port: 465, Security: "tls", Verdict: mailcheck.Pass, Reason: "recommended"}, {Port: 2525, Security: "none", Verdict: mailcheck.Warn, Reason: "no_tls"}}
	m.Proved(p, r)
	if s := m.Profile().SMTP; s.Port != 2525 || s.Security != "none" {
		t.Errorf("%d %s", s.Port, s.Security)
	}
}

func TestAnEmptyAnswerGivesTheDefaultBack(t *testing.T) {
	m := newMachine(t, "x")
	for key, value := range map[string]string{"form.x": "1", "notify.to": "a@example.org", "sender.name": "A", "receive.keep_days": "3"} {
		before, _ := store.Get(&m.draft.Profile, key)
		answer(t, m, key, value)
		answer(t, m, key, "")
		if got, _ := store.Get(&m.draft.Profile, key); got != before {
			t.Errorf("%s is %q, want %q", key, got, before)
		}
	}
}

func TestAnotherServerTypeBringsItsOwnServer(t *testing.T) {
	m := newMachine(t, "x")
	answer(t, m, "smtp.host", "mail.example.co.jp")
	answer(t, m, "smtp.port", "2525")
	answer(t, m, "server_type", "google")
	if s := m.Profile().SMTP; s.Host != "smtp.gmail.com" || s.Port == 2525 {
		t.Errorf("Google's server is %s:%d", s.Host, s.Port)
	}
	answer(t, m, "server_type", "smtp")
	if s := m.Profile().SMTP; s.Host != "" || s.Port != 0 {
		t.Errorf("an own server was left at %s:%d", s.Host, s.Port)
	}
	answer(t, m, "smtp.host", "mail.example.co.jp")
	answer(t, m, "server_type", "smtp")
	if s := m.Profile().SMTP; s.Host != "mail.example.co.jp" {
		t.Errorf("the same answer again cost the host: %q", s.Host)
	}
}

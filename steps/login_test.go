package steps

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"todoku/mailcheck"
	"todoku/mailcheck/sandbox"
	"todoku/store"
)

// signInBox is a sandbox with OAuth, and a machine at the sign-in of a profile
// of it that is being edited.
func signInBox(t *testing.T, flow, fault string) (*sandbox.Sandbox, *Machine) {
	t.Helper()
	dir := t.TempDir()
	s, err := sandbox.Start(t.Context(), sandbox.Options{OAuth: true, Fault: fault, Dir: filepath.Join(dir, "box")})
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
	env.Probe.Nameserver, env.Probe.Roots, env.Probe.Dial = s.Nameserver, s.Roots, s.Dial
	p := s.ReadyOAuth(flow)
	p.Name, p.SMTP.CAFile = "alerts", ""
	d := EditDraft(store.Loaded{Profile: p})
	d.Existing, d.Path, d.Named, d.At = nil, "", true, "login"
	return s, New(env, d)
}

// run runs the current step's proof, and gives it and its news.
func runProof(t *testing.T, m *Machine, act func(Event)) (Result, []Event) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	p := m.Proof()
	var list []Event
	r := m.Start(p)(ctx, func(n Progress) {
		if n.Event != nil {
			list = append(list, *n.Event)
			act(*n.Event)
		}
	})
	m.Proved(p, r)
	return r, list
}

func approve(t *testing.T, s *sandbox.Sandbox, who string) func(Event) {
	return func(e Event) {
		if e.Kind == EventCode {
			if err := s.Approve(context.Background(), e.UserCode, who); err != nil {
				t.Error(err)
			}
		}
	}
}

func rowsOf(r Result) string {
	var list []string
	for _, row := range r.Rows {
		list = append(list, row.ID+"="+string(row.Verdict))
	}
	return strings.Join(list, " ")
}

func TestSignInByACodeIsProvedAndSaved(t *testing.T) {
	s, m := signInBox(t, "device", "")
	if got := m.Help().ID; !strings.HasPrefix(got, "login.why.") {
		t.Errorf("the flow is not explained but %s", got)
	}
	if got := m.Enter(false); got.Kind != Prove || !got.Proof.Login {
		t.Fatalf("Enter = %+v", got)
	}
	r, _ := runProof(t, m, approve(t, s, s.Accounts[0].Address))
	if r.Report.Verdict != mailcheck.Pass || rowsOf(r) != "signin=pass scopes=pass refresh=pass account=pass" {
		t.Fatalf("verdict %s, rows %s, findings %+v", r.Report.Verdict, rowsOf(r), r.Report.Findings)
	}
	if got := m.Help().ID; got != "step.login.help" {
		t.Errorf("signed in, and still %s", got)
	}
	if s.Requests("refresh_token") != 1 {
		t.Errorf("%d renewals, want one to prove it", s.Requests("refresh_token"))
	}
	if got := m.Enter(false); got.Kind != Moved || m.Current() != "trial" {
		t.Fatalf("Enter = %+v at %s", got, m.Current())
	}
	if r, _ := runProof(t, m, func(Event) {}); r.Report.Verdict != mailcheck.Pass {
		t.Fatalf("with the token of the session: %+v", r.Report.Findings)
	}
	saved, err := m.Save(t.Context())
	if err != nil || !saved.Token {
		t.Fatalf("saved %+v: %v", saved, err)
	}
	tok, ok, err := store.LoadToken(m.env.Places, "alerts")
	if err != nil || !ok || tok.Refresh.IsZero() || tok.Account != s.Accounts[0].Address {
		t.Fatalf("token of %q, %v, %v", tok.Account, ok, err)
	}
	text, _ := os.ReadFile(saved.Path)
	if strings.Contains(string(text), tok.Access.Reveal()) || strings.Contains(string(text), "password") {
		t.Errorf("the profile says too much:\n%s", text)
	}
}

// TestStoredTokenIsUsed: changing something else asks nobody to sign in again;
// asking for it does.
func TestStoredTokenIsUsed(t *testing.T) {
	s, m := signInBox(t, "device", "")
	runProof(t, m, approve(t, s, s.Accounts[0].Address))
	saved, err := m.Save(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	l, err := store.Load(saved.Path)
	if err != nil {
		t.Fatal(err)
	}
	d := EditDraft(l)
	d.At = "login"
	again := New(m.env, d)
	r, list := runProof(t, again, approve(t, s, s.Accounts[0].Address))
	if r.Report.Verdict != mailcheck.Pass || len(list) != 1 || list[0].Row.Text.ID != "row.signin.kept" {
		t.Errorf("verdict %s, news %+v", r.Report.Verdict, list)
	}
	if saved, err := again.Save(t.Context()); err != nil || saved.Token {
		t.Errorf("the stored token was written over: %+v, %v", saved, err)
	}
	again.Renew()
	if r, list = runProof(t, again, approve(t, s, s.Accounts[0].Address)); r.Report.Verdict != mailcheck.Pass || len(list) < 5 {
		t.Errorf("asked for anew: %s, %d news", r.Report.Verdict, len(list))
	}
}

func TestWhatTheBrowserEndedOnCanBePasted(t *testing.T) {
	s, m := signInBox(t, "loopback", "")
	if m.Paste("nothing waits") {
		t.Error("pasted although nothing waits")
	}
	if q := m.Questions(); len(q) != 1 || q[0].ID != PasteKey {
		t.Errorf("questions %+v", q)
	}
	r, list := runProof(t, m, func(e Event) {
		if e.Kind == EventLink && !m.Paste(redirected(t, s, e.URL)) {
			t.Error("nobody takes what is pasted")
		}
	})
	if r.Report.Verdict != mailcheck.Pass {
		t.Fatalf("%s %+v", r.Report.Verdict, r.Report.Findings)
	}
	wanted := false
	for _, e := range list {
		wanted = wanted || e.Kind == EventPaste
	}
	if !wanted || len(m.Questions()) != 0 {
		t.Errorf("a paste was asked for: %v; questions afterwards: %d", wanted, len(m.Questions()))
	}
}

// redirected is where a browser ends that is allowed at once and cannot reach
// this machine.
func redirected(t *testing.T, s *sandbox.Sandbox, link string) string {
	_, query, _ := strings.Cut(link, "?")
	c := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := c.Get(s.OAuth.AutoAuthorizeURL + "?" + query)
	if err != nil {
		t.Error(err)
		return ""
	}
	defer r.Body.Close()
	return r.Header.Get("Location")
}

func TestARefusedSignInIsFoundAtItsRung(t *testing.T) {
	s, m := signInBox(t, "device", "")
	r, _ := runProof(t, m, approve(t, s, "")) // Cancel
	if r.Report.Verdict != mailcheck.Fail || r.Report.Findings[0].Cause != "oauth.declined" || r.Report.Findings[0].Stage != mailcheck.StageAuth {
		t.Fatalf("%+v", r.Report)
	}
	if got := m.Enter(false); got.Kind != Prove {
		t.Errorf("Enter after a refusal = %v", got.Kind)
	}
	if _, err := m.Save(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, ok, _ := store.LoadToken(m.env.Places, "alerts"); ok {
		t.Error("a token was stored")
	}
}

// TestAnotherPersonsTokenIsSeen: the account that signed in is not the mailbox.
func TestAnotherPersonsTokenIsSeen(t *testing.T) {
	s, m := signInBox(t, "device", "")
	m.Answer("oauth.account", "")
	r, _ := runProof(t, m, approve(t, s, s.Accounts[1].Address))
	if !strings.Contains(rowsOf(r), "account=warn") || r.Report.Verdict != mailcheck.Fail {
		t.Errorf("rows %s, verdict %s", rowsOf(r), r.Report.Verdict)
	}
}

func TestApplicationSignsItselfIn(t *testing.T) {
	s, m := signInBox(t, "app-only", "")
	if m.Proof().OnPause {
		t.Error("a secret is sent on a pause")
	}
	answer(t, m, clientSecretKey, s.OAuth.ClientSecret)
	r, _ := runProof(t, m, func(Event) {})
	if r.Report.Verdict != mailcheck.Pass || rowsOf(r) != "signin=pass scopes=pass account=pass" {
		t.Fatalf("%s, %s, %+v", r.Report.Verdict, rowsOf(r), r.Report.Findings)
	}
	saved, err := m.Save(t.Context())
	if err != nil || len(saved.Secrets) != 1 || filepath.Base(saved.Secrets[0].Path) != "oauth.oauth.secret" {
		t.Errorf("saved %+v, %v", saved, err)
	}
}

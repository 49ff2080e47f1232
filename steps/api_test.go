package steps

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"todoku/mailcheck"
	"todoku/mailcheck/cause"
	"todoku/mailcheck/oauth"
	"todoku/mailcheck/sandbox"
	"todoku/store"
)

// TestAnAPIHasNoServer: neither host nor method is asked for, and nothing but a
// token signs in.
func TestAnAPIHasNoServer(t *testing.T) {
	for _, method := range []string{"plain", "none", "xoauth2"} {
		d := NewDraft("x")
		d.Profile.ServerType, d.Profile.SMTP.Auth.Method = "api", method
		if got, want := pathIDs(d), "application server_type sender receive client login trial review"; got != want {
			t.Errorf("%s: path %q, want %q", method, got, want)
		}
	}
}

// TestWhoseAPI is asked, and must be one of those that there are.
func TestWhoseAPI(t *testing.T) {
	m := newMachine(t, "alerts")
	m.Enter(false)
	answer(t, m, "server_type", "api")
	if a := m.Enter(false); a.Kind != Invalid || a.Problems[0].Key != "provider" {
		t.Errorf("without a provider: %+v", a)
	}
	if a := m.Answer("provider", "gmail"); a.Problem == nil {
		t.Error("gmail is no API")
	}
	answer(t, m, "provider", "google")
	if got := asked(m); got != "server_type provider" {
		t.Errorf("asked %q", got)
	}
	if m.Answer("api.base_url", "http://example.org").Problem == nil {
		t.Error("a token would go over no TLS")
	}
	answer(t, m, "api.base_url", "https://graph.microsoft.us/v1.0")
	if qs := m.Questions(); qs[len(qs)-1].ID != "api.base_url" {
		t.Errorf("an address that is not the provider's own is not shown: %+v", qs)
	}
	answer(t, m, "application", "garoon")
	for _, c := range m.Questions()[0].Choices {
		if off := c.Value == "api"; c.Disabled != off || off && !strings.HasPrefix(c.Note.ID, "app.reason.") {
			t.Errorf("%+v", c)
		}
	}
}

// TestClientOfAnAPI is asked for what its provider needs, and its guide is of
// the API.
func TestClientOfAnAPI(t *testing.T) {
	for _, c := range []struct{ provider, flow, want, guide string }{
		{"microsoft365", "device", "oauth.flow oauth.client_id smtp.auth.username", "guide.microsoft_api.device"},
		{"microsoft365", "app-only", "oauth.flow oauth.tenant oauth.client_id oauth.client_secret oauth.client_secret.from smtp.auth.username", "guide.microsoft_api.app-only"},
		{"google", "loopback", "oauth.flow oauth.client_id oauth.client_secret oauth.client_secret.from smtp.auth.username", "guide.google_api.loopback"},
		{"google", "app-only", "oauth.flow oauth.service_account_file smtp.auth.username", "guide.google_api.app-only"},
	} {
		m := newMachine(t, "alerts")
		answer(t, m, "server_type", "api")
		answer(t, m, "provider", c.provider)
		answer(t, m, "sender.address", "alerts@example.co.jp")
		answer(t, m, "oauth.flow", c.flow)
		m.at = "client"
		if got := asked(m); got != c.want {
			t.Errorf("%s %s asks %q, want %q", c.provider, c.flow, got, c.want)
		}
		if got := m.Guide().ID; got != c.guide {
			t.Errorf("%s %s: %s, want %s", c.provider, c.flow, got, c.guide)
		}
		qs := m.Questions()
		i := slices.IndexFunc(qs, func(q Question) bool { return q.ID == "smtp.auth.username" })
		if qs[i].Value != "alerts@example.co.jp" || qs[i].Label.ID != "q.api.mailbox.label" {
			t.Errorf("whose mailbox: %+v", qs[i])
		}
		if p := m.Proof(); p.Until != "tls" || !p.OnPause || p.Login {
			t.Errorf("the API is not tried before the sign-in: %+v", p)
		}
	}
}

// TestScopesOfAnAPI follow from the draft.
func TestScopesOfAnAPI(t *testing.T) {
	for _, c := range []struct{ provider, flow, want string }{
		{"microsoft365", "device", "https://graph.microsoft.com/Mail.Send https://graph.microsoft.com/User.Read offline_access openid"},
		{"microsoft365", "app-only", "https://graph.microsoft.com/.default"},
		{"google", "loopback", "https://www.googleapis.com/auth/gmail.send"},
	} {
		m := newMachine(t, "alerts")
		for _, a := range [][2]string{{"server_type", "api"}, {"provider", c.provider}, {"oauth.flow", c.flow}, {"oauth.client_id", "x"}, {"oauth.tenant", "contoso"}} {
			answer(t, m, a[0], a[1])
		}
		got, err := oauth.ClientOf(t.Context(), m.Profile(), "", nil)
		if err != nil || strings.Join(got.Scopes, " ") != c.want {
			t.Errorf("%s %s: %v, %v", c.provider, c.flow, got.Scopes, err)
		}
	}
}

// TestBackAndForthBetweenServers: what still makes sense stays, what does not
// is not written.
func TestBackAndForthBetweenServers(t *testing.T) {
	m := newMachine(t, "alerts")
	for _, a := range [][2]string{{"smtp.host", "mail.example.co.jp"}, {"smtp.port", "2525"}, {"smtp.security", "none"}, {"smtp.auth.method", "login"},
		{"smtp.auth.username", "alerts@example.co.jp"}, {"sender.address", "alerts@example.co.jp"}, {"trial.recipient", "ops@example.net"},
		{"server_type", "api"}, {"provider", "google"}, {"oauth.client_id", "x"}, {"oauth.flow", "loopback"}} {
		answer(t, m, a[0], a[1])
	}
	answer(t, m, passwordKey, "s3cret")
	if problems := (client{}).Check(m.draft); problems != nil || strings.Contains(asked(at(m, "client")), "allow_plaintext") {
		t.Errorf("the security of another server counts: %v", problems)
	}
	text, err := store.Encode(finished(m.draft))
	if err != nil {
		t.Fatal(err)
	}
	for _, stale := range []string{"host", "port", "security", "method", "password", "receive"} {
		if strings.Contains(string(text), "\n"+stale+" ") {
			t.Errorf("%s is written:\n%s", stale, text)
		}
	}
	p, err := store.Decode(text, "alerts.toml")
	if err != nil || p.SMTP.Auth.Username != "alerts@example.co.jp" || p.OAuth.Provider != "google" || p.Provider != "google" {
		t.Errorf("%v\n%s", err, text)
	}

	answer(t, m, "server_type", "smtp")
	s := m.Profile().SMTP
	if s.Host != "mail.example.co.jp" || s.Port != 2525 || s.Auth.Method != "login" || m.Profile().Provider != "" || m.Profile().OAuth.Provider != "" {
		t.Errorf("back: %+v", m.Profile())
	}
	if ps := finished(m.draft).Validate(); len(ps) > 0 {
		t.Errorf("back: %v", ps)
	}
	answer(t, m, "server_type", "provider")
	if ps := m.Profile().Provider; ps != "" {
		t.Errorf("the API's provider is taken for another: %s", ps)
	}
}

// at makes a step the current one.
func at(m *Machine, step string) *Machine {
	m.at = step
	return m
}

// TestAPIOfTheProviderBefore is proposed: it is the way left where SMTP AUTH is
// switched off.
func TestAPIOfTheProviderBefore(t *testing.T) {
	for _, c := range []struct{ kind, provider, want, login string }{
		{"microsoft365", "", "microsoft365", "microsoft"}, {"google", "", "google", "google"},
		{"provider", "gmail", "google", "google"}, {"provider", "fastmail", "", ""}, {"smtp", "", "", ""},
	} {
		m := newMachine(t, "alerts")
		answer(t, m, "server_type", c.kind)
		if c.provider != "" {
			answer(t, m, "provider", c.provider)
		}
		answer(t, m, "server_type", "api")
		if p := m.Profile(); p.Provider != c.want || p.OAuth.Provider != c.login {
			t.Errorf("%s %s: %q, %q", c.kind, c.provider, p.Provider, p.OAuth.Provider)
		}
	}
}

// apiBox is signInBox for an API of the sandbox, as its real provider's.
func apiBox(t *testing.T, provider, flow, fault string) (*sandbox.Sandbox, *Machine) {
	t.Helper()
	s, m := signInBox(t, "device", fault)
	p := s.ReadyAPI(provider, flow)
	p.Name, p.SMTP.CAFile, p.OAuth.Scopes, p.OAuth.Provider = "alerts", "", nil, ofKind(p)
	d := EditDraft(store.Loaded{Profile: p})
	d.Existing, d.Path, d.Named, d.At = nil, "", true, "client"
	if flow == "app-only" {
		d.Profile.OAuth.ClientSecret = store.SecretRef{}
	}
	return s, New(m.env, d)
}

// TestAnAPIIsProvedAndSaved from the client to the mail, with the scopes of the
// real providers.
func TestAnAPIIsProvedAndSaved(t *testing.T) {
	for _, c := range []struct{ provider, flow, account string }{
		{"microsoft365", "device", "pass"}, {"microsoft365", "app-only", "pass"}, {"google", "loopback", "pass"},
	} {
		t.Run(c.provider+" "+c.flow, func(t *testing.T) {
			s, m := apiBox(t, c.provider, c.flow, "")
			if c.flow == "app-only" {
				answer(t, m, clientSecretKey, s.OAuth.ClientSecret)
			}
			if got := m.Enter(false); got.Kind != Prove || got.Proof.Login {
				t.Fatalf("Enter = %+v", got)
			}
			if r, _ := runProof(t, m, func(Event) {}); r.Report.Verdict != mailcheck.Pass || r.Report.Stages[3].Verdict != mailcheck.Skipped {
				t.Fatalf("before the sign-in: %+v", r.Report)
			}
			if got := m.Enter(false); got.Kind != Moved || m.Current() != "login" {
				t.Fatalf("Enter = %+v", got)
			}
			r, _ := runProof(t, m, func(e Event) {
				approve(t, s, s.Accounts[0].Address)(e)
				if e.Kind == EventLink && !m.Paste(redirected(t, s, e.URL)) {
					t.Error("not pasted")
				}
			})
			if r.Report.Verdict != mailcheck.Pass || r.Report.Stages[3].ID != mailcheck.StageAPIToken || r.Report.Stages[3].Verdict != mailcheck.Pass {
				t.Fatalf("rows %s, %+v", rowsOf(r), r.Report)
			}
			m.Enter(false)
			answer(t, m, "trial.send", "true")
			if got := m.Enter(false); got.Kind != Prove || m.Current() != "trial" {
				t.Fatalf("Enter = %+v", got)
			}
			if r, _ := runProof(t, m, func(Event) {}); r.Report.Verdict != mailcheck.Pass || len(s.Mailbox()) != 1 {
				t.Fatalf("%d mails, %+v", len(s.Mailbox()), r.Report)
			}
			m.Enter(false)
			if a := m.Enter(false); a.Kind != Finished {
				t.Fatalf("review: %+v", a)
			}
			saved, err := m.Save(t.Context())
			if err != nil || saved.Unproved || !saved.Token {
				t.Fatalf("%+v, %v", saved, err)
			}
			l, err := store.Load(saved.Path)
			if err != nil || l.Profile.Proof.Until != "send" || l.Profile.OAuth.ClientSecret.IsZero() == (c.flow == "app-only") {
				t.Errorf("%v, %+v", err, l.Profile)
			}
		})
	}
}

// TestASignInToAnAPIThatFails is found at the token's rung, above those that
// were climbed before.
func TestASignInToAnAPIThatFails(t *testing.T) {
	s, m := apiBox(t, "microsoft365", "device", "")
	runProof(t, m, func(Event) {})
	m.Enter(false)
	r, _ := runProof(t, m, approve(t, s, "")) // Cancel
	var ids []string
	for _, st := range r.Report.Stages {
		ids = append(ids, st.ID+"="+string(st.Verdict))
	}
	if got, want := strings.Join(ids, " "), "api.resolve=pass api.connect=pass api.tls=pass api.token=fail"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if f := r.Report.Findings[0]; f.Cause != "oauth.declined" || f.Stage != mailcheck.StageAPIToken || r.Report.Host != "127.0.0.1" || r.Report.Port == 0 {
		t.Errorf("%+v", r.Report)
	}
}

// TestTheFieldsOfAFindingCanBeReached: they are asked for once they matter.
func TestTheFieldsOfAFindingCanBeReached(t *testing.T) {
	m := newMachine(t, "alerts")
	answer(t, m, "server_type", "api")
	answer(t, m, "provider", "microsoft365")
	for _, key := range []string{"api.base_url", "smtp.ca_file"} {
		if m.GoTo(key) {
			t.Errorf("%s is asked for nothing", key)
		}
		m.draft.Report = &mailcheck.Report{Host: "graph.microsoft.com", Findings: []cause.Finding{{Field: key}}}
		if !m.GoTo(key) {
			t.Errorf("%s cannot be reached", key)
		}
		m.draft.Report.Host = "smtp.office365.com"
		if m.GoTo(key) {
			t.Errorf("%s: another server's finding counts", key)
		}
	}
}

// TestATokenIsForOneService: one that was got for SMTP is not tried at an API.
func TestATokenIsForOneService(t *testing.T) {
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
	again := New(m.env, EditDraft(l))
	answer(t, again, "oauth.scopes", "")
	answer(t, again, "oauth.provider", "microsoft")
	before := loginKey(again.draft)
	for _, a := range [][2]string{{"server_type", "api"}, {"provider", "microsoft365"}, {"api.base_url", s.OAuth.GraphURL}} {
		answer(t, again, a[0], a[1])
	}
	if loginKey(again.draft) == before {
		t.Error("the session's token would be used")
	}
	asked := 0
	r, _ := runProof(t, at(again, "login"), func(e Event) {
		if e.Kind == EventCode {
			asked++
		}
		approve(t, s, s.Accounts[0].Address)(e)
	})
	if asked != 1 || r.Report.Verdict != mailcheck.Pass {
		t.Errorf("asked %d times, %+v", asked, r.Report)
	}
	if _, err := again.Save(t.Context()); err != nil {
		t.Fatal(err)
	}
	if l, err = store.Load(saved.Path); err != nil || l.Profile.SMTP.Host != "" || l.Profile.ServerType != "api" {
		t.Errorf("%v, %+v", err, l.Profile)
	}
}

// TestEditingAnAPIsProfile: its method and whose sign-in it is follow when it
// becomes another kind of server.
func TestEditingAnAPIsProfile(t *testing.T) {
	p := store.Default()
	p.Name, p.ServerType, p.Provider, p.Sender.Address, p.OAuth.Provider, p.SMTP.Auth.Username = "alerts", "api", "google", "a@example.org", "google", "a@example.org"
	text, err := store.Encode(p)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "alerts.toml")
	m := New(newMachine(t, "x").env, EditDraft(store.Loaded{Profile: p, Path: path, Data: text}))
	if again, diff := m.Review(); strings.Contains(diff, "\n-") || strings.Contains(again, "method") {
		t.Errorf("nothing was answered:\n%s", diff)
	}
	answer(t, m, "provider", "microsoft365")
	if got := m.Profile().OAuth.Provider; got != "microsoft" {
		t.Errorf("Graph with a sign-in at %s", got)
	}
	answer(t, m, "server_type", "smtp")
	if q := at(m, "auth").Questions()[0]; q.Value != "plain" || q.Answered {
		t.Errorf("%+v", q)
	}
}

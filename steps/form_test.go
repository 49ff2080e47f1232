package steps

import (
	"slices"
	"strings"
	"testing"

	"todoku/mailcheck"
	"todoku/mailcheck/sandbox"
	"todoku/store"
	"todoku/store/sheet"
)

// choiceOf is a choice of a question of the current step.
func choiceOf(t *testing.T, m *Machine, key, value string) Choice {
	t.Helper()
	for _, q := range m.Questions() {
		if i := slices.IndexFunc(q.Choices, func(c Choice) bool { return c.Value == value }); q.ID == key && i >= 0 {
			return q.Choices[i]
		}
	}
	t.Fatalf("%s: no choice %s = %s", m.Current(), key, value)
	return Choice{}
}

func shut(t *testing.T, m *Machine, key, value, reason string) {
	t.Helper()
	if c := choiceOf(t, m, key, value); c.Disabled != (reason != "") || reason != "" && c.Note.ID != "app.reason."+reason {
		t.Errorf("%s = %s: disabled %v, %s; want %q", key, value, c.Disabled, c.Note.ID, reason)
	}
}

// TestChoicesAreShutWithTheReason: what the form of an application cannot take
// stands there, cannot be chosen, and says why.
func TestChoicesAreShutWithTheReason(t *testing.T) {
	for app, steps := range map[string]map[string][][3]string{ // step → key, value, reason
		"dezie": {
			"server_type": {{"server_type", "smtp", ""}, {"server_type", "google", "no_tls"}, {"server_type", "api", "no_http_api"}},
			"server":      {{"smtp.port", "465", "no_tls"}, {"smtp.port", "25", ""}, {"smtp.security", "starttls", "no_tls"}, {"smtp.security", "none", ""}},
			"auth":        {{"smtp.auth.method", "digest-md5", "only_three_methods"}, {"smtp.auth.method", "pop-before-smtp", ""}},
		},
		"esm": {
			"server_type": {{"server_type", "microsoft365", "oauth_gmail_only"}, {"server_type", "google", ""}},
			"server":      {{"smtp.port", "465", "no_port_field"}, {"smtp.port", "25", ""}, {"smtp.security", "tls", "no_tls"}},
			"auth":        {{"smtp.auth.method", "plain", "no_sign_in_field"}, {"smtp.auth.method", "none", ""}},
		},
		"desknets": {
			"server":  {{"smtp.port", "465", ""}, {"smtp.security", "tls", ""}},
			"auth":    {{"smtp.auth.method", "scram-sha-256", "only_three_methods"}, {"smtp.auth.method", "cram-md5", ""}},
			"receive": {{"receive.protocol", "imap", "pop3_only"}, {"receive.protocol", "pop3", ""}},
		},
		"garoon": {"auth": {{"smtp.auth.method", "scram-sha-1", "no_scram"}, {"smtp.auth.method", "pop-before-smtp", ""}}},
		"ireporter": {
			"server": {{"smtp.port", "465", "no_465"}, {"smtp.port", "2525", "ports_25_587"}, {"smtp.port", "587", ""}, {"smtp.security", "tls", "no_465"}},
			"auth":   {{"smtp.auth.method", "none", "smtp_auth_only"}, {"smtp.auth.method", "pop-before-smtp", "no_pop_field"}, {"smtp.auth.method", "plain", ""}},
		},
	} {
		for step, list := range steps {
			m := newMachine(t, "alerts")
			answer(t, m, "application", app)
			m.at = step
			for _, c := range list {
				shut(t, m, c[0], c[1], c[2])
			}
			for _, c := range list {
				if c[2] != "" && m.Answer(c[0], c[1]).Problem == nil {
					t.Errorf("%s: %s = %s was taken", app, c[0], c[1])
				}
			}
		}
	}
}

// Port and security of i-Reporter go together, whichever is answered first.
func TestIReportersPortBringsItsSecurity(t *testing.T) {
	m := newMachine(t, "alerts")
	answer(t, m, "application", "ireporter")
	answer(t, m, "smtp.host", "mail.example.co.jp")
	answer(t, m, "smtp.port", "25")
	if got := m.Profile().SMTP.Security; got != "none" {
		t.Errorf("25 brings %s", got)
	}
	answer(t, m, "smtp.port", "587")
	if got := m.Profile().SMTP.Security; got != "starttls" {
		t.Errorf("587 brings %s", got)
	}
	if p := m.Answer("smtp.port", "465").Problem; p == nil || p.Code != "app.reason.no_465" {
		t.Errorf("465: %v", p)
	}
}

// TestProvidersWithoutAUsableServerAreShut: of a provider's servers the first
// is proposed that the form can take.
func TestProvidersWithoutAUsableServerAreShut(t *testing.T) {
	m := newMachine(t, "alerts")
	answer(t, m, "application", "ireporter")
	answer(t, m, "server_type", "google")
	if s := m.Profile().SMTP; s.Port != 587 || s.Security != "starttls" {
		t.Errorf("Google at %d %s", s.Port, s.Security)
	}
	answer(t, m, "server_type", "provider")
	m.at = "server_type"
	shut(t, m, "provider", "asahi-net", "no_465")
	answer(t, m, "application", "dezie")
	shut(t, m, "provider", "asahi-net", "no_tls")
	answer(t, m, "application", "any")
	shut(t, m, "provider", "asahi-net", "")
}

// found is what a port trial of mail.example.co.jp found.
func found(m *Machine, ports ...mailcheck.Port) {
	m.draft.Profile.SMTP.Host = "mail.example.co.jp"
	m.draft.Answered["smtp.host"] = true
	adoptPorts(m.draft, "mail.example.co.jp", ports)
}

// TestAServerThatTheFormCannotExpressIsRefused, with the reason and a way out,
// before anybody types a password.
func TestAServerThatTheFormCannotExpressIsRefused(t *testing.T) {
	tls := mailcheck.Port{Port: 465, Security: "tls", Verdict: mailcheck.Pass, Reason: "recommended"}
	closed := mailcheck.Port{Port: 587, Verdict: mailcheck.Fail, Reason: "refused"}
	upgrade := mailcheck.Port{Port: 587, Security: "starttls", Verdict: mailcheck.Pass, Reason: "recommended"}
	for _, c := range []struct {
		app, code string
		ports     []mailcheck.Port
	}{
		{"dezie", "app.refused.no_tls", []mailcheck.Port{tls, closed}},
		{"ireporter", "app.refused.no_465", []mailcheck.Port{tls, closed}},
		{"esm", "app.refused.no_port_field", []mailcheck.Port{tls, closed}},
		{"ireporter", "", []mailcheck.Port{tls, upgrade}},
		{"dezie", "", []mailcheck.Port{tls, upgrade}}, // it may serve without TLS
		{"garoon", "", []mailcheck.Port{tls, closed}},
		{"any", "", []mailcheck.Port{tls, closed}},
	} {
		m := newMachine(t, "alerts")
		answer(t, m, "application", c.app)
		answer(t, m, "sender.address", "alerts@example.co.jp")
		found(m, c.ports...)
		m.at = "server"
		a := m.Enter(true)
		if c.code == "" {
			if a.Kind != Moved {
				t.Errorf("%s: %s %v", c.app, a.Kind, a.Problems)
			}
			continue
		}
		if a.Kind != Invalid || len(a.Problems) != 1 || a.Problems[0].Code != c.code || a.Problems[0].Key != "smtp.port" {
			t.Errorf("%s: %s %v, want %s", c.app, a.Kind, a.Problems, c.code)
		}
		shut(t, m, "smtp.port", "465", strings.TrimPrefix(c.code, "app.refused."))
	}
}

// TestDezieAtAServerThatWantsTLS, against a real one: a port that upgrades is
// tried without, where no sign-in is offered.
func TestDezieAtAServerThatWantsTLS(t *testing.T) {
	s, m := mailBox(t, sandbox.Options{})
	answer(t, m, "application", "dezie")
	answer(t, m, "sender.address", s.Accounts[0].Address)
	answer(t, m, "smtp.host", sandbox.Host)
	m.at = "server"
	on(t, m, "auth")
	if got := m.Profile().SMTP; got.Security != "none" || got.Port == 465 {
		t.Errorf("proposed %d %s", got.Port, got.Security)
	}
	shut(t, m, "smtp.auth.method", "plain", "server_wants_tls")
	shut(t, m, "smtp.auth.method", "cram-md5", "server_wants_tls")
	if c := choiceOf(t, m, "smtp.auth.method", "none"); c.Disabled || !c.Recommended {
		t.Errorf("none: %+v", c)
	}
}

// TestFormsAskForWhatOnlyTheyHave: under the form's own labels, judged by its
// rules, kept under [notify] and [form], and back again.
func TestFormsAskForWhatOnlyTheyHave(t *testing.T) {
	for app, c := range map[string]struct {
		good, bad [][2]string // answers in order; the last part of a bad one is its reason
		reasons   []string
	}{
		"dezie": {[][2]string{{"form.notify_url", "https://dezie.example.co.jp/"}}, [][2]string{{"form.notify_url", "dezie"}}, []string{"not_a_complete_url"}},
		"esm": {[][2]string{{"notify.locked_accounts", "a@example.co.jp; b@example.co.jp"}, {"notify.interval", "60"}, {"notify.addresses", "a@example.co.jp"},
			{"notify.data_source", "true"}, {"notify.data_source_long", "true"}, {"notify.data_source_hours", "24"}},
			[][2]string{{"notify.interval", "7"}, {"notify.interval", "65"}, {"notify.data_source_hours", "25"}, {"notify.addresses", "nobody"}},
			[]string{"not_in_steps", "not_in_steps", "not_in_steps", "not_addresses"}},
		"desknets": {[][2]string{{"form.account_name", "監視"}, {"form.send_log", "true"}, {"form.receive_log", "false"}, {"form.send_server", "own"}},
			[][2]string{{"form.send_server", "none"}}, []string{"not_one_of_form"}},
		"ireporter": {[][2]string{{"form.manager_root", "https://192.0.2.7/ConMasManager"}}, [][2]string{{"form.manager_root", "https://192.0.2.7/"}}, []string{"not_a_manager_root"}},
	} {
		m := newMachine(t, "alerts")
		answer(t, m, "application", app)
		m.at = "form"
		for _, one := range c.good {
			if !slices.Contains(questionIDs(m), one[0]) {
				t.Errorf("%s: %s is not asked among %v", app, one[0], questionIDs(m))
			}
			answer(t, m, one[0], one[1])
		}
		for i, one := range c.bad {
			if p := m.Answer(one[0], one[1]).Problem; p == nil || p.Code != "app.reason."+c.reasons[i] {
				t.Errorf("%s: %s = %q: %v, want %s", app, one[0], one[1], p, c.reasons[i])
			}
			if a := m.Enter(false); a.Kind != Invalid {
				t.Errorf("%s: goes on with %s = %q", app, one[0], one[1])
			}
		}
		for _, one := range c.good {
			answer(t, m, one[0], one[1])
		}
		if a := m.Enter(false); a.Kind != Moved {
			t.Errorf("%s: %s %v", app, a.Kind, a.Problems)
		}
		p := m.Profile()
		b, err := store.Encode(p)
		if err != nil || !strings.Contains(string(b), "["+strings.SplitN(c.good[0][0], ".", 2)[0]+"]") {
			t.Errorf("%s: %v\n%s", app, err, b)
		}
	}
}

func TestAddressesAreKeptWithSemicolons(t *testing.T) {
	m := newMachine(t, "alerts")
	answer(t, m, "application", "esm")
	m.at = "form"
	if a := answer(t, m, "notify.addresses", "ａ@example.co.jp； b@example.co.jp,c@example.co.jp"); a.Value != "a@example.co.jp;b@example.co.jp;c@example.co.jp" {
		t.Errorf("kept as %q", a.Value)
	}
}

// Notices that are on need somebody to tell.
func TestNoticesNeedAnAddress(t *testing.T) {
	m := newMachine(t, "alerts")
	answer(t, m, "application", "esm")
	m.at = "form"
	answer(t, m, "notify.analytics", "true")
	if a := m.Enter(false); a.Kind != Invalid || a.Problems[0].Key != "notify.addresses" || a.Problems[0].Code != "app.reason.notices_to_nobody" {
		t.Errorf("%s %v", a.Kind, a.Problems)
	}
}

// What decides about later choices is asked with the application.
func TestEarlyFieldsAreAskedWithTheApplication(t *testing.T) {
	m := newMachine(t, "alerts")
	answer(t, m, "application", "esm")
	if ids := questionIDs(m); !slices.Contains(ids, "form.automatic") {
		t.Fatalf("asked %v", ids)
	}
	answer(t, m, "form.automatic", "true")
	m.at = "server"
	shut(t, m, "smtp.port", "587", "")
	m.at = "application"
	answer(t, m, "application", "desknets")
	if _, kept := m.Profile().Form["automatic"]; kept {
		t.Error("eSM's answer is kept for desknet's")
	}
	if ids := questionIDs(m); !slices.Contains(ids, "form.account") || slices.Contains(ids, "form.automatic") {
		t.Errorf("asked %v", ids)
	}
}

// A redirect address follows from ManagerRoot, and is asked for with OAuth alone.
func TestIReportersRedirectAddress(t *testing.T) {
	m := newMachine(t, "alerts")
	answer(t, m, "application", "ireporter")
	m.at = "form"
	if ids := questionIDs(m); slices.Contains(ids, "form.redirect_uri") {
		t.Errorf("asked without OAuth: %v", ids)
	}
	answer(t, m, "server_type", "api")
	answer(t, m, "provider", "microsoft365")
	answer(t, m, "form.manager_root", "https://conmas-i-reporter.com/ConMasManager0001")
	m.at = "form"
	if got := value(m, "form.redirect_uri"); got != "https://conmas-i-reporter.com/ConMasManager0001/System/MailOAuthMicrosoft" {
		t.Errorf("proposed %q", got)
	}
}

// A form with a client of its own has a web client: its secret is asked for.
func TestAWebClientsSecretIsAskedFor(t *testing.T) {
	m := newMachine(t, "alerts")
	answer(t, m, "application", "ireporter")
	answer(t, m, "server_type", "api")
	answer(t, m, "provider", "microsoft365")
	m.at = "client"
	if got := value(m, "oauth.flow"); got != "loopback" {
		t.Errorf("proposed %s", got)
	}
	answer(t, m, "oauth.flow", "loopback")
	if ids := questionIDs(m); !slices.Contains(ids, clientSecretKey) || value(m, "oauth.redirect_uri") != webRedirect {
		t.Errorf("asked %v, redirect %q", ids, value(m, "oauth.redirect_uri"))
	}
	answer(t, m, "application", "any")
	if ids := questionIDs(m); slices.Contains(ids, clientSecretKey) {
		t.Errorf("asked %v", ids)
	}
}

// TestEveryFormIsInThePath where it has fields of its own, and nowhere else.
func TestEveryFormIsInThePath(t *testing.T) {
	for _, app := range sheet.Apps() {
		d := NewDraft("x")
		d.Profile.Application = app.ID
		if got, want := strings.Contains(pathIDs(d), " form "), len(app.Asked(d.Profile, false)) > 0; got != want {
			t.Errorf("%s: in the path %v, want %v", app.ID, got, want)
		}
	}
}

// An edited profile's own answers count as given.
func TestFormAnswersSurviveAnEdit(t *testing.T) {
	p := NewDraft("x").Profile
	p.Application, p.Notify = "esm", store.Notify{"interval": int64(15)}
	d := EditDraft(store.Loaded{Profile: p})
	m := New(&Env{}, d)
	m.at = "form"
	for _, q := range m.Questions() {
		if q.ID == "notify.interval" && (q.Value != "15" || !q.Answered) {
			t.Errorf("%+v", q)
		}
	}
}

// What the POP3 server offers says nothing about SMTP.
func TestOfferedMethodsAreThoseOfSMTP(t *testing.T) {
	m := newMachine(t, "alerts")
	answer(t, m, "smtp.host", "mail.example.co.jp")
	answer(t, m, "smtp.port", "25")
	m.draft.Report = &mailcheck.Report{Host: "mail.example.co.jp", Port: 25, Stages: []mailcheck.Stage{
		{ID: "pop3.caps", Detail: mailcheck.Detail{Capabilities: []string{"SASL"}, Mechanisms: []string{"PLAIN"}}},
		{ID: "smtp.caps", Detail: mailcheck.Detail{Capabilities: []string{"SIZE"}}},
	}}
	if offered, known := offeredMethods(m.draft); len(offered) > 0 || !known {
		t.Errorf("%q %v", offered, known)
	}
}

// i-Reporter's makers advise against SMTP authentication at the big two, and
// for the APIs; it can be chosen all the same.
func TestIReportersAdvice(t *testing.T) {
	m := newMachine(t, "alerts")
	answer(t, m, "application", "ireporter")
	m.at = "server_type"
	for value, doubtful := range map[string]bool{"google": true, "microsoft365": true, "smtp": false, "api": false} {
		c := choiceOf(t, m, "server_type", value)
		if c.Doubtful != doubtful || c.Disabled || doubtful != (c.Note.ID == "app.note.basic_auth_discouraged") {
			t.Errorf("%s: %+v", value, c)
		}
	}
	answer(t, m, "server_type", "google")
	answer(t, m, "application", "garoon")
	if c := choiceOf(t, m, "server_type", "google"); c.Doubtful {
		t.Errorf("Garoon: %+v", c)
	}
}

// Yes and no are asked in the form's own words, where it has some.
func TestFormsAskInTheirOwnWords(t *testing.T) {
	m := newMachine(t, "alerts")
	answer(t, m, "application", "desknets")
	answer(t, m, "smtp.security", "starttls")
	m.at = "form"
	if c := choiceOf(t, m, "form.send_log", "false"); c.Label.Args["ja"] != "出力しない" || c.Label.Args["en"] == "" {
		t.Errorf("%+v", c)
	}
	if c := choiceOf(t, m, "form.skip_part_of_auth", "true"); c.Label.ID != "choice.true" {
		t.Errorf("%+v", c)
	}
	for _, q := range m.Questions() {
		if q.ID == "form.send_log" && (q.Label.Args["ja"] != "送信時のログ" || q.Label.Args["en"] == "") {
			t.Errorf("asked as %+v", q.Label)
		}
	}
}

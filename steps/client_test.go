package steps

import (
	"slices"
	"strings"
	"testing"

	"todoku/mailcheck"
)

func asked(m *Machine) string {
	var ids []string
	for _, q := range m.Questions() {
		if !q.Optional {
			ids = append(ids, q.ID)
		}
	}
	return strings.Join(ids, " ")
}

// TestClientAsksWhatTheProviderNeeds by kind of server and flow.
func TestClientAsksWhatTheProviderNeeds(t *testing.T) {
	for _, c := range []struct{ kind, flow, want string }{
		{"microsoft365", "device", "oauth.flow oauth.client_id smtp.auth.username"},
		{"microsoft365", "app-only", "oauth.flow oauth.tenant oauth.client_id oauth.client_secret oauth.client_secret.from smtp.auth.username"},
		{"google", "loopback", "oauth.flow oauth.client_id oauth.client_secret oauth.client_secret.from smtp.auth.username"},
		{"google", "app-only", "oauth.flow oauth.service_account_file smtp.auth.username"},
		{"smtp", "device", "oauth.issuer oauth.flow oauth.client_id smtp.auth.username"},
		{"smtp", "app-only", "oauth.issuer oauth.flow oauth.client_id oauth.client_secret oauth.client_secret.from smtp.auth.username"},
	} {
		m := newMachine(t, "alerts")
		answer(t, m, "server_type", c.kind)
		answer(t, m, "smtp.auth.method", "xoauth2")
		answer(t, m, "oauth.flow", c.flow)
		m.at = "client"
		if got := asked(m); got != c.want {
			t.Errorf("%s %s asks %q, want %q", c.kind, c.flow, got, c.want)
		}
		if g := m.Guide(); g.IsZero() {
			t.Errorf("%s %s: no guide", c.kind, c.flow)
		}
		for _, q := range m.Questions() {
			if q.ID == clientSecretKey && c.kind == "microsoft365" && c.flow == "device" {
				t.Error("Microsoft refuses a secret of a public client")
			}
		}
	}
}

// TestFlowThatFitsThePlaceIsProposed, and Google's device flow never.
func TestFlowThatFitsThePlaceIsProposed(t *testing.T) {
	ssh := map[string]string{"SSH_CONNECTION": "10.0.0.1 5000 192.0.2.5 22", "USER": "root"}
	screen := map[string]string{"DISPLAY": ":0"}
	for _, c := range []struct {
		kind string
		env  map[string]string
		want string
	}{{"microsoft365", ssh, "device"}, {"microsoft365", screen, "loopback"}, {"google", ssh, "loopback"}, {"smtp", ssh, "device"}} {
		m := newMachine(t, "alerts")
		m.env.Getenv = func(k string) string { return c.env[k] }
		answer(t, m, "server_type", c.kind)
		answer(t, m, "smtp.auth.method", "xoauth2")
		m.at = "client"
		qs := m.Questions()
		i := slices.IndexFunc(qs, func(q Question) bool { return q.ID == "oauth.flow" })
		if qs[i].Value != c.want {
			t.Errorf("%s, %v: %s, want %s", c.kind, c.env, qs[i].Value, c.want)
		}
		for _, choice := range qs[i].Choices {
			if choice.Value == c.want && (!choice.Recommended || !strings.HasPrefix(choice.Note.ID, "flow.reason.")) {
				t.Errorf("%s: the proposal has no reason: %+v", c.kind, choice)
			}
			if c.kind == "google" && choice.Value == "device" && !choice.Disabled {
				t.Error("Google's device flow can be chosen")
			}
		}
	}
}

// TestServerThatTakesOnlyTokens: "no sign-in" is no proposal there.
func TestServerThatTakesOnlyTokens(t *testing.T) {
	m := newMachine(t, "alerts")
	answer(t, m, "smtp.host", "mail.example.co.jp")
	answer(t, m, "smtp.port", "587")
	m.draft.Report = &mailcheck.Report{Host: "mail.example.co.jp", Port: 587, Stages: []mailcheck.Stage{
		{ID: mailcheck.StageCaps, Detail: mailcheck.Detail{Capabilities: []string{"AUTH OAUTHBEARER"}, Mechanisms: []string{"OAUTHBEARER"}}}}}
	m.at = "auth"
	if q := m.Questions()[0]; q.Value != "oauthbearer" {
		t.Errorf("proposed %s", q.Value)
	}
}

func TestTokensAreOfferedWhereTheyFit(t *testing.T) {
	for kind, want := range map[string]string{"smtp": "plain", "google": "xoauth2", "microsoft365": "xoauth2"} {
		m := newMachine(t, "alerts")
		answer(t, m, "server_type", kind)
		m.at = "auth"
		if q := m.Questions()[0]; q.Choices[0].Value != want || q.Value != want {
			t.Errorf("%s: first %s, proposed %s, want %s", kind, q.Choices[0].Value, q.Value, want)
		}
	}
}

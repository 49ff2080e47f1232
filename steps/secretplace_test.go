package steps

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"todoku/mailcheck"
	"todoku/mailcheck/cause"
	"todoku/store"
)

func questionIDs(m *Machine) []string {
	var ids []string
	for _, q := range m.Questions() {
		ids = append(ids, q.ID)
	}
	return ids
}

// atClient is a machine at the registration of a web client.
func atClient(t *testing.T) *Machine {
	t.Helper()
	m := newMachine(t, "alerts")
	answer(t, m, "server_type", "microsoft365")
	answer(t, m, "sender.address", "alerts@example.co.jp")
	answer(t, m, "smtp.auth.method", "xoauth2")
	answer(t, m, "oauth.flow", "loopback")
	answer(t, m, "oauth.client_id", "0b7c")
	m.at = "client"
	return m
}

// TestWebClientIsToldWhatToRegister: a redirect address makes it one, which has
// a secret, and its end, and another page of instructions.
func TestWebClientIsToldWhatToRegister(t *testing.T) {
	m := atClient(t)
	if ids := questionIDs(m); slices.Contains(ids, clientSecretKey) || m.Guide().ID != "guide.microsoft.loopback" {
		t.Errorf("a desktop client is asked %v, guide %s", ids, m.Guide().ID)
	}
	answer(t, m, "oauth.redirect_uri", "http://localhost:8400/")
	g := m.Guide()
	if g.ID != "guide.microsoft.web" || g.Args["redirect"] != "http://localhost:8400/" {
		t.Errorf("guide %+v", g)
	}
	for _, want := range []string{clientSecretKey, clientSecretKey + ".from", "oauth.client_secret_expires"} {
		if ids := questionIDs(m); !slices.Contains(ids, want) {
			t.Errorf("a web client is not asked for %s: %v", want, ids)
		}
	}
}

// TestClientSecretInTheEnvironment: it is proved as typed, and the line to add
// is told when the profile is saved.
func TestClientSecretInTheEnvironment(t *testing.T) {
	m := atClient(t)
	answer(t, m, "oauth.redirect_uri", "http://localhost:8400/")
	answer(t, m, clientSecretKey, "hunter2")
	answer(t, m, clientSecretKey+".from", "env")
	if ids := questionIDs(m); !slices.Contains(ids, clientSecretKey+".name") {
		t.Fatalf("asked %v", ids)
	}
	saved, err := m.Save(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(saved.Lines, []string{"TODOKU_ALERTS_CLIENT_SECRET"}) || len(saved.Secrets) > 0 {
		t.Errorf("saved %+v", saved)
	}
	b, err := os.ReadFile(saved.Path)
	if err != nil || strings.Contains(string(b), "hunter2") || !strings.Contains(string(b), `client_secret = { from = "env", name = "TODOKU_ALERTS_CLIENT_SECRET" }`) {
		t.Errorf("%v\n%s", err, b)
	}
}

// TestWhatACommandBringsIsProved, not what was typed before it was chosen.
func TestWhatACommandBringsIsProved(t *testing.T) {
	m := newMachine(t, "alerts")
	answer(t, m, passwordKey, "typed")
	answer(t, m, passwordKey+".from", "command")
	answer(t, m, passwordKey+".argv", "printf from-command")
	if _, ok := typedSecret(m.draft, passwordKey, m.draft.Profile.SMTP.Auth.Password); ok {
		t.Error("the typed password would be proved")
	}
	if _, err := os.Stat(filepath.Join(m.env.Places.Profiles, "alerts.secret")); err == nil {
		t.Error("the typed password was kept")
	}
	m.draft.Profile.OAuth.ClientSecret = store.SecretRef{From: "command", Argv: []string{"printf", "from-command"}}
	m.draft.Profile.OAuth.ClientID, m.draft.Profile.ServerType = "0b7c", "google"
	m.draft.Secrets[clientSecretKey] = store.NewSecret("typed")
	c, err := m.signingIn(m.draft).client(context.Background())
	if err != nil || c.Secret.Reveal() != "from-command" {
		t.Errorf("client's secret %q, %v", c.Secret.Reveal(), err)
	}
}

// TestEndpointsAreAskedWhereDiscoveryTellsNothing, and then an issuer is not needed.
func TestEndpointsAreAskedWhereDiscoveryTellsNothing(t *testing.T) {
	m := newMachine(t, "alerts")
	answer(t, m, "smtp.auth.method", "xoauth2")
	answer(t, m, "oauth.issuer", "https://login.example.co.jp")
	m.at = "client"
	if slices.Contains(questionIDs(m), "oauth.token_url") {
		t.Error("endpoints are asked although nothing is wrong")
	}
	m.draft.Report = &mailcheck.Report{Findings: []cause.Finding{{Cause: "oauth.not-oauth-endpoint", Field: "oauth.issuer"}}}
	if !slices.Contains(questionIDs(m), "oauth.token_url") {
		t.Error("endpoints are not asked")
	}
	answer(t, m, "oauth.issuer", "")
	answer(t, m, "oauth.token_url", "https://login.example.co.jp/token")
	for _, q := range m.Questions() {
		if q.ID == "oauth.issuer" && !q.Optional {
			t.Error("the issuer is still needed")
		}
	}
}

package steps

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"filippo.io/age"

	"todoku/mailcheck"
	"todoku/mailcheck/cause"
	"todoku/store"
	"todoku/store/secret"
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

// keepsake is a keyring that remembers.
type keepsake map[string]string

func (k keepsake) Get(_ context.Context, service, account string) (store.Secret, error) {
	return store.NewSecret(k[service+"/"+account]), nil
}

func (k keepsake) Set(_ context.Context, service, account string, v store.Secret) error {
	k[service+"/"+account] = v.Reveal()
	return nil
}

// desktop is a person's session with that keyring, on a machine without systemd.
func desktop(m *Machine) keepsake {
	k := keepsake{}
	m.env.Secrets = secret.System{Keyring: k, Root: func() bool { return false }, Getenv: func(name string) string {
		return map[string]string{"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"}[name]
	}}
	m.env.Tried = []secret.Trial{{Place: "keyring"}, {Place: "systemd-credential", Problem: &store.Problem{Code: "secret_credential_root"}}, {Place: "age"}}
	return k
}

// TestPlacesThatWereTried are offered, or shown with the reason.
func TestPlacesThatWereTried(t *testing.T) {
	m := newMachine(t, "alerts")
	places := func() string {
		var list []string
		for _, q := range (credentials{}).Questions(m.draft, m.env) {
			for _, c := range q.Choices {
				if q.ID == passwordKey+".from" {
					list = append(list, c.Value+" "+strconv.FormatBool(c.Disabled)+" "+c.Note.ID)
				}
			}
		}
		return strings.Join(list, "\n")
	}
	const always = "file false choice.smtp.auth.password.from.file.note\nenv false choice.smtp.auth.password.from.env.note\n" +
		"command false choice.smtp.auth.password.from.command.note"
	if got := places(); got != always {
		t.Errorf("nothing was tried:\n%s", got)
	}
	desktop(m)
	if got := places(); got != always+"\nkeyring false choice.smtp.auth.password.from.keyring.note\n"+
		"systemd-credential true place.reason.secret_credential_root\nage false choice.smtp.auth.password.from.age.note" {
		t.Errorf("after trying:\n%s", got)
	}
}

// TestEveryReasonHasItsText: whatever a trial ends with is said beside the place.
func TestEveryReasonHasItsText(t *testing.T) {
	said, err := os.ReadFile(filepath.Join("..", "ui", "locale", "steps.en.toml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"keyring.go", "credential.go", "program.go", "try.go"} {
		src, err := os.ReadFile(filepath.Join("..", "store", "secret", file))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`failed\(Err\w+, "(\w+)"|"(secret_\w+)"\)\s\}\)`).FindAllStringSubmatch(string(src), -1) {
			code := m[1] + m[2]
			// Of what is read or written, not of a trial.
			if slices.Contains([]string{"secret_keyring_missing", "secret_keyring_big", "secret_credential_missing", "secret_credential_outside"}, code) {
				continue
			}
			if !strings.Contains(string(said), "\n\"place.reason."+code+"\" = ") {
				t.Errorf("%s: %s has no text beside its place", file, code)
			}
		}
	}
}

func TestSavedInTheKeyring(t *testing.T) {
	m := newMachine(t, "alerts")
	k := desktop(m)
	answer(t, m, passwordKey+".from", "keyring")
	walk(t, m, "review")
	s := save(t, m)
	if len(s.Secrets) != 1 || s.Secrets[0].Path != "" || s.Secrets[0].Ref.Account != "alerts" || k["todoku/alerts"] == "" {
		t.Errorf("%+v, %v", s, k)
	}
	l, err := store.Load(s.Path)
	if err != nil || !l.Profile.SMTP.Auth.Password.Same(store.SecretRef{From: "keyring", Service: "todoku", Account: "alerts"}) {
		t.Errorf("%+v %v", l.Profile.SMTP.Auth.Password, err)
	}
	// It need not be typed again.
	again := New(m.env, EditDraft(l))
	for again.Current() != "review" {
		if a := again.Enter(true); a.Kind != Moved {
			t.Fatalf("at %s: %+v", again.Current(), a)
		}
	}
	if s := save(t, again); len(s.Secrets) > 0 {
		t.Errorf("wrote %v although nothing was typed", s.Secrets)
	}
}

// TestSavedWithAge asks for the key file, and says whom it cannot read.
func TestSavedWithAge(t *testing.T) {
	m := newMachine(t, "alerts")
	desktop(m)
	walk(t, m, "credentials")
	answer(t, m, passwordKey+".from", "age")
	if act := m.Enter(true); act.Kind != Invalid || act.Problems[len(act.Problems)-1].Key != passwordKey+".identity" {
		t.Errorf("%+v", act)
	}
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "key.txt")
	answer(t, m, passwordKey+".identity", path)
	wrong := func(key, code string) {
		t.Helper()
		if act := m.Enter(true); act.Kind != Invalid || act.Problems[0].Key != key || act.Problems[0].Code != code {
			t.Errorf("%+v, want %s", act, code)
		}
	}
	wrong(passwordKey+".identity", "secret_no_identity")
	if err := os.WriteFile(path, []byte(key.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	answer(t, m, passwordKey+".recipients", "age1none")
	wrong(passwordKey+".recipients", "not_a_recipient")
	answer(t, m, passwordKey+".recipients", "")
	answer(t, m, passwordKey+".from", "systemd-credential")
	wrong(passwordKey+".from", "secret_credential_root")
	answer(t, m, passwordKey+".from", "age")
	walk(t, m, "review")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	_, err = m.Save(t.Context())
	var p *store.Problem
	if !errors.As(err, &p) || p.Code != "secret_no_identity" {
		t.Errorf("without a key: %v", err)
	}
	if files, _ := filepath.Glob(filepath.Join(m.env.Places.Profiles, "alerts.*")); len(files) > 0 {
		t.Errorf("left behind: %v", files)
	}
	if err := os.WriteFile(path, []byte(key.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	s := save(t, m)
	if len(s.Secrets) != 1 || filepath.Base(s.Secrets[0].Path) != "alerts.age" {
		t.Errorf("%+v", s)
	}
}

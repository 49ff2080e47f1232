package secret

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"todoku/store"
)

const passwordKey = "smtp.auth.password"

// written is a folder with a profile that is written by hand, and its secret.
func written(t *testing.T, place string) (path string) {
	t.Helper()
	dir := t.TempDir()
	path = filepath.Join(dir, "alerts.toml")
	write(t, path, `# by hand
schema = 1
name = "alerts"
server_type = "smtp"
sender.address = "alerts@example.org"
[smtp]
host = "mail.example.org" # kept
port = 587
security = "starttls"
[smtp.auth]
method = "plain"
username = "alerts"
password = `+place+` # here
`)
	write(t, filepath.Join(dir, "alerts.secret"), "hunter2\n")
	x25519(t, filepath.Join(dir, "key.txt"))
	return path
}

const inFile = `{ from = "file", path = "alerts.secret" }`

// reads asserts that what the profile names holds the secret.
func reads(t *testing.T, sys System, path string) store.SecretRef {
	t.Helper()
	l, err := store.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	ref := l.Profile.Secret(passwordKey)
	if v, err := sys.Read(t.Context(), ref, filepath.Dir(path)); err != nil || v.Reveal() != "hunter2" {
		t.Errorf("%+v holds %q, %v", ref, v.Reveal(), err)
	}
	return ref
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

func TestMove(t *testing.T) {
	path := written(t, inFile)
	dir := filepath.Dir(path)
	k := &memory{kept: map[string]string{}}
	root, person := machine(t), desktop(k)
	for _, c := range []struct {
		sys     System
		to      store.SecretRef
		line    string
		removed string
	}{
		{root, store.SecretRef{From: "age", Identity: "key.txt"}, `{ from = "age", path = "alerts.age", identity = "key.txt" }`, "alerts.secret"},
		{root, store.SecretRef{From: "systemd-credential"}, `{ from = "systemd-credential", path = "alerts.cred", name = "todoku-alerts" }`, "alerts.age"},
		{root, store.SecretRef{From: "file"}, inFile, "alerts.cred"},
		{person, store.SecretRef{From: "keyring"}, `{ from = "keyring", service = "todoku", account = "alerts" }`, "alerts.secret"},
		{person, store.SecretRef{From: "file", Path: "elsewhere.secret"}, `{ from = "file", path = "elsewhere.secret" }`, ""},
		{person, store.SecretRef{From: "file"}, inFile, ""}, // that one is not named as todoku names its own
	} {
		m, err := c.sys.Move(t.Context(), path, passwordKey, c.to)
		if err != nil {
			t.Fatalf("to %s: %v", c.to.From, err)
		}
		want := ""
		if c.removed != "" {
			want = filepath.Join(dir, c.removed)
		}
		if m.Removed != want || m.Left == (want != "") || want != "" && exists(want) {
			t.Errorf("to %s: %+v", c.to.From, m)
		}
		text, err := os.ReadFile(path)
		if err != nil || !strings.Contains(string(text), "\npassword = "+c.line+" # here\n") || !strings.HasPrefix(string(text), "# by hand\n") {
			t.Errorf("to %s: %v\n%s", c.to.From, err, text)
		}
		reads(t, c.sys, path)
	}
	if !exists(filepath.Join(dir, "elsewhere.secret")) || k.kept["todoku/alerts"] != "hunter2" {
		t.Error("removed what was not todoku's own")
	}
}

// TestMoveFromWhatIsReadOnly: variables and commands are left as they are.
func TestMoveFromWhatIsReadOnly(t *testing.T) {
	t.Setenv("MAIL_PASSWORD", "hunter2")
	path := written(t, `{ from = "env", name = "MAIL_PASSWORD" }`)
	if err := os.Remove(filepath.Join(filepath.Dir(path), "alerts.secret")); err != nil {
		t.Fatal(err)
	}
	m, err := System{}.Move(t.Context(), path, passwordKey, store.SecretRef{From: "file"})
	if err != nil || !m.Left {
		t.Errorf("%+v %v", m, err)
	}
	reads(t, System{}, path)
}

// TestMoveThatIsRefused changes nothing.
func TestMoveThatIsRefused(t *testing.T) {
	nobody := System{Root: func() bool { return false }, Getenv: func(string) string { return "" }}
	person := desktop(&memory{kept: map[string]string{"todoku/alerts": "other"}})
	for name, c := range map[string]struct {
		sys  System
		key  string
		to   store.SecretRef
		code string
	}{
		"environment":      {nobody, passwordKey, store.SecretRef{From: "env"}, "secret_env_not_written"},
		"command":          {nobody, passwordKey, store.SecretRef{From: "command"}, "secret_command_not_written"},
		"the same place":   {nobody, passwordKey, store.SecretRef{From: "file"}, "secret_same_place"},
		"no such place":    {nobody, passwordKey, store.SecretRef{From: "vault"}, "not_one_of"},
		"no identity":      {nobody, passwordKey, store.SecretRef{From: "age"}, "missing_key"},
		"another identity": {nobody, passwordKey, store.SecretRef{From: "age", Identity: "none.txt"}, "secret_no_identity"},
		"no secret there":  {nobody, "receive.password", store.SecretRef{From: "file"}, "secret_no_place"},
		"not root":         {nobody, passwordKey, store.SecretRef{From: "systemd-credential"}, "secret_credential_root"},
		"a bad name":       {nobody, passwordKey, store.SecretRef{From: "systemd-credential", Name: "a b"}, "not_a_credential_name"},
		"keyring taken":    {person, passwordKey, store.SecretRef{From: "keyring"}, "secret_place_taken"},
		"file taken":       {nobody, passwordKey, store.SecretRef{From: "file", Path: "key.txt"}, "secret_place_taken"},
		"the profile":      {nobody, passwordKey, store.SecretRef{From: "age", Path: "alerts.toml", Identity: "key.txt"}, "secret_place_taken"},
	} {
		t.Run(name, func(t *testing.T) {
			path := written(t, inFile)
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			_, err = c.sys.Move(t.Context(), path, c.key, c.to)
			var p *store.Problem
			var ps store.Problems
			if errors.As(err, &ps) {
				p = ps[0]
			}
			if p == nil && !errors.As(err, &p) || p.Code != c.code {
				t.Errorf("%v, want %s", err, c.code)
			}
			after, err := os.ReadFile(path)
			if err != nil || string(after) != string(before) {
				t.Errorf("%v\n%s", err, after)
			}
			reads(t, c.sys, path)
		})
	}
}

// TestMoveThatIsInterrupted leaves the secret where the profile says that it is,
// and can be called again.
func TestMoveThatIsInterrupted(t *testing.T) {
	path := written(t, inFile)
	ctx, cancel := context.WithCancel(t.Context())
	k := &memory{kept: map[string]string{}, after: cancel}
	sys := desktop(k)
	if _, err := sys.Move(ctx, path, passwordKey, store.SecretRef{From: "keyring"}); !errors.Is(err, context.Canceled) {
		t.Fatalf("after writing: %v", err)
	}
	if ref := reads(t, sys, path); ref.From != "file" || k.kept["todoku/alerts"] != "hunter2" {
		t.Errorf("%+v, %v", ref, k.kept)
	}
	k.after = func() { k.kept["todoku/alerts"] = "mangled" }
	delete(k.kept, "todoku/alerts")
	if _, err := sys.Move(t.Context(), path, passwordKey, store.SecretRef{From: "keyring"}); err == nil {
		t.Error("what was read back was not compared")
	}
	reads(t, sys, path)
	// Another writer is quicker with the same key.
	k.after = func() {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Error(err)
		}
		write(t, path, strings.Replace(string(text), `path = "alerts.secret"`, `path = "other.secret"`, 1))
	}
	write(t, filepath.Join(filepath.Dir(path), "other.secret"), "hunter2")
	delete(k.kept, "todoku/alerts")
	if _, err := sys.Move(t.Context(), path, passwordKey, store.SecretRef{From: "keyring"}); err == nil {
		t.Error("another's change was lost")
	}
	if ref := reads(t, sys, path); ref.Path != "other.secret" || !exists(filepath.Join(filepath.Dir(path), "alerts.secret")) {
		t.Errorf("%+v", ref)
	}
	k.after = nil
	if _, err := sys.Move(t.Context(), path, passwordKey, store.SecretRef{From: "keyring"}); err != nil {
		t.Errorf("again: %v", err)
	}
	if ref := reads(t, sys, path); ref.From != "keyring" {
		t.Errorf("%+v", ref)
	}
}

// TestMoveKeepsWhatOthersNeed: a file that a second key or a second profile
// names stays.
func TestMoveKeepsWhatOthersNeed(t *testing.T) {
	to := store.SecretRef{From: "age", Identity: "key.txt"}
	path := written(t, inFile+"\n[receive]\nprotocol = \"imap\"\nhost = \"imap.example.org\"\nport = 993\nsecurity = \"tls\"\npassword = "+inFile)
	m, err := System{}.Move(t.Context(), path, passwordKey, to)
	if err != nil || !m.Left || !exists(filepath.Join(filepath.Dir(path), "alerts.secret")) {
		t.Errorf("a second key: %+v %v", m, err)
	}
	path = written(t, inFile)
	write(t, filepath.Join(filepath.Dir(path), "other.toml"), "password = "+inFile)
	m, err = System{}.Move(t.Context(), path, passwordKey, to)
	if err != nil || !m.Left || !exists(filepath.Join(filepath.Dir(path), "alerts.secret")) {
		t.Errorf("a second profile: %+v %v", m, err)
	}
	reads(t, System{}, path)
}

package store

import (
	"os"
	"path/filepath"
	"testing"
)

// TestOwnSecret: only what bears the profile's name and the place's ending, in
// its folder, goes with it.
func TestOwnSecret(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "alerts.toml")
	for _, name := range []string{"alerts.secret", "alerts.receive.age", "alerts.cred", "alerts.txt", "other.age"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		from, file string
		own        bool
	}{
		{"file", "alerts.secret", true}, {"age", "alerts.receive.age", true}, {"systemd-credential", "alerts.cred", true},
		{"age", "alerts.txt", false}, {"file", "alerts.cred", false}, {"age", "other.age", false}, {"age", "alerts.gone.age", false},
		{"systemd-credential", "", false}, {"env", "alerts.secret", false}, {"file", "../alerts.secret", false},
	} {
		if got := OwnSecret(path, SecretRef{From: c.from, Path: c.file}); got != c.own {
			t.Errorf("%s %s: %v", c.from, c.file, got)
		}
	}
}

// TestCompletePlaces: what is named stays, what is not gets a name that tells
// the secrets of a profile apart.
func TestCompletePlaces(t *testing.T) {
	for _, c := range []struct {
		key        string
		ref, whole SecretRef
	}{
		{"smtp.auth.password", SecretRef{From: "file"}, SecretRef{From: "file", Path: "a.secret"}},
		{"receive.password", SecretRef{From: "age", Identity: "k"}, SecretRef{From: "age", Path: "a.receive.age", Identity: "k"}},
		{"oauth.client_secret", SecretRef{From: "keyring"}, SecretRef{From: "keyring", Service: "todoku", Account: "a.oauth"}},
		{"smtp.auth.password", SecretRef{From: "keyring", Service: "s", Account: "b"}, SecretRef{From: "keyring", Service: "s", Account: "b"}},
		{"smtp.auth.password", SecretRef{From: "systemd-credential"}, SecretRef{From: "systemd-credential", Name: "todoku-a", Path: "a.cred"}},
		{"smtp.auth.password", SecretRef{From: "systemd-credential", Name: "n"}, SecretRef{From: "systemd-credential", Name: "n"}},
		{"smtp.auth.password", SecretRef{From: "env"}, SecretRef{From: "env", Name: "TODOKU_A_PASSWORD"}},
		{"smtp.auth.password", SecretRef{From: "command"}, SecretRef{From: "command"}},
	} {
		if got := c.ref.Complete("a", c.key); !got.Same(c.whole) {
			t.Errorf("%s %+v: %+v", c.key, c.ref, got)
		}
	}
}

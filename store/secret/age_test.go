package secret

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"encoding/pem"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"filippo.io/age"
	"golang.org/x/crypto/ssh"

	"todoku/store"
)

var inAge = store.SecretRef{From: "age", Path: "alerts.age", Identity: "key.txt"}

// x25519 writes a new identity and gives its public key.
func x25519(t *testing.T, path string) string {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	write(t, path, "# made by age-keygen\n"+id.String()+"\n")
	return id.Recipient().String()
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// sshKey writes a private key of OpenSSH's and gives the public one.
func sshKey(t *testing.T, path string, key crypto.Signer, passphrase string) string {
	t.Helper()
	var block *pem.Block
	var err error
	if passphrase == "" {
		block, err = ssh.MarshalPrivateKey(key, "")
	} else {
		block, err = ssh.MarshalPrivateKeyWithPassphrase(key, "", []byte(passphrase))
	}
	if err != nil {
		t.Fatal(err)
	}
	write(t, path, string(pem.EncodeToMemory(block)))
	public, err := ssh.NewPublicKey(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(public)))
}

func keep(t *testing.T, ref store.SecretRef, dir string) {
	t.Helper()
	if err := (System{}).Keep(t.Context(), ref, dir, store.NewSecret("hunter2"), ""); err != nil {
		t.Fatal(err)
	}
}

func TestAge(t *testing.T) {
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	old, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	hybrid, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	for name, make := range map[string]func(path string){
		"x25519":       func(path string) { x25519(t, path) },
		"post-quantum": func(path string) { write(t, path, hybrid.String()+"\n") },
		"ssh-ed25519":  func(path string) { sshKey(t, path, ed, "") },
		"ssh-rsa":      func(path string) { sshKey(t, path, old, "") },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			make(filepath.Join(dir, "key.txt"))
			keep(t, inAge, dir)
			v, err := Read(t.Context(), inAge, dir)
			if err != nil || v.Reveal() != "hunter2" {
				t.Errorf("%q %v", v.Reveal(), err)
			}
			path := filepath.Join(dir, "alerts.age")
			sealed, err := os.ReadFile(path)
			if err != nil || !bytes.HasPrefix(sealed, []byte("-----BEGIN AGE ENCRYPTED FILE-----\n")) {
				t.Errorf("%q %v", sealed, err)
			}
			if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
				t.Errorf("%v %v", info, err)
			}
		})
	}
}

// TestAgeForOthers: whoever is named may read too, and the identity always.
func TestAgeForOthers(t *testing.T) {
	dir := t.TempDir()
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	x25519(t, filepath.Join(dir, "key.txt"))
	ref := inAge
	ref.Recipients = []string{x25519(t, filepath.Join(dir, "backup.txt")), sshKey(t, filepath.Join(dir, "admin"), ed, "")}
	keep(t, ref, dir)
	for _, identity := range []string{"key.txt", "backup.txt", "admin"} {
		ref.Identity = filepath.Join(dir, identity)
		if v, err := Read(t.Context(), ref, dir); err != nil || v.Reveal() != "hunter2" {
			t.Errorf("%s: %q %v", identity, v.Reveal(), err)
		}
	}
	for _, wrong := range []string{"age1x", "ssh-ed25519 AAAA"} {
		ref.Recipients = []string{wrong}
		want(t, System{}.Keep(t.Context(), ref, dir, store.NewSecret("hunter2"), ""), ErrUnusable, "not_a_recipient")
	}
}

// TestAgeOfOtherPrograms: age writes binary files where it is not asked for
// armour, and editors add a line end.
func TestAgeOfOtherPrograms(t *testing.T) {
	dir := t.TempDir()
	to, err := age.ParseX25519Recipient(x25519(t, filepath.Join(dir, "key.txt")))
	if err != nil {
		t.Fatal(err)
	}
	seal := func(text string) {
		var out bytes.Buffer
		w, err := age.Encrypt(&out, to)
		if err != nil {
			t.Fatal(err)
		}
		if _, err = w.Write([]byte(text)); err == nil {
			err = w.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, "alerts.age"), out.String())
	}
	seal("hunter2\r\n")
	if v, err := Read(t.Context(), inAge, dir); err != nil || v.Reveal() != "hunter2" {
		t.Errorf("%q %v", v.Reveal(), err)
	}
	for text, code := range map[string]string{"": "secret_empty", "hunter2\nnote": "line_break", strings.Repeat("x", store.MaxSecret+1): "secret_too_long",
		strings.Repeat("x", 3*store.MaxSecret): "secret_too_long", strings.Repeat("x", 5*store.MaxSecret): "file_too_large"} {
		seal(text)
		_, err := Read(t.Context(), inAge, dir)
		kind := ErrUnusable
		if code == "secret_empty" {
			kind = ErrNotSet
		}
		want(t, err, kind, code)
	}
}

func TestAgeThatDoesNotOpen(t *testing.T) {
	dir := t.TempDir()
	key := filepath.Join(dir, "key.txt")
	_, err := Read(t.Context(), inAge, dir)
	if p := want(t, err, ErrNotSet, "secret_no_identity"); p.Args["file"] != key {
		t.Errorf("%v", p.Args)
	}
	x25519(t, key)
	_, err = Read(t.Context(), inAge, dir)
	want(t, err, ErrNotSet, "secret_no_file")
	keep(t, inAge, dir)
	x25519(t, key)
	_, err = Read(t.Context(), inAge, dir)
	if p := want(t, err, ErrNotReadable, "secret_wrong_identity"); p.Args["identity"] != key || p.Args["file"] != filepath.Join(dir, "alerts.age") {
		t.Errorf("%v", p.Args)
	}
	keep(t, inAge, dir)
	sealed, err := os.ReadFile(filepath.Join(dir, "alerts.age"))
	if err != nil {
		t.Fatal(err)
	}
	for _, broken := range []string{"hunter2\n", "", string(sealed[:len(sealed)-60])} {
		write(t, filepath.Join(dir, "alerts.age"), broken)
		_, err := Read(t.Context(), inAge, dir)
		want(t, err, ErrUnusable, "secret_age_broken")
	}
}

// TestIdentitiesThatCannotBeUsed never show a piece of the key.
func TestIdentitiesThatCannotBeUsed(t *testing.T) {
	dir := t.TempDir()
	key := filepath.Join(dir, "key.txt")
	fails := func(kind error, code string) {
		t.Helper()
		want(t, System{}.Keep(t.Context(), inAge, dir, store.NewSecret("typed"), ""), kind, code)
	}
	for _, text := range []string{"", "# none\n", "hunter2\n", "AGE-SECRET-KEY-1HUNTER2\n", "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----\n"} {
		write(t, key, text)
		fails(ErrUnusable, "identity_unusable")
	}
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	sshKey(t, key, ed, "a passphrase")
	fails(ErrUnusable, "identity_locked")
	write(t, key, "-----BEGIN AGE ENCRYPTED FILE-----\nhunter2\n")
	fails(ErrUnusable, "identity_locked")
	write(t, key, strings.Repeat("#", maxIdentity+1))
	fails(ErrUnusable, "file_too_large")
	if runtime.GOOS == "windows" {
		return // the folder's ACL says who may read
	}
	x25519(t, key)
	for mode, code := range map[os.FileMode]string{0o644: "identity_shared", 0o660: "identity_shared"} {
		if err := os.Chmod(key, mode); err != nil {
			t.Fatal(err)
		}
		fails(ErrUnusable, code)
	}
	if err := os.Chmod(key, 0o640); err != nil { // as --group makes it
		t.Fatal(err)
	}
	keep(t, inAge, dir)
}

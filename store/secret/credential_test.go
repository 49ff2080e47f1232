package secret

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"todoku/store"
)

// fakeCreds is the test binary as systemd-creds: what it encrypts is the name and
// the text turned round.
func fakeCreds() int {
	complain := func(s string) int { fmt.Fprintln(os.Stderr, s); return 1 }
	in, err := io.ReadAll(os.Stdin)
	if err != nil || len(os.Args) != 5 || os.Args[3] != "-" || os.Args[4] != "-" {
		return complain("wrong use: " + strings.Join(os.Args[1:], " "))
	}
	name, named := strings.CutPrefix(os.Args[2], "--name=")
	switch play := os.Getenv("SECRET_TEST_CREDS"); {
	case play == "hang":
		time.Sleep(time.Minute) // killed long before
	case play == "fail" || !named:
		return complain("Failed to determine local credential key: \x1b[31mRead-only file system")
	case play == "endless":
		for {
			if _, err := os.Stdout.Write(bytes.Repeat([]byte("x"), 4096)); err != nil {
				return 1
			}
		}
	case play == "other":
		in = []byte("something else")
	}
	slices.Reverse(in)
	switch os.Args[1] {
	case "encrypt":
		fmt.Printf("FAKE %s\n%s", name, in)
		return 0
	case "decrypt":
		if text, ok := bytes.CutSuffix(in, []byte(turned("FAKE "+name+"\n"))); ok {
			os.Stdout.Write(text)
			return 0
		}
	}
	return complain("Embedded credential name does not match, refusing.")
}

func turned(s string) string {
	b := []byte(s)
	slices.Reverse(b)
	return string(b)
}

// machine has that systemd-creds as its only program, and root at it.
func machine(t *testing.T) System {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	name := credsProgram
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	if err := os.Symlink(self, filepath.Join(bin, name)); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin)
	return System{Root: func() bool { return true }, Getenv: func(string) string { return "" }}
}

var asCredential = store.SecretRef{From: "systemd-credential", Name: "todoku-alerts", Path: "alerts.cred"}

func TestCredential(t *testing.T) {
	sys, dir := machine(t), t.TempDir()
	_, err := sys.Read(t.Context(), asCredential, dir)
	want(t, err, ErrNotSet, "secret_no_file")
	if err := sys.Keep(t.Context(), asCredential, dir, store.NewSecret("hunter2"), ""); err != nil {
		t.Fatal(err)
	}
	sealed, err := os.ReadFile(filepath.Join(dir, "alerts.cred"))
	if err != nil || bytes.Contains(sealed, []byte("hunter2")) {
		t.Errorf("%q %v", sealed, err)
	}
	if info, err := os.Stat(filepath.Join(dir, "alerts.cred")); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
	if v, err := sys.Read(t.Context(), asCredential, dir); err != nil || v.Reveal() != "hunter2" {
		t.Errorf("%q %v", v.Reveal(), err)
	}
	if line := UnitLine(asCredential, "/etc/todoku"); line != "LoadCredentialEncrypted=todoku-alerts:"+filepath.Join("/etc/todoku", "alerts.cred") {
		t.Error(line)
	}
	other := asCredential
	other.Name = "todoku-other"
	_, err = sys.Read(t.Context(), other, dir)
	if p := want(t, err, ErrCommand, "secret_command_failed"); !strings.Contains(p.Args["stderr"], "refusing") {
		t.Errorf("%v", p.Args)
	}
}

func TestCredentialThatFails(t *testing.T) {
	sys, dir := machine(t), t.TempDir()
	v := store.NewSecret("hunter2")
	t.Setenv("SECRET_TEST_CREDS", "fail")
	p := want(t, sys.Keep(t.Context(), asCredential, dir, v, ""), ErrCommand, "secret_command_failed")
	if strings.ContainsRune(p.Args["stderr"], 0x1b) {
		t.Errorf("%q", p.Args)
	}
	if _, err := os.Stat(filepath.Join(dir, "alerts.cred")); err == nil {
		t.Error("a file was left behind")
	}
	t.Setenv("SECRET_TEST_CREDS", "other")
	want(t, sys.Keep(t.Context(), asCredential, dir, v, ""), ErrCommand, "secret_command_failed")
	t.Setenv("SECRET_TEST_CREDS", "endless")
	want(t, sys.Keep(t.Context(), asCredential, dir, v, ""), ErrUnusable, "secret_too_long")
	t.Setenv("SECRET_TEST_CREDS", "hang")
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if err := sys.Keep(ctx, asCredential, dir, v, ""); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
	creds, err := sys.creds(asCredential)
	if err != nil {
		t.Fatal(err)
	}
	creds.limit = 200 * time.Millisecond
	_, err = creds.with(nil, maxSealed, "decrypt", "--name=x", "-", "-").run(t.Context())
	want(t, err, ErrUnavailable, "secret_command_slow")
}

// TestWhoCannotReadACredential does not know whether it is there.
func TestWhoCannotReadACredential(t *testing.T) {
	sys, dir := machine(t), t.TempDir()
	_, err := sys.Read(t.Context(), store.SecretRef{From: "systemd-credential", Name: "x"}, dir)
	want(t, err, ErrUnavailable, "secret_credential_outside")
	err = sys.Keep(t.Context(), store.SecretRef{From: "systemd-credential", Name: "x"}, dir, store.NewSecret("hunter2"), "")
	want(t, err, ErrUnavailable, "secret_credential_outside")
	t.Setenv("PATH", dir)
	_, err = sys.Read(t.Context(), asCredential, dir)
	want(t, err, ErrUnavailable, "secret_creds_missing")
	sys.Root = func() bool { return false }
	_, err = sys.Read(t.Context(), asCredential, dir)
	want(t, err, ErrUnavailable, "secret_credential_root")
	want(t, sys.Keep(t.Context(), asCredential, dir, store.NewSecret("hunter2"), ""), ErrUnavailable, "secret_credential_root")
}

// TestCredentialOfAUnit is read from the folder that the unit got, by whoever it
// runs as.
func TestCredentialOfAUnit(t *testing.T) {
	sys, dir, unit := machine(t), t.TempDir(), t.TempDir()
	if err := sys.Keep(t.Context(), asCredential, dir, store.NewSecret("newer"), ""); err != nil {
		t.Fatal(err)
	}
	sys.Getenv = func(name string) string { return map[string]string{"CREDENTIALS_DIRECTORY": unit}[name] }
	if err := os.WriteFile(filepath.Join(unit, "todoku-alerts"), []byte("hunter2"), 0o400); err != nil {
		t.Fatal(err)
	}
	if v, err := sys.Read(t.Context(), asCredential, dir); err != nil || v.Reveal() != "hunter2" {
		t.Errorf("%q %v", v.Reveal(), err)
	}
	// What is written is read back from the file, not from the unit.
	if err := sys.Keep(t.Context(), asCredential, dir, store.NewSecret("newest"), ""); err != nil {
		t.Error(err)
	}
	if err := os.Remove(filepath.Join(unit, "todoku-alerts")); err != nil {
		t.Fatal(err)
	}
	if v, err := sys.Read(t.Context(), asCredential, dir); err != nil || v.Reveal() != "newest" {
		t.Errorf("root opens the file all the same: %q %v", v.Reveal(), err)
	}
	sys.Root = func() bool { return false }
	_, err := sys.Read(t.Context(), asCredential, dir)
	if p := want(t, err, ErrNotSet, "secret_credential_missing"); p.Args["folder"] != unit {
		t.Errorf("%v", p.Args)
	}
}

func TestTry(t *testing.T) {
	codes := func(sys System) string {
		var list []string
		for _, tr := range sys.Try(t.Context()) {
			code := "ready"
			if tr.Problem != nil {
				code = tr.Problem.Code
			}
			list = append(list, tr.Place+" "+code)
		}
		return strings.Join(list, ", ")
	}
	sys := machine(t)
	if got := codes(sys); got != "keyring secret_keyring_root, systemd-credential ready, age ready" {
		t.Error(got)
	}
	t.Setenv("SECRET_TEST_CREDS", "fail")
	if got := codes(sys); got != "keyring secret_keyring_root, systemd-credential secret_command_failed, age ready" {
		t.Error(got)
	}
	person := desktop(&memory{kept: map[string]string{}})
	if got := codes(person); got != "keyring ready, systemd-credential secret_credential_root, age ready" {
		t.Error(got)
	}
	locked := desktop(&memory{fault: failed(ErrUnavailable, "secret_keyring_locked")})
	if got := codes(locked); got != "keyring secret_keyring_locked, systemd-credential secret_credential_root, age ready" {
		t.Error(got)
	}
}

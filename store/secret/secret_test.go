package secret

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"todoku/store"
)

// TestMain lets the test binary play the commands that a profile may name:
// SECRET_TEST_PLAY says which.
func TestMain(m *testing.M) {
	if strings.TrimSuffix(filepath.Base(os.Args[0]), ".exe") == credsProgram {
		os.Exit(fakeCreds())
	}
	if len(os.Args) == 2 && os.Args[1] == KeyringCommand {
		playKeyringChild()
	}
	play, ok := os.LookupEnv("SECRET_TEST_PLAY")
	if !ok {
		os.Exit(m.Run())
	}
	switch play {
	case "print":
		fmt.Print("hunter2\nuser: alerts\n")
	case "argv":
		fmt.Println(strings.Join(os.Args[1:], "|"))
	case "fail":
		fmt.Println("hunter2")
		fmt.Fprintf(os.Stderr, "gpg: hunter2 \x1b[2Jis locked\n")
		os.Exit(2)
	case "endless":
		for {
			if _, err := os.Stdout.WriteString(strings.Repeat("x", 4096)); err != nil {
				os.Exit(0)
			}
		}
	case "hang":
		fmt.Println("hunter2")
		_, _ = fmt.Fprintln(os.Stderr, "waiting")
		time.Sleep(time.Minute) // killed long before
	case "stdin":
		n, err := os.Stdin.Read(make([]byte, 1))
		fmt.Println("stdin", n, err)
	case "where":
		dir, _ := os.Getwd()
		fmt.Println(dir)
	}
	os.Exit(0)
}

func command(t *testing.T, play string, args ...string) store.SecretRef {
	t.Helper()
	t.Setenv("SECRET_TEST_PLAY", play)
	return store.SecretRef{From: "command", Argv: append([]string{os.Args[0]}, args...)}
}

// want checks kind and code, and that nothing shows the secret.
func want(t *testing.T, err error, kind error, code string) *store.Problem {
	t.Helper()
	var p *store.Problem
	if !errors.Is(err, kind) || !errors.As(err, &p) || p.Code != code {
		t.Fatalf("got %v, want %v %s", err, kind, code)
	}
	if strings.Contains(fmt.Sprintf("%v %+v %#v", err, err, p), "hunter2") {
		t.Errorf("shows the secret: %v", err)
	}
	return p
}

func TestFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.secret")
	ref := store.SecretRef{From: "file", Path: "a.secret"}
	_, err := Read(t.Context(), ref, dir)
	if p := want(t, err, ErrNotSet, "secret_no_file"); p.Args["file"] != path {
		t.Errorf("%v", p.Args)
	}
	for content, value := range map[string]string{
		"hunter2":     "hunter2",
		"hunter2\n":   "hunter2",
		"hunter2\r\n": "hunter2",
		" hunter2 \n": " hunter2 ", // blanks may belong to it
		"パスワード\n":     "パスワード",
	} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := Read(t.Context(), ref, dir)
		if err != nil || s.Reveal() != value {
			t.Errorf("%q: %q %v", content, s.Reveal(), err)
		}
	}
	s, err := Read(t.Context(), store.SecretRef{From: "file", Path: path}, "/elsewhere")
	if err != nil || s.IsZero() {
		t.Errorf("absolute: %v", err)
	}
	for content, c := range map[string]struct {
		kind error
		code string
	}{
		"":                         {ErrNotSet, "secret_empty"},
		"\n":                       {ErrNotSet, "secret_empty"},
		"hunter2\n\n":              {ErrUnusable, "line_break"},
		"hunter2\r\nQUIT":          {ErrUnusable, "line_break"},
		"hunter2\x00":              {ErrUnusable, "control_character"},
		strings.Repeat("x", 65537): {ErrUnusable, "secret_too_long"},
		strings.Repeat("x", 65539): {ErrUnusable, "file_too_large"},
	} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Read(t.Context(), ref, dir)
		want(t, err, c.kind, c.code)
	}
	_, err = Read(t.Context(), store.SecretRef{From: "file", Path: "."}, dir)
	want(t, err, ErrUnusable, "not_a_file")
}

func TestEnv(t *testing.T) {
	ref := store.SecretRef{From: "env", Name: "TODOKU_TEST_SECRET"}
	_, err := Read(t.Context(), ref, "")
	if p := want(t, err, ErrNotSet, "secret_env_unset"); p.Args["name"] != ref.Name {
		t.Errorf("%v", p.Args)
	}
	t.Setenv(ref.Name, "")
	_, err = Read(t.Context(), ref, "")
	want(t, err, ErrNotSet, "secret_empty")
	t.Setenv(ref.Name, "hunter2")
	if s, err := Read(t.Context(), ref, ""); err != nil || s.Reveal() != "hunter2" {
		t.Error(err)
	}
}

func TestCommand(t *testing.T) {
	s, err := Read(t.Context(), command(t, "print"), "")
	if err != nil || s.Reveal() != "hunter2" {
		t.Fatalf("%q %v", s.Reveal(), err)
	}
	s, err = Read(t.Context(), command(t, "argv", "a b", "$HOME", ";x"), "")
	if err != nil || s.Reveal() != "a b|$HOME|;x" {
		t.Errorf("no shell may touch the words: %q %v", s.Reveal(), err)
	}
	s, err = Read(t.Context(), command(t, "stdin"), "")
	if err != nil || s.Reveal() != "stdin 0 EOF" {
		t.Errorf("%q %v", s.Reveal(), err)
	}
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s, err = Read(t.Context(), command(t, "where"), dir)
	if err != nil || s.Reveal() != dir {
		t.Errorf("runs in %q, %v", s.Reveal(), err)
	}
}

func TestCommandThatFails(t *testing.T) {
	_, err := Read(t.Context(), command(t, "fail", "hunter2"), "")
	p := want(t, err, ErrCommand, "secret_command_failed")
	if p.Args["status"] != "2" || p.Args["stderr"] != "gpg: [hidden] <001B>[2Jis locked" {
		t.Errorf("%q", p.Args)
	}
	_, err = Read(t.Context(), command(t, "nothing"), "")
	want(t, err, ErrNotSet, "secret_empty")
	_, err = Read(t.Context(), command(t, "endless"), "")
	want(t, err, ErrUnusable, "secret_too_long")
	_, err = Read(t.Context(), store.SecretRef{From: "command", Argv: []string{"no-such-command-here"}}, "")
	want(t, err, ErrCommand, "secret_command_missing")
	_, err = Read(t.Context(), store.SecretRef{From: "command"}, "")
	want(t, err, ErrNotSet, "secret_no_place")
}

func TestCommandThatHangs(t *testing.T) {
	ref := command(t, "hang")
	_, err := runCommand(t.Context(), ref, "", 300*time.Millisecond)
	want(t, err, ErrCommand, "secret_command_slow")
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(10*time.Millisecond, cancel)
	if _, err := Read(ctx, ref, ""); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if _, err := Read(ctx, store.SecretRef{From: "env"}, ""); !errors.Is(err, context.Canceled) {
		t.Errorf("already cancelled: %v", err)
	}
}

func TestPlacesThatAreNone(t *testing.T) {
	_, err := Read(t.Context(), store.SecretRef{}, "")
	want(t, err, ErrNotSet, "secret_no_place")
	_, err = Read(t.Context(), store.SecretRef{From: "vault"}, "")
	if p := want(t, err, ErrUnsupported, "secret_place_unsupported"); p.Args["place"] != "vault" {
		t.Errorf("%v", p.Args)
	}
	for _, place := range []string{"env", "command", ""} {
		err := System{}.Keep(t.Context(), store.SecretRef{From: place, Name: "X"}, "", store.NewSecret("hunter2"), "")
		want(t, err, ErrUnsupported, "secret_not_written")
	}
}

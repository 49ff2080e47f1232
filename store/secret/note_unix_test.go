//go:build !windows

package secret

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"todoku/store"
)

func TestNote(t *testing.T) {
	dir := t.TempDir()
	ref := store.SecretRef{From: "file", Path: "x"}
	if p := Note(ref, dir); p != nil {
		t.Errorf("no file: %v", p)
	}
	if err := os.WriteFile(filepath.Join(dir, "x"), []byte("s"), 0o600); err != nil {
		t.Fatal(err)
	}
	if p := Note(ref, dir); p != nil {
		t.Errorf("%v", p)
	}
	if err := os.Chmod(filepath.Join(dir, "x"), 0o644); err != nil {
		t.Fatal(err)
	}
	if p := Note(ref, dir); p == nil || p.Code != "secret_shared" {
		t.Errorf("%v", p)
	}
	if p := Note(store.SecretRef{From: "env", Name: "X"}, dir); p != nil {
		t.Errorf("%v", p)
	}
}

// A file of somebody else gives user, file and command. Root may read all, so
// the error is made, not provoked.
func TestNotReadable(t *testing.T) {
	err := fileError(store.ReadProblem("/x/a.secret", &fs.PathError{Err: syscall.EACCES}, "secret_no_file"))
	var p *store.Problem
	if !errors.Is(err, ErrNotReadable) || !errors.As(err, &p) || p.Code != "not_readable" || p.Args["user"] == "" || p.Args["file"] != "/x/a.secret" {
		t.Errorf("%v", err)
	}
}

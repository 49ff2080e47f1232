//go:build !windows

package secret

import (
	"os"
	"path/filepath"
	"testing"

	"todoku/store"
)

// TestMoveKeepsTheGroup: who reads the profile reads the secret.
func TestMoveKeepsTheGroup(t *testing.T) {
	path := written(t, inFile)
	dir := filepath.Dir(path)
	for file, mode := range map[string]os.FileMode{dir: 0o750, path: 0o640, filepath.Join(dir, "alerts.secret"): 0o640} {
		if err := os.Chmod(file, mode); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := (System{}).Move(t.Context(), path, passwordKey, store.SecretRef{From: "age", Identity: "key.txt"}); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(dir, "alerts.age"))
	if err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("%v %v", info, err)
	}
}

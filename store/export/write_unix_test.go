//go:build !windows

package export

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"todoku/store"
)

var noon = time.Date(2026, 4, 1, 12, 0, 0, 0, time.UTC)

// written exports p for a tool to path, as the command does.
func written(t *testing.T, id, path string, p store.Profile) ([]Written, error) {
	t.Helper()
	tl, _ := ByID(id)
	o := options("hunter2")
	o.Path, o.Existing = path, store.ReadForeign
	r, err := tl.Render(p, o)
	if err != nil {
		return nil, err
	}
	return r.Write(p.Name, func(Part) []string { return said }, noon)
}

func put(t *testing.T, path, text string, mode os.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func has(t *testing.T, path, text string, mode os.FileMode) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(data), text) {
		t.Errorf("%s lacks %q:\n%s", path, text, data)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != mode {
		t.Errorf("%s has the mode %v, want %v: %v", path, info.Mode().Perm(), mode, err)
	}
}

func TestWriteKeepsWhatWasThere(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "main.cf")
	put(t, path, "myhostname = x\n", 0o644)
	done, err := written(t, "postfix", path, byPassword())
	if err != nil || len(done) != 3 {
		t.Fatalf("%v %v", done, err)
	}
	backup := path + ".20260401-120000.bak"
	if done[0] != (Written{path, backup, true, false}) || done[1].Backup != "" {
		t.Errorf("%v", done)
	}
	has(t, path, "myhostname = x\n# >>> todoku alerts >>>\n", 0o644) // every user's sendmail reads it
	has(t, backup, "myhostname = x\n", 0o600)
	has(t, filepath.Join(dir, "sasl_passwd"), "alerts:hunter2", 0o600)
	has(t, path, "texthash:"+filepath.Join(dir, "sasl_passwd"), 0o644)

	again, err := written(t, "postfix", path, byPassword())
	for _, w := range again {
		if w.Changed || w.Backup != "" {
			t.Errorf("a second time: %+v", w)
		}
	}
	if files, _ := filepath.Glob(filepath.Join(dir, "*.bak")); err != nil || len(files) != 1 {
		t.Errorf("%v %v", files, err)
	}
}

func TestWriteClosesFilesWithSecrets(t *testing.T) {
	dir := t.TempDir()
	for id, c := range map[string]struct{ before, after os.FileMode }{
		"gitea":     {0o644, 0o600}, // the secret stands in it
		"s-nail":    {0o644, 0o600}, // a person's own
		"fetchmail": {0o600, 0o600},
		"env":       {0o640, 0o640}, // its group was let in
		"gitlab":    {0o644, 0o644}, // the secret is read from its file
	} {
		path := filepath.Join(dir, id)
		put(t, path, "", c.before)
		if _, err := written(t, id, path, byPassword()); err != nil {
			t.Errorf("%s: %v", id, err)
			continue
		}
		has(t, path, "todoku alerts", c.after)
	}
}

func TestWriteFollowsLinks(t *testing.T) {
	dir := t.TempDir()
	real, link := filepath.Join(dir, "real"), filepath.Join(dir, "rc")
	put(t, real, "x\n", 0o600)
	if err := os.Symlink(real, link); err != nil {
		t.Fatal(err)
	}
	if _, err := written(t, "mutt", link, byPassword()); err != nil {
		t.Fatal(err)
	}
	has(t, real, "todoku alerts", 0o600)
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v %v", info, err)
	}
}

// One file that cannot be merged leaves all as they were.
func TestWriteAllOrNothing(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "main.cf")
	put(t, path, "x = 1\n", 0o644)
	put(t, filepath.Join(dir, "tls_policy"), "# >>> todoku alerts >>>\n", 0o600)
	if _, err := written(t, "postfix", path, byPassword()); err == nil || refused(t, err) != "marks" {
		t.Errorf("%v", err)
	}
	data, err := os.ReadFile(path)
	if err != nil || string(data) != "x = 1\n" {
		t.Errorf("%q %v", data, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "sasl_passwd")); err == nil {
		t.Error("a companion was written")
	}
}

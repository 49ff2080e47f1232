package store

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

func TestMarkedFilesReplaceTheirOwnKindOnly(t *testing.T) {
	const mark = "<!-- mark -->\n"
	dir := t.TempDir()
	path := filepath.Join(dir, "issue.md")
	for _, text := range []string{mark + "one", mark + "two"} {
		if err := CheckMarked(path, mark); err != nil {
			t.Fatal(err)
		}
		if err := WriteMarked(path, mark, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != text {
			t.Errorf("%q, %v", got, err)
		}
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	for text, code := range map[string]string{"a letter": "not_ours", "": "not_ours", " " + mark: "not_ours"} {
		other := filepath.Join(dir, "letter.md")
		if err := os.WriteFile(other, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, err := range []error{CheckMarked(other, mark), WriteMarked(other, mark, []byte(mark))} {
			if p := (*Problem)(nil); !errors.As(err, &p) || p.Code != code {
				t.Errorf("%q: %v", text, err)
			}
		}
		if got, _ := os.ReadFile(other); string(got) != text {
			t.Errorf("%q became %q", text, got)
		}
	}
	for path, code := range map[string]string{dir: "not_a_file", filepath.Join(dir, "nowhere", "x.md"): "cannot_write"} {
		if p := (*Problem)(nil); !errors.As(WriteMarked(path, mark, []byte(mark)), &p) || p.Code != code {
			t.Errorf("%s: %v, want %s", path, p, code)
		}
	}
}

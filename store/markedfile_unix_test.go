//go:build !windows

package store

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// TestSharedFilesLeaveTheFolder: a group reads the file, in a folder that is
// another program's and stays as it is; the next time without a group as well.
func TestSharedFilesLeaveTheFolder(t *testing.T) {
	dir, gid := t.TempDir(), aGroup(t)
	if err := os.Chmod(dir, 0o711); err != nil {
		t.Fatal(err)
	}
	before, path := gidOf(t, dir), filepath.Join(dir, "m.prom")
	for _, group := range []string{strconv.Itoa(gid), ""} {
		if err := WriteShared(path, "# ", []byte("# text"), group); err != nil {
			t.Fatal(err)
		}
		wantMode(t, path, 0o640)
		wantMode(t, dir, 0o711)
		if gidOf(t, path) != gid || gidOf(t, dir) != before {
			t.Errorf("the file is of group %d, the folder of %d", gidOf(t, path), gidOf(t, dir))
		}
	}
	alone := filepath.Join(dir, "n.prom")
	if err := WriteShared(alone, "# ", []byte("# text"), ""); err != nil {
		t.Fatal(err)
	}
	wantMode(t, alone, 0o600)
	if err := WriteShared(alone, "# ", []byte("# text"), "no-such-group"); err == nil {
		t.Error("a group that there is none of is taken")
	}
}

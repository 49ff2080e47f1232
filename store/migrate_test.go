package store

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The hook for schemas to come, tried with an invented schema 2 that renames
// smtp.hostname to smtp.host.
func TestMigration(t *testing.T) {
	two := format{newest: 2, migrations: []migration{func(old []byte) ([]byte, error) {
		if bytes.Contains(old, []byte("impossible")) {
			return nil, errors.New("cannot be told")
		}
		s := strings.Replace(string(old), "schema = 1", "schema = 2", 1)
		return []byte(strings.Replace(s, "hostname", "host", 1)), nil
	}}}
	old := strings.Replace(profileText(), "host =", "hostname =", 1) + "# kept\n"
	d, ps := two.read([]byte(old)) // the rules of values know the real schema only
	if len(ps) > 0 || d.profile.Schema != 2 || d.profile.SMTP.Host != "mail.example.com" {
		t.Fatalf("%+v %v", d.profile, ps)
	}
	_, ps = two.read([]byte(old + "impossible = 1\n"))
	wantCode(t, ps, "migration_failed")
	path := tempProfile(t, old)
	p := d.profile
	p.SMTP.Port = 26
	text, err := two.edit([]byte(old), p)
	if err != nil {
		t.Fatal(err)
	}
	if s := string(text); strings.Contains(s, "hostname") || !strings.Contains(s, "port = 26") || !strings.Contains(s, "# kept") {
		t.Errorf("edited:\n%s", s)
	}
	if err := two.backup(path, []byte(old), access{}); err != nil {
		t.Fatal(err)
	}
	if got := readBack(t, path+".schema1"); got != old {
		t.Errorf("backup:\n%s", got)
	}
	if err := current.backup(path, []byte(profileText()), access{}); err != nil {
		t.Fatal(err)
	}
	if files, _ := os.ReadDir(filepath.Dir(path)); len(files) != 2 {
		t.Errorf("a backup of the current schema was made: %v", files)
	}
}

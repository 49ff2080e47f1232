//go:build !windows

package store

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

func wantMode(t *testing.T, path string, want fs.FileMode) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != want {
		t.Errorf("%s: %o, want %o", path, got, want)
	}
}

func gidOf(t *testing.T, path string) int {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return int(info.Sys().(*syscall.Stat_t).Gid)
}

// aGroup is one that this user may give files to: any for root, else one of
// his own, at worst the only one.
func aGroup(t *testing.T) int {
	t.Helper()
	if os.Geteuid() == 0 {
		return 54321
	}
	groups, err := os.Getgroups()
	if err != nil {
		t.Fatal(err)
	}
	groups = slices.DeleteFunc(groups, func(g int) bool { return g == os.Getegid() })
	return append(groups, os.Getegid())[0]
}

func TestSaveAloneAndForAGroup(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "todoku")
	path := filepath.Join(dir, "a.toml")
	p := mustDecode(t, profileText())
	if err := Save(t.Context(), SaveRequest{Path: path, Profile: p}); err != nil {
		t.Fatal(err)
	}
	wantMode(t, dir, 0o700)
	wantMode(t, path, 0o600)
	wantMode(t, lockPath(path), 0o600)

	gid := aGroup(t)
	group := strconv.Itoa(gid)
	base := []byte(readBack(t, path))
	p.SMTP.Port = 26
	if err := Save(t.Context(), SaveRequest{Path: path, Base: base, Profile: p, Group: group}); err != nil {
		t.Fatal(err)
	}
	wantMode(t, dir, 0o750)
	wantMode(t, path, 0o640)
	if gidOf(t, path) != gid || gidOf(t, dir) != gid {
		t.Error("not the group's")
	}
	// A later edit that names no group takes nothing away.
	base = []byte(readBack(t, path))
	p.SMTP.Port = 27
	if err := Save(t.Context(), SaveRequest{Path: path, Base: base, Profile: p}); err != nil {
		t.Fatal(err)
	}
	wantMode(t, path, 0o640)
	if gidOf(t, path) != gid {
		t.Error("the group was lost")
	}
	secret := filepath.Join(dir, SecretFile("a", "smtp.auth.password"))
	if err := WriteSecretFile(secret, NewSecret("s3cret"), group); err != nil {
		t.Fatal(err)
	}
	wantMode(t, secret, 0o640)
	if got := readBack(t, secret); got != "s3cret\n" {
		t.Errorf("%q", got)
	}
}

func TestSaveLeavesAFolderOfOthersAsItIs(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, group := range []string{"", strconv.Itoa(aGroup(t))} {
		path := filepath.Join(dir, "a"+group+".toml")
		if err := Save(t.Context(), SaveRequest{Path: path, Profile: mustDecode(t, profileText()), Group: group}); err != nil {
			t.Fatal(err)
		}
		wantMode(t, dir, 0o755)
	}
}

func TestGroupProblems(t *testing.T) {
	path := tempProfile(t, "")
	req := SaveRequest{Path: path, Profile: mustDecode(t, profileText()), Group: "no-such-group-here"}
	wantCode(t, Save(t.Context(), req), "no_such_group")

	// The folder serves one group already.
	dir := filepath.Dir(path)
	if err := os.Chmod(dir, 0o750); err != nil {
		t.Fatal(err)
	}
	req.Group = strconv.Itoa(gidOf(t, dir) + 1)
	p := wantCode(t, Save(t.Context(), req), "folder_other_group")
	if p.Args["wanted"] != req.Group || p.Args["folder"] != dir {
		t.Errorf("%v", p.Args)
	}
}

// Who may not read is told user, file and command. The error is made from the
// system's own, since root may read everything.
func TestNotReadable(t *testing.T) {
	path := "/etc/todoku/my alerts.toml"
	p := ReadProblem(path, &fs.PathError{Op: "open", Path: path, Err: syscall.EACCES}, "no_such_profile")
	if p.Code != "not_readable" || p.Args["user"] != whoAmI() || p.Args["file"] != path {
		t.Errorf("%+v", p)
	}
	if c := p.Args["command"]; !strings.HasPrefix(c, "sudo sh -c 'chgrp ") || !strings.Contains(c, "chmod 640 ") {
		t.Errorf("command: %s", c)
	}
	if got := codeOf(ReadProblem(path, syscall.EIO, "x")); got != "cannot_read" {
		t.Error(got)
	}
	wantCode(t, writeProblem(path, syscall.EACCES), "not_writable")
	wantCode(t, writeProblem(path, syscall.ENOSPC), "cannot_write")
}

// Neither a folder nor a pipe is read; a pipe would never end.
func TestReadOnlyRegularFiles(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "p.toml")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{dir, pipe, "/dev/zero"} {
		_, err := Load(path)
		wantCode(t, err, "not_a_file")
	}
	big := filepath.Join(dir, "big.toml")
	if err := os.WriteFile(big, make([]byte, maxFile+1), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Load(big)
	wantCode(t, err, "file_too_large")
}

// A write that fails leaves the old file whole and no other behind.
func TestFailedWriteLeavesTheOldFile(t *testing.T) {
	path := tempProfile(t, profileText())
	if err := writeFile(path, []byte("half"), access{group: "no-such-group-here"}); err == nil {
		t.Fatal("no error")
	}
	if readBack(t, path) != profileText() {
		t.Error("the old file is damaged")
	}
	if files, _ := os.ReadDir(filepath.Dir(path)); len(files) != 1 {
		t.Errorf("left behind: %v", files)
	}
}

func TestDraftsAreForTheUserAlone(t *testing.T) {
	pl := testPlaces(t)
	if err := SaveDraft(pl, Draft{Profile: Default()}); err != nil {
		t.Fatal(err)
	}
	wantMode(t, pl.State, 0o700)
	wantMode(t, filepath.Dir(pl.draftPath(unnamed)), 0o700)
	wantMode(t, pl.draftPath(unnamed), 0o600)
}

func TestSharedSecret(t *testing.T) {
	path := tempProfile(t, "x")
	for mode, shared := range map[fs.FileMode]bool{0o600: false, 0o640: false, 0o644: true, 0o660: true, 0o606: true} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		p := SharedSecret(path)
		if (p != nil) != shared {
			t.Errorf("%o: %v", mode, p)
		}
		if p != nil && !strings.HasPrefix(p.Args["command"], "chmod g-w,o-rwx ") {
			t.Errorf("command %q", p.Args["command"])
		}
	}
}

func TestSystemPlaces(t *testing.T) {
	env := map[string]string{"HOME": "/home/u"}
	getenv := func(k string) string { return env[k] }
	pl, err := systemPlaces(getenv, true)
	if err != nil || pl.Profiles != "/etc/todoku" || pl.State != "/var/lib/todoku" || len(pl.Search) != 1 {
		t.Errorf("%+v %v", pl, err)
	}
	pl, err = systemPlaces(getenv, false)
	if err != nil || pl.Profiles != "/home/u/.config/todoku" || pl.State != "/home/u/.local/state/todoku" || pl.Search[1] != "/etc/todoku" {
		t.Errorf("%+v %v", pl, err)
	}
	env["XDG_CONFIG_HOME"], env["XDG_STATE_HOME"] = "/c", "relative"
	pl, err = systemPlaces(getenv, false)
	if err != nil || pl.Profiles != "/c/todoku" || pl.State != "/home/u/.local/state/todoku" {
		t.Errorf("%+v %v", pl, err)
	}
	delete(env, "HOME")
	_, err = systemPlaces(getenv, false)
	wantCode(t, err, "no_home")
}

//go:build !windows

package store

import (
	"errors"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"github.com/google/renameio/v2"
)

// makeFolder creates dir for its owner alone and, with a group, opens it to
// that group. A folder that was there before is left as it is, unless the
// group could not get in: it may be anyone's.
func makeFolder(dir string, a access) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if a.group == "" {
		return nil
	}
	gid, err := groupID(a.group)
	if err != nil {
		return err
	}
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	needs := a.folderMode() & 0o070
	has, _ := info.Sys().(*syscall.Stat_t)
	mode := info.Mode().Perm()
	switch {
	case mode&0o005 == 0o005 && !a.change: // everybody gets in
		return nil
	case has != nil && int(has.Gid) == gid && mode&needs == needs:
		return nil
	case has != nil && int(has.Gid) != gid && mode&0o070 != 0:
		// One folder has one group: another one already relies on it.
		return problem("folder_other_group", "folder", dir, "group", groupName(has.Gid), "wanted", a.group)
	}
	if err := chown(dir, -1, gid, a.group); err != nil {
		return err
	}
	return os.Chmod(dir, a.folderMode())
}

// folderMode is that of a folder with a group. Where the group may replace
// files, new ones have to be the group's whoever makes them: hence setgid.
func (a access) folderMode() fs.FileMode {
	if a.change {
		return fs.ModeSetgid | 0o770
	}
	return 0o750
}

// shareLock lets the group that owns a shared folder take the lock in it too.
func shareLock(side string) {
	dir, err := os.Stat(filepath.Dir(side))
	if err == nil && dir.Mode()&fs.ModeSetgid != 0 {
		_ = os.Chmod(side, 0o640) // fails for who is not the owner, who has done it
	}
}

// pending is a temporary file beside the one that it will replace.
type pending struct {
	*renameio.PendingFile
	dir string
}

// newPending makes the temporary file, with owner, group and mode set before it
// gets the name.
func newPending(path string, a access) (*pending, error) {
	dir := filepath.Dir(path)
	t, err := renameio.NewPendingFile(path, renameio.WithTempDir(dir), renameio.WithStaticPermissions(0o600))
	if err != nil {
		return nil, err
	}
	if err := setAccess(t.File, path, a); err != nil {
		_ = t.Cleanup()
		return nil, err
	}
	return &pending{t, dir}, nil
}

// replace gives the file its name, and syncs the folder after the rename.
func (p *pending) replace() error {
	if err := p.CloseAtomicallyReplace(); err != nil {
		return err
	}
	return syncFolder(p.dir)
}

// drop removes it, unless it has its name by now.
func (p *pending) drop() { _ = p.Cleanup() }

// setAccess gives f the group asked for, or what the file at path has.
func setAccess(f *os.File, path string, a access) error {
	uid, gid, mode := -1, -1, fs.FileMode(0o600)
	if info, err := os.Stat(path); err == nil {
		if has, ok := info.Sys().(*syscall.Stat_t); ok {
			gid = int(has.Gid)
			if os.Geteuid() == 0 {
				uid = int(has.Uid)
			}
		}
		mode |= info.Mode().Perm() & 0o040
		switch {
		case a.keep:
			mode = info.Mode().Perm()
		case a.shut && info.Mode().Perm()&0o004 != 0:
			mode = 0o600 // nobody let the group in
		}
	}
	if a.group != "" {
		id, err := groupID(a.group)
		if err != nil {
			return err
		}
		gid, mode = id, 0o640
	}
	if uid >= 0 || gid >= 0 {
		if err := f.Chown(uid, gid); err != nil {
			if a.group != "" {
				return problem("group_denied", "user", whoAmI(), "group", a.group)
			}
			mode = 0o600 // the old group cannot be kept, so nobody else may read
		}
	}
	return f.Chmod(mode)
}

func chown(path string, uid, gid int, group string) error {
	err := os.Chown(path, uid, gid)
	if errors.Is(err, fs.ErrPermission) {
		return problem("group_denied", "user", whoAmI(), "group", group)
	}
	return err
}

// syncFolder makes a rename durable. Some file systems refuse to sync a
// folder (EINVAL); there the rename is as durable as it can be.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, syscall.ENOTSUP) {
		return err
	}
	return nil
}

// groupID takes a group's name or number.
func groupID(name string) (int, error) {
	g, err := user.LookupGroup(name)
	if err != nil {
		if n, bad := strconv.ParseUint(name, 10, 31); bad == nil {
			return int(n), nil
		}
		return 0, problem("no_such_group", "group", name)
	}
	return strconv.Atoi(g.Gid)
}

func groupName(gid uint32) string {
	id := strconv.FormatUint(uint64(gid), 10)
	if g, err := user.LookupGroupId(id); err == nil {
		return g.Name
	}
	return id
}

// grantCommand is what the owner types so that the user's group may read path:
// the same as --group does when the file is written.
func grantCommand(path, who string) string {
	group := who
	if u, err := user.Current(); err == nil {
		if g, err := user.LookupGroupId(u.Gid); err == nil {
			group = g.Name
		}
	}
	dir, file, group := shellWord(filepath.Dir(path)), shellWord(path), shellWord(group)
	script := "chgrp " + group + " " + dir + " " + file + " && chmod 750 " + dir + " && chmod 640 " + file
	if info, err := os.Stat(filepath.Dir(path)); err == nil && info.Mode().Perm()&0o001 != 0 {
		script = "chgrp " + group + " " + file + " && chmod 640 " + file // the folder is open, and not only ours
	}
	return "sudo sh -c " + shellWord(script)
}

// shellWord quotes s for a POSIX shell where it needs to be.
func shellWord(s string) string {
	if s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+:@,") == "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// readableByOthers tells whether anyone may read a file, or its group change it.
func readableByOthers(info fs.FileInfo) bool {
	return info.Mode().Perm()&0o026 != 0
}

// closeCommand takes from a file what readableByOthers finds.
func closeCommand(path string) string { return "chmod g-w,o-rwx " + shellWord(path) }

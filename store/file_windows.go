package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/windows"
)

// makeFolder creates dir for its owner, SYSTEM and the administrators; with a
// group (any account's name) that account may read. A folder that was there
// before keeps its list, unless a group is asked for.
func makeFolder(dir string, a access) error {
	_, err := os.Stat(dir)
	if err == nil && a.group == "" {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return protect(dir, a, "OICI")
}

// shareLock has nothing to do: the folder's list is handed down.
func shareLock(string) {}

// pending is a temporary file beside the one that it will replace.
type pending struct {
	*os.File
	path string
}

// newPending makes the temporary file and gives it its access list.
func newPending(path string, a access) (*pending, error) {
	t, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"*")
	if err != nil {
		return nil, err
	}
	p := &pending{t, path}
	if err := setAccess(t.Name(), path, a); err != nil {
		p.drop()
		return nil, err
	}
	return p, nil
}

// replace gives the file its name: MoveFileEx replaces in one step on one volume.
func (p *pending) replace() error {
	err := p.Sync()
	if bad := p.Close(); err == nil {
		err = bad
	}
	if err != nil {
		return err
	}
	return os.Rename(p.Name(), p.path)
}

// drop removes it, unless it has its name by now.
func (p *pending) drop() {
	_ = p.Close()
	_ = os.Remove(p.Name())
}

// setAccess protects a file that is about to replace path; without a group it
// takes over the list that path has.
func setAccess(file, path string, a access) error {
	if a.group == "" {
		sd, err := windows.GetNamedSecurityInfo(path, windows.SE_FILE_OBJECT, windows.DACL_SECURITY_INFORMATION)
		if err == nil {
			return setList(file, sd)
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return protect(file, a, "")
}

// protect replaces the access list: full control (FA) for the owner, SYSTEM
// (SY) and the administrators (BA), read and list (FR, FX) for the group, or
// all but full control. D:P cuts off what the parent folder would hand down.
func protect(path string, a access, inherit string) error {
	owner, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return err
	}
	list := "D:P"
	for _, who := range []string{owner.User.Sid.String(), "SY", "BA"} {
		list += "(A;" + inherit + ";FA;;;" + who + ")"
	}
	if a.group != "" {
		sid, _, _, err := windows.LookupSID("", a.group)
		if err != nil {
			return problem("no_such_group", "group", a.group)
		}
		rights := "FRFX"
		if a.change {
			rights = "0x1301bf" // FILE_ALL_ACCESS without WRITE_DAC, WRITE_OWNER and FILE_DELETE_CHILD
		}
		list += "(A;" + inherit + ";" + rights + ";;;" + sid.String() + ")"
	}
	sd, err := windows.SecurityDescriptorFromString(list)
	if err != nil {
		return err
	}
	return setList(path, sd)
}

func setList(path string, sd *windows.SECURITY_DESCRIPTOR) error {
	dacl, _, err := sd.DACL()
	if err != nil {
		return err
	}
	const what = windows.DACL_SECURITY_INFORMATION | windows.PROTECTED_DACL_SECURITY_INFORMATION
	return windows.SetNamedSecurityInfo(path, windows.SE_FILE_OBJECT, what, nil, nil, dacl, nil)
}

// grantCommand is what an administrator types so that the user may read path.
func grantCommand(path, who string) string {
	return `icacls "` + path + `" /grant "` + who + `:R"`
}

// sharedWith: the folder's ACL says who may read, here.
func sharedWith(string) string { return "" }

// readableByOthers is not told by a file's mode here.
func readableByOthers(fs.FileInfo) bool { return false }

// closeCommand is never needed where readableByOthers is false.
func closeCommand(string) string { return "" }

package store

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
)

// maxFile is the size in octets up to which a profile is read.
const maxFile = 1 << 20

// Loaded is a profile with the file it came from.
type Loaded struct {
	Profile Profile
	Path    string
	Data    []byte // the file as it was read; SaveRequest.Base of an edit
}

// Load reads and checks the profile at path. The error is a Problem or Problems.
func Load(path string) (Loaded, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return Loaded{}, err
	}
	data, err := readFile(path, maxFile)
	if err != nil {
		return Loaded{}, ReadProblem(path, err, "no_such_profile")
	}
	p, err := Decode(data, path)
	if err != nil {
		return Loaded{}, err
	}
	return Loaded{p, path, data}, nil
}

// errTooLarge and errNotAFile are why readFile refuses what can be opened.
var (
	errTooLarge = errors.New("file too large")
	errNotAFile = errors.New("not a regular file")
)

// readFile reads a regular file of at most max octets. It looks before it
// opens, for opening a named pipe would wait.
func readFile(path string, max int64) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errNotAFile
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, max+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > max {
		return nil, errTooLarge
	}
	return data, nil
}

// ReadFile reads a regular file of at most max octets, for the packages
// above this one. The error is a Problem; missing is its code when there is no file.
func ReadFile(path string, max int64, missing string) ([]byte, error) {
	data, err := readFile(path, max)
	if err != nil {
		return nil, ReadProblem(path, err, missing)
	}
	return data, nil
}

// ReadProblem says why path cannot be read; missing is the code for no file,
// where that has one of its own.
func ReadProblem(path string, err error, missing string) *Problem {
	switch {
	case missing != "" && errors.Is(err, fs.ErrNotExist):
		return problem(missing, "name", path, "file", path, "folders", filepath.Dir(path)).in(path)
	case errors.Is(err, fs.ErrPermission):
		who := whoAmI()
		return problem("not_readable", "user", who, "file", path, "command", grantCommand(path, who)).in(path)
	case errors.Is(err, errTooLarge):
		return problem("file_too_large", "file", path).in(path)
	case errors.Is(err, errNotAFile):
		return problem("not_a_file", "file", path).in(path)
	}
	return problem("cannot_read", "file", path, "detail", Neutral(cause(err), 160)).in(path)
}

// writeProblem says why path cannot be written.
func writeProblem(path string, err error) error {
	var p *Problem
	switch {
	case errors.As(err, &p):
		return err
	case errors.Is(err, fs.ErrPermission):
		return problem("not_writable", "user", whoAmI(), "file", path).in(path)
	}
	return problem("cannot_write", "file", path, "detail", Neutral(cause(err), 160)).in(path)
}

// cause is the system's own word, without the names of temporary files.
func cause(err error) string {
	var pe *fs.PathError
	var le *os.LinkError
	switch {
	case errors.As(err, &pe):
		return pe.Err.Error()
	case errors.As(err, &le):
		return le.Err.Error()
	}
	return err.Error()
}

// whoAmI is the name of the user who runs the program.
func whoAmI() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return fmt.Sprint(os.Geteuid())
}

// access is who may use a file that is written.
type access struct {
	group  string // may read too; empty: nobody else, or as it was
	change bool   // and the group may replace files in the folder
	keep   bool   // a file that is replaced keeps its mode as a whole
	shut   bool   // one that everybody may read becomes its owner's alone
}

// writeFile replaces path as a whole: readers see the old or the new content,
// never a part, and after it returns the new one survives a power failure. The
// content is read back. A file that is replaced keeps its owner and readers.
// The error is a Problem.
func writeFile(path string, data []byte, a access) error {
	p, err := reserve(path, 0, a)
	if err != nil {
		return err
	}
	defer p.drop()
	return p.put(path, data)
}

// reserve begins a replacement of path and takes its room on the disk, in
// octets: what must not be lost finds its place before it is there. The error is
// a Problem.
func reserve(path string, room int, a access) (*pending, error) {
	if err := makeFolder(filepath.Dir(path), a); err != nil {
		return nil, writeProblem(filepath.Dir(path), err)
	}
	p, err := newPending(path, a)
	if err != nil {
		return nil, writeProblem(path, err)
	}
	if room == 0 {
		return p, nil
	}
	_, err = p.Write(make([]byte, room))
	if err == nil {
		err = p.Sync()
	}
	if err == nil {
		_, err = p.Seek(0, io.SeekStart)
	}
	if err != nil {
		p.drop()
		return nil, writeProblem(path, err)
	}
	return p, nil
}

// put ends a replacement, and reads back what path then holds. The error is a
// Problem.
func (p *pending) put(path string, data []byte) error {
	_, err := p.Write(data)
	if err == nil {
		err = p.Truncate(int64(len(data)))
	}
	if err == nil {
		err = p.replace()
	}
	if err != nil {
		return writeProblem(path, err)
	}
	back, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(back, data) {
		return problem("read_back_differs", "file", path).in(path)
	}
	return nil
}

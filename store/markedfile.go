package store

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// maxMarked is the size in octets of the largest file that is replaced.
const maxMarked = 64 << 20

// CheckMarked tells why WriteMarked would refuse path, before the work is done
// whose result is to be kept there. The error is a Problem.
func CheckMarked(path, mark string) error {
	path, err := realPath(path)
	if err != nil {
		return writeProblem(path, err)
	}
	if _, err := os.Stat(filepath.Dir(path)); err != nil {
		return writeProblem(path, err) // a folder that is misspelt is not made
	}
	data, err := readFile(path, maxMarked)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return ReadProblem(path, err, "")
	case !bytes.HasPrefix(data, []byte(mark)):
		return problem("not_ours", "file", path).in(path)
	}
	return nil
}

// WriteMarked keeps data, which begins with mark, at path for its owner alone.
// It replaces a file only when that begins with mark too: one that was made the
// same way, and nobody's work. The error is a Problem.
func WriteMarked(path, mark string, data []byte) error {
	if err := CheckMarked(path, mark); err != nil {
		return err
	}
	path, err := realPath(path)
	if err != nil {
		return writeProblem(path, err)
	}
	return writeFile(path, data, access{})
}

// WriteShared is WriteMarked for a file that group reads too; empty: its owner
// alone, or whoever could read the one that is replaced. The folder, which is
// another program's, stays as it is.
func WriteShared(path, mark string, data []byte, group string) error {
	if err := CheckMarked(path, mark); err != nil {
		return err
	}
	path, err := realPath(path)
	if err != nil {
		return writeProblem(path, err)
	}
	p, err := newPending(path, access{group: group})
	if err != nil {
		return writeProblem(path, err)
	}
	defer p.drop()
	return p.put(path, data)
}

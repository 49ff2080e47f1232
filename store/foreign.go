package store

import (
	"errors"
	"io/fs"
)

// maxForeign is the size in octets up to which a file of another program is
// read and written.
const maxForeign = 4 << 20

// ReadForeign reads a file that belongs to another program, through symbolic
// links; found is false where there is none. The error is a Problem.
func ReadForeign(path string) (data []byte, found bool, err error) {
	path, err = realPath(path)
	if err != nil {
		return nil, false, writeProblem(path, err)
	}
	data, err = readFile(path, maxForeign)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, false, nil
	case err != nil:
		return nil, false, ReadProblem(path, err, "")
	}
	return data, true, nil
}

// WriteForeign replaces a file that belongs to another program as a whole,
// where a symbolic link leads. A new file is for its owner alone. One that was
// there keeps its owner and group, and its mode unless private: then nobody
// else may read it, but for a group that was let in alone. The error is a
// Problem.
func WriteForeign(path string, data []byte, private bool) error {
	path, err := realPath(path)
	if err != nil {
		return writeProblem(path, err)
	}
	return writeFile(path, data, access{keep: !private, shut: private})
}

package store

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"time"
)

// SaveRequest is a profile to be written.
type SaveRequest struct {
	Path    string
	Base    []byte // the file as it was when editing began; nil: a new profile
	Profile Profile
	Group   string        // who else may read it; empty: nobody else, or as before
	Lock    time.Duration // how long to wait for another writer; 0: 10 s
}

// Save writes a profile under its lock. The file as it is now gets only the
// keys that differ between Base and Profile, so that two writers at once lose
// nothing; a key that both changed is the Problem "changed_meanwhile". When
// another writer's keys came in, a proof no longer covers the whole and is
// left out. An older schema is kept beside the file before it is replaced. The
// error is a Problem, Problems or ctx's; then nothing was written.
func Save(ctx context.Context, r SaveRequest) error {
	return current.save(ctx, r)
}

func (f format) save(ctx context.Context, r SaveRequest) error {
	if ps := r.Profile.Validate(); len(ps) > 0 {
		return ps
	}
	path, err := realPath(r.Path)
	if err != nil {
		return writeProblem(r.Path, err)
	}
	a := access{group: r.Group}
	unlock, err := lock(ctx, path, r.Lock, a)
	if err != nil {
		return err
	}
	defer unlock()
	now, err := readFile(path, maxFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return ReadProblem(path, err, "no_such_profile")
	}
	text, err := f.textToSave(r, now, err == nil, path)
	if err != nil {
		return err
	}
	if err := f.backup(path, now, a); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return writeFile(path, text, a)
}

// textToSave is the new content for what is on disk now.
func (f format) textToSave(r SaveRequest, now []byte, exists bool, path string) ([]byte, error) {
	switch {
	case r.Base == nil && exists:
		return nil, problem("exists_already", "file", path).in(path)
	case r.Base == nil:
		text, err := Encode(r.Profile)
		if err == nil && !f.says(text, r.Profile) {
			err = problem("read_back_differs", "file", path).in(path)
		}
		return text, err
	case !exists:
		return nil, problem("removed_meanwhile", "file", path).in(path)
	}
	want := r.Profile
	if !bytes.Equal(r.Base, now) {
		merged, err := f.merge(r.Base, now, r.Profile, path)
		if err != nil {
			return nil, err
		}
		want = merged
	}
	text, err := f.edit(now, want)
	if ps, ok := err.(Problems); ok {
		for _, p := range ps {
			p.File = path
		}
	}
	if err != nil {
		return nil, err
	}
	_, err = f.decode(text, path)
	return text, err
}

// backup keeps a file of an older schema once.
func (f format) backup(path string, now []byte, a access) error {
	if now == nil {
		return nil
	}
	d, ps := f.read(now)
	if len(ps) > 0 || !d.old {
		return nil
	}
	old, _ := d.first.(int64)
	return writeFile(backupName(path, int(old)), now, a)
}

// realPath follows a symbolic link, so that a linked profile is changed where
// it is and not replaced by a copy.
func realPath(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	if target, err := filepath.EvalSymlinks(path); err == nil {
		return target, nil
	}
	return path, nil
}

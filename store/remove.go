package store

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Remove deletes a profile with its draft, its token and its logs; see the function Remove.
func (pl Places) Remove(ctx context.Context, path string) (removed []string, err error) {
	removed, err = Remove(ctx, path)
	if err != nil {
		return removed, err
	}
	name := strings.TrimSuffix(filepath.Base(path), extension)
	token := tokenIn(pl.stateOf(filepath.Dir(path)), name)
	switch was, err := removeToken(ctx, token); {
	case err != nil:
		return removed, err
	case was:
		removed = append(removed, token)
	}
	draft := pl.draftPath(name)
	switch err := os.Remove(draft); {
	case err == nil:
		removed = append(removed, draft)
	case !errors.Is(err, fs.ErrNotExist):
		return removed, writeProblem(draft, err)
	}
	logs, err := pl.removeLogs(path)
	return append(removed, logs...), err
}

// Remove deletes the profile at path with its lock and the secret files that
// are its own: named NAME.….secret, in the same folder, and mentioned by no
// other profile there. A broken profile can be removed too. It returns what is
// gone, also when it fails halfway; the error is a Problem or ctx's.
func Remove(ctx context.Context, path string) (removed []string, err error) {
	path, err = filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if !strings.HasSuffix(path, extension) {
		return nil, problem("not_a_profile", "file", path).in(path)
	}
	if _, err := os.Lstat(path); err != nil {
		return nil, ReadProblem(path, err, "no_such_profile")
	}
	real, err := realPath(path)
	if err != nil {
		return nil, writeProblem(path, err)
	}
	unlock, err := lock(ctx, real, 0, access{})
	if err != nil {
		return nil, err
	}
	for _, file := range append(ownSecrets(path), path) {
		err := os.Remove(file)
		switch {
		case err == nil:
			removed = append(removed, file)
		case !errors.Is(err, fs.ErrNotExist):
			unlock()
			return removed, writeProblem(file, err)
		}
	}
	if real == path {
		dropLock(path, unlock)
	} else {
		unlock() // only the link is gone
	}
	return removed, nil
}

// ownSecrets are the secret files that go with the profile at path.
func ownSecrets(path string) []string {
	data, err := readFile(path, maxFile)
	if err != nil {
		return nil
	}
	d, ps := current.read(data)
	if len(ps) > 0 {
		return nil
	}
	dir := filepath.Dir(path)
	stem := strings.TrimSuffix(filepath.Base(path), extension)
	var own []string
	for _, u := range units(d.profile) {
		r, ok := u.value.(SecretRef)
		if !ok || r.From != "file" {
			continue
		}
		file := r.Path
		if !filepath.IsAbs(file) {
			file = filepath.Join(dir, file)
		}
		base := filepath.Base(file)
		named := strings.HasPrefix(base, stem+".") && strings.HasSuffix(base, secretEnd)
		info, err := os.Lstat(file)
		if filepath.Dir(file) == dir && named && err == nil && info.Mode().IsRegular() && !mentionedElsewhere(path, base) {
			own = append(own, file)
		}
	}
	return own
}

// mentionedElsewhere is true when in doubt.
func mentionedElsewhere(path, base string) bool {
	files, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return true
	}
	for _, f := range files {
		if f.Name() == filepath.Base(path) || !strings.HasSuffix(f.Name(), extension) {
			continue
		}
		data, err := readFile(filepath.Join(filepath.Dir(path), f.Name()), maxFile)
		if err != nil || bytes.Contains(data, []byte(base)) {
			return true
		}
	}
	return false
}

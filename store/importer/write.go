package importer

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"todoku/store"
)

// WriteRequest is what Write writes, after Place and with nothing left in All.
type WriteRequest struct {
	Places  store.Places
	Keeper  Keeper
	Group   string // who else may read profiles and secrets
	Replace bool
}

// Written is a profile that was saved.
type Written struct {
	Name, Path string
	Replaced   bool
}

// WriteError is why nothing was imported, and what could not be taken back.
type WriteError struct {
	Name string // of the profile at which it failed
	Err  error
	Left []Written // still as the import wrote them, against its promise
}

func (e *WriteError) Error() string { return e.Name + ": " + e.Err.Error() }
func (e *WriteError) Unwrap() error { return e.Err }

// undoLimit is how long taking back may take in all.
const undoLimit = 2 * time.Minute

// Write saves all accounts, or none: when one cannot be saved, or ctx ends,
// those before are taken back. Secrets come before the profile that names them.
// The error is a WriteError.
func (r *Result) Write(ctx context.Context, req WriteRequest) ([]Written, error) {
	var done []saved
	for _, a := range r.Accounts {
		s, err := a.save(ctx, req)
		if err == nil {
			done = append(done, s)
			continue
		}
		e := &WriteError{Name: a.Profile.Name, Err: err}
		back, cancel := context.WithTimeout(context.WithoutCancel(ctx), undoLimit)
		defer cancel()
		if s.undo(back) != nil {
			e.Left = append(e.Left, s.Written)
		}
		for i := len(done) - 1; i >= 0; i-- {
			if done[i].undo(back) != nil {
				e.Left = append(e.Left, done[i].Written)
			}
		}
		return nil, e
	}
	out := make([]Written, len(done))
	for i, s := range done {
		out[i] = s.Written
	}
	return out, nil
}

// saved is a profile that was saved with what takes it back: secrets first, or
// the removal of each profile would look for others that mention them.
type saved struct {
	Written
	back []func(context.Context) error
}

func (s saved) undo(ctx context.Context) error {
	var errs []error
	for _, back := range s.back {
		errs = append(errs, back(ctx))
	}
	return errors.Join(errs...)
}

// save writes one account. On an error, what is in saved was written.
func (a *Account) save(ctx context.Context, req WriteRequest) (saved, error) {
	var s saved
	if err := ctx.Err(); err != nil {
		return s, err
	}
	path, err := req.Places.PathFor(a.Profile.Name)
	if err != nil {
		return s, err
	}
	s.Name, s.Path = a.Profile.Name, path
	var old store.Loaded
	if req.Replace {
		switch l, err := store.Load(path); {
		case err == nil:
			old, s.Replaced = l, true
		case !missing(path):
			return s, err
		}
	}
	for _, key := range secretColumns() {
		secret, given := a.Secrets[key]
		if !given {
			continue
		}
		undo, err := req.Keeper.Keep(ctx, refOf(a.Profile, key), filepath.Dir(path), secret, req.Group)
		if err != nil {
			return s, err
		}
		s.back = append(s.back, undo)
	}
	if err := store.Save(ctx, store.SaveRequest{Path: path, Base: old.Data, Profile: a.Profile, Group: req.Group}); err != nil {
		return s, err
	}
	s.back = append(s.back, func(ctx context.Context) error {
		if !s.Replaced {
			_, err := store.Remove(ctx, path)
			return err
		}
		now, err := store.Load(path)
		if err != nil {
			return err
		}
		return store.Save(ctx, store.SaveRequest{Path: path, Base: now.Data, Profile: old.Profile, Group: req.Group})
	})
	return s, nil
}

func missing(path string) bool {
	_, err := os.Lstat(path)
	return errors.Is(err, fs.ErrNotExist)
}

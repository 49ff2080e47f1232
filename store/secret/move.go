package secret

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"todoku/store"
)

// Moved says what Move did.
type Moved struct {
	Key      string
	From, To store.SecretRef
	Removed  string // the old file, which was the profile's own; empty: none
	Left     bool   // the old place still holds the secret: it is not todoku's alone
}

// Move brings the secret of key, of the profile at path, to another place: it
// reads the old one, writes the new one, reads that back, only then changes the
// profile, and only then removes the old one, where it was a file of the
// profile's own. Whenever it is interrupted, the place that the profile names
// holds the secret. A place that holds something else already is refused. What to leaves
// out is filled in. The error is an *Error, a Problem, Problems, or ctx's.
func (s System) Move(ctx context.Context, path, key string, to store.SecretRef) (Moved, error) {
	l, err := store.Load(path)
	if err != nil {
		return Moved{}, err
	}
	dir := filepath.Dir(l.Path)
	from, p := l.Profile.Secret(key), l.Profile
	name := strings.TrimSuffix(filepath.Base(l.Path), filepath.Ext(l.Path)) // a copied file still says the other one's
	if to.From == "systemd-credential" && to.Path == "" {
		to.Path = store.SecretRef{From: to.From}.Complete(name, key).Path
	}
	to = to.Complete(name, key)
	if err := s.mayMove(&p, l.Data, key, from, to); err != nil {
		return Moved{}, err
	}
	v, err := s.Read(ctx, from, dir)
	if err != nil {
		return Moved{}, err
	}
	if err := s.free(ctx, to, dir, v); err != nil {
		return Moved{}, err
	}
	if err := s.Keep(ctx, to, dir, v, store.SharedWith(l.Path)); err != nil {
		return Moved{}, err
	}
	if err := store.Save(ctx, store.SaveRequest{Path: l.Path, Base: l.Data, Profile: p}); err != nil {
		return Moved{}, err
	}
	m := Moved{Key: key, From: from, To: to, Left: true}
	if old := from.File(dir); old != "" && store.OwnSecret(l.Path, from) && !named(p, old, dir) && os.Remove(old) == nil {
		m.Removed, m.Left = old, false
	}
	return m, nil
}

// mayMove finds what speaks against the move before anything is written. It
// puts the new place into p.
func (s System) mayMove(p *store.Profile, text []byte, key string, from, to store.SecretRef) error {
	switch {
	case from.IsZero():
		return &store.Problem{Key: key, Code: "secret_no_place"}
	case to.From == "env":
		return failed(ErrUnsupported, "secret_env_not_written", "name", to.Name, "key", key)
	case to.From == "command":
		return failed(ErrUnsupported, "secret_command_not_written", "key", key)
	case from.Same(to):
		return failed(ErrUnusable, "secret_same_place", "key", key)
	}
	p.SetSecret(key, to)
	if ps := p.Validate(); len(ps) > 0 {
		return ps
	}
	_, err := store.Edit(text, *p)
	return err
}

// free refuses a place that holds something else. A move that was interrupted
// finds its own secret there, and goes on.
func (s System) free(ctx context.Context, to store.SecretRef, dir string, v store.Secret) error {
	taken := to.Service + ", " + to.Account
	if file := to.File(dir); file != "" {
		if _, err := os.Lstat(file); errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		taken = file
	}
	there, err := s.kept(ctx, to, dir)
	var e *Error
	switch {
	case err == nil && there.Reveal() == v.Reveal():
		return nil
	case errors.As(err, &e) && e.Problem.Code == "secret_keyring_missing":
		return nil
	case to.From == "keyring" && err != nil:
		return err
	}
	return failed(ErrUnusable, "secret_place_taken", "place", taken)
}

// named reports that the profile needs a file still.
func named(p store.Profile, file, dir string) bool {
	for _, one := range p.Secrets() {
		if one.Ref.File(dir) == file || store.Beside(one.Ref.Identity, dir) == file {
			return true
		}
	}
	return false
}

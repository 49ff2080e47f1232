package importer

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"todoku/store"
	"todoku/store/secret"
)

// Keeper is where imported secrets go.
type Keeper struct {
	// Ref names the place of the secret key of the profile name.
	Ref func(name, key string) store.SecretRef
	// Free is the Problem of a place that holds something already; nil: free.
	Free func(ref store.SecretRef, dir string) *store.Problem
	// Keep puts a secret into its place, and gives what takes it back. dir is
	// the folder of the profile, group who may read it too.
	Keep func(ctx context.Context, ref store.SecretRef, dir string, s store.Secret, group string) (undo func(context.Context) error, err error)
}

// Files keeps every secret in a file of its own beside the profile.
func Files() Keeper {
	return Keeper{
		Ref: func(name, key string) store.SecretRef {
			return store.SecretRef{From: "file", Path: store.SecretFile(name, key)}
		},
		Free: func(ref store.SecretRef, dir string) *store.Problem {
			path := filepath.Join(dir, ref.Path)
			if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			return problem("", 0, "", "import.secret_there", "file", path)
		},
		Keep: keepFile,
	}
}

func keepFile(_ context.Context, ref store.SecretRef, dir string, s store.Secret, group string) (func(context.Context) error, error) {
	path := filepath.Join(dir, ref.Path)
	old, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, store.ReadProblem(path, err, "")
	}
	was := err == nil
	if err := store.WriteSecretFile(path, s, group); err != nil {
		return nil, err
	}
	return func(context.Context) error {
		if !was {
			if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			return nil // it went with its profile
		}
		text := old
		for len(text) > 0 && (text[len(text)-1] == '\n' || text[len(text)-1] == '\r') {
			text = text[:len(text)-1]
		}
		return store.WriteSecretFile(path, store.NewSecret(string(text)), group)
	}, nil
}

// Place gives every secret of the accounts its place, and finds what would be
// in the way. replace: profiles that exist are changed; what such a one says
// about a secret that the file does not give stays.
func (r *Result) Place(places store.Places, k Keeper, replace bool) {
	for _, a := range r.Accounts {
		p := &a.Profile
		if p.Name == "" || store.CheckName(p.Name) != nil {
			continue
		}
		path, err := places.PathFor(p.Name)
		if err != nil {
			continue
		}
		_, missing := os.Lstat(path)
		exists := missing == nil
		if exists && !replace {
			a.problem(a.Line, "", "import.exists", "name", p.Name, "file", path)
			continue
		}
		if exists {
			l, err := store.Load(path)
			if err != nil {
				a.problem(a.Line, "", "import.cannot_replace", "file", path, "detail", err.Error())
				continue
			}
			a.keepPlaces(l.Profile)
		}
		for _, key := range secretColumns() {
			a.place(k, key, filepath.Dir(path), exists)
		}
	}
}

// keepPlaces takes over where the secrets are that the file does not give.
func (a *Account) keepPlaces(old store.Profile) {
	for _, key := range secretColumns() {
		_, given := a.Secrets[key]
		if r := ref(&a.Profile, key); !given && r.IsZero() && a.wants(key) {
			*r = refOf(old, key)
		}
	}
}

// wants tells whether the profile has a use for a secret.
func (a *Account) wants(key string) bool {
	p := &a.Profile
	switch key {
	case passwordKey:
		return needsPassword(p.SMTP.Auth.Method)
	case "receive.password":
		return p.Receive.Protocol != ""
	case "pop_before_smtp.password":
		return p.SMTP.Auth.Method == "pop-before-smtp"
	}
	return p.OAuth.ClientID != ""
}

// place says in the profile where a secret will be.
func (a *Account) place(k Keeper, key, dir string, exists bool) {
	if _, given := a.Secrets[key]; !given {
		if a.wants(key) && key != "receive.password" && key != "oauth.client_secret" && refOf(a.Profile, key).IsZero() && !a.said(key) {
			a.note(a.Line, key, "import.no_secret", "name", a.Profile.Name)
		}
		return
	}
	r := ref(&a.Profile, key)
	if !r.IsZero() {
		a.problem(a.Line, key, "import.two_places", "from", r.From)
		return
	}
	*r = k.Ref(a.Profile.Name, key)
	if !exists && k.Free != nil {
		if p := k.Free(*r, dir); p != nil {
			a.fault(a.Line, key, p)
		}
	}
}

// said tells that a note says already where the password is not.
func (a *Account) said(string) bool {
	return slices.ContainsFunc(a.Notes, func(p *store.Problem) bool {
		return p.Code == "import.password_elsewhere" || p.Code == "import.password_asked"
	})
}

// Machine keeps every secret in a place of this machine: the keyring, a
// systemd credential, a file encrypted with age. in says which, and with what.
func Machine(s secret.System, in store.SecretRef) Keeper {
	return Keeper{
		Ref: func(name, key string) store.SecretRef { return in.Complete(name, key) },
		Free: func(ref store.SecretRef, dir string) *store.Problem {
			if ref.Path == "" {
				return nil // the keyring: what stood there is written over
			}
			return Files().Free(ref, dir)
		},
		Keep: func(ctx context.Context, ref store.SecretRef, dir string, v store.Secret, group string) (func(context.Context) error, error) {
			if err := s.Keep(ctx, ref, dir, v, group); err != nil {
				return nil, err
			}
			return func(context.Context) error {
				if ref.Path == "" {
					return problem("", 0, "", "import.left_in_keyring", "service", ref.Service, "account", ref.Account)
				}
				if err := os.Remove(ref.File(dir)); !errors.Is(err, fs.ErrNotExist) {
					return err
				}
				return nil
			}, nil
		},
	}
}

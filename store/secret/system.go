package secret

import (
	"context"
	"os"

	"todoku/store"
)

// System is what the places need of the machine that are more than a file, a
// variable or a command. The zero value is the real one; tests put in their own.
type System struct {
	Keyring Keyring
	Getenv  func(string) string
	Root    func() bool
}

func (s System) getenv(name string) string {
	if s.Getenv == nil {
		return os.Getenv(name)
	}
	return s.Getenv(name)
}

func (s System) root() bool {
	if s.Root == nil {
		return os.Geteuid() == 0
	}
	return s.Root()
}

// Read gives the secret that ref names; see the function Read.
func (s System) Read(ctx context.Context, ref store.SecretRef, baseDir string) (store.Secret, error) {
	if err := ctx.Err(); err != nil {
		return store.Secret{}, err
	}
	value, err := s.read(ctx, ref, baseDir)
	if err != nil {
		return store.Secret{}, err
	}
	if p := store.CheckSecret(value); p != nil {
		return store.Secret{}, &Error{ErrUnusable, p}
	}
	return store.NewSecret(value), nil
}

func (s System) read(ctx context.Context, ref store.SecretRef, baseDir string) (string, error) {
	switch ref.From {
	case "":
		return "", failed(ErrNotSet, "secret_no_place")
	case "file":
		return readFile(ref, baseDir)
	case "env":
		return readEnv(ref)
	case "command":
		return runCommand(ctx, ref, baseDir, commandLimit)
	case "keyring":
		return s.readKeyring(ctx, ref)
	case "systemd-credential":
		return s.readCredential(ctx, ref, baseDir)
	case "age":
		return readAge(ref, baseDir)
	}
	return "", failed(ErrUnsupported, "secret_place_unsupported", "place", ref.From)
}

// Keep writes v where ref says, for group too where the place is a file, and
// reads it back. Variables and commands cannot be written to. The error is an
// *Error, a Problem, or ctx's; it never shows v.
func (s System) Keep(ctx context.Context, ref store.SecretRef, baseDir string, v store.Secret, group string) error {
	if v.IsZero() {
		return failed(ErrNotSet, "secret_not_set")
	}
	if p := store.CheckSecret(v.Reveal()); p != nil {
		return &Error{ErrUnusable, p}
	}
	var err error
	switch ref.From {
	case "file":
		err = store.WriteSecretFile(ref.File(baseDir), v, group)
	case "keyring":
		err = s.writeKeyring(ctx, ref, v)
	case "systemd-credential":
		err = s.writeCredential(ctx, ref, baseDir, v, group)
	case "age":
		err = writeAge(ref, baseDir, v, group)
	default:
		return failed(ErrUnsupported, "secret_not_written", "place", ref.From)
	}
	if err != nil {
		return err
	}
	back, err := s.kept(ctx, ref, baseDir)
	if err == nil && back.Reveal() != v.Reveal() {
		err = failed(ErrUnusable, "secret_differs", "place", ref.From)
	}
	return err
}

// kept reads what Keep wrote: of a systemd credential the file, not what the
// unit got when it started.
func (s System) kept(ctx context.Context, ref store.SecretRef, baseDir string) (store.Secret, error) {
	if ref.From == "systemd-credential" {
		value, err := s.decryptCredential(ctx, ref, baseDir)
		return store.NewSecret(value), err
	}
	return s.Read(ctx, ref, baseDir)
}

// Package secret reads secrets from the places that a profile names: a file,
// an environment variable, the output of a command, the keyring, a systemd
// credential, a file encrypted with age; it keeps them there and moves them. One
// file per place. What it cannot do is an *Error that says why in a code and
// never shows a secret.
package secret

import (
	"context"
	"errors"

	"todoku/store"
)

// Why a secret is not there; errors.Is tells them apart on what Read returns.
var (
	ErrNotSet      = errors.New("secret not set")                // no place named, no file, no variable, empty
	ErrNotReadable = errors.New("secret not readable")           // by this user
	ErrCommand     = errors.New("secret command failed")         // did not start, failed, took too long
	ErrUnsupported = errors.New("place of secret not supported") // by this program on this system
	ErrUnusable    = errors.New("secret unusable")               // too long, line breaks, NUL
	ErrUnavailable = errors.New("place of secret not available") // here and now: a locked keyring, no unit, not root
)

// Error is why Read gave no secret. Its Problem, also found by errors.As, has
// the text's code and arguments.
type Error struct {
	Kind    error // one of the Err values
	Problem *store.Problem
}

func (e *Error) Error() string   { return e.Problem.Error() }
func (e *Error) Unwrap() []error { return []error{e.Kind, e.Problem} }

// Read gives the secret that ref names. baseDir is the profile's folder, which
// relative paths start from. It waits on programs only: a command 30 s at most,
// systemd 10 s, the keyring 2 s. The error is an *Error, or ctx's.
func Read(ctx context.Context, ref store.SecretRef, baseDir string) (store.Secret, error) {
	return System{}.Read(ctx, ref, baseDir)
}

// Note is what should be said about a place that works: a file that everybody
// may read. nil: nothing.
func Note(ref store.SecretRef, baseDir string) *store.Problem {
	if ref.From != "file" || ref.Path == "" {
		return nil
	}
	return store.SharedSecret(ref.File(baseDir))
}

// failed makes an Error; args are name, value pairs.
func failed(kind error, code string, args ...string) *Error {
	p := &store.Problem{Code: code, Args: map[string]string{}}
	for i := 0; i+1 < len(args); i += 2 {
		p.Args[args[i]] = args[i+1]
	}
	return &Error{kind, p}
}

// Package secret reads secrets from the places that a profile names: a file,
// an environment variable, the output of a command. One file per place. What it
// cannot do is an *Error that says why in a code and never shows a secret.
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
// relative paths start from. It waits on commands only, at most 30 s. The error
// is an *Error, or ctx's.
func Read(ctx context.Context, ref store.SecretRef, baseDir string) (store.Secret, error) {
	if err := ctx.Err(); err != nil {
		return store.Secret{}, err
	}
	var value string
	var err error
	switch ref.From {
	case "":
		err = failed(ErrNotSet, "secret_no_place")
	case "file":
		value, err = readFile(ref, baseDir)
	case "env":
		value, err = readEnv(ref)
	case "command":
		value, err = runCommand(ctx, ref, baseDir, commandLimit)
	default:
		err = failed(ErrUnsupported, "secret_place_unsupported", "place", ref.From)
	}
	if err != nil {
		return store.Secret{}, err
	}
	if p := store.CheckSecret(value); p != nil {
		return store.Secret{}, &Error{ErrUnusable, p}
	}
	return store.NewSecret(value), nil
}

// Note is what should be said about a place that works: a file that everybody
// may read. nil: nothing.
func Note(ref store.SecretRef, baseDir string) *store.Problem {
	if ref.From != "file" || ref.Path == "" {
		return nil
	}
	return store.SharedSecret(filePath(ref, baseDir))
}

// failed makes an Error; args are name, value pairs.
func failed(kind error, code string, args ...string) *Error {
	p := &store.Problem{Code: code, Args: map[string]string{}}
	for i := 0; i+1 < len(args); i += 2 {
		p.Args[args[i]] = args[i+1]
	}
	return &Error{kind, p}
}

package secret

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"path/filepath"
	"time"

	"todoku/store"
)

// systemd's credentials (systemd.exec(5), systemd-creds(1)): a unit finds them
// open in a folder of its own; anywhere else root alone can open the encrypted
// file, on the machine on which it was made.

const (
	credsProgram = "systemd-creds"
	credsLimit   = 10 * time.Second // a TPM is slow
	maxSealed    = 4 * store.MaxSecret
)

// readCredential looks into the unit's folder first.
func (s System) readCredential(ctx context.Context, ref store.SecretRef, baseDir string) (string, error) {
	folder := s.getenv("CREDENTIALS_DIRECTORY")
	if folder == "" {
		return s.decryptCredential(ctx, ref, baseDir)
	}
	value, err := readFile(store.SecretRef{From: "file", Path: filepath.Join(folder, filepath.Base(ref.Name))}, "")
	if !errors.Is(err, ErrNotSet) {
		return value, err
	}
	if ref.Path != "" && s.root() {
		return s.decryptCredential(ctx, ref, baseDir)
	}
	return "", failed(ErrNotSet, "secret_credential_missing", "name", ref.Name, "folder", folder)
}

// decryptCredential opens the encrypted file. Whoever cannot does not know
// whether the secret is there.
func (s System) decryptCredential(ctx context.Context, ref store.SecretRef, baseDir string) (string, error) {
	if ref.Path == "" {
		return "", failed(ErrUnavailable, "secret_credential_outside", "name", ref.Name)
	}
	creds, err := s.creds(ref)
	if err != nil {
		return "", err
	}
	path := ref.File(baseDir)
	sealed, err := store.ReadFile(path, maxSealed, "secret_no_file")
	if p := (*store.Problem)(nil); errors.As(err, &p) {
		return "", fileError(p)
	}
	open, err := creds.with(sealed, store.MaxSecret+2, "decrypt", "--name="+ref.Name, "-", "-").run(ctx)
	if err != nil {
		return "", err
	}
	value := cutLineEnd(string(open))
	if value == "" {
		return "", failed(ErrNotSet, "secret_empty", "from", path)
	}
	return value, nil
}

func (s System) writeCredential(ctx context.Context, ref store.SecretRef, baseDir string, v store.Secret, group string) error {
	if ref.Path == "" {
		return failed(ErrUnavailable, "secret_credential_outside", "name", ref.Name)
	}
	creds, err := s.creds(ref)
	if err != nil {
		return err
	}
	sealed, err := creds.with([]byte(v.Reveal()), maxSealed, "encrypt", "--name="+ref.Name, "-", "-").run(ctx)
	if err != nil {
		return err
	}
	if len(bytes.TrimSpace(sealed)) == 0 {
		return failed(ErrCommand, "secret_empty", "from", credsProgram)
	}
	return store.WriteSealed(ref.File(baseDir), sealed, group)
}

// creds is the program, for root alone: others have no access to the machine's key.
func (s System) creds(ref store.SecretRef) (program, error) {
	if !s.root() {
		return program{}, failed(ErrUnavailable, "secret_credential_root", "name", ref.Name)
	}
	path, err := exec.LookPath(credsProgram)
	if err != nil {
		return program{}, failed(ErrUnavailable, "secret_creds_missing")
	}
	return program{name: credsProgram, path: path, limit: credsLimit,
		slow: failed(ErrUnavailable, "secret_command_slow", "command", credsProgram, "limit", store.Duration(credsLimit).String())}, nil
}

func (p program) with(input []byte, most int, args ...string) program {
	p.input, p.most, p.args = input, most, args
	return p
}

// UnitLine is what a unit needs to find the secret; empty: the place is none of
// systemd's. baseDir is the profile's folder.
func UnitLine(ref store.SecretRef, baseDir string) string {
	if ref.From != "systemd-credential" || ref.Path == "" {
		return ""
	}
	return "LoadCredentialEncrypted=" + ref.Name + ":" + ref.File(baseDir)
}

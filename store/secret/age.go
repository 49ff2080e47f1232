package secret

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"filippo.io/age"
	"filippo.io/age/agessh"
	"filippo.io/age/armor"
	"golang.org/x/crypto/ssh"

	"todoku/store"
)

// A file encrypted with age (age-encryption.org/v1) is for machines that have
// none of the other places: it is worth as much as the identity file that opens
// it is kept apart from it.

const maxIdentity = 64 << 10

// readAge opens the file with the identity.
func readAge(ref store.SecretRef, baseDir string) (string, error) {
	ids, err := identities(ref, baseDir)
	if err != nil {
		return "", err
	}
	path := ref.File(baseDir)
	sealed, err := store.ReadFile(path, maxSealed, "secret_no_file")
	if p := (*store.Problem)(nil); errors.As(err, &p) {
		return "", fileError(p)
	}
	var in io.Reader = bytes.NewReader(sealed)
	if bytes.HasPrefix(sealed, []byte(armor.Header)) {
		in = armor.NewReader(in)
	}
	open, err := age.Decrypt(in, ids...)
	var stranger *age.NoIdentityMatchError
	switch {
	case errors.As(err, &stranger):
		return "", failed(ErrNotReadable, "secret_wrong_identity", "file", path, "identity", store.Beside(ref.Identity, baseDir))
	case err != nil:
		return "", failed(ErrUnusable, "secret_age_broken", "file", path)
	}
	value, err := io.ReadAll(io.LimitReader(open, store.MaxSecret+3))
	if err != nil {
		return "", failed(ErrUnusable, "secret_age_broken", "file", path)
	}
	line := cutLineEnd(string(value))
	if line == "" {
		return "", failed(ErrNotSet, "secret_empty", "from", path)
	}
	return line, nil
}

// writeAge encrypts to the identity itself and to whoever else is named. The
// file is armored: text survives what configuration tools do to files.
func writeAge(ref store.SecretRef, baseDir string, v store.Secret, group string) error {
	to, err := recipients(ref, baseDir)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	text := armor.NewWriter(&out)
	w, err := age.Encrypt(text, to...)
	if err == nil {
		_, err = io.WriteString(w, v.Reveal()+"\n")
	}
	if err == nil {
		err = w.Close()
	}
	if err == nil {
		err = text.Close()
	}
	if err != nil {
		// Of the keys: post-quantum recipients cannot be mixed with others.
		return failed(ErrUnusable, "secret_age_refused", "detail", store.Neutral(err.Error(), shownStderr))
	}
	return store.WriteSealed(ref.File(baseDir), out.Bytes(), group)
}

// CheckKeys tells what is wrong with the keys of an age place; nil: nothing, or
// the place is none of age's.
func CheckKeys(ref store.SecretRef, baseDir string) *store.Problem {
	if ref.From != "age" {
		return nil
	}
	_, err := recipients(ref, baseDir)
	var p *store.Problem
	if errors.As(err, &p) {
		return p
	}
	return nil
}

// identities are the private keys of the identity file, which nobody but its
// owner, and a group that may read the profile, may read.
func identities(ref store.SecretRef, baseDir string) ([]age.Identity, error) {
	path := store.Beside(ref.Identity, baseDir)
	data, err := store.ReadFile(path, maxIdentity, "secret_no_identity")
	if p := (*store.Problem)(nil); errors.As(err, &p) {
		if p.Code == "secret_no_identity" {
			return nil, &Error{ErrNotSet, p}
		}
		return nil, fileError(p)
	}
	if p := store.SharedSecret(path); p != nil {
		p.Code = "identity_shared"
		return nil, &Error{ErrUnusable, p}
	}
	if strings.HasPrefix(strings.TrimSpace(string(data)), armor.Header) {
		return nil, failed(ErrUnusable, "identity_locked", "file", path)
	}
	// The libraries' words are not repeated: they may hold a piece of a key.
	if bytes.Contains(data, []byte("PRIVATE KEY-----")) {
		id, err := agessh.ParseIdentity(data)
		var locked *ssh.PassphraseMissingError
		switch {
		case errors.As(err, &locked):
			return nil, failed(ErrUnusable, "identity_locked", "file", path)
		case err != nil:
			return nil, failed(ErrUnusable, "identity_unusable", "file", path)
		}
		return []age.Identity{id}, nil
	}
	ids, err := age.ParseIdentities(bytes.NewReader(data))
	if err != nil {
		return nil, failed(ErrUnusable, "identity_unusable", "file", path)
	}
	return ids, nil
}

// recipients are to whom is encrypted: the identities themselves, or nothing
// could be read back, and those of the profile.
func recipients(ref store.SecretRef, baseDir string) ([]age.Recipient, error) {
	ids, err := identities(ref, baseDir)
	if err != nil {
		return nil, err
	}
	var to []age.Recipient
	for _, id := range ids {
		switch id := id.(type) {
		case *age.X25519Identity:
			to = append(to, id.Recipient())
		case *age.HybridIdentity:
			to = append(to, id.Recipient())
		case *agessh.Ed25519Identity:
			to = append(to, id.Recipient())
		case *agessh.RSAIdentity:
			to = append(to, id.Recipient())
		default:
			return nil, failed(ErrUnusable, "identity_unusable", "file", store.Beside(ref.Identity, baseDir))
		}
	}
	for _, name := range ref.Recipients {
		if strings.HasPrefix(name, "ssh-") {
			r, err := agessh.ParseRecipient(name)
			if err != nil {
				return nil, failed(ErrUnusable, "not_a_recipient")
			}
			to = append(to, r)
			continue
		}
		list, err := age.ParseRecipients(strings.NewReader(name))
		if err != nil {
			return nil, failed(ErrUnusable, "not_a_recipient")
		}
		to = append(to, list...)
	}
	return to, nil
}

package secret

import (
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"todoku/store"
)

// Trial says whether secrets can be kept in a place here.
type Trial struct {
	Place   string         // of store.SecretPlaces
	Problem *store.Problem // why not; nil: ready
}

// tryLimit is how long all trials together may take.
const tryLimit = 5 * time.Second

// Try tries the places that are not there everywhere, side by side: a keyring by
// asking it for something that it does not have, systemd by encrypting and
// decrypting a word. Nothing is kept.
func (s System) Try(ctx context.Context) []Trial {
	within, cancel := context.WithTimeout(ctx, tryLimit)
	defer cancel()
	trials := []Trial{{Place: "keyring"}, {Place: "systemd-credential"}, {Place: "age"}}
	word := rand.Text()
	var all sync.WaitGroup
	all.Go(func() { trials[0].Problem = why(s.tryKeyring(within, word), "secret_keyring_slow") })
	all.Go(func() { trials[1].Problem = why(s.tryCredential(within, word), "secret_command_slow") })
	all.Wait()
	return trials
}

func (s System) tryKeyring(ctx context.Context, word string) error {
	_, err := s.readKeyring(ctx, store.SecretRef{From: "keyring", Service: "todoku", Account: "trial-" + word})
	var e *Error
	if errors.As(err, &e) && e.Problem.Code == "secret_keyring_missing" {
		return nil
	}
	return err
}

func (s System) tryCredential(ctx context.Context, word string) error {
	ref := store.SecretRef{From: "systemd-credential", Name: "todoku-trial"}
	creds, err := s.creds(ref)
	if err != nil {
		return err
	}
	var clean func()
	creds.env, clean = trialKey(word)
	defer clean()
	sealed, err := creds.with([]byte(word), maxSealed, "encrypt", "--name="+ref.Name, "-", "-").run(ctx)
	if err != nil {
		return err
	}
	open, err := creds.with(sealed, maxSealed, "decrypt", "--name="+ref.Name, "-", "-").run(ctx)
	if err == nil && string(open) != word {
		err = failed(ErrUnusable, "secret_differs", "place", ref.From)
	}
	return err
}

// hostKey is the machine's key, which systemd-creds makes when it first needs it.
const hostKey = "/var/lib/systemd/credential.secret"

// trialKey lets a trial make no key that stays, on a machine that has none yet:
// one beside it, so that what the place of the real one forbids is seen, for as
// long as the trial lasts.
func trialKey(word string) (env []string, clean func()) {
	const variable = "SYSTEMD_CREDENTIAL_SECRET" // which systemd-creds takes for the path of that key
	if _, err := os.Stat(hostKey); os.Getenv(variable) != "" || !errors.Is(err, fs.ErrNotExist) {
		return nil, func() {}
	}
	key := filepath.Join(filepath.Dir(hostKey), "todoku-trial-"+word)
	return append(os.Environ(), variable+"="+key), func() { _ = os.Remove(key) }
}

// why is the problem of err; late stands for a wait that ended first.
func why(err error, late string) *store.Problem {
	var p *store.Problem
	switch {
	case err == nil:
		return nil
	case errors.As(err, &p):
		return p
	}
	return failed(ErrUnavailable, late, "command", credsProgram, "limit", store.Duration(tryLimit).String()).Problem
}

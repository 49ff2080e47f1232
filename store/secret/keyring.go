package secret

import (
	"context"
	"encoding/json"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"

	"todoku/store"
)

// Keyring is the one of the person who is signed in: the Secret Service on
// Linux and BSD, the Keychain on macOS, the Credential Manager on Windows. Its
// errors are *Error or ctx's.
type Keyring interface {
	Get(ctx context.Context, service, account string) (store.Secret, error)
	Set(ctx context.Context, service, account string, v store.Secret) error
}

// keyring is the one to use, or why there is none here. Root and cron have no
// session in which a keyring could be open.
func (s System) keyring() (Keyring, error) {
	switch {
	case s.root():
		return nil, failed(ErrUnavailable, "secret_keyring_root")
	case !s.session():
		return nil, failed(ErrUnavailable, "secret_keyring_session")
	case s.Keyring != nil:
		return s.Keyring, nil
	}
	return childKeyring{limit: keyringLimit}, nil
}

// session reports a session bus that is there already. Looking is all: the
// library would start one, whose keyring nobody ever opened.
func (s System) session() bool {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return true
	}
	switch address := s.getenv("DBUS_SESSION_BUS_ADDRESS"); {
	case address == "disabled:":
		return false
	case address != "" && !strings.HasPrefix(address, "autolaunch:"):
		return true
	}
	info, err := os.Stat("/run/user/" + strconv.Itoa(os.Getuid()) + "/bus")
	return err == nil && info.Mode()&os.ModeSocket != 0 && s.getenv("XDG_RUNTIME_DIR") != ""
}

func (s System) readKeyring(ctx context.Context, ref store.SecretRef) (string, error) {
	k, err := s.keyring()
	if err != nil {
		return "", err
	}
	v, err := k.Get(ctx, ref.Service, ref.Account)
	if err == nil && v.IsZero() {
		err = failed(ErrNotSet, "secret_empty", "from", ref.Service+", "+ref.Account)
	}
	return v.Reveal(), err
}

func (s System) writeKeyring(ctx context.Context, ref store.SecretRef, v store.Secret) error {
	k, err := s.keyring()
	if err != nil {
		return err
	}
	return k.Set(ctx, ref.Service, ref.Account, v)
}

// KeyringCommand is the hidden command under which the program runs itself to
// talk to the keyring (ServeKeyring).
const KeyringCommand = "keyring-child"

// keyringLimit is how long the keyring may take: it may be about to ask a
// person, whom a program in the background does not have.
const keyringLimit = 2 * time.Second

// childKeyring talks to the keyring in a process of its own, which can be ended:
// the libraries wait for ever. What it is asked and answers goes by its standard
// input and output.
type childKeyring struct{ limit time.Duration }

// keyringCall and keyringAnswer cross the pipe, one JSON object each way.
type keyringCall struct {
	Op      string `json:"op"` // get | set
	Service string `json:"service"`
	Account string `json:"account"`
	Secret  string `json:"secret,omitempty"`
}

type keyringAnswer struct {
	Secret string `json:"secret,omitempty"`
	Fault  string `json:"fault,omitempty"` // missing | locked | too_big | failed
	Detail string `json:"detail,omitempty"`
}

func (k childKeyring) Get(ctx context.Context, service, account string) (store.Secret, error) {
	a, err := k.call(ctx, keyringCall{Op: "get", Service: service, Account: account})
	return store.NewSecret(a.Secret), err
}

func (k childKeyring) Set(ctx context.Context, service, account string, v store.Secret) error {
	_, err := k.call(ctx, keyringCall{Op: "set", Service: service, Account: account, Secret: v.Reveal()})
	return err
}

func (k childKeyring) call(ctx context.Context, c keyringCall) (keyringAnswer, error) {
	self, err := os.Executable()
	if err != nil {
		return keyringAnswer{}, failed(ErrUnavailable, "secret_keyring_failed", "detail", "")
	}
	input, err := json.Marshal(c)
	if err != nil {
		return keyringAnswer{}, failed(ErrUnusable, "secret_keyring_failed", "detail", "")
	}
	out, err := program{
		name: "todoku " + KeyringCommand, path: self, args: []string{KeyringCommand}, input: input, most: maxCall, limit: k.limit,
		slow: failed(ErrUnavailable, "secret_keyring_slow", "limit", store.Duration(k.limit).String()),
	}.run(ctx)
	if err != nil {
		return keyringAnswer{}, err
	}
	var a keyringAnswer
	if json.Unmarshal(out, &a) != nil {
		return keyringAnswer{}, failed(ErrUnavailable, "secret_keyring_failed", "detail", "")
	}
	return a, a.err(c)
}

// err is the answer's fault in our words.
func (a keyringAnswer) err(c keyringCall) error {
	switch a.Fault {
	case "":
		return nil
	case "missing":
		return failed(ErrNotSet, "secret_keyring_missing", "service", c.Service, "account", c.Account)
	case "locked":
		return failed(ErrUnavailable, "secret_keyring_locked")
	case "too_big":
		return failed(ErrUnusable, "secret_keyring_big")
	}
	return failed(ErrUnavailable, "secret_keyring_failed", "detail", store.Neutral(a.Detail, shownStderr))
}

package secret

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/zalando/go-keyring"
)

// maxCall bounds a call and an answer: a secret in JSON, every octet escaped.
const maxCall = 512 << 10

// ServeKeyring answers one call of a parent process, in the child. It may hang
// in the keyring; the parent ends it then. The error is that of the pipe or of a
// call that is none, and shows nothing of it.
func ServeKeyring(in io.Reader, out io.Writer) error {
	return serveKeyring(in, out, systemKeyring{})
}

// library is what is used of zalando/go-keyring.
type library interface {
	locked() (bool, error)
	Get(service, account string) (string, error)
	Set(service, account, secret string) error
}

type systemKeyring struct{}

func (systemKeyring) Get(service, account string) (string, error) {
	return keyring.Get(service, account)
}
func (systemKeyring) Set(service, account, secret string) error {
	return keyring.Set(service, account, secret)
}

func serveKeyring(in io.Reader, out io.Writer, k library) error {
	var c keyringCall
	if json.NewDecoder(io.LimitReader(in, maxCall)).Decode(&c) != nil || c.Service == "" || c.Account == "" {
		return errors.New("not a call")
	}
	var a keyringAnswer
	// Asked first, because the library's other calls make a locked keyring ask
	// for its password on somebody's screen.
	locked, err := k.locked()
	switch {
	case err != nil:
	case locked:
		a.Fault = "locked"
	case c.Op == "set":
		err = k.Set(c.Service, c.Account, c.Secret)
	case c.Op == "get":
		a.Secret, err = k.Get(c.Service, c.Account)
	default:
		return errors.New("not a call")
	}
	switch {
	case err == nil:
	case errors.Is(err, keyring.ErrNotFound):
		a.Fault = "missing"
	case errors.Is(err, keyring.ErrSetDataTooBig):
		a.Fault = "too_big"
	default:
		a.Fault, a.Detail = "failed", err.Error()
	}
	if err := json.NewEncoder(out).Encode(a); err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	return nil
}

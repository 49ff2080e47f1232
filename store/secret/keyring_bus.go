//go:build !windows && !darwin

package secret

import (
	"fmt"

	ss "github.com/zalando/go-keyring/secret_service"
)

// locked asks the Secret Service for the property Locked of the collection that
// the library uses, which asks nobody for a password.
func (systemKeyring) locked() (bool, error) {
	service, err := ss.NewSecretService()
	if err != nil {
		return false, err
	}
	v, err := service.GetLoginCollection().GetProperty("org.freedesktop.Secret.Collection.Locked")
	if err != nil {
		return false, err
	}
	locked, ok := v.Value().(bool)
	if !ok {
		return false, fmt.Errorf("the property Locked is a %T", v.Value())
	}
	return locked, nil
}

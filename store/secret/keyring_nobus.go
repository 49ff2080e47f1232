//go:build windows || darwin

package secret

// locked: these keyrings are open with the session, or ask by themselves.
func (systemKeyring) locked() (bool, error) { return false, nil }

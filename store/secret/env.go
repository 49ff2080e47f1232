package secret

import (
	"os"

	"todoku/store"
)

// readEnv takes the variable's value as it is.
func readEnv(ref store.SecretRef) (string, error) {
	value, ok := os.LookupEnv(ref.Name)
	if !ok {
		return "", failed(ErrNotSet, "secret_env_unset", "name", ref.Name)
	}
	if value == "" {
		return "", failed(ErrNotSet, "secret_empty", "from", ref.Name)
	}
	return value, nil
}

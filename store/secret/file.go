package secret

import (
	"errors"
	"strings"

	"todoku/store"
)

// readFile takes the whole file but for one line end at its end, which editors
// and "echo" add.
func readFile(ref store.SecretRef, baseDir string) (string, error) {
	path := ref.File(baseDir)
	data, err := store.ReadFile(path, store.MaxSecret+2, "secret_no_file")
	var p *store.Problem
	if errors.As(err, &p) {
		return "", fileError(p)
	}
	value := cutLineEnd(string(data))
	if value == "" {
		return "", failed(ErrNotSet, "secret_empty", "from", path)
	}
	return value, nil
}

// fileError sorts why a file cannot be read.
func fileError(p *store.Problem) error {
	switch p.Code {
	case "secret_no_file":
		return &Error{ErrNotSet, p}
	case "file_too_large", "not_a_file":
		return &Error{ErrUnusable, p}
	}
	return &Error{ErrNotReadable, p}
}

// cutLineEnd takes one line end off.
func cutLineEnd(s string) string {
	if s, ok := strings.CutSuffix(s, "\r\n"); ok {
		return s
	}
	return strings.TrimSuffix(s, "\n")
}

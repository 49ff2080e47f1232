package store

import (
	"os"
	"path/filepath"
	"strings"
)

// MaxSecret is the size in octets up to which a secret is taken from its place.
const MaxSecret = 64 << 10

// SecretFile is the name under which todoku keeps a secret of a profile, beside
// it: "alerts.secret" for smtp.auth.password, "alerts.receive.secret" for
// receive.password.
func SecretFile(name, key string) string {
	switch key {
	case "smtp.auth.password":
		return name + secretEnd
	case "oauth.client_secret":
		return name + ".oauth" + secretEnd
	}
	table, _, _ := strings.Cut(key, ".")
	return name + "." + table + secretEnd
}

// WriteSecretFile keeps s at path, for its owner and, where one is named, for
// group; it replaces the file as a whole. The error is a Problem and never
// shows s.
func WriteSecretFile(path string, s Secret, group string) error {
	v := s.Reveal()
	if v == "" {
		return problem("secret_not_set").in(path)
	}
	if p := CheckSecret(v); p != nil {
		return p.in(path)
	}
	return WriteSealed(path, []byte(v+"\n"), group)
}

// WriteSealed keeps data, a secret as it is stored (encrypted, say), at path in
// the same way. The error is a Problem.
func WriteSealed(path string, data []byte, group string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return writeProblem(path, err)
	}
	return writeFile(path, data, access{group: group})
}

// SharedWith is the group that may read the file at path, and get into its
// folder, because root set it up so; empty: nobody else may, or everybody.
func SharedWith(path string) string { return sharedWith(path) }

// CheckSecret refuses what no protocol can carry: line breaks and NUL
// (RFC 4616 section 2 for PLAIN, RFC 1939 section 3 for PASS), and more than
// MaxSecret octets. The Problem never shows the value.
func CheckSecret(v string) *Problem {
	switch {
	case len(v) > MaxSecret:
		return problem("secret_too_long", "max", "65536")
	case strings.ContainsAny(v, "\r\n"):
		return problem("line_break")
	case strings.Contains(v, "\x00"):
		return problem("control_character", "char", "U+0000")
	}
	return nil
}

// SharedSecret tells that everybody may read a file that holds a secret, or
// that its group may change it; nil: all is well, or there is no such file.
func SharedSecret(path string) *Problem {
	info, err := os.Stat(path)
	if err != nil || !readableByOthers(info) {
		return nil
	}
	return problem("secret_shared", "file", path, "mode", info.Mode().Perm().String(), "command", closeCommand(path)).in(path)
}

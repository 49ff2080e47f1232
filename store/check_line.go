package store

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of a profile's strings.
const (
	maxLine = 2048 // octets of any string; no mail setting is near it
	maxName = 64   // octets of a profile's name, so that NAME.toml.lock fits any file system
)

// CheckLine refuses what no single-line value may hold: line breaks, which
// would let a value smuggle commands into a protocol, other control characters
// (C0, DEL, C1, the Unicode line separators) and invalid UTF-8.
func CheckLine(key, s string) *Problem {
	if !utf8.ValidString(s) {
		return problem("not_utf8").at(key)
	}
	if len(s) > maxLine {
		return problem("too_long", "max", strconv.Itoa(maxLine), "length", strconv.Itoa(len(s))).at(key)
	}
	for _, r := range s {
		switch {
		case r == '\r' || r == '\n' || r == '\u2028' || r == '\u2029' || r == '\u0085':
			return problem("line_break").at(key)
		case unicode.IsControl(r):
			return problem("control_character", "char", fmt.Sprintf("U+%04X", r)).at(key)
		}
	}
	return nil
}

// CheckName refuses names that cannot be a file name on every system or that
// could be taken for a path: a name is letters and digits of any script, and
// - _ . inside.
func CheckName(s string) *Problem {
	const key = "name"
	if p := CheckLine(key, s); p != nil {
		return p
	}
	if s == "" {
		return problem("missing_key").at(key)
	}
	if len(s) > maxName {
		return problem("too_long", "max", strconv.Itoa(maxName), "length", strconv.Itoa(len(s))).at(key)
	}
	for i, r := range s {
		inside := i > 0 && (r == '-' || r == '_' || r == '.' || unicode.IsMark(r))
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !inside {
			return problem("name_character", "char", string(r)).at(key)
		}
	}
	if strings.HasSuffix(s, ".") {
		return problem("name_character", "char", ".").at(key)
	}
	if reservedName(s) {
		return problem("name_reserved", "name", s).at(key)
	}
	return nil
}

// reservedName knows the names with another meaning: the draft without a name,
// what Find takes for a path, and the devices of Windows.
func reservedName(s string) bool {
	s = strings.ToLower(s)
	if s == unnamed || strings.HasSuffix(s, extension) {
		return true
	}
	stem, _, _ := strings.Cut(s, ".")
	switch stem {
	case "con", "prn", "aux", "nul":
		return true
	}
	if len(stem) == 4 && (stem[:3] == "com" || stem[:3] == "lpt") {
		return stem[3] >= '0' && stem[3] <= '9'
	}
	return false
}

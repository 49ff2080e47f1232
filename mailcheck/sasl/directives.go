package sasl

import (
	"fmt"
	"strings"
)

// directives are the parts of a DIGEST-MD5 challenge by lower-case name, in
// the order of the server where one repeats (realm).
type directives map[string][]string

func (d directives) first(name string) string {
	if v := d[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// maxChallenge is the longest digest-challenge (RFC 2831 section 2.1.1).
const maxChallenge = 2048

// parseDirectives reads 1#( name "=" ( token | quoted-string ) ) (RFC 2831
// section 7.1); empty list elements are allowed.
func parseDirectives(s string) (directives, error) {
	if len(s) > maxChallenge {
		return nil, fmt.Errorf("%w: longer than %d octets", ErrChallenge, maxChallenge)
	}
	out := directives{}
	for {
		s = strings.TrimLeft(s, ", \t\r\n")
		if s == "" {
			return out, nil
		}
		name, rest, ok := strings.Cut(s, "=")
		name = strings.ToLower(strings.TrimRight(name, " \t"))
		if !ok || name == "" || strings.ContainsAny(name, `",`) {
			return nil, fmt.Errorf("%w: directive without a name", ErrChallenge)
		}
		value, rest, err := cutValue(strings.TrimLeft(rest, " \t\r\n"))
		if err != nil {
			return nil, err
		}
		out[name] = append(out[name], value)
		s = strings.TrimLeft(rest, " \t\r\n")
		if s != "" && s[0] != ',' {
			return nil, fmt.Errorf("%w: no comma after %q", ErrChallenge, name)
		}
	}
}

// cutValue takes a token or a quoted string off s.
func cutValue(s string) (value, rest string, err error) {
	if !strings.HasPrefix(s, `"`) {
		if i := strings.IndexAny(s, ", \t\r\n"); i >= 0 {
			return s[:i], s[i:], nil
		}
		return s, "", nil
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '"':
			return b.String(), s[i+1:], nil
		case '\\':
			i++
			if i == len(s) {
				return "", "", fmt.Errorf("%w: quoted string not closed", ErrChallenge)
			}
		}
		b.WriteByte(s[i])
	}
	return "", "", fmt.Errorf("%w: quoted string not closed", ErrChallenge)
}

// quote makes a quoted-string.
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// listed looks for word in a comma-separated list.
func listed(list, word string) bool {
	for w := range strings.SplitSeq(list, ",") {
		if strings.EqualFold(strings.TrimSpace(w), word) {
			return true
		}
	}
	return false
}

package store

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Encode writes p as a new file: the required keys and those that differ from
// their default, in the order of the schema, one table per part. It does not
// judge p; a profile in the making can be shown too.
func Encode(p Profile) ([]byte, error) {
	def := map[string]any{}
	for _, u := range units(Default()) {
		def[u.key] = u.value
	}
	var b bytes.Buffer
	var at []string
	for _, u := range units(p) {
		if !needed(p, u, def) {
			continue
		}
		v, err := tomlValue(u)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", u.key, err)
		}
		table := u.path[:len(u.path)-1]
		if pathID(table) != pathID(at) {
			fmt.Fprintf(&b, "\n[%s]\n", tomlKey(table))
			at = table
		}
		fmt.Fprintf(&b, "%s = %s\n", tomlKey(u.path[len(u.path)-1:]), v)
	}
	return b.Bytes(), nil
}

// needed tells whether a file must say u.
func needed(p Profile, u unit, def map[string]any) bool {
	if u.kind == kindFree || u.kind == kindVerdicts {
		return true
	}
	switch u.key {
	case "schema", "name", "server_type", "sender.address":
		return true
	case "smtp.auth.method": // Decode wants it said beside these
		if p.wantsMethod() {
			return true
		}
	}
	return !same(u.value, def[u.key]) && !(empty(u.value) && empty(def[u.key]))
}

// tomlValue is a value as it stands in a file.
func tomlValue(u unit) (string, error) {
	switch v := u.value.(type) {
	case string:
		return tomlString(v), nil
	case int:
		return strconv.Itoa(v), nil
	case int64:
		return strconv.FormatInt(v, 10), nil
	case bool:
		return strconv.FormatBool(v), nil
	case Duration:
		return tomlString(v.String()), nil
	case time.Time:
		return v.UTC().Format(time.RFC3339), nil
	case []string:
		return tomlStrings(v), nil
	case SecretRef:
		return tomlRef(v), nil
	}
	return "", problem("wrong_type", "want", freeTypes, "got", "other")
}

func tomlStrings(list []string) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = tomlString(s)
	}
	return "[" + strings.Join(out, ", ") + "]"
}

// tomlRef is the place of a secret as an inline table.
func tomlRef(r SecretRef) string {
	var parts []string
	for _, u := range refUnits(r, nil) {
		v, _ := tomlValue(u) // strings and lists of strings always have one
		parts = append(parts, u.path[len(u.path)-1]+" = "+v)
	}
	if len(parts) == 0 {
		return "{}"
	}
	return "{ " + strings.Join(parts, ", ") + " }"
}

// refUnits are the parts of a secret's place that are set, below path.
func refUnits(r SecretRef, path []string) []unit {
	r = r.own()
	all := []struct {
		name  string
		value any
	}{
		{"from", r.From}, {"path", r.Path}, {"name", r.Name}, {"argv", r.Argv},
		{"service", r.Service}, {"account", r.Account}, {"identity", r.Identity}, {"recipients", r.Recipients},
	}
	var us []unit
	for _, x := range all {
		if !empty(x.value) {
			p := append(path[:len(path):len(path)], x.name)
			us = append(us, unit{key: strings.Join(p, "."), path: p, value: x.value})
		}
	}
	return us
}

// tomlKey writes a dotted key, quoting the parts that need it.
func tomlKey(path []string) string {
	out := make([]string, len(path))
	for i, k := range path {
		bare := k != ""
		for j := range len(k) {
			bare = bare && (isAlnum(k[j]) || k[j] == '-' || k[j] == '_')
		}
		if out[i] = k; !bare {
			out[i] = tomlString(k)
		}
	}
	return strings.Join(out, ".")
}

// tomlString is a basic string; what TOML does not allow in one is escaped, and
// invalid UTF-8 (which Validate refuses) becomes U+FFFD.
func tomlString(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r < 0x20 || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

package store

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// freeTypes are what a value of [form] or [notify] may be.
const freeTypes = "string, integer, boolean, array of strings"

// walk compares a decoded table with the schema: unknown keys, wrong types,
// and secrets written into the file. The decoder would take "Host" for "host";
// here only the exact key counts, so that an edit finds every key again.
func (d *decoded) walk(path []string, m map[string]any, ps *Problems) {
	for _, name := range slices.Sorted(maps.Keys(m)) {
		p := append(path[:len(path):len(path)], name)
		d.value(p, m[name], ps)
	}
}

func (d *decoded) value(path []string, v any, ps *Problems) {
	key := strings.Join(path, ".")
	sub, isTable := v.(map[string]any)
	f, known := fieldOf(key)
	if strings.ContainsAny(strings.Join(path, ""), ". ") {
		known = false // a quoted key that only looks like one of ours
	}
	switch {
	case known && f.kind == kindSecret:
		if !isTable {
			*ps = append(*ps, problem("inline_secret").at(key))
			return
		}
		d.keys = append(d.keys, path)
		d.walk(path, sub, ps)
	case known && (f.kind == kindFree || f.kind == kindVerdicts):
		d.free(f, path, v, ps)
	case known:
		d.keys = append(d.keys, path)
		if p := checkType(f.kind, v); p != nil {
			*ps = append(*ps, p.at(key))
		}
	case isTable && isTablePath(path):
		d.walk(path, sub, ps)
	case isTablePath(path):
		*ps = append(*ps, problem("wrong_type", "want", "table", "got", typeName(v)).at(key))
	case inSecret(path):
		*ps = append(*ps, inlineOrUnknown(path, key))
	default:
		p := unknownKey(tomlKey(path))
		p.Line = d.layout.lineOf(path)
		*ps = append(*ps, p)
	}
}

// free takes the tables whose keys are not ours.
func (d *decoded) free(f field, path []string, v any, ps *Problems) {
	m, ok := v.(map[string]any)
	if !ok {
		*ps = append(*ps, problem("wrong_type", "want", "table", "got", typeName(v)).at(f.key))
		return
	}
	for _, name := range slices.Sorted(maps.Keys(m)) {
		v := m[name]
		d.keys = append(d.keys, append(path[:len(path):len(path)], name))
		good := false
		switch freeValue(v).(type) {
		case string:
			good = true
		case bool, int64, []string:
			good = f.kind == kindFree
		}
		if !good {
			want := freeTypes
			if f.kind == kindVerdicts {
				want = "string"
			}
			*ps = append(*ps, problem("wrong_type", "want", want, "got", typeName(v)).at(f.key+"."+name))
		}
	}
}

// isTablePath tells whether the schema has keys below path.
func isTablePath(path []string) bool {
	for _, f := range schema() {
		if len(f.path) > len(path) && startsWith(f.path, path) {
			return true
		}
	}
	return false
}

func inSecret(path []string) bool {
	f, ok := fieldOf(strings.Join(path[:len(path)-1], "."))
	return ok && f.kind == kindSecret
}

// inlineOrUnknown recognises the names under which people write the secret
// itself; the problem never repeats the value.
func inlineOrUnknown(path []string, key string) *Problem {
	switch path[len(path)-1] {
	case "value", "secret", "password", "inline", "text", "plain":
		return problem("inline_secret").at(strings.Join(path[:len(path)-1], "."))
	}
	return unknownKey(key)
}

// checkType wants the TOML type of a key.
func checkType(k kind, v any) *Problem {
	want, ok := "", false
	switch k {
	case kindString:
		want = "string"
		_, ok = v.(string)
	case kindInt:
		want = "integer"
		var n int64
		n, ok = v.(int64)
		if ok && (n > 1<<31-1 || n < -1<<31) {
			return problem("out_of_range", "value", text(n), "min", "-2147483648", "max", "2147483647")
		}
	case kindBool:
		want = "boolean"
		_, ok = v.(bool)
	case kindTime:
		want = "date-time"
		_, ok = v.(time.Time)
	case kindStrings:
		want = "array of strings"
		list, isList := v.([]any)
		_, bad := freeValue(list).([]any)
		ok = isList && !bad
	case kindDuration:
		want = "string"
		var s string
		if s, ok = v.(string); ok {
			if _, err := time.ParseDuration(s); err != nil {
				return problem("not_a_duration", "value", s)
			}
		}
	}
	if ok {
		return nil
	}
	return problem("wrong_type", "want", want, "got", typeName(v))
}

// typeName is TOML's word for the type of v.
func typeName(v any) string {
	switch v.(type) {
	case string:
		return "string"
	case int64:
		return "integer"
	case bool:
		return "boolean"
	case float64:
		return "float"
	case time.Time:
		return "date-time"
	case map[string]any:
		return "table"
	}
	return "array"
}

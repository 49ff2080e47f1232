package store

import (
	"reflect"
	"strings"
	"sync"
	"time"
)

// kind is how a key's value stands in the file.
type kind int

const (
	kindString kind = iota
	kindInt
	kindBool
	kindDuration // a string such as "10s"
	kindStrings
	kindSecret   // a table that names a place
	kindTime     // a date-time
	kindFree     // a table whose keys are the application's own
	kindVerdicts // a table of strings
)

// field is one key of the schema. The schema is the Profile struct itself;
// this is only its list form, in the order in which files are written.
type field struct {
	key   string
	path  []string
	index []int
	kind  kind
	ref   bool // part of a secret's place, "smtp.auth.password.from"
}

// schema lists every key once: tables' own keys before those of their tables.
var schema = sync.OnceValue(func() []field {
	return walkFields(reflect.TypeFor[Profile](), nil, nil, false)
})

// fieldOf finds a key of the schema.
func fieldOf(key string) (field, bool) {
	for _, f := range schema() {
		if f.key == key {
			return f, true
		}
	}
	return field{}, false
}

func walkFields(t reflect.Type, path []string, index []int, ref bool) []field {
	var own, tables []field
	for i := range t.NumField() {
		sf := t.Field(i)
		p := append(path[:len(path):len(path)], sf.Tag.Get("toml"))
		ix := append(index[:len(index):len(index)], i)
		k, leaf := kindOf(sf.Type)
		f := field{strings.Join(p, "."), p, ix, k, ref}
		switch {
		case !leaf:
			tables = append(tables, walkFields(sf.Type, p, ix, ref)...)
		case k == kindSecret:
			own = append(append(own, f), walkFields(sf.Type, p, ix, true)...)
		case k == kindFree || k == kindVerdicts:
			tables = append(tables, f)
		default:
			own = append(own, f)
		}
	}
	return append(own, tables...)
}

func kindOf(t reflect.Type) (k kind, leaf bool) {
	switch t {
	case reflect.TypeFor[Duration]():
		return kindDuration, true
	case reflect.TypeFor[[]string]():
		return kindStrings, true
	case reflect.TypeFor[SecretRef]():
		return kindSecret, true
	case reflect.TypeFor[time.Time]():
		return kindTime, true
	case reflect.TypeFor[map[string]string]():
		return kindVerdicts, true
	case reflect.TypeFor[Notify](), reflect.TypeFor[Form]():
		return kindFree, true
	}
	switch t.Kind() {
	case reflect.Int:
		return kindInt, true
	case reflect.Bool:
		return kindBool, true
	case reflect.String:
		return kindString, true
	}
	return 0, false
}

// of is the field's value in p, addressable.
func (f field) of(p *Profile) reflect.Value {
	return reflect.ValueOf(p).Elem().FieldByIndex(f.index)
}

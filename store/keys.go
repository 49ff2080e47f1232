package store

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Keys lists every key that Get and Set know by name, in the order of a
// written file. The keys of [form] and [notify] are the application's own and
// not listed; Get and Set take them as "form.KEY" and "notify.KEY".
func Keys() []string {
	var keys []string
	for _, f := range schema() {
		if f.kind != kindSecret && f.kind != kindFree && f.kind != kindVerdicts {
			keys = append(keys, f.key)
		}
	}
	return keys
}

// Get gives the value of a key as text: numbers in decimal, true or false,
// durations like "10s", lists as words (JoinWords). It is false for a key that
// does not exist, and for a form or notify key without a value.
func Get(p *Profile, key string) (string, bool) {
	if m, name, ok := freeTable(p, key); ok {
		v, found := (*m)[name]
		if !found {
			return "", false
		}
		return text(v), true
	}
	if stage, ok := strings.CutPrefix(key, "proof.stages."); ok {
		v, found := p.Proof.Stages[stage]
		return v, found
	}
	f, ok := fieldOf(key)
	if !ok || f.kind == kindSecret || f.kind == kindFree || f.kind == kindVerdicts {
		return "", false
	}
	return text(f.of(p).Interface()), true
}

// freeTable splits "form.x" and "notify.x" into the table and the key in it.
func freeTable(p *Profile, key string) (*map[string]any, string, bool) {
	if name, ok := strings.CutPrefix(key, "form."); ok && name != "" {
		return (*map[string]any)(&p.Form), name, true
	}
	if name, ok := strings.CutPrefix(key, "notify."); ok && name != "" {
		return (*map[string]any)(&p.Notify), name, true
	}
	return nil, "", false
}

// text is a value as it is typed and shown.
func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case Duration:
		return v.String()
	case []string:
		return JoinWords(v)
	case time.Time:
		if v.IsZero() {
			return ""
		}
		return v.UTC().Format(time.RFC3339)
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case bool:
		return strconv.FormatBool(v)
	}
	return fmt.Sprint(v)
}

// unit is a key with its value: the smallest thing that an edit changes and
// that two writers can disagree about. A secret's place is one unit.
type unit struct {
	key   string
	path  []string
	kind  kind
	value any
}

// units lists all units of p in schema order, application's keys sorted.
func units(p Profile) []unit {
	var us []unit
	for _, f := range schema() {
		v := f.of(&p)
		switch {
		case f.ref:
		case f.kind == kindFree || f.kind == kindVerdicts:
			us = append(us, mapUnits(f, v)...)
		case f.kind == kindSecret:
			us = append(us, unit{f.key, f.path, f.kind, v.Interface().(SecretRef).own()})
		default:
			us = append(us, unit{f.key, f.path, f.kind, v.Interface()})
		}
	}
	return us
}

func mapUnits(f field, m reflect.Value) []unit {
	var us []unit
	for _, k := range m.MapKeys() {
		name := k.String()
		path := append(f.path[:len(f.path):len(f.path)], name)
		us = append(us, unit{f.key + "." + name, path, f.kind, freeValue(m.MapIndex(k).Interface())})
	}
	slices.SortFunc(us, func(a, b unit) int { return strings.Compare(a.key, b.key) })
	return us
}

// freeValue brings a value of [form] or [notify] to one of the four types
// that such a value may have: string, bool, int64, []string. Others stay.
func freeValue(v any) any {
	switch v := v.(type) {
	case int:
		return int64(v)
	case []any:
		list := make([]string, 0, len(v))
		for _, e := range v {
			s, ok := e.(string)
			if !ok {
				return v
			}
			list = append(list, s)
		}
		return list
	}
	return v
}

// same compares two values of units.
func same(a, b any) bool {
	switch x := a.(type) {
	case time.Time:
		y, ok := b.(time.Time)
		return ok && x.Unix() == y.Unix() // files keep seconds
	case []string:
		y, ok := b.([]string)
		return ok && slices.Equal(x, y)
	}
	return reflect.DeepEqual(a, b)
}

// empty tells a value that stands for "nothing".
func empty(v any) bool {
	rv := reflect.ValueOf(v)
	if !rv.IsValid() {
		return true
	}
	if rv.Kind() == reflect.Slice {
		return rv.Len() == 0
	}
	return rv.IsZero()
}

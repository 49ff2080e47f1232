package report

import (
	"reflect"
	"strings"

	"todoku/mailcheck"
	"todoku/mailcheck/cause"
)

// JSONSchema describes a line of JSON and JSONUnreadable in JSON Schema 2020-12.
// It is made from the very types that are written. New fields may come within a
// Schema, so it does not close the objects.
func JSONSchema() map[string]any {
	s := typeSchema(reflect.TypeFor[jsonReport](), "")
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["title"] = Schema
	props := s["properties"].(map[string]any)
	props["schema"] = map[string]any{"const": Schema}
	return s
}

// closedTypes are the values of types that have no others.
func closedTypes() map[reflect.Type][]string {
	return map[reflect.Type][]string{
		reflect.TypeFor[mailcheck.Verdict](): words(mailcheck.Pass, mailcheck.Warn, mailcheck.Fail, mailcheck.Unknown, mailcheck.Skipped),
		reflect.TypeFor[cause.Severity]():    words(cause.SeverityFail, cause.SeverityUnknown, cause.SeverityWarn),
		reflect.TypeFor[cause.Confidence]():  words(cause.Certain, cause.Likely, cause.Possible),
		reflect.TypeFor[cause.Who]():         words(cause.You, cause.MailAdmin, cause.TenantAdmin, cause.NetworkAdmin, cause.Provider),
	}
}

func words[T ~string](values ...T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}

// typeSchema describes what encoding/json writes for a type. tag is what its
// field says of it: "verdict" has no skipped ones, "cause" is an id.
func typeSchema(t reflect.Type, tag string) map[string]any {
	if values, ok := closedTypes()[t]; ok {
		if tag == "verdict" {
			values = values[:4]
		}
		return map[string]any{"enum": values}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return typeSchema(t.Elem(), tag)
	case reflect.Slice:
		return map[string]any{"type": "array", "items": typeSchema(t.Elem(), tag)}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int, reflect.Int64:
		return map[string]any{"type": "integer"}
	case reflect.Struct:
		return structSchema(t)
	}
	s := map[string]any{"type": "string"}
	if tag == "cause" {
		var ids []string
		for _, c := range cause.All() {
			ids = append(ids, c.ID)
		}
		s["pattern"], s["examples"] = `^[a-z0-9]+(\.[a-z0-9-]+)?$`, ids // a later version knows more
	}
	return s
}

func structSchema(t reflect.Type) map[string]any {
	props, required := map[string]any{}, []string{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" || name == "-" {
			continue
		}
		props[name] = typeSchema(f.Type, f.Tag.Get("is"))
		if options != "omitempty" {
			required = append(required, name)
		}
	}
	return map[string]any{"type": "object", "properties": props, "required": required}
}

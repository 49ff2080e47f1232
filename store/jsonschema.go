package store

import (
	"maps"
	"strings"
)

// JSONSchema describes a complete profile, as the data model of its TOML, in
// JSON Schema 2020-12. It is made from the keys, values, rules and defaults that
// Decode uses. What JSON Schema cannot say (the range of a duration, the grammar
// of a host name) it leaves out: what it refuses Decode refuses, too. title
// names a key to people; empty: no title.
func JSONSchema(title func(key string) string) map[string]any {
	root := object()
	for _, f := range schema() {
		if f.ref {
			continue
		}
		into := root
		for _, part := range f.path[:len(f.path)-1] {
			props := into["properties"].(map[string]any)
			if props[part] == nil {
				props[part] = object()
			}
			into = props[part].(map[string]any)
		}
		s := keySchema(f)
		if t := title(f.key); t != "" {
			s["title"] = t
		}
		into["properties"].(map[string]any)[f.path[len(f.path)-1]] = s
	}
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["$defs"] = map[string]any{"line": lineSchema(), "place": placeSchema(), "free": freeSchema()}
	root["allOf"] = ruleSchemas()
	return root
}

func object() map[string]any {
	return map[string]any{"type": "object", "additionalProperties": false, "properties": map[string]any{}}
}

// ref uses a definition.
func ref(name string) map[string]any { return map[string]any{"$ref": "#/$defs/" + name} }

// keySchema is a key's type, rule and default.
func keySchema(f field) map[string]any {
	s := map[string]any{}
	switch f.kind {
	case kindSecret:
		return ref("place")
	case kindFree:
		return map[string]any{"type": "object", "propertyNames": ref("line"), "additionalProperties": ref("free")}
	case kindVerdicts:
		return map[string]any{"type": "object", "additionalProperties": map[string]any{"type": "string"}}
	case kindTime:
		return map[string]any{"type": "string", "format": "date-time"}
	case kindStrings:
		return map[string]any{"type": "array", "items": ref("line")}
	case kindInt:
		s["type"], s["minimum"], s["maximum"] = "integer", -1<<31, 1<<31-1
		maps.Copy(s, ruleOf(f.key).says)
	case kindBool:
		s["type"] = "boolean"
	case kindDuration:
		s["type"], s["pattern"] = "string", durationPattern
		maps.Copy(s, ruleOf(f.key).says)
	case kindString:
		s = ref("line")
		s["type"] = "string"
		if says := ruleOf(f.key).says; says != nil {
			// Empty is as good as left out, and no rule is asked.
			s["anyOf"] = []any{says, map[string]any{"const": ""}}
		}
	}
	p := Default()
	if v := f.of(&p); f.kind == kindBool || !v.IsZero() {
		s["default"] = v.Interface()
	}
	return s
}

// durationPattern is what time.ParseDuration takes.
const durationPattern = `^[+-]?(0|(([0-9]+\.?[0-9]*|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+)$`

// lineSchema is what CheckLine takes; octets are at least as many as characters.
func lineSchema() map[string]any {
	return map[string]any{"type": "string", "maxLength": maxLine, "pattern": `^[^\x00-\x1f\x7f-\x9f` + "\u2028\u2029]*$"}
}

// freeSchema is a value of [form] or [notify].
func freeSchema() map[string]any {
	return map[string]any{"anyOf": []any{
		ref("line"), map[string]any{"type": "integer"}, map[string]any{"type": "boolean"},
		map[string]any{"type": "array", "items": ref("line")},
	}}
}

// placeSchema is where a secret is.
func placeSchema() map[string]any {
	s, props, none := object(), map[string]any{}, map[string]any{}
	for _, name := range []string{"path", "name", "service", "account", "identity"} {
		props[name], none[name] = ref("line"), map[string]any{"const": ""}
	}
	props["argv"], none["argv"] = map[string]any{"type": "array", "items": ref("line")}, map[string]any{"maxItems": 0}
	props["from"] = map[string]any{"type": "string", "enum": append(SecretPlaces[:len(SecretPlaces):len(SecretPlaces)], "")}
	s["properties"] = props
	all := []any{map[string]any{"anyOf": []any{given("from"), map[string]any{"properties": none}}}}
	for _, from := range SecretPlaces {
		then := map[string]any{"required": placeNeeds(from), "properties": filled(placeNeeds(from))}
		if from == "env" {
			then["properties"] = map[string]any{"name": map[string]any{"pattern": "^[A-Za-z_][A-Za-z0-9_]*$"}}
		}
		all = append(all, map[string]any{"if": holds(condition{key: "from", values: []string{from}}), "then": then})
	}
	s["allOf"] = all
	return s
}

// filled asks each of the keys, where it is there, for a value.
func filled(keys []string) map[string]any {
	props := map[string]any{}
	for _, k := range keys {
		props[k] = map[string]any{"minLength": 1, "minItems": 1}
	}
	return props
}

// ruleSchemas are the rules about what belongs together.
func ruleSchemas() []any {
	var all []any
	for _, r := range requirements() {
		var when, then []any
		for _, c := range r.when {
			when = append(when, holds(c))
		}
		for _, key := range r.keys {
			then = append(then, given(key))
		}
		if when == nil {
			all = append(all, then...)
			continue
		}
		all = append(all, map[string]any{"if": map[string]any{"allOf": when}, "then": map[string]any{"allOf": then}})
	}
	api := condition{key: "server_type", values: []string{"api"}}
	return append(all,
		map[string]any{"if": holds(api), "then": at("provider", map[string]any{"enum": append(APIs[:len(APIs):len(APIs)], "")}, false)},
		// See wantsMethod.
		map[string]any{
			"if": map[string]any{"allOf": []any{
				map[string]any{"not": holds(api)},
				map[string]any{"anyOf": []any{given("smtp.auth.username"), given("smtp.auth.password.from")}},
			}},
			"then": at("smtp.auth.method", map[string]any{}, true),
		})
}

// holds is a condition as a schema. A key that is left out has its default.
func holds(c condition) map[string]any {
	p, values := Default(), map[string]any{"enum": c.values}
	def, known := Get(&p, c.key)
	s := at(c.key, values, true)
	for _, v := range c.values {
		if known && v == def {
			s = at(c.key, values, false)
		}
	}
	if c.not {
		return map[string]any{"not": s}
	}
	return s
}

// given asks for a value of key.
func given(key string) map[string]any {
	return at(key, map[string]any{"minLength": 1, "minItems": 1}, true)
}

// at puts a schema where key is, which has to be there, or may be left out.
func at(key string, s map[string]any, required bool) map[string]any {
	parts := strings.Split(key, ".")
	for i := len(parts) - 1; i >= 0; i-- {
		outer := map[string]any{"properties": map[string]any{parts[i]: s}}
		if required {
			outer["required"] = []string{parts[i]}
		}
		s = outer
	}
	return s
}

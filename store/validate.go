package store

import (
	"maps"
	"slices"
)

// Validate checks every rule of a complete profile: required keys, the values
// of each key, and what belongs together. Problems name keys, not lines.
func (p Profile) Validate() Problems {
	var ps Problems
	for _, f := range schema() {
		if prob := checkField(f, &p); prob != nil {
			ps = append(ps, prob)
		}
	}
	ps = append(ps, checkFree("notify.", p.Notify)...)
	ps = append(ps, checkFree("form.", p.Form)...)
	ps = append(ps, p.missing()...)
	for _, f := range schema() {
		if f.kind == kindSecret {
			ps = append(ps, CheckRef(f.key, f.of(&p).Interface().(SecretRef))...)
		}
	}
	return ps
}

// checkField leaves zero values to missing and to Decode, which knows whether
// a zero was written or left out.
func checkField(f field, p *Profile) *Problem {
	v := f.of(p)
	if v.IsZero() || f.kind == kindSecret || f.kind == kindFree || f.kind == kindVerdicts || f.kind == kindTime {
		return nil
	}
	if list, ok := v.Interface().([]string); ok {
		for _, s := range list {
			if prob := CheckLine(f.key, s); prob != nil {
				return prob
			}
		}
		return nil
	}
	s := text(v.Interface())
	if prob := CheckLine(f.key, s); prob != nil {
		return prob
	}
	if r := ruleOf(f.key); r.any() {
		return r.judge(s).at(f.key)
	}
	return nil
}

// checkFree checks the application's own keys.
func checkFree(table string, m map[string]any) Problems {
	var ps Problems
	for _, name := range slices.Sorted(maps.Keys(m)) {
		key := table + name
		texts := []string{name}
		switch v := freeValue(m[name]).(type) {
		case string:
			texts = append(texts, v)
		case []string:
			texts = append(texts, v...)
		case bool, int64:
		default:
			ps = append(ps, problem("wrong_type", "want", freeTypes, "got", "other").at(key))
		}
		for _, s := range texts {
			if prob := CheckLine(key, s); prob != nil {
				ps = append(ps, prob)
				break
			}
		}
	}
	return ps
}

// missing names what is required and empty.
func (p Profile) missing() Problems {
	var ps Problems
	for _, r := range requirements() {
		if !r.applies(&p) {
			continue
		}
		for _, key := range r.keys {
			if f, _ := fieldOf(key); f.of(&p).IsZero() {
				ps = append(ps, problem("missing_key").at(key))
			}
		}
	}
	if p.ServerType == "api" && p.Provider != "" {
		if prob := oneOf(APIs[:]).judge(p.Provider); prob != nil {
			ps = append(ps, prob.at("provider"))
		}
	}
	return ps
}

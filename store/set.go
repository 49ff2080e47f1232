package store

import (
	"strconv"
	"strings"
	"time"
)

// Set gives key a value typed as text (see Get), after the key's own rules.
// An empty value brings the default back; in [form] and [notify] it removes
// the key. A duration may be a bare number of seconds. On a Problem, which
// names the key, p is unchanged.
func Set(p *Profile, key, value string) *Problem {
	if m, name, ok := freeTable(p, key); ok {
		return setFree(m, key, name, value)
	}
	if key == "proof" || strings.HasPrefix(key, "proof.") {
		return problem("written_by_program").at(key)
	}
	f, ok := fieldOf(key)
	switch {
	case !ok || f.kind == kindFree || f.kind == kindVerdicts:
		return unknownKey(key)
	case f.kind == kindSecret:
		return problem("inline_secret").at(key)
	}
	if prob := CheckLine(key, value); prob != nil {
		return prob
	}
	if value == "" {
		d := Default()
		f.of(p).Set(f.of(&d))
		return nil
	}
	v, prob := parse(f.kind, value)
	if prob != nil {
		return prob.at(key)
	}
	if r := ruleOf(key); r.any() {
		if prob := r.judge(text(v)); prob != nil {
			return prob.at(key)
		}
	}
	switch v := v.(type) {
	case string:
		f.of(p).SetString(v)
	case int:
		f.of(p).SetInt(int64(v))
	case bool:
		f.of(p).SetBool(v)
	case Duration:
		f.of(p).SetInt(int64(v))
	case []string:
		setStrings(f, p, v)
	}
	return nil
}

func setStrings(f field, p *Profile, list []string) {
	*f.of(p).Addr().Interface().(*[]string) = list
}

// parse reads a typed value.
func parse(k kind, value string) (any, *Problem) {
	switch k {
	case kindInt:
		n, err := strconv.Atoi(value)
		if err != nil {
			return nil, problem("not_a_number", "value", value)
		}
		return n, nil
	case kindBool:
		if value != "true" && value != "false" {
			return nil, problem("not_one_of", "value", value, "allowed", "true, false")
		}
		return value == "true", nil
	case kindDuration:
		if n, err := strconv.ParseUint(value, 10, 31); err == nil {
			return Duration(time.Duration(n) * time.Second), nil
		}
		d, err := time.ParseDuration(value)
		if err != nil {
			return nil, problem("not_a_duration", "value", value)
		}
		return Duration(d), nil
	case kindStrings:
		return listOf(SplitWords(value))
	}
	return value, nil
}

func listOf(words []string, p *Problem) (any, *Problem) { return words, p }

// setFree keeps true, false and whole numbers as such, so that a written file
// reads as one would type it; Get gives back exactly what was set.
func setFree(m *map[string]any, key, name, value string) *Problem {
	for _, s := range []string{name, value} {
		if p := CheckLine(key, s); p != nil {
			return p
		}
	}
	if value == "" {
		delete(*m, name)
		return nil
	}
	if *m == nil {
		*m = map[string]any{}
	}
	var v any = value
	if n, err := strconv.ParseInt(value, 10, 64); err == nil && strconv.FormatInt(n, 10) == value {
		v = n
	} else if value == "true" || value == "false" {
		v = value == "true"
	}
	(*m)[name] = v
	return nil
}

// unknownKey names the nearest key, where one is near enough to be meant.
func unknownKey(key string) *Problem {
	best, least := "", 1+len(key)/4
	for _, k := range Keys() {
		if d := distance(key, k); d <= least {
			best, least = k, d-1
		}
	}
	if best == "" {
		return problem("unknown_key").at(key)
	}
	return problem("unknown_key_near", "nearest", best).at(key)
}

// distance is the number of letters to insert, remove or replace (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

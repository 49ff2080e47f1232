package sheet

import (
	"maps"
	"slices"

	"todoku/store"
)

// homeless are the settings of the profile that no row speaks for: impossible
// ones, and those that are merely lost.
func (a App) homeless(p store.Profile, rows []Row) []Row {
	var out []Row
	for _, l := range a.Limits {
		v := a.Value(p, l.Key)
		if !a.holds(l.When, p) || l.takes(p, v) || spokenFor(rows, l.Key) || spokenFor(out, l.Key) {
			continue
		}
		row := Row{Key: l.Key, State: Lost, Reason: Reason{l.Reason, a.args("value", v)}}
		if !l.Lost {
			a.impossible(&row, Field{Key: l.Key}, p, v)
		}
		out = append(out, row)
	}
	return out
}

// spokenFor reports that the rows say what is wrong with a key, or that it does
// not matter because all its fields are skipped.
func spokenFor(rows []Row, key string) bool {
	filled, skipped := false, false
	for _, r := range rows {
		if r.Key != key {
			continue
		}
		switch r.State {
		case Impossible, Missing:
			return true
		case Fill:
			filled = true
		default:
			skipped = true
		}
	}
	return skipped && !filled
}

// LogKeys are the keys of [form] with which a profile asks for the protocol log
// of sending and of receiving. Every application's profile may.
var LogKeys = [...]string{"form.send_log", "form.receive_log"}

// strangers are what the profile keeps for a form, and none has a field for:
// misspelt, perhaps. What is for another application's form does no harm.
func (a App) strangers(p store.Profile) []Row {
	var out []Row
	add := func(table string, m map[string]any) {
		for _, name := range slices.Sorted(maps.Keys(m)) {
			key := table + name
			if a.Keeps(key) || slices.ContainsFunc(load(), func(b App) bool { return b.HasForm() && b.Keeps(key) }) {
				continue
			}
			out = append(out, Row{Key: key, State: Lost, Reason: Reason{"no_such_field", a.args("key", key)}})
		}
	}
	add("notify.", p.Notify)
	add("form.", p.Form)
	return out
}

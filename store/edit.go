package store

import (
	"slices"
	"strings"
)

// Edit changes a file so that it says p, and touches only what p changes:
// comments, order, spacing and values written by hand stay. New keys go to the
// end of their table. A shape in which a key cannot be changed in place (an
// inline table for [smtp] that lacks it, say) gives the Problem "edit_by_hand",
// whose argument "lines" holds what to type. What comes back was decoded again
// and says p. Edit does not judge p's values.
func Edit(old []byte, p Profile) ([]byte, error) {
	return current.edit(old, p)
}

func (f format) edit(old []byte, p Profile) ([]byte, error) {
	d, ps := f.read(old)
	if len(ps) > 0 {
		return nil, d.locate(ps, "")
	}
	sets, drops := d.changes(p)
	if len(sets)+len(drops) == 0 {
		return d.source, nil
	}
	e := newEditor(d.source)
	for _, u := range drops {
		e.drop(u)
	}
	for _, u := range sets {
		e.set(u)
	}
	if out := e.apply(); !e.refused && f.says(out, p) {
		return out, nil
	}
	return nil, Problems{byHand(sets, drops)}
}

// changes are the units that the file must say differently, and those that it
// must no longer say.
func (d *decoded) changes(p Profile) (sets, gone []unit) {
	def, was, is := unitMap(Default()), unitMap(d.profile), unitMap(p)
	for _, u := range units(p) {
		before, had := was[u.key]
		switch changed := !had || !same(before, u.value); {
		case changed && drops(p, u):
			gone = append(gone, u)
		case changed, needed(p, u, def) && !d.gives(u.key):
			sets = append(sets, u)
		}
	}
	for _, u := range units(d.profile) {
		if _, still := is[u.key]; !still {
			gone = append(gone, u)
		}
	}
	return sets, gone
}

// drops: a secret without a place, a proof that no longer holds, and what an
// API has no use for are not written as empty values.
func drops(p Profile, u unit) bool {
	switch u.key {
	case "smtp.host", "smtp.port", "smtp.security":
		return p.ServerType == "api" && empty(u.value)
	case "smtp.auth.method":
		return p.ServerType == "api" && u.value == "none"
	}
	return empty(u.value) && (u.kind == kindSecret || u.path[0] == "proof")
}

func unitMap(p Profile) map[string]any {
	m := map[string]any{}
	for _, u := range units(p) {
		m[u.key] = u.value
	}
	return m
}

// says tells whether data decodes to exactly p.
func (f format) says(data []byte, p Profile) bool {
	d, ps := f.read(data)
	if len(ps) > 0 {
		return false
	}
	sets, drops := d.changes(p)
	return len(sets)+len(drops) == 0
}

// byHand is the Problem that tells what to type.
func byHand(sets, drops []unit) *Problem {
	var lines, remove []string
	for _, u := range drops {
		remove = append(remove, u.key)
	}
	var at []string
	for _, u := range sets {
		v, err := tomlValue(u)
		if err != nil {
			continue
		}
		if table := u.path[:len(u.path)-1]; !slices.Equal(table, at) {
			lines = append(lines, "["+tomlKey(table)+"]")
			at = table
		}
		lines = append(lines, tomlKey(u.path[len(u.path)-1:])+" = "+v)
	}
	p := problem("edit_by_hand", "lines", strings.Join(lines, "\n"), "remove", strings.Join(remove, ", "))
	for _, u := range append(sets, drops...) {
		return p.at(u.key)
	}
	return p
}

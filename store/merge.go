package store

import "strings"

// merge is mine with the keys that another writer changed between base and now.
func (f format) merge(base, now []byte, mine Profile, path string) (Profile, error) {
	from, ps := f.read(base)
	if len(ps) > 0 {
		return mine, from.locate(ps, path)
	}
	theirs, ps := f.read(now)
	if len(ps) > 0 {
		return mine, theirs.locate(ps, path)
	}
	mine.normalise()
	was, my, their := unitMap(from.profile), unitMap(mine), unitMap(theirs.profile)
	out := mine.clone()
	var conflicts Problems
	foreign := false
	for _, u := range union(from.profile, mine, theirs.profile) {
		if strings.HasPrefix(u.key, "proof.") {
			continue // one of two proofs is as good as the other
		}
		if same(their[u.key], was[u.key]) || same(their[u.key], my[u.key]) {
			continue
		}
		foreign = true
		if !same(my[u.key], was[u.key]) {
			p := problem("changed_meanwhile", "mine", shown(my[u.key]), "theirs", shown(their[u.key])).at(u.key)
			conflicts = append(conflicts, p.in(path))
			continue
		}
		out.take(u, theirs.profile)
	}
	if len(conflicts) > 0 {
		return mine, conflicts
	}
	if foreign {
		out.Proof = Proof{}
	}
	return out, nil
}

// union lists the units of several profiles once.
func union(ps ...Profile) []unit {
	seen := map[string]bool{}
	var us []unit
	for _, p := range ps {
		for _, u := range units(p) {
			if !seen[u.key] {
				seen[u.key] = true
				us = append(us, u)
			}
		}
	}
	return us
}

// take copies one unit from another profile.
func (p *Profile) take(u unit, from Profile) {
	if m, name, ok := freeTable(p, u.key); ok {
		v, has := unitMap(from)[u.key]
		switch {
		case !has:
			delete(*m, name)
		case *m == nil:
			*m = map[string]any{name: v}
		default:
			(*m)[name] = v
		}
		return
	}
	if f, ok := fieldOf(u.key); ok {
		f.of(p).Set(f.of(&from))
	}
}

// clone copies p so that maps are not shared.
func (p Profile) clone() Profile {
	copyMap := func(m map[string]any) map[string]any {
		if m == nil {
			return nil
		}
		out := make(map[string]any, len(m))
		for k, v := range m {
			out[k] = v
		}
		return out
	}
	p.Form, p.Notify = copyMap(p.Form), copyMap(p.Notify)
	return p
}

// shown is a value in a problem: a secret's place as in the file.
func shown(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case SecretRef:
		return tomlRef(v)
	}
	return text(v)
}

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
	ours, foreign := false, false
	for _, u := range union(from.profile, mine, theirs.profile) {
		if strings.HasPrefix(u.key, "proof.") {
			continue
		}
		changed := !same(my[u.key], was[u.key])
		ours = ours || changed
		if same(their[u.key], was[u.key]) || same(their[u.key], my[u.key]) {
			continue
		}
		foreign = true
		if changed {
			p := problem("changed_meanwhile", "mine", shown(my[u.key]), "theirs", shown(their[u.key])).at(u.key)
			conflicts = append(conflicts, p.in(path))
			continue
		}
		out.take(u, theirs.profile)
	}
	if len(conflicts) > 0 {
		return mine, conflicts
	}
	out.Proof = mergedProof(from.profile, mine, theirs.profile, ours, foreign)
	return out, nil
}

// mergedProof is the proof that covers the merged settings: none when both
// sides changed some, for then nobody has proved the whole.
func mergedProof(was, mine, theirs Profile, ours, foreign bool) Proof {
	switch {
	case ours && foreign:
		return Proof{}
	case foreign, !ours && sameProof(was, mine):
		return theirs.Proof
	}
	return mine.Proof
}

func sameProof(a, b Profile) bool {
	x, y := Profile{Proof: a.Proof}, Profile{Proof: b.Proof}
	mx, my := unitMap(x), unitMap(y)
	for _, u := range union(x, y) {
		if !same(mx[u.key], my[u.key]) {
			return false
		}
	}
	return true
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

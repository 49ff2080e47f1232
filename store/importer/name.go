package importer

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"todoku/store"
)

// only leaves the accounts of these names, as they would be called.
func (r *Result) only(names []string) {
	if len(names) == 0 {
		return
	}
	found := map[string]bool{}
	r.Accounts = slices.DeleteFunc(r.Accounts, func(a *Account) bool {
		for _, n := range names {
			if n == a.Profile.Name || n == a.Label {
				found[n] = true
				return false
			}
		}
		return true
	})
	for _, n := range names {
		if !found[n] {
			r.Problems = append(r.Problems, problem("", 0, "--only", "import.not_there", "name", n))
		}
	}
}

// name gives every account its profile's name: the one asked for where there is
// a single account, else its own, else one made from its label or address. A
// name that the file itself gives is never changed; two of the same are a problem.
func (r *Result) name(only string, wanted []string) {
	r.ownNames()
	r.only(wanted)
	if only != "" {
		if len(r.Accounts) > 1 {
			r.Problems = append(r.Problems, problem("", 0, "--name", "import.name_for_one", "count", strconv.Itoa(len(r.Accounts))))
		}
		for _, a := range r.Accounts {
			a.Profile.Name = ""
			a.set(a.Line, "--name", "name", only)
		}
	}
}

// ownNames are those that the file gives, or that can be made from it.
func (r *Result) ownNames() {
	taken := map[string]int{} // folded name → line: some file systems fold case
	for _, a := range r.Accounts {
		if !a.named {
			continue
		}
		key := strings.ToLower(a.Profile.Name)
		if first, twice := taken[key]; twice && key != "" {
			a.problem(a.Line, "name", "import.same_name", "name", a.Profile.Name, "line", strconv.Itoa(first))
			continue
		}
		taken[key] = a.Line
	}
	for _, a := range r.Accounts {
		if a.named {
			continue
		}
		base := safeName(a.Label)
		if base == "" {
			local, _, _ := strings.Cut(a.Profile.Sender.Address, "@")
			base = safeName(local)
		}
		if base == "" {
			base = "imported"
		}
		name := base
		for n := 2; ; n++ {
			if _, used := taken[strings.ToLower(name)]; !used {
				break
			}
			name = base + "-" + strconv.Itoa(n)
		}
		taken[strings.ToLower(name)] = a.Line
		a.Profile.Name = name
	}
}

// safeName makes a profile's name of any text: what a name cannot hold becomes
// a hyphen. It is empty where nothing is left.
func safeName(s string) string {
	const room = 56 // octets: a number still fits behind it
	var b strings.Builder
	for _, r := range s {
		if b.Len()+len(string(r)) > room {
			break
		}
		switch {
		case r == unicode.ReplacementChar:
		case unicode.IsLetter(r), unicode.IsDigit(r), b.Len() > 0 && (r == '_' || r == '.' || unicode.IsMark(r)):
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	name := strings.Trim(b.String(), "-._")
	if name != "" && store.CheckName(name) != nil {
		name += "-mail" // a name with another meaning: new, con, x.toml
	}
	if store.CheckName(name) != nil {
		return ""
	}
	return name
}

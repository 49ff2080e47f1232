package discover

import (
	"cmp"
	"net"
	"slices"
	"strconv"
	"strings"
)

// Merge makes one list of all answers: the same server named twice becomes one
// candidate with the best source's word, and the others beside it. What they
// disagree about stays apart and is marked. The order is the same whatever came
// first: by service, trust, source and the source's own preference.
func Merge(answers []Answer) []Candidate {
	var all []Candidate
	for _, a := range answers {
		all = append(all, a.Candidates...)
	}
	slices.SortStableFunc(all, compare)
	var out []Candidate
	for _, c := range all {
		if i := slices.IndexFunc(out, func(o Candidate) bool { return o.sameServer(c) }); i >= 0 {
			out[i].absorb(c)
			continue
		}
		c.Also = nil
		out = append(out, c)
	}
	for i := range out {
		out[i].Conflict = conflictOf(out[i], out)
	}
	return out
}

// compare is the order without any live trial.
func compare(a, b Candidate) int {
	return cmp.Or(
		cmp.Compare(slices.Index(Services[:], a.Service), slices.Index(Services[:], b.Service)),
		cmp.Compare(TrustRank(a.Trust), TrustRank(b.Trust)),
		cmp.Compare(sourceRank(a.Source), sourceRank(b.Source)),
		cmp.Compare(a.order, b.order),
		strings.Compare(a.Host, b.Host), cmp.Compare(a.Port, b.Port), strings.Compare(a.Security, b.Security),
		strings.Compare(a.Username, b.Username))
}

func sourceRank(id string) int {
	return slices.IndexFunc(sources(), func(s source) bool { return s.id == id })
}

// sameServer: two user names for one server are two candidates.
func (c Candidate) sameServer(o Candidate) bool {
	return c.Service == o.Service && c.Host == o.Host && c.Port == o.Port && c.Security == o.Security &&
		(c.Username == o.Username || c.Username == "" || o.Username == "")
}

// absorb takes over what another source adds.
func (c *Candidate) absorb(o Candidate) {
	if o.Source != c.Source && !slices.Contains(c.Also, o.Source) {
		c.Also = append(c.Also, o.Source)
	}
	c.Username, c.Issuer, c.Provider = cmp.Or(c.Username, o.Username), cmp.Or(c.Issuer, o.Issuer), cmp.Or(c.Provider, o.Provider)
	if len(c.Auth) == 0 {
		c.Auth = o.Auth
	}
}

// said are the sources of a candidate.
func (c Candidate) said() []string { return append([]string{c.Source}, c.Also...) }

// Conflict is a disagreement of sources about one service.
type Conflict struct {
	Service Service
	About   string   // "host", "security" or "username"
	A, B    []string // ids of the sources on either side
	SaysA   string   // what each side says: hosts, "HOST:PORT SECURITY", or a user name
	SaysB   string
}

// conflictOf says in what the list disagrees with c. A guess contradicts
// nobody: it is nobody's word.
func conflictOf(c Candidate, list []Candidate) string {
	for _, about := range []string{"host", "security", "username"} {
		for _, s := range c.said() {
			if slices.ContainsFunc(list, func(o Candidate) bool {
				return slices.ContainsFunc(o.said(), func(other string) bool { return disagree(about, c, s, o, other, list) })
			}) {
				return about
			}
		}
	}
	return ""
}

// disagree: source s of c says something else than source other of o.
func disagree(about string, c Candidate, s string, o Candidate, other string, list []Candidate) bool {
	if s == other || c.Service != o.Service || s == FromGuess || other == FromGuess {
		return false
	}
	switch about {
	case "host":
		theirs := hostsOf(list, c.Service, other)
		return !slices.ContainsFunc(hostsOf(list, c.Service, s), func(h string) bool { return slices.Contains(theirs, h) })
	case "security":
		return c.Host == o.Host && c.Port == o.Port && c.Security != o.Security
	}
	return c.Host == o.Host && c.Username != "" && o.Username != "" && c.Username != o.Username
}

// hostsOf are the hosts that a source names for a service, best first.
func hostsOf(list []Candidate, service Service, source string) []string {
	var out []string
	for _, c := range list {
		if c.Service == service && slices.Contains(c.said(), source) && !slices.Contains(out, c.Host) {
			out = append(out, c.Host)
		}
	}
	return out
}

// Conflicts lists what sources disagree about, in the order of services and
// sources; those that say the same stand on one side.
func Conflicts(list []Candidate) []Conflict {
	var out []Conflict
	for _, service := range Services {
		var ids []string
		for _, s := range sources() {
			if len(hostsOf(list, service, s.id)) > 0 {
				ids = append(ids, s.id)
			}
		}
		for i, a := range ids {
			for _, b := range ids[i+1:] {
				if c, ok := conflictBetween(list, service, a, b); ok {
					out = join(out, c)
				}
			}
		}
	}
	return out
}

// join adds a conflict, or its sources to the one that is the same.
func join(list []Conflict, c Conflict) []Conflict {
	add := func(to *[]string, ids []string) {
		for _, id := range ids {
			if !slices.Contains(*to, id) {
				*to = append(*to, id)
			}
		}
	}
	for i := range list {
		o := &list[i]
		switch {
		case o.Service != c.Service || o.About != c.About:
		case o.SaysA == c.SaysA && o.SaysB == c.SaysB:
			add(&o.A, c.A)
			add(&o.B, c.B)
			return list
		case o.SaysA == c.SaysB && o.SaysB == c.SaysA:
			add(&o.A, c.B)
			add(&o.B, c.A)
			return list
		}
	}
	return append(list, c)
}

// conflictBetween is the gravest one of two sources.
func conflictBetween(list []Candidate, service Service, a, b string) (Conflict, bool) {
	for _, about := range []string{"host", "security", "username"} {
		for _, c := range list {
			for _, o := range list {
				if c.Service != service || !slices.Contains(c.said(), a) || !slices.Contains(o.said(), b) || !disagree(about, c, a, o, b, list) {
					continue
				}
				out := Conflict{Service: service, About: about, A: []string{a}, B: []string{b}}
				switch about {
				case "host":
					out.SaysA, out.SaysB = strings.Join(hostsOf(list, service, a), ", "), strings.Join(hostsOf(list, service, b), ", ")
				case "security":
					out.SaysA, out.SaysB = c.Address()+" "+c.Security, o.Address()+" "+o.Security
				default:
					out.SaysA, out.SaysB = c.Username, o.Username
				}
				return out, true
			}
		}
	}
	return Conflict{}, false
}

// Address is HOST:PORT.
func (c Candidate) Address() string { return net.JoinHostPort(c.Host, strconv.Itoa(c.Port)) }

// Package headless is the face without a person: it answers the wizard's
// machine from a prepared file and flags, proves at each step as the full
// screen does, and stops with the name of the key where an answer is missing.
package headless

import (
	"errors"
	"slices"
	"strings"

	"todoku/steps"
	"todoku/store"
	"todoku/store/sheet"
)

// Answers are prepared beforehand. Sets come after the file and win.
type Answers struct {
	File   string   // only named in problems
	Data   []byte   // a profile of which any key may be missing; nil: none
	Sets   []string // KEY=VALUE
	Name   string   // of the profile; wins over the file's
	Group  string   // who else may read what is saved
	Secret *store.Secret
}

// fromFlag is where answers of Sets come from, in problems.
const fromFlag = "--set"

// secretKey is the secret that a single --secret-stdin means.
func secretKey(p store.Profile) string {
	switch {
	case steps.NeedsToken(p):
		return "oauth.client_secret"
	case p.SMTP.Auth.Method == "pop-before-smtp":
		return "pop_before_smtp.password"
	}
	return "smtp.auth.password"
}

// errNoValue is an answer without "=".
var errNoValue = errors.New("not KEY=VALUE")

// Give answers m. The error is store.Problems, or wraps what is wrong with a
// --set.
func (a Answers) Give(m *steps.Machine) error {
	var list []answer
	if a.Data != nil {
		p, keys, err := store.DecodePartial(a.Data, a.File)
		if err != nil {
			return err
		}
		for _, key := range inOrder(keys) {
			v, _ := store.Get(&p, key)
			list = append(list, answer{key, v, a.File})
		}
	}
	from := len(list)
	for _, set := range a.Sets {
		key, value, ok := strings.Cut(set, "=")
		if !ok {
			return &BadSet{Key: key, Err: errNoValue}
		}
		list = append(list, answer{strings.TrimSpace(key), value, fromFlag})
	}
	sets := list[from:]
	slices.SortStableFunc(sets, func(a, b answer) int { return place(a.key) - place(b.key) })
	if a.Group != "" {
		list = append(list, answer{"group", a.Group, "--group"})
	}
	return a.give(m, list)
}

// BadSet is a --set that is no answer. It does not repeat the value, which may
// be a secret typed in the wrong place.
type BadSet struct {
	Key string
	Err error
}

func (e *BadSet) Error() string { return "--set " + e.Key + ": " + e.Err.Error() }

// Unwrap gives the reason.
func (e *BadSet) Unwrap() error { return e.Err }

type answer struct{ key, value, from string }

func (a Answers) give(m *steps.Machine, list []answer) error {
	var ps store.Problems
	for _, one := range list {
		if one.key == "name" && a.Name != "" {
			if one.from == fromFlag && one.value != a.Name {
				ps = append(ps, &store.Problem{Key: "name", Code: "not_one_of", File: fromFlag,
					Args: map[string]string{"value": one.value, "allowed": a.Name}})
			}
			continue
		}
		if p := giveOne(m, one); p != nil {
			p.File = one.from
			ps = append(ps, p)
		}
	}
	if a.Secret != nil {
		if p := m.Answer(secretKey(m.Profile()), a.Secret.Reveal()).Problem; p != nil {
			p.File = "--secret-stdin"
			ps = append(ps, p)
		}
	}
	if len(ps) > 0 {
		return ps
	}
	return nil
}

// giveOne refuses what store.Set refuses in any profile first: a secret given
// as a value, for one, which the machine would take as typed by a person.
func giveOne(m *steps.Machine, one answer) *store.Problem {
	if one.key != "group" {
		scratch := store.Default()
		if p := store.Set(&scratch, one.key, one.value); p != nil {
			return p
		}
	}
	return m.Answer(one.key, one.value).Problem
}

// inOrder brings keys into the order of the profile, the application before
// all: it limits what the others may be. What todoku writes itself is left out.
func inOrder(keys []string) []string {
	keys = slices.DeleteFunc(slices.Clone(keys), func(k string) bool {
		return k == "schema" || k == "proof" || strings.HasPrefix(k, "proof.")
	})
	slices.SortStableFunc(keys, func(a, b string) int { return place(a) - place(b) })
	return keys
}

// place is where a key comes in that order; the application's own keys last.
func place(key string) int {
	if sheet.Early(key) {
		return 1 // it decides what the others may be
	}
	order := append([]string{"application"}, store.Keys()...)
	if i := slices.Index(order, key); i >= 0 {
		return 2 * i
	}
	return 2 * len(order)
}

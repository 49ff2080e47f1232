package steps

import (
	"strings"

	"todoku/store"
)

// review shows the file as it will be written, and asks for its name where
// none was given.
type review struct{}

// groupKey is the one question that fills no profile key: who else may read
// the files that root writes.
const groupKey = "group"

func (review) ID() string { return "review" }

func (review) Questions(d *Draft, env *Env) []Question {
	var qs []Question
	if !d.Named {
		q := ask(d, "name", KindText)
		if q.Value == "" {
			q.Value = proposeName(d)
		}
		qs = append(qs, q)
	}
	if env.Root {
		qs = append(qs, Question{ID: groupKey, Kind: KindText, Label: label(groupKey), Help: help(groupKey),
			Value: d.Group, Answered: d.Answered[groupKey], Optional: true})
	}
	return qs
}

// proposeName makes a file name from the sender's local part.
func proposeName(d *Draft) string {
	local, _, _ := strings.Cut(strings.ToLower(d.Profile.Sender.Address), "@")
	name := strings.Trim(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
			return r
		}
		return '-'
	}, local), "-")
	if store.CheckName(name) != nil {
		return "mail"
	}
	return name
}

func (review) Summary(d *Draft) Text { return plain(d.Profile.Name) }

func (review) Proof(*Draft, *Env) Proof { return Proof{} }

// Check looks at the profile as a whole, as a reader of the file would.
func (review) Check(d *Draft) []*store.Problem {
	return finished(d).Validate()
}

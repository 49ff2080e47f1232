package steps

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/width"

	"todoku/store"
	"todoku/store/sheet"
)

// Answer keeps value for key, cleaned where the intention is plain (a pasted
// URL, full-width digits, a trailing newline), and says what is wrong with it.
// A wrong answer is kept as typed, so that nothing has to be typed twice. Keys
// of other steps are taken too: that is how a partial profile is answered.
func (m *Machine) Answer(key, value string) Answered {
	q := m.question(key)
	if q.Kind == KindSecret {
		return m.answerSecret(key, value)
	}
	clean, extra, note := tidy(q, value)
	res := Answered{Value: clean, Note: note}
	before := m.draft.get(key)
	res.Problem = m.keep(q, key, clean)
	if res.Problem != nil {
		m.draft.Raw[key] = clean
		return res
	}
	delete(m.draft.Raw, key)
	m.draft.Answered[key] = true
	if m.draft.get(key) != before {
		m.apply(key, clean)
	}
	for k, v := range extra {
		_ = m.Answer(k, v)
	}
	return res
}

// question finds the question for key: the current step's first, then any
// other of the path; else a plain text one.
func (m *Machine) question(key string) Question {
	steps := append([]Step{m.step()}, flow()...)
	for _, s := range steps {
		for _, q := range s.Questions(m.draft, m.env) {
			if q.ID == key {
				return q
			}
		}
	}
	return Question{ID: key, Kind: KindText, Optional: true}
}

// answerSecret keeps a secret in memory. A newline at its end comes from
// pasting and is taken off; one inside would be a command injection.
func (m *Machine) answerSecret(key, value string) Answered {
	var res Answered
	clean := strings.TrimRight(value, "\r\n")
	if clean != value {
		res.Note = Text{ID: "note.newline_removed"}
	}
	if p := store.CheckLine(key, clean); p != nil {
		res.Problem = p
		return res
	}
	m.draft.typed[key]++
	if clean == "" {
		delete(m.draft.Secrets, key)
		return res
	}
	m.draft.Secrets[key] = store.NewSecret(clean)
	m.draft.Answered[key] = true
	return res
}

// keep writes an answer into the draft; the problem says why it did not.
func (m *Machine) keep(q Question, key, value string) *store.Problem {
	if p := store.CheckLine(key, value); p != nil {
		return p
	}
	if key == PasteKey {
		return nil
	}
	if key == consentKey {
		m.draft.Consents[trusts(m.draft, m.at)] = value == "true"
		return nil
	}
	if key == groupKey {
		m.draft.Group = value
		return nil
	}
	if value == "" && !q.Optional {
		return &store.Problem{Key: key, Code: "required"}
	}
	if p := limited(m.draft, key, value); p != nil {
		return p
	}
	if i := slices.IndexFunc(q.Choices, func(c Choice) bool { return c.Value == value && c.Disabled }); i >= 0 && strings.HasPrefix(q.Choices[i].Note.ID, "app.") {
		return &store.Problem{Key: key, Code: q.Choices[i].Note.ID, Args: q.Choices[i].Note.Args}
	}
	if (q.Kind == KindChoice || q.Kind == KindConfirm) && !q.Free && !slices.Contains(q.Also, value) && !slices.ContainsFunc(q.Choices, func(c Choice) bool { return c.Value == value }) {
		return &store.Problem{Key: key, Code: "not_one_of", Args: map[string]string{"value": value, "allowed": values(q.Choices)}}
	}
	// An empty answer gives the default back.
	return store.Set(&m.draft.Profile, key, value)
}

func (m *Machine) apply(key, value string) {
	for _, s := range flow() {
		if a, ok := s.(Applier); ok {
			a.Apply(m.draft, m.env, key, value)
		}
	}
}

// check looks at every answer of the current step and adopts the defaults
// shown for those that were not given.
func (m *Machine) check() []*store.Problem {
	var probs []*store.Problem
	for _, q := range m.Questions() {
		if q.Kind == KindSecret {
			if !q.Optional && !q.Answered {
				probs = append(probs, &store.Problem{Key: q.ID, Code: "required"})
			}
			continue
		}
		value, _, _ := tidy(q, q.Value)
		before := m.draft.get(q.ID)
		if p := m.keep(q, q.ID, value); p != nil {
			probs = append(probs, p)
		} else if m.draft.get(q.ID) != before {
			m.apply(q.ID, value)
		}
	}
	if len(probs) == 0 {
		if c, ok := m.step().(checker); ok {
			probs = c.Check(m.draft)
		}
	}
	return probs
}

// checker is a Step with a rule over several answers.
type checker interface {
	Check(*Draft) []*store.Problem
}

// tidy cleans an answer by its kind. extra are answers to other keys that were
// contained in it; note says what was done.
func tidy(q Question, value string) (clean string, extra map[string]string, note Text) {
	clean = strings.TrimRight(value, "\r\n")
	if q.Kind == KindText && q.ID != "smtp.host" {
		return clean, nil, Text{}
	}
	// Japanese input methods leave digits, dots and @ in full width.
	clean = strings.TrimSpace(width.Narrow.String(clean))
	switch {
	case q.ID == "smtp.host":
		return cleanHost(clean)
	case isDuration(q):
		return cleanDuration(clean), nil, Text{}
	case q.Kind == KindAddresses:
		return sheet.Addresses(clean), nil, Text{}
	}
	return clean, nil, Text{}
}

func values(cs []Choice) string {
	var list []string
	for _, c := range cs {
		if !c.Disabled {
			list = append(list, c.Value)
		}
	}
	return strings.Join(list, ", ")
}

// isDuration: an application's form can make a choice of a duration.
func isDuration(q Question) bool {
	return q.Kind == KindDuration || strings.HasSuffix(q.ID, ".timeout")
}

// cleanDuration takes a bare number as seconds and gives the profile's spelling.
func cleanDuration(s string) string {
	if _, err := strconv.Atoi(s); err == nil {
		s += "s"
	}
	var d store.Duration
	if d.UnmarshalText([]byte(s)) != nil {
		return s
	}
	return d.String()
}

package steps

import (
	"slices"
	"sort"

	"todoku/mailcheck"
	"todoku/store"
)

// Machine is the wizard: one draft, one current step. It is not safe for
// concurrent use; the func that Start returns is, because it works on a copy.
type Machine struct {
	env   *Env
	draft *Draft
	at    string
	runs  map[string]run // last finished proof, by step id
	paste chan string    // to the sign-in that was started last
}

// run is the last finished proof of a step.
type run struct {
	key    string
	result Result
}

// New begins at the draft's step, or at the first one.
func New(env *Env, d *Draft) *Machine {
	m := &Machine{env: env, draft: d, runs: map[string]run{}}
	path := Path(d)
	m.at = path[0].ID()
	if m.index(path, d.At) >= 0 {
		m.at = d.At
	}
	return m
}

func (m *Machine) index(path []Step, id string) int {
	return slices.IndexFunc(path, func(s Step) bool { return s.ID() == id })
}

func (m *Machine) step() Step {
	path := Path(m.draft)
	// The current step is in the path: only earlier steps decide about it, and
	// their answers cannot change while it is current.
	return path[max(m.index(path, m.at), 0)]
}

// Current is the id of the current step.
func (m *Machine) Current() string { return m.step().ID() }

// Position is the place of the current step in the path, from 1, and how many
// steps the path has.
func (m *Machine) Position() (n, total int) {
	path := Path(m.draft)
	return m.index(path, m.Current()) + 1, len(path)
}

// Entries lists the path with what was answered and proved.
func (m *Machine) Entries() []Entry {
	n, _ := m.Position()
	var list []Entry
	for i, s := range Path(m.draft) {
		e := Entry{ID: s.ID(), Title: Text{ID: "step." + s.ID() + ".title"}, Mark: Ahead}
		switch {
		case i+1 < n:
			e.Mark, e.Summary = Done, s.Summary(m.draft)
		case i+1 == n:
			e.Mark = Current
		}
		if r, ok := m.runs[s.ID()]; ok && r.key == s.Proof(m.draft, m.env).Key {
			e.Verdict = r.result.Report.Verdict
		}
		list = append(list, e)
	}
	return list
}

// Help is the short explanation of the current step.
func (m *Machine) Help() Text {
	if h, ok := m.step().(helper); ok {
		return h.Help(m.draft, m.env)
	}
	return Text{ID: "step." + m.Current() + ".help"}
}

// helper is a Step whose explanation depends on the draft or the place.
type helper interface{ Help(*Draft, *Env) Text }

// guide is a Step with a page of instructions.
type guide interface{ Guide(*Draft, *Env) Text }

// Guide is what has to be done elsewhere before the current step can be
// answered; there may be nothing.
func (m *Machine) Guide() Text {
	if g, ok := m.step().(guide); ok {
		return g.Guide(m.draft, m.env)
	}
	return Text{}
}

// Questions are those of the current step, with the answers so far.
func (m *Machine) Questions() []Question {
	qs := m.step().Questions(m.draft, m.env)
	for i := range qs {
		if raw, ok := m.draft.Raw[qs[i].ID]; ok {
			qs[i].Value, qs[i].Answered = raw, true
		}
	}
	return qs
}

// Name is the profile's name so far; it may be empty.
func (m *Machine) Name() string { return m.draft.Profile.Name }

// Profile is the profile as the answers so far make it.
func (m *Machine) Profile() store.Profile { return m.draft.Profile }

// Enter confirms the current step: it checks the answers, asks for a proof
// that is missing or did not pass, and else moves on. With force it goes on
// although the proof failed or was not made.
func (m *Machine) Enter(force bool) Action {
	if p := m.Proof(); p.Find && !force {
		return Action{Kind: Prove, Proof: p} // it may answer what is still empty
	}
	if probs := m.check(); len(probs) > 0 {
		return Action{Kind: Invalid, Problems: probs}
	}
	p := m.Proof()
	if p.Key != "" && !force {
		r, ok := m.runs[m.at]
		if !ok || r.key != p.Key || r.result.Report.Verdict == mailcheck.Fail || r.result.Report.Verdict == mailcheck.Unknown {
			return Action{Kind: Prove, Proof: p}
		}
	}
	path := Path(m.draft)
	i := m.index(path, m.at)
	if i == len(path)-1 {
		return Action{Kind: Finished}
	}
	m.at = path[i+1].ID()
	return Action{Kind: Moved}
}

// Back goes to the step before; every answer stays. It is false on the first.
func (m *Machine) Back() bool {
	path := Path(m.draft)
	i := m.index(path, m.at)
	if i <= 0 {
		return false
	}
	m.at = path[i-1].ID()
	return true
}

// GoTo makes the step current that asks for key.
func (m *Machine) GoTo(key string) bool {
	for _, s := range Path(m.draft) {
		for _, q := range s.Questions(m.draft, m.env) {
			if q.ID == key {
				m.at = s.ID()
				return true
			}
		}
	}
	return false
}

// Snapshot is the draft as it may be written to disk: without secrets.
func (m *Machine) Snapshot() store.Draft {
	d := m.draft
	s := store.Draft{Name: d.Profile.Name, Step: m.at, Path: d.Path, Group: d.Group, Profile: d.Profile}
	if !d.Named {
		s.Name = ""
	}
	if s.Name == "" {
		s.Name = UnnamedDraft
	}
	for k, yes := range d.Answered {
		if yes {
			s.Answered = append(s.Answered, k)
		}
	}
	sort.Strings(s.Answered)
	return s
}

// UnnamedDraft is the name under which the draft of a profile is kept that has
// no name yet.
const UnnamedDraft = "new"

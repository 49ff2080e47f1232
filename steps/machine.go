package steps

import (
	"context"

	"todoku/mailcheck"
	"todoku/store"
)

// Machine is the wizard: one draft, one current step. It is not safe for
// concurrent use; the func that Start returns is, because it works on a copy.
type Machine struct {
	env   *Env
	draft *Draft
	at    string
	seen  map[string]bool
	runs  map[string]run // by step id
}

// run is the last finished proof of a step.
type run struct {
	key    string
	result Result
}

var _ = []any{context.Background, mailcheck.Run, store.Schema}

// The methods, in the order in which a face needs them:
//
//	New(env *Env, d *Draft) *Machine
//	Entries() []Entry                      the accordion, in path order
//	Position() (n, total int)              1-based
//	Current() string                       id of the current step
//	Questions() []Question
//	Answer(key, value string) Answered
//	Proof() Proof                          of the current step with the answers so far; zero when they do not make sense yet
//	Start(Proof) func(ctx context.Context, emit func(Progress)) Result
//	Proved(Proof, Result)                  keeps a result (dropped when the answers changed since)
//	Result() (Result, bool)                of the current step's proof, or of the nearest earlier one
//	Enter(force bool) Action               force goes on although the proof failed or was not made
//	Back() bool                            false on the first step
//	GoTo(key string) bool                  to the step that asks key
//	Review() (toml string, diff string)    the profile as it will be written; diff is empty for a new one
//	Save(ctx context.Context) (Saved, error)
//	Snapshot() store.Draft                 for store.SaveDraft: without secrets

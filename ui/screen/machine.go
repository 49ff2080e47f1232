// Package screen is the full-screen face of the wizard: it draws what
// steps.Machine asks, hands it what is typed, and runs its proofs beside the
// typing. The rules of the screen:
//
//   - Enter is the only way forward. A result never moves the screen by itself
//     and never takes a key that was meant for something else.
//   - Only wizard is a tea.Model; everything else returns plain text, cut to
//     its room. Every frame has exactly the window's size.
//   - The machine is touched in Update only. What is drawn, and what runs in a
//     Cmd, works on what Update took from it.
//   - A Cmd cannot be cancelled, so everything one waits on has a context that
//     was made before it.
package screen

import (
	"context"

	"todoku/steps"
	"todoku/store"
)

// machine is what this face needs of steps.Machine.
type machine interface {
	Entries() []steps.Entry
	Position() (n, total int)
	Current() string
	Help() steps.Text
	Guide() steps.Text
	Name() string
	Profile() store.Profile
	Questions() []steps.Question
	Answer(key, value string) steps.Answered
	Proof() steps.Proof
	Start(steps.Proof) func(context.Context, func(steps.Progress)) steps.Result
	Proved(steps.Proof, steps.Result)
	Result() (steps.Result, bool)
	Renew()
	Paste(string) bool
	Enter(force bool) steps.Action
	Back() bool
	GoTo(key string) bool
	Review() (text, diff string)
	Unproved() bool
	Save(context.Context) (steps.Saved, error)
	Snapshot() store.Draft
}

var _ machine = (*steps.Machine)(nil)

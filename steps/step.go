// Package steps is the wizard without a screen: which question comes next,
// what an answer changes, and what is proved at that step. The full-screen and
// the headless face (and any later one) drive the same Machine, so they cannot
// drift apart. It holds no words: labels and reasons are ids of locale texts.
package steps

import (
	"todoku/mailcheck"
	"todoku/store"
)

// Text is the id of a text in the locale files with its arguments.
type Text struct {
	ID   string
	Args map[string]string
}

// IsZero reports that there is no text.
func (t Text) IsZero() bool { return t.ID == "" }

// Kind is how a question is answered.
type Kind string

// The kinds of question. Every answer is a string: numbers in decimal,
// confirms "true" or "false", durations like "10s" (a bare number is seconds).
const (
	KindText     Kind = "text"
	KindSecret   Kind = "secret" // never shown, never in the draft
	KindChoice   Kind = "choice"
	KindNumber   Kind = "number"
	KindConfirm  Kind = "confirm"
	KindAddress  Kind = "address"
	KindDuration Kind = "duration"

	KindAddresses Kind = "addresses" // several mail addresses, separated by ";"
	KindURL       Kind = "url"
)

// Choice is one possible answer of a KindChoice question.
type Choice struct {
	Value string
	Label Text
	Note  Text // why it is recommended, doubtful or impossible
	// Recommended is marked as the one to take.
	Recommended bool
	// Doubtful can be chosen although the server or the probe speaks against it.
	Doubtful bool
	// Disabled cannot be chosen; Note says why.
	Disabled bool
}

// Question is one field of the current step.
type Question struct {
	ID       string // the profile key that it fills, "smtp.host"
	Kind     Kind
	Label    Text
	Help     Text
	Value    string // the answer so far, or the default; empty for secrets
	Answered bool   // Value was given by the user (secrets: a value is held or stored)
	Optional bool
	Choices  []Choice
	Free     bool     // KindChoice: something else may be typed too (a port)
	Also     []string // KindChoice: values that are taken although they are not offered
}

// Proof is what is to be proved with the answers so far.
type Proof struct {
	Key     string // changes when the answers it depends on change; empty: nothing to prove
	Until   string // last stage of the ladder
	Find    bool   // look for the servers of the sender's address
	Ports   bool   // first try the candidate ports and propose the best
	Send    bool   // a trial mail is really sent
	Part    mailcheck.Part
	Table   string // of the profile, that names the mailbox which is proved; empty: another server
	Login   bool   // first sign in with OAuth, where that has not been done
	Domain  bool   // what DNS says of the sender's domain, which stops nothing here
	Arrive  bool   // a trial mail is awaited in the receiving mailbox
	OnPause bool   // may run by itself after a pause in typing; else on Enter or "again" only
}

// Progress is one piece of news of a running proof; one field is set.
type Progress struct {
	Stage *mailcheck.Stage
	Port  *mailcheck.Port
	Found *mailcheck.Found // all that was found so far
	Event *Event
}

// Result is what a finished proof found.
type Result struct {
	Report mailcheck.Report
	Ports  []mailcheck.Port // best first; nil when none were tried
	Rows   []Row            // of a sign-in
	Found  *mailcheck.Found // of a search for servers

	login *signedIn // what the sign-in gave
}

// Step is one page of the wizard. Each lives in a file of its own name, and
// flow.go lists them in order.
type Step interface {
	// ID is also the stem of its texts: "step.ID.title", "step.ID.help".
	ID() string
	// Questions are asked in this order; they may depend on the draft.
	Questions(*Draft, *Env) []Question
	// Summary is the one-line answer shown when the step is done.
	Summary(*Draft) Text
	// Proof is what to run when the answers make sense; zero: nothing.
	Proof(*Draft, *Env) Proof
}

// Applier is a Step at which an answer changes other keys too.
type Applier interface {
	// Apply is called after key was set to value.
	Apply(d *Draft, env *Env, key, value string)
}

// ActionKind is what a face has to do after Enter.
type ActionKind string

// What Machine.Enter answers.
const (
	Invalid  ActionKind = "invalid"  // Problems name the fields to correct; nothing moved
	Prove    ActionKind = "prove"    // run Proof (again), stay on the step
	Moved    ActionKind = "moved"    // another step is current
	Finished ActionKind = "finished" // the last step was confirmed: call Save
)

// Action is the machine's answer to Enter.
type Action struct {
	Kind     ActionKind
	Problems []*store.Problem
	Proof    Proof
}

// Answered is the machine's answer to a single Answer.
type Answered struct {
	Value   string         // as kept, cleaned ("https://mail.example.org/" → "mail.example.org")
	Note    Text           // what was cleaned and why; zero: nothing
	Problem *store.Problem // what is wrong; the answer is kept as typed all the same
}

// Mark is the state of a step in the list of steps.
type Mark string

const (
	Done    Mark = "done"
	Current Mark = "current"
	Ahead   Mark = "ahead"
)

// Entry is one line of the list of steps.
type Entry struct {
	ID      string
	Title   Text
	Summary Text
	Mark    Mark
	Verdict mailcheck.Verdict // of the step's own proof; empty: none yet
}

// SavedSecret is a file into which a secret was written.
type SavedSecret struct {
	Key  string // "smtp.auth.password"
	Path string
}

// Saved says what Save wrote and what is left to the user.
type Saved struct {
	Path     string // the profile
	Secrets  []SavedSecret
	Token    bool     // a token was stored
	Lines    []string // lines to add by hand, for secrets kept in the environment
	Unproved bool
}

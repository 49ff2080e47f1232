package cli

import (
	"context"
	"errors"
	"fmt"

	"todoku/mailcheck"
	"todoku/ui/report"
)

// The exit statuses.
const (
	statusPass        = 0
	statusWarn        = 1
	statusFail        = 2
	statusUnknown     = 3
	statusInterrupted = 130
)

// status is an exit status about which everything has been said.
type status int

func (s status) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

// usageError is a command line that cannot be obeyed, in the user's language.
type usageError struct{ text, command string }

func (e *usageError) Error() string { return e.text }

// usage makes a usageError of the text id. Its values are what was typed, or
// what a script put there.
func (a *app) usage(id string, kv ...string) *usageError {
	for i := range kv {
		kv[i] = mailcheck.Neutralise(kv[i])
	}
	return &usageError{text: a.say(id, kv...)}
}

// plainError is any other complaint in the user's language.
type plainError string

func (e plainError) Error() string { return string(e) }

func (a *app) complain(id string, kv ...string) error { return plainError(a.say(id, kv...)) }

// exit says what is left to say about err and gives the exit status.
func (a *app) exit(ctx context.Context, err error) int {
	var s status
	switch {
	case a.lost != nil && ctx.Err() == nil:
		a.errln("todoku: " + a.say("cli.lost_results", "detail", mailcheck.Neutralise(a.lost.Error())))
		if errors.As(err, &s) {
			return worse(int(s), statusUnknown)
		}
		return statusUnknown
	case err == nil:
		return statusPass
	case errors.As(err, &s):
		return int(s)
	case ctx.Err() != nil:
		a.errln(a.say("cli.interrupted"))
		return statusInterrupted
	}
	var u *usageError
	if errors.As(err, &u) {
		a.errln("todoku: " + u.text)
		a.errln(a.say("usage.hint", "command", "todoku"+u.command+" --help"))
		return statusUnknown
	}
	a.explain(err)
	return statusUnknown
}

// explain prints err to stderr, a line per problem.
func (a *app) explain(err error) {
	var said plainError
	if errors.As(err, &said) {
		a.errln("todoku: " + string(said))
		return
	}
	for _, p := range report.Problems(err, a.t) {
		a.errln("todoku: " + p.String())
	}
}

// statusOf is the exit status of one verdict.
func statusOf(v mailcheck.Verdict) int {
	switch v {
	case mailcheck.Pass:
		return statusPass
	case mailcheck.Warn:
		return statusWarn
	case mailcheck.Fail:
		return statusFail
	}
	return statusUnknown
}

// worse is the status of two runs together. As monitoring plug-ins have it,
// critical (2) outweighs unknown (3), and that outweighs a warning (1).
func worse(a, b int) int {
	rank := [...]int{statusPass: 0, statusWarn: 1, statusUnknown: 2, statusFail: 3}
	if rank[b] > rank[a] {
		return b
	}
	return a
}

// asError is nil for 0, else the status to end with.
func asError(s int) error {
	if s == statusPass {
		return nil
	}
	return status(s)
}

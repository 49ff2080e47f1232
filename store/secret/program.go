package secret

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"strconv"
	"time"

	"todoku/store"
)

// program is a helper of the system's that is given its input on standard
// input and prints its result: nothing secret is ever among its arguments.
type program struct {
	name  string // as it is called in errors
	path  string
	args  []string
	env   []string // nil: this program's
	input []byte
	most  int // octets of output that are taken
	limit time.Duration
	slow  error // what took too long
}

// run gives what the program printed. The error is an *Error or ctx's, and does
// not repeat the output.
func (p program) run(ctx context.Context) ([]byte, error) {
	within, cancel := context.WithTimeout(ctx, p.limit)
	defer cancel()
	cmd := exec.CommandContext(within, p.path, p.args...)
	cmd.Env, cmd.WaitDelay = p.env, drainLimit
	out := &capped{max: p.most, full: cancel}
	said := &tail{max: maxStderr}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(p.input), out, said
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case out.over:
		return nil, failed(ErrUnusable, "secret_too_long", "max", strconv.Itoa(store.MaxSecret))
	case errors.Is(within.Err(), context.DeadlineExceeded):
		return nil, p.slow
	case errors.As(err, &exit):
		return nil, failed(ErrCommand, "secret_command_failed", "command", p.name,
			"status", strconv.Itoa(exit.ExitCode()), "stderr", store.Neutral(said.kept.String(), shownStderr))
	case err != nil && !errors.Is(err, exec.ErrWaitDelay):
		return nil, failed(ErrCommand, "secret_command_missing", "command", p.name)
	}
	return out.kept.Bytes(), nil
}

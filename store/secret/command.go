package secret

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"todoku/store"
)

const (
	commandLimit = 30 * time.Second // a password manager may ask its agent
	drainLimit   = time.Second      // for what its children still hold open
	maxStderr    = 4 << 10
	shownStderr  = 300
)

// runCommand takes the first line that the command prints: password managers
// put notes on the lines after it. There is no shell, and nothing to read on
// standard input.
func runCommand(ctx context.Context, ref store.SecretRef, baseDir string, limit time.Duration) (string, error) {
	if len(ref.Argv) == 0 {
		return "", failed(ErrNotSet, "secret_no_place")
	}
	within, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	name := store.Neutral(ref.Argv[0], 200)
	cmd := exec.CommandContext(within, ref.Argv[0], ref.Argv[1:]...)
	cmd.Dir = baseDir
	cmd.WaitDelay = drainLimit
	out := &capped{max: store.MaxSecret, full: cancel}
	said := &tail{max: maxStderr}
	cmd.Stdout, cmd.Stderr = out, said
	err := cmd.Run()
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case out.over:
		return "", failed(ErrUnusable, "secret_too_long", "max", strconv.Itoa(store.MaxSecret))
	case errors.Is(within.Err(), context.DeadlineExceeded):
		return "", failed(ErrCommand, "secret_command_slow", "command", name, "limit", store.Duration(limit).String())
	case errors.Is(err, exec.ErrWaitDelay):
		err = nil // it ended well; a child of it lives on
	}
	line, _, _ := strings.Cut(out.kept.String(), "\n")
	line = strings.TrimSuffix(line, "\r")
	if err != nil {
		return "", commandError(err, name, said.kept.String(), line)
	}
	if line == "" {
		return "", failed(ErrNotSet, "secret_empty", "from", name)
	}
	return line, nil
}

// commandError never repeats what the command had already printed as secret.
func commandError(err error, name, said, line string) error {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return failed(ErrCommand, "secret_command_missing", "command", name)
	}
	if line != "" {
		said = strings.ReplaceAll(said, line, store.Secret{}.String())
	}
	return failed(ErrCommand, "secret_command_failed", "command", name,
		"status", strconv.Itoa(exit.ExitCode()), "stderr", store.Neutral(said, shownStderr))
}

// capped keeps up to max octets and calls full when there are more. The buffer
// is not embedded: its ReadFrom would go past the cap.
type capped struct {
	kept bytes.Buffer
	max  int
	over bool
	full func()
}

func (c *capped) Write(p []byte) (int, error) {
	room := c.max - c.kept.Len()
	if len(p) > room {
		c.over = true
		c.full()
		c.kept.Write(p[:max(room, 0)])
		return len(p), nil
	}
	return c.kept.Write(p)
}

// tail keeps the last max octets.
type tail struct {
	kept bytes.Buffer
	max  int
}

func (t *tail) Write(p []byte) (int, error) {
	n, _ := t.kept.Write(p)
	if extra := t.kept.Len() - t.max; extra > 0 {
		t.kept.Next(extra)
	}
	return n, nil
}

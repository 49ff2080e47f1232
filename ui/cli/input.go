package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"golang.org/x/term"

	"todoku/store"
	"todoku/ui/headless"
)

// maxAnswers bounds what is read as answers.
const maxAnswers = 1 << 20

// passwordKey is what --secret-stdin answers.
const passwordKey = "smtp.auth.password"

// answers reads what the flags point to.
func (a *app) answers(ctx context.Context, name string, req setupRequest) (headless.Answers, error) {
	ans := headless.Answers{File: req.from, Sets: req.sets, Name: name, Group: req.group}
	var err error
	if req.from != "" {
		// Not by store.ReadFile: a pipe that the shell made is good enough.
		ans.Data, err = within(ctx, func() ([]byte, error) {
			f, err := os.Open(req.from)
			if err != nil {
				return nil, err
			}
			defer f.Close()
			return readAtMost(f, maxAnswers)
		})
		switch {
		case ctx.Err() != nil:
			return ans, ctx.Err()
		case errors.Is(err, errTooLong):
			return ans, &store.Problem{File: req.from, Code: "file_too_large", Args: map[string]string{"file": req.from}}
		case err != nil:
			return ans, store.ReadProblem(req.from, err, "")
		}
	}
	if req.secret {
		ans.Secret, err = a.readSecret(ctx)
	}
	return ans, err
}

// readSecret reads standard input to its end; at a terminal one line, unseen.
func (a *app) readSecret(ctx context.Context) (*store.Secret, error) {
	read := func() ([]byte, error) { return readAtMost(a.In, store.MaxSecret) }
	if fd := int(a.In.Fd()); isTerminal(a.In) {
		if was, err := term.GetState(fd); err == nil {
			defer func() { _ = term.Restore(fd, was) }() // where the read is left behind
		}
		_, _ = fmt.Fprint(a.Err, a.say("cli.type_secret")+" ")
		defer a.errln("")
		read = func() ([]byte, error) { return term.ReadPassword(fd) }
	}
	b, err := within(ctx, read)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, errTooLong):
		return nil, &store.Problem{Key: passwordKey, Code: "secret_too_long", Args: map[string]string{"max": strconv.Itoa(store.MaxSecret)}}
	case err != nil && !errors.Is(err, io.EOF):
		return nil, fmt.Errorf("read the secret: %w", err)
	}
	s := store.NewSecret(strings.TrimRight(string(b), "\r\n"))
	if s.IsZero() {
		return nil, a.complain("cli.no_secret")
	}
	return &s, nil
}

var errTooLong = errors.New("too long")

func readAtMost(r io.Reader, limit int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(b)) > limit {
		err = errTooLong
	}
	return b, err
}

// within runs a read that may wait for ever, on a pipe or a terminal. One that
// is still waiting when ctx ends is left behind, which only a program about to
// end may do.
func within[T any](ctx context.Context, read func() (T, error)) (T, error) {
	type answer struct {
		value T
		err   error
	}
	got := make(chan answer, 1)
	go func() {
		v, err := read()
		got <- answer{v, err}
	}()
	select {
	case a := <-got:
		return a.value, a.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}

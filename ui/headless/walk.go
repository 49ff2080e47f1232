package headless

import (
	"context"
	"errors"

	"todoku/mailcheck"
	"todoku/steps"
	"todoku/store"
)

// Options choose how Walk goes.
type Options struct {
	Unproved bool // go on where a proof does not pass

	// Progress hears of each piece of news of a proof; may be nil.
	Progress func(steps.Progress)
	// Pasted is what a person pastes during a sign-in; nil: nothing.
	Pasted <-chan string
	// Confirm is shown the file before it is saved; nil: save.
	Confirm func(text, diff string) (bool, error)
}

// NotProved says at which step the proof did not pass. Nothing was saved.
type NotProved struct {
	Step   string
	Report mailcheck.Report
}

func (e *NotProved) Error() string { return e.Step + ": not proved: " + string(e.Report.Verdict) }

// ErrNotConfirmed is the error when Confirm said no.
var ErrNotConfirmed = errors.New("not confirmed")

// Walk takes m from its current step to its end and saves. The error is
// store.Problems (answers that are missing or wrong, by key), *NotProved,
// ErrNotConfirmed, ctx's, or what Save says.
func Walk(ctx context.Context, m *steps.Machine, o Options) (steps.Saved, error) {
	for {
		act := m.Enter(false)
		if act.Kind == steps.Prove {
			if err := prove(ctx, m, act.Proof, o); err != nil {
				return steps.Saved{}, err
			}
			if act = m.Enter(false); act.Kind == steps.Prove {
				if !o.Unproved {
					return steps.Saved{}, notProved(m)
				}
				act = m.Enter(true)
			}
		}
		switch act.Kind {
		case steps.Invalid:
			return steps.Saved{}, store.Problems(act.Problems)
		case steps.Finished:
			return save(ctx, m, o)
		}
	}
}

// prove runs one proof to its end.
func prove(ctx context.Context, m *steps.Machine, p steps.Proof, o Options) error {
	emit := o.Progress
	if emit == nil {
		emit = func(steps.Progress) {}
	}
	run := m.Start(p)
	stop := forward(m, o.Pasted)
	res := run(ctx, emit)
	stop()
	if err := ctx.Err(); err != nil {
		return err
	}
	m.Proved(p, res)
	return nil
}

// forward hands what is pasted to the machine until it is stopped.
func forward(m *steps.Machine, pasted <-chan string) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case s := <-pasted:
				m.Paste(s)
			case <-ctx.Done():
				return
			}
		}
	}()
	return func() {
		cancel()
		<-ended
	}
}

func notProved(m *steps.Machine) error {
	res, _ := m.Result()
	return &NotProved{Step: m.Current(), Report: res.Report}
}

func save(ctx context.Context, m *steps.Machine, o Options) (steps.Saved, error) {
	if o.Confirm != nil {
		yes, err := o.Confirm(m.Review())
		if err != nil {
			return steps.Saved{}, err
		}
		if !yes {
			return steps.Saved{}, ErrNotConfirmed
		}
	}
	return m.Save(ctx)
}

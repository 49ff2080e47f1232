package screen

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/term"

	"todoku/mailcheck"
	"todoku/steps"
	"todoku/store"
	"todoku/ui/locale"
	"todoku/ui/look"
)

// Options are what a run of the wizard needs.
type Options struct {
	Machine *steps.Machine
	Texts   *locale.Texts
	In, Out *os.File            // the terminal
	Getenv  func(string) string // nil: os.Getenv
	Keep    func(store.Draft) error
	Hint    string // id of a text, shown while nothing else has to be said
}

// Outcome is how the wizard ended.
type Outcome struct {
	Saved       *steps.Saved // nil: nothing was saved
	Interrupted bool         // ended by ctrl+c or by the context
	Kept        bool         // the draft is on disk, to be taken up again
	KeepErr     error        // why the last draft could not be kept
	Lang        locale.Lang  // the language at the end
	Report      *mailcheck.Report
}

// NoTerminalError says why there can be no full screen. The caller asks
// line by line instead, or says how to go on without one.
type NoTerminalError struct{ Reason Reason }

// Reason says what is missing.
type Reason string

// The reasons.
const (
	NotInput  Reason = "input"  // standard input is no terminal
	NotOutput Reason = "output" // standard output is no terminal
	Dumb      Reason = "dumb"   // TERM is empty or "dumb"
)

func (e *NoTerminalError) Error() string { return "no full screen here: " + string(e.Reason) }

// Check says whether the full screen can be shown; the error is a
// *NoTerminalError.
func Check(in, out *os.File, getenv func(string) string) error {
	switch {
	case in == nil || !term.IsTerminal(in.Fd()):
		return &NoTerminalError{NotInput}
	case out == nil || !term.IsTerminal(out.Fd()):
		return &NoTerminalError{NotOutput}
	}
	// Windows consoles have no TERM.
	if t := getenv("TERM"); t == "dumb" || t == "" && runtime.GOOS != "windows" {
		return &NoTerminalError{Dumb}
	}
	return nil
}

// Run shows the wizard until the profile is saved, the user leaves, or ctx
// ends; ctx is where the caller's signals come in. The terminal is restored in
// every case, and the draft is kept unless the profile was saved. The error is
// a *NoTerminalError, or what the terminal failed with.
func Run(ctx context.Context, o Options) (Outcome, error) {
	if o.Getenv == nil {
		o.Getenv = os.Getenv
	}
	if err := Check(o.In, o.Out, o.Getenv); err != nil {
		return Outcome{Lang: o.Texts.Lang()}, err
	}
	return run(ctx, o.Machine, o)
}

// grace is how long the program may take to quit after a signal.
const grace = 2 * time.Second

func run(ctx context.Context, m machine, o Options) (Outcome, error) {
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	w := newWizard(inner, m, o)
	out := &surface{Asker: look.NewAsker(o.Out)}
	w.drawn = out.full.Load
	hard, kill := context.WithCancel(context.WithoutCancel(ctx))
	defer kill()
	opts := []tea.ProgramOption{
		tea.WithContext(hard), tea.WithoutSignalHandler(),
		tea.WithInput(&pasteReader{File: o.In}), tea.WithOutput(out),
	}
	// Bubble Tea takes NO_COLOR for a boolean; any value means it (no-color.org).
	if o.Getenv("NO_COLOR") != "" {
		opts = append(opts, tea.WithColorProfile(colorprofile.ASCII))
	}
	p := tea.NewProgram(w, opts...)
	// A program that is killed by its context closes its input while it still
	// reads from it. So it is asked to quit, and killed only if it does not.
	defer context.AfterFunc(ctx, func() {
		time.AfterFunc(grace, kill)
		p.Quit()
	})()
	_, err := p.Run()
	cancel()
	// EIO: the terminal itself is gone, and the hang-up signal is on its way.
	if ctx.Err() != nil || errors.Is(err, syscall.EIO) {
		w.gone, err = true, nil
	}
	end := w.outcome()
	if err != nil {
		return end, fmt.Errorf("full screen: %w", err)
	}
	return end, nil
}

// outcome takes stock after the program has ended. The context is cancelled by
// then, so a Cmd that still has the machine gives it back soon.
func (w *wizard) outcome() Outcome {
	w.run.stop()
	w.saving.busy.Lock()
	defer w.saving.busy.Unlock()
	out := Outcome{Saved: w.saving.saved, Lang: w.texts.Lang()}
	if r, ok := w.m.Result(); ok {
		out.Report = &r.Report
	}
	if out.Saved != nil {
		return out
	}
	out.Interrupted = w.gone
	w.drafts.keep(w.drafts.take(), w.m.Snapshot())
	out.Kept, out.KeepErr = w.drafts.result()
	return out
}

package cli

import (
	"context"
	"errors"
	"sync"

	"github.com/spf13/cobra"

	"todoku/steps"
	"todoku/store"
	"todoku/ui/headless"
	"todoku/ui/report"
)

// setupRequest is what the flags of setup ask for.
type setupRequest struct {
	from, group           string
	sets                  []string
	secret, yes, unproved bool
}

// headless tells whether anything was asked for that needs no person.
func (r setupRequest) headless() bool {
	return r.from != "" || len(r.sets) > 0 || r.secret || r.yes || r.unproved
}

func (a *app) setupCommand() *cobra.Command {
	var req setupRequest
	c := a.command("setup", "setup [NAME]", a.between(0, 1), func(ctx context.Context, args []string) error {
		name := ""
		if len(args) > 0 {
			name = args[0]
		}
		if req.headless() {
			return a.headless(ctx, name, req)
		}
		return a.wizard(ctx, wizardRequest{name: name, group: req.group})
	})
	c.ValidArgsFunction = a.completeName
	f := c.Flags()
	f.StringVar(&req.from, "from", "", a.say("flag.from"))
	f.StringArrayVar(&req.sets, "set", nil, a.say("flag.set"))
	f.BoolVar(&req.secret, "secret-stdin", false, a.say("flag.secret_stdin"))
	f.BoolVar(&req.yes, "yes", false, a.say("flag.yes"))
	f.BoolVar(&req.unproved, "unproved", false, a.say("flag.unproved"))
	f.StringVar(&req.group, "group", "", a.say("flag.group"))
	_ = c.RegisterFlagCompletionFunc("set", completeSet)
	return c
}

// headless sets a profile up from prepared answers. The ladder goes to stderr,
// what was saved to stdout.
func (a *app) headless(ctx context.Context, name string, req setupRequest) error {
	if !req.yes && (!isTerminal(a.In) || req.secret) {
		return a.usage("usage.needs_yes", "command", "setup")
	}
	env, err := a.env()
	if err != nil {
		return err
	}
	answers, err := a.answers(ctx, name, req)
	if err != nil {
		return err
	}
	draft, err := a.draft(env.Places, name)
	if err != nil {
		return err
	}
	m := steps.New(env, draft)
	if err := answers.Give(m); err != nil {
		return a.badAnswer(err)
	}
	if m.Name() == "" {
		return &store.Problem{Key: "name", Code: "required"}
	}
	ladder := &ladder{app: a}
	opts := headless.Options{Unproved: req.unproved, Progress: ladder.progress}
	if req.yes && !req.secret {
		// Nothing else is read from there, and nothing before it is asked for:
		// it may be the input of the script that runs this.
		pasted := make(chan string)
		opts.Pasted = pasted
		reading, stop := context.WithCancel(ctx)
		defer stop()
		begin := sync.OnceFunc(func() { go pasteLines(reading, a.In, pasted) })
		opts.Progress = func(p steps.Progress) {
			ladder.progress(p)
			if p.Event != nil && p.Event.Kind == steps.EventPaste {
				begin()
			}
		}
	}
	if !req.yes {
		opts.Confirm = func(text, diff string) (bool, error) { return a.confirmSave(ctx, text, diff) }
	}
	saved, err := headless.Walk(ctx, m, opts)
	ladder.flush()
	if err != nil {
		return a.notSaved(err)
	}
	a.summary(saved)
	return nil
}

// draft begins a new profile, or the edit of the one of that name.
func (a *app) draft(places store.Places, name string) (*steps.Draft, error) {
	if name == "" {
		return steps.NewDraft(""), nil
	}
	path, err := places.Find(name)
	switch {
	case err == nil:
		l, err := store.Load(path)
		if err != nil {
			return nil, err
		}
		return steps.EditDraft(l), nil
	case !isMissing(err):
		return nil, err
	}
	if p := store.CheckName(name); p != nil {
		return nil, p
	}
	return steps.NewDraft(name), nil
}

// badAnswer puts a --set that is none into words.
func (a *app) badAnswer(err error) error {
	var bad *headless.BadSet
	if errors.As(err, &bad) {
		return a.usage("usage.set", "key", bad.Key)
	}
	return err
}

// notSaved says why Walk ended without saving; the findings and the status are
// those of the proof that did not pass.
func (a *app) notSaved(err error) error {
	var np *headless.NotProved
	switch {
	case errors.As(err, &np):
		_ = report.FindingsText(a.Err, np.Report.Findings, a.t, a.look(a.Err))
		a.errln("")
		a.errln("todoku: " + a.say("cli.not_proved"))
		return status(statusOf(np.Report.Verdict))
	case errors.Is(err, headless.ErrNotConfirmed):
		return a.complain("cli.not_saved")
	}
	var p *store.Problem
	if errors.As(err, &p) && p.Key == passwordKey && p.Code == "required" {
		a.explain(err)
		a.errln(a.say("cli.give_secret"))
		return status(statusUnknown)
	}
	return err
}

func (a *app) confirmSave(ctx context.Context, text, diff string) (bool, error) {
	if diff != "" {
		text = diff
	}
	a.errln("\n" + text)
	return a.confirm(ctx, a.say("cli.save"), false)
}

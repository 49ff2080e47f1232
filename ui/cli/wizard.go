package cli

import (
	"context"
	"errors"
	"fmt"

	"todoku/mailcheck"
	"todoku/mailcheck/discover"
	"todoku/steps"
	"todoku/store"
	"todoku/store/sheet"
	"todoku/ui/report"
	"todoku/ui/screen"
)

// wizardRequest is what is known before the first question.
type wizardRequest struct {
	name  string // "": asked at the end
	group string
}

// wizard runs the full screen. Without a terminal that can show it, it says
// what to do instead.
func (a *app) wizard(ctx context.Context, req wizardRequest) error {
	if screen.Check(a.In, a.Out, a.Getenv) != nil {
		return a.complain("cli.no_terminal")
	}
	env, err := a.env()
	if err != nil {
		return err
	}
	draft, err := a.resume(ctx, env.Places, req.name)
	if err != nil {
		return err
	}
	if draft == nil {
		if draft, err = a.draft(env.Places, req.name); err != nil {
			return err
		}
	}
	m := steps.New(env, draft)
	if req.group != "" {
		if p := m.Answer("group", req.group).Problem; p != nil {
			return p
		}
	}
	out, err := a.show(ctx, m, env.Places, "")
	if err != nil {
		return err
	}
	if out.Saved != nil {
		a.summary(*out.Saved)
		return a.savedSheet(out.Saved.Path)
	}
	a.kept(out, m)
	if out.Interrupted {
		return status(statusInterrupted)
	}
	return nil
}

// show runs the full screen over m, and goes on in the language that the user
// left it in.
func (a *app) show(ctx context.Context, m *steps.Machine, places store.Places, hint string) (screen.Outcome, error) {
	out, err := screen.Run(ctx, screen.Options{
		Machine: m, Texts: a.t, In: a.In, Out: a.Out, Getenv: a.Getenv, Hint: hint,
		Keep: func(d store.Draft) error { return store.SaveDraft(places, d) },
	})
	if out.Lang != "" && out.Lang != a.t.Lang() {
		a.t = a.t.Switch()
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		return out, fmt.Errorf("run the wizard: %w", err)
	}
	if ctx.Err() != nil {
		out.Interrupted = true
	}
	return out, nil
}

// resume offers the draft that an earlier session left behind; nil means that
// there is none, or that the user begins afresh.
func (a *app) resume(ctx context.Context, places store.Places, name string) (*steps.Draft, error) {
	key := name
	if key == "" {
		key = steps.UnnamedDraft
	}
	kept, found, err := store.LoadDraft(places, key)
	if err != nil || !found {
		// A draft that cannot be read is worth less than a wizard that starts.
		return nil, nil
	}
	host, _, _ := mailcheck.Server(kept.Profile)
	yes, err := a.confirm(ctx, a.say("cli.resume", "name", kept.Profile.Name, "sender", kept.Profile.Sender.Address, "host", host), true)
	if err != nil {
		return nil, err
	}
	if !yes {
		return nil, store.DropDraft(places, key)
	}
	return steps.ResumeDraft(kept)
}

// kept says what is left of a wizard that was not finished.
func (a *app) kept(out screen.Outcome, m *steps.Machine) {
	if out.KeepErr != nil {
		a.explain(out.KeepErr)
	}
	if !out.Kept {
		a.errln(a.say("cli.nothing_saved"))
		return
	}
	again := "todoku"
	if name := m.Snapshot().Name; name != steps.UnnamedDraft {
		again = "todoku setup " + name
	}
	a.errln(a.say("cli.draft_kept", "command", again+a.configFlag()))
}

// summary says what was saved and what is left to do; it stays in the
// scrollback.
func (a *app) summary(s steps.Saved) {
	name := s.Path
	if pl, err := a.places(); err == nil {
		if found, err := pl.Find(nameOf(s.Path)); err == nil && found == s.Path {
			name = nameOf(s.Path)
		}
	}
	a.outln(a.say("cli.saved", "path", s.Path))
	for _, one := range s.Secrets {
		id := "cli.saved_secret"
		if one.Key == "oauth.client_secret" {
			id = "cli.saved_client_secret"
		}
		a.outln(a.say(id, "path", one.Path))
	}
	if s.Token {
		a.outln(a.say("cli.saved_token", "command", "todoku token "+name+a.configFlag()))
	}
	for _, l := range s.Lines {
		a.outln(a.say("cli.saved_line", "name", l))
	}
	if s.Unproved {
		a.outln(a.say("cli.saved_unproved"))
	}
	a.outln(a.say("cli.saved_check", "command", "todoku check "+name+a.configFlag()))
	a.outln(a.say("cli.saved_sheet", "command", "todoku sheet "+name+a.configFlag()))
}

// savedSheet prints what to type into the form of the application that was set
// up, where it has one of its own.
func (a *app) savedSheet(path string) error {
	l, err := store.Load(path)
	if err != nil {
		return err
	}
	form, ok := sheet.ByID(l.Profile.Application)
	if !ok || !form.HasForm() {
		return nil
	}
	a.outln("")
	p := discover.Complete(l.Profile)
	return report.SheetText(a.results(), form, form.Sheet(p), p, a.t, report.SheetOptions{})
}

// configFlag repeats --config in commands that are proposed.
func (a *app) configFlag() string {
	if a.flags.config == "" {
		return ""
	}
	return " --config " + a.flags.config
}

// printReport prints one report as check does.
func (a *app) printReport(r mailcheck.Report) {
	_ = report.Text(a.results(), r, a.t, a.look(a.Out))
}

package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"todoku/mailcheck/sandbox"
	"todoku/steps"
	"todoku/store"
	"todoku/ui/headless"
	"todoku/ui/screen"
)

// demoName is the profile that the demo makes.
const demoName = "demo"

func (a *app) demoCommand() *cobra.Command {
	var fault, api, app string
	var faults, oauth bool
	c := a.command("demo", "demo", a.exactly(0), func(ctx context.Context, _ []string) error {
		if faults {
			return a.listFaults()
		}
		if api != "" && !slices.Contains(store.APIs[:], api) {
			return a.usage("usage.one_of", "value", api, "allowed", strings.Join(store.APIs[:], ", "))
		}
		if app != "" && !slices.Contains(appIDs(), app) {
			return a.usage("usage.one_of", "value", app, "allowed", strings.Join(appIDs(), ", "))
		}
		return a.demo(ctx, sandbox.Options{Fault: fault, OAuth: oauth || api != "" || isSignInFault(fault)}, demoRequest{api, app})
	})
	f := c.Flags()
	f.StringVar(&fault, "fault", "", a.say("flag.fault"))
	f.BoolVar(&oauth, "oauth", false, a.say("flag.demo_oauth"))
	f.StringVar(&api, "api", "", a.say("flag.demo_api"))
	f.StringVar(&app, "for", "", a.say("flag.demo_for"))
	f.BoolVar(&faults, "faults", false, a.say("flag.faults"))
	_ = c.RegisterFlagCompletionFunc("fault", completeFaults)
	_ = c.RegisterFlagCompletionFunc("for", cobra.FixedCompletions(appIDs(), cobra.ShellCompDirectiveNoFileComp))
	_ = c.RegisterFlagCompletionFunc("api", cobra.FixedCompletions(store.APIs[:], cobra.ShellCompDirectiveNoFileComp))
	return c
}

func (a *app) listFaults() error {
	for _, f := range append(sandbox.Faults(), signInFaults()...) {
		a.outln(f.Name)
	}
	return nil
}

// demoRequest is over which API the demo sends, and for which application it
// sets up mail; both may be empty.
type demoRequest struct{ api, app string }

// demo is the wizard against built-in servers: nothing of it leaves this
// machine, and nothing stays on it.
func (a *app) demo(ctx context.Context, o sandbox.Options, req demoRequest) (err error) {
	dir, err := os.MkdirTemp("", "todoku-demo-")
	if err != nil {
		return fmt.Errorf("make a folder for the demo: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	o.Dir = filepath.Join(dir, "sandbox")
	s, err := a.startSandbox(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()

	places, err := store.DefaultPlaces(filepath.Join(dir, "config"), a.Getenv)
	if err != nil {
		return fmt.Errorf("find the demo's folders: %w", err)
	}
	env, err := a.env()
	if err != nil {
		return err
	}
	env.Places, env.Root = places, false
	env.Probe.Nameserver, env.Probe.Roots, env.Probe.Dial = s.Nameserver, s.Roots, s.Dial
	if req.app != "" {
		env.Probe.Dial = s.DialUsual
	}
	draft, err := demoDraft(ctx, s, req)
	if err != nil {
		return err
	}
	m := steps.New(env, draft)
	if screen.Check(a.In, a.Out, a.Getenv) == nil {
		return a.demoScreen(ctx, m, places)
	}
	return a.demoWalk(ctx, m, s)
}

// demoDraft is filled in so that Enter alone leads through.
func demoDraft(ctx context.Context, s *sandbox.Sandbox, req demoRequest) (*steps.Draft, error) {
	if s.OAuth != nil {
		return demoSignIn(s, req), nil
	}
	p := s.Ready()
	// The CA comes by Env: a form such as Garoon's has no field for a file.
	p.Name, p.SMTP.CAFile = demoName, ""
	sends := !p.SMTP.Auth.Password.IsZero() // with a password of its own
	if sends {
		p.SMTP.Auth.Password = store.SecretRef{From: "file", Path: demoName + ".secret"}
	}
	boxes, err := demoMailboxes(ctx, s, &p)
	if err != nil {
		return nil, err
	}
	if s.Fault == "" {
		demoForm(s, &p, req.app)
	} else {
		p.Application = cmp.Or(req.app, p.Application)
	}
	for _, f := range sandbox.Faults() {
		if f.Name == s.Fault {
			p.Trial.Send = f.Until == "data" || f.Until == "arrive"
		}
	}
	d := steps.EditDraft(store.Loaded{Profile: p})
	d.Existing, d.Path, d.Named = nil, "", true
	for _, key := range []string{"application", "server_type", "smtp.host", "smtp.port", "smtp.security", "smtp.timeout", "trial.send", "trial.recipient",
		"receive.protocol", "receive.host", "receive.port", "receive.security", "receive.timeout", "receive.auth"} {
		d.Answered[key] = true
	}
	secret, err := s.Password(ctx)
	if err != nil {
		return nil, fmt.Errorf("take the demo's password: %w", err)
	}
	for key, pass := range boxes {
		d.Secrets[key], d.Answered[key] = pass, true
	}
	if key := "receive.password"; p.SMTP.Auth.Method == "none" && !p.Receive.Password.IsZero() {
		d.Secrets[key], d.Answered[key] = secret, true
	}
	if sends {
		d.Secrets["smtp.auth.password"] = secret
		d.Answered["smtp.auth.password"] = true
	}
	return d, nil
}

// demoScreen is the demo for a person.
func (a *app) demoScreen(ctx context.Context, m *steps.Machine, places store.Places) error {
	out, err := a.show(ctx, m, places, "cli.demo_hint")
	switch {
	case err != nil:
		return err
	case out.Saved != nil:
		return a.demoResult(m, out.Saved.Path)
	case out.Interrupted:
		return status(statusInterrupted)
	}
	return nil
}

// demoWalk is the demo for a pipe: the same machine walks by itself.
func (a *app) demoWalk(ctx context.Context, m *steps.Machine, s *sandbox.Sandbox) error {
	a.outln(a.say("cli.demo_walk"))
	a.outln("")
	saved, err := headless.Walk(ctx, m, headless.Options{Progress: func(p steps.Progress) { a.demoPerson(ctx, s, p) }})
	a.printEntries(m.Entries())
	var np *headless.NotProved
	if errors.As(err, &np) {
		a.printReport(np.Report)
		return status(statusOf(np.Report.Verdict))
	}
	if err != nil {
		return err
	}
	res, _ := m.Result()
	a.printReport(res.Report)
	if err := a.demoResult(m, saved.Path); err != nil {
		return err
	}
	return asError(statusOf(res.Report.Verdict))
}

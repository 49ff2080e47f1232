package cli

import (
	"context"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"todoku/mailcheck"
	"todoku/mailcheck/oauth"
	"todoku/store"
	"todoku/store/secret"
	"todoku/ui/report"
)

// checkRequest is what the flags of check ask for.
type checkRequest struct {
	all, json, arrive, remove, domain bool
	matrix                            bool
	until, rcpt, send, bundle         string
	format, output, group             string
	within                            time.Duration
	jobs                              int
}

// target is one profile to prove, or why it cannot be read.
type target struct {
	name   string
	loaded store.Loaded
	err    error
}

func (a *app) checkCommand() *cobra.Command {
	var req checkRequest
	c := a.command("check", "check [NAME...]", a.between(0, -1), func(ctx context.Context, args []string) error {
		return a.check(ctx, req, args)
	})
	c.ValidArgsFunction = a.completeNames
	f := c.Flags()
	f.BoolVar(&req.all, "all", false, a.say("flag.all"))
	f.BoolVar(&req.json, "json", false, a.say("flag.json"))
	f.BoolVar(&req.matrix, "matrix", false, a.say("flag.matrix"))
	f.StringVar(&req.format, "format", "", a.say("flag.check_format"))
	f.StringVar(&req.output, "output", "", a.say("flag.check_output"))
	f.StringVar(&req.group, "group", "", a.say("flag.check_group"))
	f.StringVar(&req.until, "until", "", a.say("flag.until"))
	f.StringVar(&req.rcpt, "rcpt", "", a.say("flag.rcpt"))
	f.StringVar(&req.send, "send", "", a.say("flag.send"))
	f.BoolVar(&req.arrive, "arrive", false, a.say("flag.arrive"))
	f.DurationVar(&req.within, "within", 2*time.Minute, a.say("flag.within"))
	f.BoolVar(&req.remove, "remove", false, a.say("flag.remove"))
	f.BoolVar(&req.domain, "domain", false, a.say("flag.domain"))
	f.StringVar(&req.bundle, "bundle", "", a.say("flag.bundle"))
	f.IntVar(&req.jobs, "jobs", 0, a.say("flag.jobs"))
	_ = c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(checkFormats(), cobra.ShellCompDirectiveNoFileComp))
	_ = c.RegisterFlagCompletionFunc("until", cobra.FixedCompletions(stageNames(), cobra.ShellCompDirectiveNoFileComp))
	return c
}

// check proves saved profiles and never writes one. An unreadable profile is
// reported in its place; the others run all the same.
func (a *app) check(ctx context.Context, req checkRequest, names []string) error {
	opts, err := a.network()
	if err != nil {
		return err
	}
	if err := a.checkFlags(&opts, req); err != nil {
		return err
	}
	if err := a.formatFlags(&req); err != nil {
		return err
	}
	places, err := a.places()
	if err != nil {
		return err
	}
	targets, err := a.targets(places, req, names)
	if err != nil {
		return err
	}
	if err := a.bundlePlace(req); err != nil {
		return err
	}
	if err := req.outputPlace(); err != nil {
		return err
	}
	wait := &waiting{app: a}
	if opts.Arrive && req.format == formatText && len(targets) == 1 && isTerminal(a.Err) && a.Getenv("TERM") != "dumb" {
		opts.Emit = wait.tell
		defer wait.end()
	}
	var jobs []mailcheck.Job
	for _, t := range targets {
		if t.err == nil {
			jobs = append(jobs, job(places, t.loaded, opts))
		}
	}
	p := a.checkPrinter(places, req, targets)
	mailcheck.RunAll(ctx, jobs, req.jobs, func(r mailcheck.Report) {
		wait.end() // before its line is printed over
		p.done(r)
	})
	p.unreadable()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	p.summary()
	p.worst = p.finish()
	if p.worst = a.bundle(ctx, req, p); ctx.Err() != nil {
		return ctx.Err()
	}
	return asError(p.worst)
}

// checkFlags puts the flags into opts, or says which cannot be obeyed.
func (a *app) checkFlags(opts *mailcheck.Options, req checkRequest) error {
	opts.Until = req.until[strings.LastIndexByte(req.until, '.')+1:]
	if req.until != "" && !isStage(opts.Until) {
		return a.usage("usage.one_of", "value", req.until, "allowed", strings.Join(stageNames(), ", "))
	}
	if req.matrix && req.bundle == "-" {
		return a.usage("usage.not_together", "one", "--matrix", "other", "--bundle -")
	}
	if req.jobs < 0 {
		return a.usage("usage.flag_value", "flag", "--jobs", "value", strconv.Itoa(req.jobs))
	}
	to := map[string]string{"--rcpt": req.rcpt, "--send": req.send}
	for _, flag := range []string{"--rcpt", "--send"} {
		if to[flag] == "" {
			continue
		}
		if p := store.CheckAddress(to[flag]); p != nil {
			p.Key = flag
			return &usageError{text: report.ProblemText(p, a.t).String(), command: " check"}
		}
		opts.Recipient = to[flag]
	}
	opts.Domain = req.domain
	return a.sendFlags(opts, req)
}

// sendFlags are those with which a mail is really sent.
func (a *app) sendFlags(opts *mailcheck.Options, req checkRequest) error {
	opts.Arrive, opts.ArriveWithin, opts.Remove = req.arrive || opts.Until == mailcheck.StageArrive, req.within, req.remove
	switch {
	case req.within <= 0:
		return a.usage("usage.flag_value", "flag", "--within", "value", req.within.String())
	case req.remove && !opts.Arrive:
		return a.usage("usage.only_with", "one", "--remove", "other", "--arrive")
	case req.send == "" && !opts.Arrive:
		return nil
	}
	flag := "--send"
	if req.send == "" {
		flag = "--arrive"
	}
	if req.rcpt != "" {
		return a.usage("usage.not_together", "one", flag, "other", "--rcpt")
	}
	if opts.Until != "" && opts.Until != "data" && opts.Until != mailcheck.StageArrive {
		return a.usage("usage.not_together", "one", flag, "other", "--until "+req.until)
	}
	opts.Send, opts.Until = true, "data"
	return nil
}

// targets are the named profiles, or all.
func (a *app) targets(places store.Places, req checkRequest, names []string) ([]target, error) {
	if req.all == (len(names) > 0) {
		return nil, a.usage("usage.names_or_all")
	}
	if req.all {
		entries, err := places.List()
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			names = append(names, e.Path)
		}
		if len(names) == 0 {
			return nil, a.complain("cli.no_profiles", "dir", places.Profiles)
		}
	}
	var list []target
	for _, name := range names {
		l, err := a.load(places, name)
		list = append(list, target{name: nameOf(name), loaded: l, err: err})
	}
	return list, nil
}

// nameOf is the name of the profile at a path; a name is its own.
func nameOf(s string) string { return strings.TrimSuffix(filepath.Base(s), ".toml") }

// job is a run of a profile as a program would use it: with its own secret or
// token, from where it is kept.
func job(places store.Places, l store.Loaded, opts mailcheck.Options) mailcheck.Job {
	opts.BaseDir, opts.Again = filepath.Dir(l.Path), true
	opts.Password = func(ctx context.Context) (store.Secret, error) {
		return secret.Read(ctx, l.Profile.SMTP.Auth.Password, opts.BaseDir)
	}
	opts.Token = func(ctx context.Context) (store.Token, error) {
		return oauth.Fresh(ctx, places, l.Profile, clientOf(l))
	}
	return mailcheck.Job{Profile: l.Profile, Options: opts}
}

// stageNames are the values of --until, in the order of the ladder.
func stageNames() []string {
	return []string{"resolve", "connect", "greeting", "caps", "tls", "auth", "mailbox", "mail", "rcpt", "data", mailcheck.StageArrive}
}

func isStage(name string) bool {
	for _, s := range stageNames() {
		if s == name {
			return true
		}
	}
	return false
}

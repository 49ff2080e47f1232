package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"todoku/mailcheck"
	"todoku/store"
)

func (a *app) logCommand() *cobra.Command {
	var direction string
	c := a.command("log", "log NAME", a.exactly(1), func(_ context.Context, args []string) error {
		return a.log(args[0], direction)
	})
	c.ValidArgsFunction = a.completeNames
	c.Flags().StringVar(&direction, "direction", "", a.say("flag.direction"))
	_ = c.RegisterFlagCompletionFunc("direction", cobra.FixedCompletions(store.Directions[:], cobra.ShellCompDirectiveNoFileComp))
	return c
}

// log prints the last protocol log that check kept, of one direction or both.
func (a *app) log(name, direction string) error {
	directions := store.Directions[:]
	if direction != "" {
		if !slices.Contains(directions, direction) {
			return a.usage("usage.one_of", "value", direction, "allowed", strings.Join(directions, ", "))
		}
		directions = []string{direction}
	}
	places, l, err := a.saved(name)
	if err != nil {
		return err
	}
	found := false
	for _, d := range directions {
		text, _, ok, err := store.LoadLog(places, l.Path, d)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		if found {
			a.outln("")
		}
		found = true
		for _, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
			a.outln(mailcheck.Neutralise(line))
		}
	}
	switch asked := slices.ContainsFunc(directions, func(d string) bool { return store.WantsLog(l.Profile, d) }); {
	case found:
		return nil
	case asked:
		return a.complain("cli.no_log_yet", "name", nameOf(name))
	}
	return a.complain("cli.no_log", "name", nameOf(name), "keys", "form."+strings.Join(directions, "_log, form.")+"_log")
}

// keepLogs keeps the protocol log of each direction that the profile asks for,
// as far as r went in it. A log that cannot be kept is told, and changes
// nothing about the result.
func (a *app) keepLogs(places store.Places, l store.Loaded, r mailcheck.Report) {
	for _, d := range store.Directions {
		text := protocolLog(r, d)
		if text == "" || !store.WantsLog(l.Profile, d) {
			continue
		}
		if err := store.SaveLog(places, l.Path, d, text); err != nil {
			a.explain(err)
		}
	}
}

// protocolLog is the dialogue of one direction with the verdict of each stage;
// empty: the run did not come to it. Reports hold no secret: lines are redacted
// where they are sent.
func protocolLog(r mailcheck.Report, direction string) string {
	var b strings.Builder
	for _, s := range r.Stages {
		if s.Verdict == mailcheck.Skipped || directionOf(s) != direction {
			continue
		}
		if b.Len() == 0 {
			b.WriteString("# " + r.Profile + " " + direction + " " + r.Started.Format("2006-01-02 15:04:05 -0700") + "\n")
		}
		b.WriteString("# " + s.ID + " " + string(s.Verdict) + "\n")
		for _, l := range s.Transcript {
			b.WriteString(l.Dir + " " + l.Text + "\n")
		}
	}
	return b.String()
}

// directionOf is that of a stage; empty: what DNS says of a domain has none.
func directionOf(s mailcheck.Stage) string {
	switch s.Prefix() {
	case "smtp", "api":
		return "send"
	case "pop3", "imap", mailcheck.StageArrive:
		return "receive"
	}
	return ""
}

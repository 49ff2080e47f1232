package cli

import (
	"context"

	"github.com/spf13/cobra"
)

func (a *app) removeCommand() *cobra.Command {
	var yes bool
	c := a.command("remove", "remove NAME", a.exactly(1), func(ctx context.Context, args []string) error {
		return a.remove(ctx, args[0], yes)
	})
	c.Flags().BoolVar(&yes, "yes", false, a.say("flag.yes"))
	c.ValidArgsFunction = a.completeName
	return c
}

// remove deletes a profile and what todoku keeps for it, readable or not.
func (a *app) remove(ctx context.Context, name string, yes bool) error {
	places, err := a.places()
	if err != nil {
		return err
	}
	path, err := places.Find(name)
	if err != nil {
		return err
	}
	if !yes {
		if !isTerminal(a.In) {
			return a.usage("usage.needs_yes", "command", "remove")
		}
		sure, err := a.confirm(ctx, a.say("cli.remove", "path", path), false)
		if err != nil {
			return err
		}
		if !sure {
			return a.complain("cli.not_removed")
		}
	}
	removed, err := places.Remove(ctx, path)
	for _, r := range removed {
		a.outln(a.say("cli.removed", "path", r))
	}
	return err
}

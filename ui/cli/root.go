package cli

import (
	"context"

	"github.com/spf13/cobra"

	"todoku/ui/locale"
)

// root is the table of contents of the command line.
func (a *app) root() *cobra.Command {
	var root *cobra.Command
	root = a.command("root", "todoku", cobra.ArbitraryArgs, func(ctx context.Context, args []string) error {
		switch {
		case len(args) > 0:
			return a.usage("usage.unknown_command", "word", args[0], "nearest", nearest(root, args[0]))
		case a.flags.version:
			return a.printVersion()
		}
		return a.wizard(ctx, wizardRequest{})
	})
	root.SilenceErrors, root.SilenceUsage, root.DisableSuggestions = true, true, true
	root.CompletionOptions.DisableDefaultCmd = true
	f := root.PersistentFlags()
	f.StringVar(&a.flags.lang, "lang", "", a.say("flag.lang"))
	f.StringVar(&a.flags.config, "config", "", a.say("flag.config"))
	f.StringVar(&a.flags.nameserver, "nameserver", "", a.say("flag.nameserver"))
	f.StringVar(&a.flags.control, "control", "", a.say("flag.control"))
	f.BoolP("help", "h", false, a.say("flag.help"))
	root.Flags().BoolVar(&a.flags.version, "version", false, a.say("flag.version"))
	_ = root.RegisterFlagCompletionFunc("lang", cobra.FixedCompletions([]string{string(locale.English), string(locale.Japanese)}, cobra.ShellCompDirectiveNoFileComp))
	_ = root.MarkPersistentFlagDirname("config")

	root.AddCommand(
		a.setupCommand(),
		a.checkCommand(),
		a.probeCommand(),
		a.discoverCommand(),
		a.explainCommand(),
		a.loginCommand(),
		a.tokenCommand(),
		a.sendCommand(),
		a.listCommand(),
		a.showCommand(),
		a.secretCommand(),
		a.removeCommand(),
		a.sheetCommand(),
		a.logCommand(),
		a.exportCommand(),
		a.importCommand(),
		a.demoCommand(),
		a.sandboxCommand(),
		a.schemaCommand(),
		a.manCommand(),
		a.completionCommand(),
		a.keyringCommand(),
	)
	root.SetHelpCommand(a.helpCommand(root))
	a.localise(root)
	a.completeRest(root)
	return root
}

// farthest is more typing errors than any command name is long.
const farthest = 16

// nearest is the command with the fewest typing errors between it and word, by
// cobra's measure.
func nearest(root *cobra.Command, word string) string {
	for root.SuggestionsMinimumDistance = 1; root.SuggestionsMinimumDistance < farthest; root.SuggestionsMinimumDistance++ {
		if s := root.SuggestionsFor(word); len(s) > 0 {
			return s[0]
		}
	}
	return "help"
}

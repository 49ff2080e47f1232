package cli

import (
	"context"

	"github.com/spf13/cobra"
)

// completionCommand writes the script that completes commands, flags and the
// names of profiles in a shell.
func (a *app) completionCommand() *cobra.Command {
	var c *cobra.Command
	c = a.command("completion", "completion bash|zsh|fish|powershell", a.exactly(1), func(_ context.Context, args []string) error {
		root := c.Root()
		switch args[0] {
		case "bash":
			return root.GenBashCompletionV2(a.results(), true)
		case "zsh":
			return root.GenZshCompletion(a.results())
		case "fish":
			return root.GenFishCompletion(a.results(), true)
		case "powershell":
			return root.GenPowerShellCompletionWithDesc(a.results())
		}
		return a.usage("usage.one_of", "value", args[0], "allowed", "bash, zsh, fish, powershell")
	})
	c.ValidArgs = []string{"bash", "zsh", "fish", "powershell"}
	return c
}

// completeNames offers the names of saved profiles.
func (a *app) completeNames(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	places, err := a.places()
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	entries, err := places.List()
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, e.Name)
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

package cli

import (
	"context"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"todoku/store"
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

// completeRest settles what no command has said itself: flags and words are
// completed by what stands for their value in the usage, FILE, DIR or GROUP,
// and everything else by nothing, since a shell would offer files.
func (a *app) completeRest(root *cobra.Command) {
	for _, c := range append(root.Commands(), root) {
		if c.ValidArgsFunction == nil && c.ValidArgs == nil && c.HasParent() && !strings.Contains(c.Use, "FILE") {
			c.ValidArgsFunction = cobra.NoFileCompletions
		}
		each := func(f *pflag.Flag) {
			if _, known := c.GetFlagCompletionFunc(f.Name); known || f.NoOptDefVal != "" || f.Annotations != nil {
				return
			}
			switch kind, _ := pflag.UnquoteUsage(f); kind {
			case "FILE", "PATH":
			case "GROUP":
				_ = c.RegisterFlagCompletionFunc(f.Name, completeGroups)
			default:
				_ = c.RegisterFlagCompletionFunc(f.Name, cobra.NoFileCompletions)
			}
		}
		c.LocalNonPersistentFlags().VisitAll(each)
		c.PersistentFlags().VisitAll(each)
	}
}

// completeName offers the names of saved profiles for the first word.
func (a *app) completeName(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return a.completeNames(c, args, word)
}

// completeNames offers the names of saved profiles that are not there yet; a
// path works as a name, too.
func (a *app) completeNames(_ *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	if strings.ContainsAny(word, `./\`) {
		return []string{"toml"}, cobra.ShellCompDirectiveFilterFileExt
	}
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
		if !slices.Contains(args, e.Name) {
			names = append(names, cobra.CompletionWithDesc(e.Name, e.Profile.Sender.Address))
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// completeSet offers the keys of a profile, and behind "=" the values of those
// that have no others.
func completeSet(_ *cobra.Command, _ []string, word string) ([]string, cobra.ShellCompDirective) {
	var offers []string
	key, _, valued := strings.Cut(word, "=")
	if valued {
		for _, v := range store.Values(key) {
			offers = append(offers, key+"="+v)
		}
		return offers, cobra.ShellCompDirectiveNoFileComp
	}
	for _, k := range store.Keys() {
		if k != "schema" && !strings.HasPrefix(k, "proof.") {
			offers = append(offers, k+"=")
		}
	}
	return offers, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// completeGroups offers the groups in /etc/group, where there is one (group(5)).
func completeGroups(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	data, err := os.ReadFile("/etc/group")
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var names []string
	for line := range strings.Lines(string(data)) {
		if name, _, ok := strings.Cut(line, ":"); ok {
			names = append(names, name)
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

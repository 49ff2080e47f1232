package cli

import (
	"errors"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// localise makes cobra's own words, the headings of usage texts and the
// complaints about flags, those of the chosen language.
func (a *app) localise(root *cobra.Command) {
	root.SetUsageTemplate(a.usageTemplate())
	root.SetHelpTemplate(`{{with (or .Long .Short)}}{{. | trimTrailingWhitespaces}}

{{end}}{{.UsageString}}`)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		u := a.flagComplaint(err)
		u.command = path(c)
		return u
	})
}

// usageTemplate is cobra's default one with its headings replaced.
func (a *app) usageTemplate() string {
	return strings.NewReplacer(
		"USAGE", a.say("usage.usage"), "EXAMPLES", a.say("usage.examples"), "COMMANDS", a.say("usage.commands"),
		"GLOBAL", a.say("usage.global"), "FLAGS", a.say("usage.flags"),
	).Replace(`USAGE
  {{.UseLine}}{{if .HasExample}}

EXAMPLES
{{.Example | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableSubCommands}}

COMMANDS{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}

FLAGS
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableInheritedFlags}}

GLOBAL
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}
`)
}

func (a *app) flagComplaint(err error) *usageError {
	var (
		unknown *pflag.NotExistError
		bare    *pflag.ValueRequiredError
		invalid *pflag.InvalidValueError
	)
	switch {
	case errors.As(err, &unknown):
		return a.usage("usage.unknown_flag", "flag", dashes(unknown.GetSpecifiedName()))
	case errors.As(err, &bare):
		return a.usage("usage.flag_without_value", "flag", dashes(bare.GetSpecifiedName()))
	case errors.As(err, &invalid):
		return a.usage("usage.flag_value", "flag", "--"+invalid.GetFlag().Name, "value", invalid.GetValue())
	}
	return a.usage("usage.flag_syntax", "error", err.Error())
}

func dashes(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}

// path is " check" for the command "todoku check".
func path(c *cobra.Command) string { return strings.TrimPrefix(c.CommandPath(), "todoku") }

// exactly is the rule of commands that take n words.
func (a *app) exactly(n int) cobra.PositionalArgs { return a.between(n, n) }

// between is the rule of commands that take from lo to hi words (hi -1: any number).
func (a *app) between(lo, hi int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		switch {
		case len(args) < lo:
			return &usageError{text: a.say("usage.too_few", "use", c.UseLine()), command: path(c)}
		case hi >= 0 && len(args) > hi:
			return &usageError{text: a.say("usage.too_many", "word", strconv.Quote(args[hi]), "use", c.UseLine()), command: path(c)}
		}
		return nil
	}
}

func (a *app) helpCommand(root *cobra.Command) *cobra.Command {
	c := a.command("help", "help [COMMAND]", cobra.ArbitraryArgs, nil)
	c.RunE = func(_ *cobra.Command, args []string) error {
		about, rest, err := root.Find(args)
		if err != nil || about == root && len(rest) > 0 {
			return a.usage("usage.unknown_command", "word", rest[0], "nearest", nearest(root, rest[0]))
		}
		return about.Help()
	}
	c.ValidArgsFunction = a.completeCommands
	return c
}

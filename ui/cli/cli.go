// Package cli is the command line: one file per command, and the wiring of the
// floors below into them. Results go to stdout, everything else to stderr.
//
// Exit statuses follow the convention of monitoring plug-ins: 0 pass, 1 warning,
// 2 failed, 3 could not check (usage and unreadable files too), 130 interrupted.
package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"todoku/ui/locale"
)

// IO is the process as the commands see it.
type IO struct {
	In, Out, Err *os.File
	Getenv       func(string) string
	Args         []string // without the program's name
}

// app is one run of the program.
type app struct {
	IO
	t     *locale.Texts
	now   func() time.Time
	lost  error // why a result could not be written; the first one
	flags struct {
		lang, config, nameserver, control string
		version                           bool
	}
}

// Main runs one command line and gives the exit status. It returns soon after
// ctx ends.
func Main(ctx context.Context, std IO) int {
	a := &app{IO: std, now: time.Now}
	lang, err := locale.FromEnv(langFlag(std.Args), std.Getenv)
	if err != nil {
		// The rest goes on in the environment's language: this is a usage error.
		lang, _ = locale.FromEnv("", std.Getenv)
	}
	t, broken := locale.New(lang)
	if broken != nil {
		_, _ = io.WriteString(std.Err, "todoku: "+broken.Error()+"\n")
		return statusUnknown
	}
	a.t = t
	if err != nil {
		return a.exit(ctx, a.usage("usage.language", "value", langFlag(std.Args)))
	}
	root := a.root()
	root.SetArgs(std.Args)
	root.SetIn(std.In)
	root.SetOut(a.results())
	root.SetErr(std.Err)
	return a.exit(ctx, root.ExecuteContext(ctx))
}

// langFlag finds --lang before the command line is parsed, because usage texts
// and complaints about the rest of it are in that language already.
func langFlag(args []string) string {
	for i, arg := range args {
		switch {
		case arg == "--":
			return ""
		case arg == "--lang" && i+1 < len(args):
			return args[i+1]
		case len(arg) > 7 && arg[:7] == "--lang=":
			return arg[7:]
		}
	}
	return ""
}

// say is a text of the locale files; kv are its values, name before value.
func (a *app) say(id string, kv ...string) string {
	args := make(map[string]string, len(kv)/2)
	for i := 0; i+1 < len(kv); i += 2 {
		args[kv[i]] = kv[i+1]
	}
	return a.t.T(id, args)
}

// command makes a cobra command with the texts command.NAME.{short,long,example}.
func (a *app) command(name, use string, args cobra.PositionalArgs, run func(context.Context, []string) error) *cobra.Command {
	c := &cobra.Command{
		Use:   use,
		Short: a.say("command." + name + ".short"),
		Args:  args,
		RunE: func(cmd *cobra.Command, args []string) error {
			err := run(cmd.Context(), args)
			if u := (*usageError)(nil); errors.As(err, &u) && u.command == "" {
				u.command = path(cmd)
			}
			return err
		},
	}
	c.Long, _ = a.t.Has("command."+name+".long", nil)
	c.Example, _ = a.t.Has("command."+name+".example", nil)
	return c
}

package cli

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"todoku/mailcheck"
	"todoku/mailcheck/oauth"
	"todoku/store"
	"todoku/store/export"
)

type exportRequest struct {
	to, write string
	reveal    bool
	all       bool // csv: every profile
}

func (a *app) exportCommand() *cobra.Command {
	var req exportRequest
	c := a.command("export", "export NAME --to TOOL", a.between(0, -1), func(ctx context.Context, args []string) error {
		if req.to == csvTable {
			return a.exportTable(ctx, req, args)
		}
		if req.all {
			return a.usage("usage.only_with", "one", "--all", "other", "--to "+csvTable)
		}
		if len(args) != 1 {
			return a.usage("usage.too_few", "use", "export NAME --to TOOL")
		}
		return a.export(ctx, req, args[0])
	})
	c.ValidArgsFunction = a.completeNames
	f := c.Flags()
	f.StringVar(&req.to, "to", "", a.say("flag.to", "tools", strings.Join(append(export.IDs(), csvTable), ", ")))
	f.BoolVar(&req.all, "all", false, a.say("flag.export_all"))
	f.StringVar(&req.write, "write", "", a.say("flag.write"))
	f.BoolVar(&req.reveal, "reveal", false, a.say("flag.export_reveal"))
	_ = c.RegisterFlagCompletionFunc("to", cobra.FixedCompletions(append(export.IDs(), csvTable), cobra.ShellCompDirectiveNoFileComp))
	return c
}

// export prints a tool's settings, or merges them into its files. It ends with
// 1 where something had to be left out, and with 3 where the tool cannot be
// told what sending depends on.
func (a *app) export(ctx context.Context, req exportRequest, name string) error {
	tool, ok := export.ByID(req.to)
	if !ok {
		return a.usage("usage.one_of", "value", req.to, "allowed", strings.Join(append(export.IDs(), csvTable), ", "))
	}
	places, l, err := a.saved(name)
	if err != nil {
		return err
	}
	o := a.exportOptions(ctx, req, places, l, name)
	if o.Path, err = asPath(req.write); err != nil {
		return err
	}
	r, err := tool.Render(l.Profile, o)
	if err != nil {
		return err
	}
	x := exported{app: a, tool: tool, result: r, profile: l.Profile, at: a.now()}
	if o.Path != "" {
		err = x.write()
	} else {
		x.print()
	}
	if err != nil {
		return err
	}
	for _, n := range x.result.Notes {
		a.errln("todoku: " + x.note(n))
	}
	if len(x.result.Notes) > 0 {
		return status(statusWarn)
	}
	return nil
}

func asPath(path string) (string, error) {
	if path == "" {
		return "", nil
	}
	if p := store.CheckLine("", path); p != nil {
		return "", p
	}
	return filepath.Abs(path)
}

func (a *app) exportOptions(ctx context.Context, req exportRequest, places store.Places, l store.Loaded, name string) export.Options {
	if name != l.Profile.Name {
		name = l.Path // other programs run elsewhere
	}
	o := export.Options{
		Dir: filepath.Dir(l.Path), Token: []string{"todoku", "token", name}, TokenURL: oauth.Sketch(l.Profile).TokenURL,
	}
	if a.flags.config != "" {
		o.Token = append(o.Token, "--config", filepath.Dir(l.Path))
	}
	if req.write != "" {
		o.Existing = store.ReadForeign
	}
	if req.reveal {
		o.Reveal = func(key string) (store.Secret, error) {
			if key == export.RefreshToken {
				t, _, err := store.LoadToken(places, l.Profile.Name)
				if err == nil && t.Refresh.IsZero() {
					err = a.complain("cli.no_token", "reason", a.say("token.not_signed_in"), "command", a.loginLine(name))
				}
				return t.Refresh, err
			}
			return revealer(ctx, l.Profile, o.Dir)(key)
		}
	}
	return o
}

// exported is an export on its way out.
type exported struct {
	*app
	tool    export.Tool
	result  export.Result
	profile store.Profile
	at      time.Time
}

// print writes all parts to stdout; where there are several, the path stands
// above each.
func (x exported) print() {
	for i, part := range x.result.Parts {
		if len(x.result.Parts) > 1 {
			if i > 0 {
				x.outln("")
			}
			x.outln("==> " + part.Path + " <==")
		}
		text := part.Text(x.profile.Name, x.said(part))
		if isTerminal(x.Out) {
			text = neutralLines(text)
		}
		_, _ = x.results().Write([]byte(text))
	}
}

func neutralLines(text string) string {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		indent := l[:len(l)-len(strings.TrimLeft(l, "\t"))]
		lines[i] = indent + mailcheck.Neutralise(l[len(indent):])
	}
	return strings.Join(lines, "\n")
}

func (x *exported) write() error {
	done, err := x.result.Write(x.profile.Name, x.said, x.at)
	for _, w := range done {
		if w.Filled { // by hand, so that there is nothing left to say
			x.result.Notes = slices.DeleteFunc(x.result.Notes, func(n export.Note) bool {
				return n.Code == "placeholder" && n.Args["path"] == w.Path
			})
		}
		switch {
		case !w.Changed:
			x.outln(x.say("export.unchanged", "path", w.Path))
		case w.Backup != "":
			x.outln(x.say("export.merged", "path", w.Path, "backup", w.Backup))
		default:
			x.outln(x.say("export.written", "path", w.Path))
		}
	}
	if err != nil {
		return err
	}
	for _, line := range x.next(x.result.Parts[0]) {
		x.outln(line)
	}
	return nil
}

// said are the comments of a part: whose it is, from when, and in the first one
// what is lost and what is to do.
func (x exported) said(part export.Part) []string {
	lines := []string{x.say("export.made", "name", x.profile.Name, "tool", x.tool.ID, "date", x.at.Format(time.DateOnly))}
	if part.Name == x.tool.Files[0].Name {
		for _, n := range x.result.Notes {
			lines = append(lines, x.note(n))
		}
		lines = append(lines, x.next(part)...)
	}
	for i := range lines {
		lines[i] = strings.ReplaceAll(mailcheck.Neutralise(lines[i]), "?>", "? >") // which would end PHP
	}
	return lines
}

// next are the lines that say what makes the settings take effect.
func (x exported) next(part export.Part) []string {
	args := map[string]string{"path": part.Path, "name": x.profile.Name, "from": x.profile.Sender.Address}
	ids := []string{"", "_2"}
	if m := x.profile.SMTP.Auth.Method; m == "xoauth2" || m == "oauthbearer" {
		ids = append(ids, "_oauth")
	}
	var lines []string
	for _, id := range ids {
		if s, ok := x.t.Has("export.next."+x.tool.ID+id, args); ok {
			lines = append(lines, s)
		}
	}
	return lines
}

func (x exported) note(n export.Note) string {
	args := map[string]string{"tool": x.tool.ID}
	for k, v := range n.Args {
		args[k] = mailcheck.Neutralise(v)
	}
	return x.t.T("export.note."+n.Code, args)
}

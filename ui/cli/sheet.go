package cli

import (
	"context"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"todoku/steps"
	"todoku/store/sheet"
	"todoku/ui/report"
)

type sheetRequest struct {
	app, format string
	reveal      bool
}

func (a *app) sheetCommand() *cobra.Command {
	var req sheetRequest
	c := a.command("sheet", "sheet NAME", a.exactly(1), func(ctx context.Context, args []string) error {
		return a.sheet(ctx, req, args[0])
	})
	c.ValidArgsFunction = a.completeName
	f := c.Flags()
	f.StringVar(&req.app, "for", "", a.say("flag.for"))
	f.StringVar(&req.format, "format", "", a.say("flag.format"))
	f.BoolVar(&req.reveal, "reveal", false, a.say("flag.reveal"))
	_ = c.RegisterFlagCompletionFunc("for", cobra.FixedCompletions(appIDs(), cobra.ShellCompDirectiveNoFileComp))
	_ = c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(sheetFormats(), cobra.ShellCompDirectiveNoFileComp))
	return c
}

// sheet prints the form of an application with the values to type in. It ends
// with 1 where the form cannot express the profile.
func (a *app) sheet(ctx context.Context, req sheetRequest, name string) error {
	places, l, err := a.saved(name)
	if err != nil {
		return err
	}
	p := l.Profile
	if req.app != "" {
		p.Application = req.app
	}
	form, ok := sheet.ByID(p.Application)
	if !ok {
		return a.usage("usage.one_of", "value", p.Application, "allowed", strings.Join(appIDs(), ", "))
	}
	var o report.SheetOptions
	if steps.NeedsToken(p) {
		o.Authorisation = a.storedState(places, p, l.Profile.Name)
	}
	if req.reveal {
		o.Reveal = revealer(ctx, p, filepath.Dir(l.Path))
	}
	filled := form.Sheet(p)
	switch req.format {
	case "", "text":
		err = report.SheetText(a.results(), form, filled, p, a.t, o)
	case "json":
		err = report.SheetJSON(a.results(), form, filled, p, a.t, o)
	case "csv":
		err = report.SheetCSV(a.results(), form, filled, p, a.t, o)
	case "html":
		err = report.SheetHTML(a.results(), form, filled, p, a.t, o)
	default:
		return a.usage("usage.one_of", "value", req.format, "allowed", strings.Join(sheetFormats(), ", "))
	}
	if err == nil && filled.Impossible {
		return status(statusWarn)
	}
	return err
}

func sheetFormats() []string { return []string{"text", "json", "csv", "html"} }

func appIDs() []string {
	var ids []string
	for _, app := range sheet.Apps() {
		ids = append(ids, app.ID)
	}
	return ids
}

package cli

import (
	"context"
	"errors"
	"net"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"todoku/mailcheck"
	"todoku/mailcheck/discover"
	"todoku/store"
	"todoku/store/importer"
	"todoku/store/secret"
	"todoku/ui/locale"
	"todoku/ui/report"
)

// importRequest is what the flags of import ask for.
type importRequest struct {
	as, name, sender, secrets, group string
	identity                         string
	only                             []string
	dryRun, replace, check, template bool
}

func (a *app) importCommand() *cobra.Command {
	var req importRequest
	c := a.command("import", "import FILE", a.between(0, 1), func(ctx context.Context, args []string) error {
		switch {
		case req.template && len(args) == 0:
			return importer.Template(a.results(), a.t.Lang() == locale.Japanese)
		case req.template:
			return a.usage("usage.too_many", "word", strconv.Quote(args[0]), "use", "import --template")
		case len(args) == 0:
			return a.usage("usage.too_few", "use", "import FILE")
		}
		return a.importFile(ctx, req, args[0])
	})
	f := c.Flags()
	f.StringVar(&req.as, "as", "", a.say("flag.as", "kinds", strings.Join(importer.Kinds(), ", ")))
	f.BoolVar(&req.dryRun, "dry-run", false, a.say("flag.dry_run"))
	f.StringVar(&req.name, "name", "", a.say("flag.import_name"))
	f.StringArrayVar(&req.only, "only", nil, a.say("flag.only"))
	f.StringVar(&req.sender, "sender", "", a.say("flag.import_sender"))
	f.StringVar(&req.secrets, "secrets", "file", a.say("flag.secrets"))
	f.StringVar(&req.identity, "identity", "", a.say("flag.import_identity"))
	f.BoolVar(&req.replace, "replace", false, a.say("flag.replace"))
	f.BoolVar(&req.check, "check", false, a.say("flag.import_check"))
	f.StringVar(&req.group, "group", "", a.say("flag.group"))
	f.BoolVar(&req.template, "template", false, a.say("flag.template"))
	_ = c.RegisterFlagCompletionFunc("as", cobra.FixedCompletions(importer.Kinds(), cobra.ShellCompDirectiveNoFileComp))
	_ = c.RegisterFlagCompletionFunc("secrets", cobra.FixedCompletions(secretPlaces(), cobra.ShellCompDirectiveNoFileComp))
	return c
}

// secretPlaces are where imported secrets can be kept.
func secretPlaces() []string { return []string{"file", "keyring", "systemd-credential", "age"} }

// keeper is how secrets get into a place.
func (a *app) keeper(place, identity string) (importer.Keeper, error) {
	switch {
	case !slices.Contains(secretPlaces(), place):
		return importer.Keeper{}, a.usage("usage.one_of", "value", place, "allowed", strings.Join(secretPlaces(), ", "))
	case (place == "age") != (identity != ""):
		return importer.Keeper{}, a.usage("usage.only_with", "one", "--secrets age", "other", "--identity FILE")
	case place == "file":
		return importer.Files(), nil
	}
	in := store.SecretRef{From: place, Identity: identity}
	if identity != "" {
		path, err := filepath.Abs(identity)
		if err != nil {
			return importer.Keeper{}, err
		}
		in.Identity = path
	}
	return importer.Machine(secret.System{}, in), nil
}

// importFile makes profiles of all accounts in a file, or none. It ends with 1
// where the file said something that a profile does not hold, with 3 where
// nothing was imported.
func (a *app) importFile(ctx context.Context, req importRequest, file string) error {
	if req.dryRun && req.check {
		return a.usage("usage.not_together", "one", "--dry-run", "other", "--check")
	}
	keeper, err := a.keeper(req.secrets, req.identity)
	if err != nil {
		return err
	}
	places, err := a.places()
	if err != nil {
		return err
	}
	res, err := a.readImport(ctx, req, file)
	if err != nil {
		return err
	}
	if res.Told {
		a.errln(a.say("import.told", "file", mailcheck.Neutralise(file), "kind", res.Kind, "encoding", res.Encoding))
	}
	res.Place(places, keeper, req.replace)
	if ps := res.All(); len(ps) > 0 {
		for _, acc := range res.Accounts {
			if len(acc.Problems) > 0 {
				a.importNotes(acc.Notes) // they often say why
			}
		}
		a.explain(ps)
		a.errln(a.say("import.nothing", "bad", bad(res), "count", strconv.Itoa(len(res.Accounts))))
		return status(statusUnknown)
	}
	notes := res.AllNotes()
	a.importNotes(notes)
	count := strconv.Itoa(len(res.Accounts))
	if req.dryRun {
		if err := a.importTable(res); err != nil {
			return err
		}
		a.outln(a.say("import.dry_run", "count", count))
		return asError(noted(notes))
	}
	written, err := res.Write(ctx, importer.WriteRequest{Places: places, Keeper: keeper, Group: req.group, Replace: req.replace})
	if err != nil {
		return a.notImported(ctx, err)
	}
	if err := a.importTable(res); err != nil {
		return err
	}
	a.outln(a.say("import.done", "count", count, "dir", places.Profiles))
	return a.afterImport(ctx, req, written, noted(notes))
}

// importNotes says what is not taken over, a line each.
func (a *app) importNotes(notes store.Problems) {
	for _, n := range notes {
		a.errln("todoku: " + report.ProblemText(n, a.t).String())
	}
}

// noted is the status of an import that left something out.
func noted(notes store.Problems) int {
	if len(notes) > 0 {
		return statusWarn
	}
	return statusPass
}

// bad counts the accounts with a problem; empty: none, it is the file.
func bad(res *importer.Result) string {
	n := 0
	for _, acc := range res.Accounts {
		if len(acc.Problems) > 0 {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// readImport reads the file; - is standard input. Where it is a file, the paths
// in it are followed, as the program that it belongs to would.
func (a *app) readImport(ctx context.Context, req importRequest, file string) (*importer.Result, error) {
	r := importer.Request{File: file, Kind: req.as, Name: req.name, Only: req.only, Sender: req.sender, Home: a.Getenv("HOME")}
	var err error
	if file == "-" {
		r.File = "stdin"
		r.Data, err = within(ctx, func() ([]byte, error) { return readAtMost(a.In, importer.MaxFile) })
		if errors.Is(err, errTooLong) {
			err = &store.Problem{Code: "file_too_large", Args: map[string]string{"file": r.File}}
		}
	} else if r.Data, err = store.ReadFile(file, importer.MaxFile, ""); err == nil {
		dir := filepath.Dir(file)
		r.Open = func(path string) ([]byte, error) {
			if !filepath.IsAbs(path) {
				path = filepath.Join(dir, path)
			}
			return store.ReadFile(path, importer.MaxFile, "")
		}
	}
	if err != nil {
		return nil, err
	}
	return importer.Read(r)
}

// importTable lists what is imported, a line per account.
func (a *app) importTable(res *importer.Result) error {
	var rows [][]string
	for _, acc := range res.Accounts {
		p := discover.Complete(acc.Profile)
		where := p.Provider
		if host, port, security := mailcheck.Server(p); host != "" {
			where = net.JoinHostPort(host, strconv.Itoa(port)) + " " + security
		}
		rows = append(rows, []string{p.Name, p.Sender.Address, where, p.SMTP.Auth.Method, a.say("cli.unproved")})
	}
	return report.Table(a.results(), rows)
}

// notImported says that nothing was written, or exactly what is left of it.
func (a *app) notImported(ctx context.Context, err error) error {
	var we *importer.WriteError
	if errors.As(err, &we) {
		if ctx.Err() == nil {
			a.explain(we.Err)
		}
		if len(we.Left) == 0 {
			a.errln(a.say("import.taken_back", "name", we.Name))
		}
		for _, w := range we.Left {
			a.errln(a.say("import.left", "file", w.Path))
		}
		if ctx.Err() == nil {
			return status(statusUnknown)
		}
		return ctx.Err()
	}
	return err
}

// afterImport proves what was imported, or says how to.
func (a *app) afterImport(ctx context.Context, req importRequest, written []importer.Written, worst int) error {
	var paths, names []string
	for _, w := range written {
		paths, names = append(paths, w.Path), append(names, w.Name)
	}
	if !req.check {
		const many = 8
		which := strings.Join(names, " ")
		if len(names) > many {
			which = "--all"
		}
		if a.flags.config != "" {
			which += " --config " + store.JoinWords([]string{a.flags.config})
		}
		a.outln(a.say("import.next", "command", "todoku check --matrix "+which))
		return asError(worst)
	}
	a.outln("")
	err := a.check(ctx, checkRequest{matrix: true, within: importWithin}, paths)
	var s status
	if errors.As(err, &s) {
		return asError(worse(int(s), worst))
	}
	if err != nil {
		return err
	}
	return asError(worst)
}

// importWithin is only there because check wants a time for --arrive.
const importWithin = 1

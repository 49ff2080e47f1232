package cli

import (
	"bytes"
	"context"
	"strconv"
	"unicode/utf8"

	"todoku/mailcheck"
	"todoku/mailcheck/bundle"
	"todoku/store"
	"todoku/ui/report"
)

// issueLength is how many characters an issue takes at GitHub and GitLab's kin.
const issueLength = 65536

// bundlePlace refuses a place for the bundle before anything is checked.
func (a *app) bundlePlace(req checkRequest) error {
	switch {
	case req.bundle == "":
		return nil
	case req.bundle == "-" && req.json:
		return a.usage("usage.not_together", "one", "--json", "other", "--bundle -")
	case req.bundle == "-" && req.format != formatText && req.output == "":
		return a.usage("usage.not_together", "one", "--format "+req.format, "other", "--bundle -")
	case req.bundle == "-":
		return nil
	}
	return store.CheckMarked(req.bundle, report.BundleMark)
}

// bundle writes what was kept, and gives the exit status of it all: that of the
// check, or "could not" where the file is not there afterwards.
func (a *app) bundle(ctx context.Context, req checkRequest, p *checkPrinter) int {
	if req.bundle == "" {
		return p.worst
	}
	var reports []mailcheck.Report
	for _, s := range p.kept {
		reports = append(reports, s.Report)
	}
	f := bundle.Gather(ctx, reports, func(name string) bool { return a.Getenv(name) != "" })
	version := readBuild()
	f.Now, f.Version, f.Commit, f.Resolver.Override = a.now(), version.version, version.commit, a.flags.nameserver != ""
	made, err := bundle.Build(ctx, f, p.kept)
	var text bytes.Buffer
	if err == nil {
		err = report.Bundle(&text, made)
	}
	switch {
	case err != nil:
	case req.bundle == "-":
		_, err = a.results().Write(text.Bytes()) // one that is lost is told at the end
	default:
		if err = store.WriteMarked(req.bundle, report.BundleMark, text.Bytes()); err == nil {
			a.errln(a.say("cli.bundle_written", "path", mailcheck.Neutralise(req.bundle)))
		}
	}
	if err != nil {
		if a.lost == nil && ctx.Err() == nil {
			a.explain(err)
		}
		return worse(p.worst, statusUnknown)
	}
	a.sayMasked(made.Masked)
	if n := utf8.RuneCount(text.Bytes()); n > issueLength {
		a.errln(a.say("cli.bundle_long", "length", strconv.Itoa(n)))
	}
	a.errln(a.say("cli.bundle_read"))
	return p.worst
}

// sayMasked counts what was replaced.
func (a *app) sayMasked(n map[string]int) {
	others := 0
	for kind, count := range n {
		switch kind {
		case "user", "name", "domain", "host", "address":
		default:
			others += count
		}
	}
	a.errln(a.say("cli.bundle_masked", "users", strconv.Itoa(n["user"]+n["name"]), "domains", strconv.Itoa(n["domain"]),
		"hosts", strconv.Itoa(n["host"]), "addresses", strconv.Itoa(n["address"]), "others", strconv.Itoa(others)))
}

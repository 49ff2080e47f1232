package cli

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"time"

	"todoku/mailcheck"
	"todoku/mailcheck/oauth"
	"todoku/steps"
	"todoku/store"
	"todoku/ui/report"
)

// The formats of check. The first two print a report as soon as it is there,
// the others hold all of them.
const (
	formatText       = "text"
	formatJSON       = "json"
	formatJUnit      = "junit"
	formatPrometheus = "prometheus"
)

func checkFormats() []string { return []string{formatText, formatJSON, formatJUnit, formatPrometheus} }

// checkFile collects what is printed at the end, or into a file.
type checkFile struct {
	places store.Places
	list   []report.Checked
	lines  bytes.Buffer // of JSON, for --output
}

func (a *app) checkPrinter(places store.Places, req checkRequest, targets []target) *checkPrinter {
	return &checkPrinter{app: a, req: req, where: places, todo: targets, many: len(targets) > 1, check: checkFile{places: places}}
}

// formatFlags settles --json, --format, --output and --group.
func (a *app) formatFlags(req *checkRequest) error {
	switch {
	case req.format != "" && !slices.Contains(checkFormats(), req.format):
		return a.usage("usage.one_of", "value", req.format, "allowed", strings.Join(checkFormats(), ", "))
	case req.json && req.format != "" && req.format != formatJSON:
		return a.usage("usage.not_together", "one", "--json", "other", "--format "+req.format)
	case req.json:
		req.format = formatJSON
	case req.format == "":
		req.format = formatText
	}
	switch {
	case req.output != "" && req.format == formatText:
		return a.usage("usage.only_with", "one", "--output", "other", "--format json|junit|prometheus")
	case req.matrix && req.format != formatText:
		return a.usage("usage.not_together", "one", "--matrix", "other", "--format "+req.format)
	case req.group != "" && req.output == "":
		return a.usage("usage.only_with", "one", "--group", "other", "--output")
	}
	return nil
}

// mark is how a file of the format begins: only such a one is replaced.
func (r checkRequest) mark() string {
	switch r.format {
	case formatJUnit:
		return report.JUnitMark
	case formatPrometheus:
		return report.PrometheusMark
	}
	return report.JSONMark
}

// outputPlace finds out before the check whether its result can be kept.
func (r checkRequest) outputPlace() error {
	if r.output == "" {
		return nil
	}
	return store.CheckMarked(r.output, r.mark())
}

// prints tells whether the report itself is wanted: --bundle - takes its place.
func (p *checkPrinter) prints() bool { return p.req.bundle != "-" || p.req.output != "" }

// to is where JSON goes as it comes.
func (p *checkPrinter) to() io.Writer {
	if p.req.output != "" {
		return &p.check.lines
	}
	return p.results()
}

// keep keeps a report for the formats that hold all of them.
func (p *checkPrinter) keep(t target, r mailcheck.Report) {
	if p.req.format == formatText || p.req.format == formatJSON {
		return
	}
	c := report.Checked{Name: t.name, Report: r, Err: t.err, Ended: p.now()}
	if t.err == nil {
		c.Ended = r.Started.Add(r.Took)
		c.Authorised = authorisedUntil(p.check.places, t)
	}
	p.check.list = append(p.check.list, c)
}

// authorisedUntil is what list tells of a profile; zero: no end is known.
func authorisedUntil(places store.Places, t target) time.Time {
	p := t.loaded.Profile
	if !steps.NeedsToken(p) {
		return time.Time{}
	}
	token, _, err := store.LoadToken(places, t.name)
	if err != nil || token.Access.IsZero() {
		return time.Time{}
	}
	at, _ := oauth.Ends(oauth.Client{Provider: steps.ProviderOf(p)}, token, p)
	return at
}

// finish prints what holds all reports, or writes the file, and gives the exit
// status of it all: that of the check, or "could not". The file is replaced as a
// whole, so that a collector never reads a half of it.
func (p *checkPrinter) finish() int {
	if !p.prints() {
		return p.worst
	}
	var err error
	out := p.to()
	switch p.req.format {
	case formatJUnit:
		err = report.JUnit(out, p.check.list, p.t)
	case formatPrometheus:
		err = report.Prometheus(out, p.check.list)
	}
	if p.req.output != "" && err == nil {
		err = store.WriteShared(p.req.output, p.req.mark(), p.check.lines.Bytes(), p.req.group)
	}
	if err != nil && p.lost == nil { // one that is lost is told at the end
		p.explain(err)
	}
	if err != nil {
		return worse(p.worst, statusUnknown)
	}
	return p.worst
}

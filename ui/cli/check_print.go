package cli

import (
	"strconv"

	"todoku/mailcheck"
	"todoku/mailcheck/bundle"
	"todoku/store"
	"todoku/ui/report"
)

// checkPrinter prints reports as they come, in the order of the targets, with
// the unreadable ones in their places.
type checkPrinter struct {
	*app
	req   checkRequest
	where store.Places
	todo  []target // not printed yet
	many  bool
	worst int
	count [4]int // by exit status
	rows  []report.MatrixRow
	kept  []bundle.Subject // for --bundle
	check checkFile
}

// done prints the report of the next readable target.
func (p *checkPrinter) done(r mailcheck.Report) {
	p.unreadable()
	t := p.todo[0]
	p.todo = p.todo[1:]
	p.tally(statusOf(r.Verdict))
	p.keepLogs(p.where, t.loaded, r)
	if p.req.bundle != "" {
		p.kept = append(p.kept, bundle.Subject{Name: t.name, Profile: t.loaded.Profile, Report: r})
	}
	p.keep(t, r)
	switch {
	case p.req.format == formatJSON && p.prints():
		_ = report.JSON(p.to(), r, p.t)
	case p.req.matrix:
		p.rows = append(p.rows, report.MatrixRow{Name: t.name, Report: r})
	case p.req.format == formatText && p.prints():
		p.text(t, r)
	}
}

// text prints the human report.
func (p *checkPrinter) text(t target, r mailcheck.Report) {
	o := p.look(p.Out)
	o.Brief = p.many
	o.Note = p.note(r, t.loaded.Profile)
	_ = report.Text(p.results(), r, p.t, o)
}

// note is what a report that reads well leaves open.
func (p *checkPrinter) note(r mailcheck.Report, of store.Profile) string {
	switch {
	case proved(r, mailcheck.StageAPISend):
		return p.say("report.api_taken", "sender", of.Sender.Address)
	case proved(r, mailcheck.StageAPIToken) && p.req.send == "" && p.req.until == "":
		return p.say("report.api_not_sent")
	case p.req.rcpt == "" && p.req.send == "" && of.Trial.Recipient == "" && proved(r, mailcheck.StageRcpt):
		return p.say("report.own_recipient", "recipient", of.Sender.Address)
	}
	return ""
}

// unreadable prints the targets up to the next readable one.
func (p *checkPrinter) unreadable() {
	for len(p.todo) > 0 && p.todo[0].err != nil {
		t := p.todo[0]
		p.todo = p.todo[1:]
		p.tally(statusUnknown)
		if p.req.bundle != "" {
			p.kept = append(p.kept, bundle.Subject{Name: t.name, Err: t.err})
		}
		p.keep(t, mailcheck.Report{})
		switch {
		case !p.prints():
		case p.req.format == formatJSON:
			_ = report.JSONUnreadable(p.to(), t.name, t.err, p.t)
		case p.req.matrix:
			p.rows = append(p.rows, report.MatrixRow{Name: t.name, Unread: true})
		case p.req.format == formatText:
			_ = report.Text(p.results(), mailcheck.Report{Profile: t.name, Verdict: mailcheck.Unknown}, p.t, p.head())
		}
		p.explain(t.err)
	}
}

// head is the look of a report that has nothing but its first line.
func (p *checkPrinter) head() report.TextOptions {
	o := p.look(p.Out)
	o.HeadOnly = true
	return o
}

func (p *checkPrinter) tally(s int) {
	p.count[s]++
	p.worst = worse(p.worst, s)
}

// summary counts the verdicts where there is more than one.
func (p *checkPrinter) summary() {
	if p.req.matrix {
		_ = report.Matrix(p.results(), p.rows, p.t, p.look(p.Out))
	}
	if !p.many || p.req.format != formatText || !p.prints() {
		return
	}
	p.outln(p.say("report.summary",
		"pass", strconv.Itoa(p.count[statusPass]), "warn", strconv.Itoa(p.count[statusWarn]),
		"fail", strconv.Itoa(p.count[statusFail]), "unknown", strconv.Itoa(p.count[statusUnknown])))
}

// proved reports whether the stage was climbed without a failure.
func proved(r mailcheck.Report, id string) bool {
	for _, s := range r.Stages {
		if s.ID == id {
			return s.Verdict == mailcheck.Pass || s.Verdict == mailcheck.Warn
		}
	}
	return false
}

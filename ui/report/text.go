package report

import (
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"

	"todoku/mailcheck"
	"todoku/mailcheck/cause"
	"todoku/ui/locale"
	"todoku/ui/look"
)

// TextOptions choose how the human report looks.
type TextOptions struct {
	Width    int    // cells of a line; 0: 80
	Colour   bool   // only where a terminal shows it
	Brief    bool   // a report that passed takes one line
	HeadOnly bool   // every report takes one line
	Note     string // what to know beside the findings; empty: nothing
}

// cells counts as terminals do that have not been asked how they count.
var cells look.Cells

// tookCells is what the time at the end of a row takes: "99999 ms".
const tookCells = 8

// Text writes r for people: one line with the verdict, the ladder, the findings
// in the order in which to act on them.
func Text(w io.Writer, r mailcheck.Report, t *locale.Texts, o TextOptions) error {
	p := newPrinter(w, t, o)
	p.head(r)
	if !o.HeadOnly && (!o.Brief || r.Verdict != mailcheck.Pass) {
		leg := ""
		for _, s := range reached(r) {
			if at := s.Prefix(); len(r.Legs) > 1 && at != leg {
				leg = at
				p.leg(r, leg)
			}
			p.stage(s)
		}
		for _, f := range r.Findings {
			p.finding(f)
		}
		if o.Note != "" {
			p.line("")
			p.wrapped("  - ", o.Note)
		}
		p.line("")
	}
	return p.err
}

// StageText writes the rows of one stage: for a ladder printed as it is climbed.
func StageText(w io.Writer, s mailcheck.Stage, t *locale.Texts, o TextOptions) error {
	p := newPrinter(w, t, o)
	p.stage(s)
	return p.err
}

// FindingsText writes findings alone.
func FindingsText(w io.Writer, fs []cause.Finding, t *locale.Texts, o TextOptions) error {
	p := newPrinter(w, t, o)
	for _, f := range fs {
		p.finding(f)
	}
	return p.err
}

// reached leaves out the skipped stages at the end of ladders that went as far
// as they were asked to; after a failure they show what was not tried.
func reached(r mailcheck.Report) []mailcheck.Stage {
	if r.Verdict == mailcheck.Fail || r.Verdict == mailcheck.Unknown {
		return r.Stages
	}
	var list []mailcheck.Stage
	for i, s := range r.Stages {
		end := i // of the ladder that s is on
		for end < len(r.Stages) && r.Stages[end].Prefix() == s.Prefix() {
			end++
		}
		tried := slices.ContainsFunc(r.Stages[i:end], func(s mailcheck.Stage) bool { return s.Verdict != mailcheck.Skipped })
		if tried {
			list = append(list, s)
		}
	}
	return list
}

// printer keeps the first write error, so that printing reads as printing.
type printer struct {
	w     io.Writer
	t     *locale.Texts
	o     TextOptions
	label int // cells of the widest label
	err   error
}

func newPrinter(w io.Writer, t *locale.Texts, o TextOptions) *printer {
	if o.Width <= 0 {
		o.Width = 80
	}
	o.Width = max(o.Width, 40)
	p := &printer{w: w, t: t, o: o}
	for _, id := range []string{"resolve", "connect", "tls", "greeting", "caps", "auth", "mail", "rcpt", "data", "mailbox", "arrive", "token", "send", "spf", "dmarc", "mx", "ptr", "helo"} {
		p.label = max(p.label, cells.Width(t.T("report.stage."+id, nil)))
	}
	return p
}

func (p *printer) line(s string) {
	if p.err == nil {
		_, p.err = fmt.Fprintln(p.w, strings.TrimRight(s, " "))
	}
}

func (p *printer) head(r mailcheck.Report) {
	where := ""
	if r.Host != "" {
		where = net.JoinHostPort(r.Host, strconv.Itoa(r.Port)) + " " + r.Security
	}
	parts := []string{p.mark(r.Verdict)}
	for _, s := range []string{p.paint(bold, r.Profile), where, p.verdict(r.Verdict)} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if r.Took > 0 {
		parts = append(parts, p.paint(grey, took(r.Verdict, r.Took)))
	}
	p.line(strings.Join(parts, "  "))
}

// leg is the line above a ladder of several.
func (p *printer) leg(r mailcheck.Report, prefix string) {
	for _, l := range r.Legs {
		if l.Prefix == prefix {
			p.line("  " + p.paint(grey, strings.ToUpper(strings.Replace(prefix, "receive", "pop3", 1))+"  "+net.JoinHostPort(l.Host, strconv.Itoa(l.Port))+" "+l.Security))
		}
	}
}

func (p *printer) stage(s mailcheck.Stage) {
	for _, row := range Rows(s, p.t) {
		lead := 4 + p.label + 2
		room := p.o.Width - lead - 2 - tookCells
		more, first := fill(row.Text, room), ""
		if len(more) > 0 {
			first, more = more[0], more[1:]
		}
		label := pad(row.Label, p.label)
		first = pad(first, room)
		switch row.Verdict {
		case mailcheck.Skipped, "":
			label, first = p.paint(grey, label), p.paint(grey, first)
		case mailcheck.Fail:
			first = p.paint(red, first)
		}
		p.line("  " + p.mark(row.Verdict) + " " + label + "  " + first + "  " +
			p.paint(grey, strings.Repeat(" ", max(0, tookCells-len(row.Took)))+row.Took))
		for _, l := range more {
			p.line(strings.Repeat(" ", lead) + strings.TrimSpace(l))
		}
	}
}

func (p *printer) finding(f cause.Finding) {
	said := FindingText(f, p.t)
	p.line("")
	p.wrapped("  "+p.mark(mailcheck.Verdict(f.Severity))+" ", p.paint(bold, said.Title))
	if said.Order != "" {
		p.wrapped("    ", said.Order)
	}
	if said.Why != "" {
		p.wrapped("    ", said.Why)
	}
	who := said.Who
	if f.Confidence != cause.Certain && f.Confidence != "" {
		who += "  (" + p.t.T("report.confidence."+string(f.Confidence), nil) + ")"
	}
	p.wrapped("    ", p.paint(grey, p.t.T("report.who_acts", nil))+"  "+who)
	for i, fix := range said.Fix {
		p.wrapped("    "+p.paint(cyan, strconv.Itoa(i+1))+" ", fix)
	}
	if f.Place > 1 {
		said.Probed, said.Words = nil, nil // stand at the first explanation
	}
	for _, probed := range said.Probed {
		p.wrapped("    ", p.paint(grey, p.t.T("report.probed", nil)+"  "+probed))
	}
	for _, words := range said.Words {
		p.wrapped("    ", p.paint(grey, WordsLabel(words, p.t)+"  "+words))
	}
	if said.URL != "" {
		// A URL that is broken over lines cannot be clicked or copied.
		p.line("    " + p.paint(grey, p.t.T("report.more_about", nil)+"  "+said.URL))
	}
}

// wrapped writes s behind lead; further lines are indented as far. The server's
// words can hold line breaks, one per line of its reply. A path of what to
// click ("A > B") is broken between its items only.
func (p *printer) wrapped(lead, s string) {
	indent := strings.Repeat(" ", cells.Width(lead))
	room := p.o.Width - len(indent)
	broken := cells.Wrap
	if strings.Contains(s, " > ") {
		broken = fill
	}
	for i, l := range broken(s, room) {
		if i > 0 {
			lead, l = indent, strings.TrimLeft(l, " ")
		}
		p.line(lead + l)
	}
}

// fill breaks s into lines at blanks alone, so that SCRAM-SHA-256 stays whole;
// a word that is wider than a line is broken as look does.
func fill(s string, width int) []string {
	var lines []string
	for _, word := range strings.Fields(s) {
		n := len(lines) - 1
		switch {
		case n >= 0 && cells.Width(lines[n]+" "+word) <= width:
			lines[n] += " " + word
		case cells.Width(word) > width:
			lines = append(lines, cells.Wrap(word, width)...)
		default:
			lines = append(lines, word)
		}
	}
	return lines
}

// pad fills s up with blanks to so many cells.
func pad(s string, width int) string {
	return s + look.Spaces(width-cells.Width(s))
}

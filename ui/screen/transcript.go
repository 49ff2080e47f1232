package screen

import (
	"strings"

	"todoku/mailcheck"
	"todoku/mailcheck/cause"
	"todoku/ui/look"
	"todoku/ui/report"
)

// transcriptText is everything that was found out: each finding in full, then
// what was said between todoku and the server, stage by stage.
func (w *wizard) transcriptText(width int) []string {
	t := w.look.Theme
	var rows []string
	stages, findings := w.now.result.Report.Stages, w.now.result.Report.Findings
	if w.run.running() {
		stages, findings = w.run.stages, nil
	}
	for _, f := range findings {
		rows = append(append(rows, w.wholeFinding(f, width)...), "")
	}
	for _, s := range stages {
		if len(s.Transcript) == 0 {
			continue
		}
		label := ""
		if r := report.Rows(s, w.texts); len(r) > 0 {
			label = r[0].Label
		}
		rows = append(rows, w.look.Verdict(s.Verdict)+" "+t.Bold.Of(mailcheck.Neutralise(label)))
		for _, line := range s.Transcript {
			rows = append(rows, w.spoken(line, width)...)
		}
		rows = append(rows, "")
	}
	if len(rows) == 0 {
		return fold(w.look, t.Grey, w.texts.T("ui.nothing_yet", nil), width)
	}
	return rows
}

// spoken is one line of the dialogue; what todoku itself did stands in grey.
func (w *wizard) spoken(line mailcheck.Line, width int) []string {
	t := w.look.Theme
	paint, who := t.Plain, t.Grey
	switch line.Dir {
	case "C":
		paint, who = t.Bright, t.Accent
	case "*":
		paint = t.Grey
	}
	rows := fold(w.look, paint, mailcheck.Neutralise(line.Text), width-4)
	if len(rows) == 0 {
		rows = []string{""}
	}
	for i := range rows {
		margin := look.Spaces(4)
		if i == 0 {
			margin = "  " + who.Of(w.look.Cells.Fit(mailcheck.Neutralise(line.Dir), 1, "")) + " "
		}
		rows[i] = margin + rows[i]
	}
	return rows
}

// wholeFinding is a finding with nothing left out.
func (w *wizard) wholeFinding(f cause.Finding, width int) []string {
	l, t := w.look, w.look.Theme
	said := report.FindingText(f, w.texts)
	var rows []string
	add := func(paint look.Paint, first, text string) {
		for i, s := range fold(l, paint, mailcheck.Neutralise(text), width-4) {
			margin := first
			if i > 0 {
				margin = "  "
			}
			rows = append(rows, margin+s)
		}
	}
	add(t.Bold, l.Verdict(mailcheck.Verdict(f.Severity))+" ", said.Title)
	add(t.Plain, "  ", said.Order)
	add(t.Plain, "  ", said.Why)
	add(t.Plain, "  ", w.texts.T("ui.who_acts", nil)+"  "+said.Who)
	for i, fix := range said.Fix {
		number := "  "
		if len(said.Fix) > 1 {
			number = t.Accent.Of(itoa(i+1)) + " "
		}
		add(t.Plain, number, fix)
	}
	if f.Place > 1 {
		said.Probed, said.Words = nil, nil // stand at the first explanation
	}
	for _, probed := range said.Probed {
		add(t.Grey, "  ", w.texts.T("report.probed", nil)+"  "+probed)
	}
	for _, words := range said.Words {
		for _, line := range strings.Split(words, "\n") {
			add(t.Grey, "  ", line)
		}
	}
	add(t.Link, "  ", said.URL)
	return rows
}

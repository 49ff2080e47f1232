package screen

import (
	"strings"

	"todoku/mailcheck"
	"todoku/mailcheck/discover"
)

// foundRows are the servers found so far, while they are looked for.
func (w *wizard) foundRows(width, height int) []string {
	l, t := w.look, w.look.Theme
	_, domain, _ := strings.Cut(w.m.Profile().Sender.Address, "@")
	head := w.texts.T("ui.looking_for", map[string]string{"domain": mailcheck.Neutralise(domain)})
	rows := []string{w.turning() + " " + t.Bright.Of(l.Cells.Cut(head, width-2, l.Marks.More)), ""}
	if w.run.found == nil {
		return rows
	}
	before := discover.Service("")
	for _, c := range w.run.found.Candidates {
		if c.Service != before {
			before = c.Service
			rows = append(rows, t.Grey.Of(l.Cells.Cut(w.texts.T("ui.service."+string(before), nil), width, l.Marks.More)))
		}
		mark := l.Verdict(c.Verdict)
		if c.Verdict == mailcheck.Running {
			mark = t.Accent.Of(l.Marks.Next)
		}
		c.Host = discover.ShownHost(c.Host)
		rows = append(rows, mark+" "+t.Plain.Of(l.Cells.Cut(mailcheck.Neutralise(c.Address()), width-2, l.Marks.More)))
	}
	return rows[:min(len(rows), height)]
}

package screen

import (
	"slices"
	"strings"
	"time"

	"todoku/mailcheck"
	"todoku/ui/look"
	"todoku/ui/report"
)

// climb is the ladder's order while nothing is known yet, climbAPI that of a
// mail API.
var climb = [...]string{mailcheck.StageResolve, mailcheck.StageConnect, mailcheck.StageGreeting, mailcheck.StageCaps,
	mailcheck.StageTLS, mailcheck.StageAuth, mailcheck.StageMail, mailcheck.StageRcpt, mailcheck.StageData}

var climbAPI = [...]string{mailcheck.StageAPIResolve, mailcheck.StageAPIConnect, mailcheck.StageAPITLS,
	mailcheck.StageAPIToken, mailcheck.StageAPISend}

// rung is one row of the ladder as it is drawn.
type rung struct {
	report.Row
	id   string
	next bool // the first one that was not tried: what the coming steps are about
}

// rungs are the rows of the running proof, else of the last result that holds.
func (w *wizard) rungs() []rung {
	stages := w.now.result.Report.Stages
	if w.run.running() {
		stages = w.run.stages
	}
	known := map[string]bool{}
	list, stages := w.legsDone(stages)
	for _, r := range list {
		for _, id := range climb {
			known[r.id+strings.TrimPrefix(id, "smtp")] = true
		}
	}
	// Where the proof goes up to RCPT TO, nothing comes next: no mail is sent.
	well := len(stages) > 0 && !w.run.running() && w.now.proof.Until != "rcpt"
	for _, s := range stages {
		known[s.ID] = true
		skipped := s.Verdict == mailcheck.Skipped || s.Verdict == ""
		for _, r := range report.Rows(s, w.texts) {
			list = append(list, rung{r, s.ID, well && skipped})
		}
		well = well && !skipped && s.Verdict != mailcheck.Fail && s.Verdict != mailcheck.Unknown
	}
	ahead := w.ahead()
	if len(known) > 0 && !slices.ContainsFunc(ahead, func(id string) bool { return known[id] }) {
		ahead = nil // what is known is of another server: it stays alone until this one is climbed
	}
	for _, id := range ahead {
		if !known[id] {
			for _, r := range report.Rows(mailcheck.Stage{ID: id, Verdict: mailcheck.Skipped}, w.texts) {
				list = append(list, rung{r, id, well})
			}
			well = false
		}
	}
	return list
}

// climbed is how many rungs were tried.
func (w *wizard) climbed() int {
	n := 0
	for _, r := range w.rungs() {
		if r.Verdict != mailcheck.Skipped {
			n++
		}
	}
	return n
}

// ladder is the panel beside the steps: whom it is about, and every rung.
func (w *wizard) ladder(width, height int) []string {
	if w.now.proof.Login {
		return w.signInPanel(width, height)
	}
	if w.run.running() && w.run.proof.Find {
		return w.foundRows(width, height)
	}
	rows := []string{w.about(width), ""}
	if w.run.running() && len(w.run.stages) == 0 {
		rows = append(rows, w.portRows(width)...)
	}
	list := w.rungs()
	column := 9
	for _, r := range list {
		column = min(max(column, w.look.Cells.Width(r.Label)), 14)
	}
	if column++; width > 42 {
		column++
	}
	turning := false
	for i, r := range list {
		if i > 0 && summed(list[i-1]) && !summed(r) {
			rows = append(rows, "")
		}
		running := r.Verdict == mailcheck.Running
		rows = append(rows, w.rungRow(r, column, width, running && !turning))
		turning = turning || running
	}
	if len(rows) > height {
		rows = append(rows[:1:1], rows[2:]...)
	}
	return rows[:min(len(rows), height)]
}

// about names the server that the ladder leans on.
func (w *wizard) about(width int) string {
	to := target{w.now.result.Report.Host, ""}
	if p := w.now.result.Report.Port; p > 0 {
		to.port = itoa(p)
	}
	if w.run.running() {
		to = w.run.target
	}
	if to.host != "" {
		to = w.mailboxOf(to)
	}
	l, t := w.look, w.look.Theme
	if to.host == "" {
		return t.Grey.Of(l.Cells.Cut(w.texts.T("ui.nothing_yet", nil), width, l.Marks.More))
	}
	port := ""
	if to.port != "" && !(w.run.running() && w.run.proof.Ports) {
		port = " : " + to.port
	}
	return t.Bold.Of(l.Cells.Cut(mailcheck.Neutralise(to.host), width-len(port), l.Marks.More)) + t.Grey.Of(port)
}

// portRows are the candidate ports, as they are tried.
func (w *wizard) portRows(width int) []string {
	l, t := w.look, w.look.Theme
	var rows []string
	for _, p := range w.run.ports {
		id := p.Security
		if id == "" {
			id = "none"
		}
		label := l.Cells.Fit(w.texts.T("port.label."+id, map[string]string{"port": itoa(p.Port)}), 14, l.Marks.More)
		text := l.Cells.Cut(w.texts.T("port."+p.Reason, nil), width-16, l.Marks.More)
		rows = append(rows, l.Verdict(p.Verdict)+" "+t.Plain.Of(label)+t.Grey.Of(text))
	}
	if len(rows) == 0 && w.run.proof.Ports {
		rows = append(rows, w.turning()+" "+t.Bright.Of(l.Cells.Cut(w.texts.T("ui.trying_ports", nil), width-2, l.Marks.More)))
	}
	return append(rows, "")
}

// turning is the one animated cell.
func (w *wizard) turning() string {
	m := w.look.Marks.Turn
	return w.look.Theme.Accent.Of(m[w.run.turns%len(m)])
}

func (w *wizard) rungRow(r rung, column, width int, turning bool) string {
	l, t := w.look, w.look.Theme
	mark, label, text := l.Verdict(r.Verdict), t.Plain, t.Plain
	said := mailcheck.Neutralise(r.Text)
	switch r.Verdict {
	case mailcheck.Pass:
	case mailcheck.Warn, mailcheck.Unknown:
		text = t.Doubt
	case mailcheck.Fail:
		text = t.Wrong
	case mailcheck.Running:
		mark, label = t.Accent.Of(l.Marks.Next), t.Bright
		if r.id == mailcheck.StageArrive && !w.run.awaits.IsZero() {
			said = w.texts.T("seconds", map[string]string{"n": itoa(int(time.Since(w.run.awaits).Seconds()))})
		}
		if turning {
			mark = w.turning()
		}
	default:
		label, text = t.Dark, t.Dark
		if r.next {
			mark, label, text = t.Accent.Of(l.Marks.Next), t.Bright, t.Grey
			said = w.texts.T("ui.asked_next", nil)
		}
	}
	room := width - 2 - column
	took := r.Took
	if took != "" {
		room -= l.Cells.Width(took) + 1
	}
	row := mark + " " + label.Of(l.Cells.Fit(mailcheck.Neutralise(r.Label), column-1, l.Marks.More)) + " "
	said = l.Cells.Cut(said, room, l.Marks.More)
	if took == "" {
		return row + text.Of(said)
	}
	return row + text.Of(said) + look.Spaces(room-l.Cells.Width(said)+1) + t.Grey.Of(took)
}

// strip is the ladder of a narrow window: marks and names only, in two rows
// below the steps, always two so that no result moves them.
func (w *wizard) strip() []string {
	if w.width >= sideBySide || w.now.last() {
		return nil
	}
	l, t := w.look, w.look.Theme
	rows, used := []string{""}, 0
	turning := false
	list := w.rungs()
	if w.now.proof.Login {
		list = w.signInRungs()
	}
	for _, r := range list {
		paint, mark := t.Plain, l.Verdict(r.Verdict)
		switch {
		case r.Verdict == mailcheck.Running:
			paint, mark = t.Bright, t.Accent.Of(l.Marks.Next)
			if !turning {
				mark, turning = w.turning(), true
			}
		case r.next:
			paint, mark = t.Bright, t.Accent.Of(l.Marks.Next)
		case r.Verdict == mailcheck.Skipped || r.Verdict == "":
			paint = t.Dark
		}
		label := mailcheck.Neutralise(r.Label)
		n := 2 + l.Cells.Width(label) + 2
		if used+n > w.width-2 {
			rows, used = append(rows, ""), 0
		}
		used += n
		rows[len(rows)-1] += mark + " " + paint.Of(label) + "  "
	}
	rows = append(rows, "")[:2]
	for i := range rows {
		rows[i] = " " + strings.TrimRight(rows[i], " ")
	}
	return rows
}

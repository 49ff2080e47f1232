package screen

import (
	"net/url"
	"slices"

	"todoku/mailcheck"
	"todoku/ui/report"
)

// signInRows are the checks of a sign-in, in order: rows not known yet are
// still to come.
var signInRows = [...]string{"signin", "scopes", "refresh", "account"}

// signInPanel stands in the ladder's place while somebody signs in: the
// provider, what was checked there, then the rungs at the mail server from the
// sign-in on, and the address as a picture where there is room for it.
func (w *wizard) signInPanel(width, height int) []string {
	list := w.signInRungs()
	column := 9
	for _, r := range list {
		column = min(max(column, w.look.Cells.Width(r.Label)), 16)
	}
	column += 2
	rows := []string{w.provider(width), ""}
	turning := false
	for _, r := range list {
		running := r.Verdict == mailcheck.Running
		rows = append(rows, w.rungRow(r, column, width, running && !turning))
		turning = turning || running
	}
	if w.run.card.code != "" {
		if pic := w.qr(w.run.card.best(), width, height-len(rows)-1); pic != nil {
			rows = append(append(rows, ""), pic...)
		}
	}
	if len(rows) > height {
		rows = append(rows[:1:1], rows[2:]...)
	}
	return rows[:min(len(rows), height)]
}

// provider names who is asked to sign somebody in; later, the mail server.
func (w *wizard) provider(width int) string {
	u, err := url.Parse(w.run.card.url)
	if err != nil || u.Host == "" {
		return w.about(width)
	}
	return w.look.Theme.Bold.Of(w.look.Cells.Cut(mailcheck.Neutralise(u.Host), width, w.look.Marks.More))
}

// signInRungs are the rows of the sign-in and, as far as they say more than
// was known before it, the rungs of the ladder.
func (w *wizard) signInRungs() []rung {
	known := w.now.result.Rows
	if w.run.running() {
		known = w.run.card.rows
	} else if w.now.verdict() == "" {
		known = nil
	}
	var list []rung
	seen := map[string]bool{}
	for _, r := range known {
		seen[r.ID] = true
		row := report.Row{Label: w.texts.T("row."+r.ID, nil), Text: w.text(r.Text), Verdict: r.Verdict}
		if r.Verdict == mailcheck.Running && r.ID == "signin" {
			row.Took = w.left()
		}
		list = append(list, rung{Row: row})
	}
	refused := slices.ContainsFunc(list, func(r rung) bool { return r.Verdict == mailcheck.Fail })
	if !refused {
		for i, id := range signInRows {
			if !seen[id] && (i == 0 || !seen["signin"] || w.run.running() && len(w.run.stages) == 0) {
				list = append(list, rung{Row: report.Row{Label: w.texts.T("row."+id, nil), Verdict: mailcheck.Skipped}})
			}
		}
	}
	for _, r := range w.rungs() {
		told := r.Verdict == mailcheck.Fail || r.Verdict == mailcheck.Unknown || r.Verdict == mailcheck.Warn || r.Verdict == mailcheck.Running
		signs := r.id == mailcheck.StageAuth || r.id == mailcheck.StageAPIToken
		if refused && signs {
			continue // without a token the mail server was never asked
		}
		if told || signs {
			list = append(list, r)
		}
	}
	return list
}

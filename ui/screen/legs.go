package screen

import (
	"strings"

	"todoku/mailcheck"
	"todoku/ui/report"
)

// climbMailbox is the order of a mailbox's ladder, after "pop3." or "imap.".
var climbMailbox = [...]string{"resolve", "connect", "greeting", "caps", "tls", "auth", "mailbox"}

// ahead are the ids of the stages that the step at hand is about, as far as
// they are known before anything is tried.
func (w *wizard) ahead() []string {
	proof := w.now.proof
	var ids []string
	switch {
	case proof.Table != "":
		proto := w.m.Profile().Receive.Protocol
		if proof.Table != "receive" {
			proto = "pop3"
		}
		for _, part := range climbMailbox {
			ids = append(ids, proto+"."+part)
		}
		return ids
	case w.now.api:
		ids = climbAPI[:]
	default:
		ids = climb[:]
	}
	if proof.Arrive {
		ids = append(ids[:len(ids):len(ids)], mailcheck.StageArrive)
	}
	return ids
}

// legsDone takes the ladders that are behind out of stages, a row each: beside
// the one that is being climbed there is room for no more. A ladder in which
// something is wrong stays whole.
func (w *wizard) legsDone(stages []mailcheck.Stage) (done []rung, rest []mailcheck.Stage) {
	beside := func(s mailcheck.Stage) bool { // no ladder of its own
		return s.ID == mailcheck.StageArrive || ofDomain(s)
	}
	for start := 0; start < len(stages); {
		end := start
		for end < len(stages) && (stages[end].Prefix() == stages[start].Prefix() || beside(stages[end])) {
			end++
		}
		row, passed := w.legRow(stages[start:end])
		if end == len(stages) || !passed {
			return done, stages[start:]
		}
		done = append(done, rung{row, stages[start].Prefix(), false})
		start = end
	}
	return done, nil
}

// summed reports that a row stands for a whole ladder.
func summed(r rung) bool { return !strings.Contains(r.id, ".") && r.id != mailcheck.StageArrive }

// legRow sums a ladder up: what its last rung found.
func (w *wizard) legRow(leg []mailcheck.Stage) (row report.Row, passed bool) {
	row.Verdict = mailcheck.Pass
	for _, s := range leg {
		switch s.Verdict {
		case mailcheck.Pass, mailcheck.Skipped:
		case mailcheck.Warn:
			row.Verdict = mailcheck.Warn
		default:
			return row, false
		}
		if s.Verdict != mailcheck.Skipped {
			last := report.Rows(s, w.texts)
			row.Label, row.Text, row.Took = last[0].Label, last[0].Text, last[0].Took
		}
	}
	row.Text = row.Label + "  " + row.Text
	row.Label = strings.ToUpper(leg[0].Prefix())
	return row, true
}

// mailboxOf is the receiving server where its ladder is the one that is shown
// in full, else the server at hand.
func (w *wizard) mailboxOf(to target) target {
	stages := w.now.result.Report.Stages
	if w.run.running() {
		stages = w.run.stages
	}
	_, rest := w.legsDone(stages)
	r := w.m.Profile().Receive
	if len(rest) == len(stages) || len(rest) == 0 || r.Protocol == "" || !strings.HasPrefix(rest[0].ID, r.Protocol+".") {
		return to
	}
	return target{r.Host, itoa(r.Port)}
}

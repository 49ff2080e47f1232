package cli

import (
	"todoku/mailcheck"
	"todoku/steps"
	"todoku/ui/report"
)

// ladder prints stages to stderr as they end. Each step of the wizard climbs
// from the bottom again; rungs that say the same as before are not repeated.
// The last one is held back, because the capabilities come twice: without
// STARTTLS and with it.
type ladder struct {
	*app
	held mailcheck.Stage
	said map[string]string // what was last printed, by stage
}

func (l *ladder) progress(p steps.Progress) {
	if p.Event != nil {
		l.flush()
		l.sayEvent(*p.Event)
	}
	if p.Stage == nil || !ended(*p.Stage) {
		return
	}
	if l.held.ID != p.Stage.ID {
		l.flush()
	}
	l.held = *p.Stage
}

// ended is false for a connect, too, whose second address family goes on while
// the conversation has begun over the first.
func ended(s mailcheck.Stage) bool {
	for _, f := range s.Detail.Families {
		if f.Verdict == mailcheck.Running {
			return false
		}
	}
	return s.Verdict != mailcheck.Running && s.Verdict != mailcheck.Skipped
}

// flush prints the rung that is held back.
func (l *ladder) flush() {
	s := l.held
	l.held = mailcheck.Stage{}
	if s.ID == "" {
		return
	}
	if l.said == nil {
		l.said = map[string]string{}
	}
	now := ""
	for _, row := range report.Rows(s, l.t) {
		now += string(row.Verdict) + row.Text + "\n"
	}
	if l.said[s.ID] != now {
		l.said[s.ID] = now
		_ = report.StageText(l.Err, s, l.t, l.look(l.Err))
	}
}

package cli

import (
	"todoku/mailcheck"
	"todoku/steps"
	"todoku/ui/report"
)

// ladder prints stages to stderr as they end. Each step of the wizard climbs
// from the bottom again; rungs that say the same as before are not repeated.
type ladder struct {
	*app
	said map[string]string // what was last printed, by stage
}

func (l *ladder) progress(p steps.Progress) {
	if p.Stage != nil {
		l.stage(*p.Stage)
	}
}

func (l *ladder) stage(s mailcheck.Stage) {
	if s.Verdict == mailcheck.Running || s.Verdict == mailcheck.Skipped {
		return
	}
	if l.said == nil {
		l.said = map[string]string{}
	}
	now := ""
	for _, row := range report.Rows(s, l.t) {
		now += string(row.Verdict) + row.Text + "\n"
	}
	if l.said[s.ID] == now {
		return
	}
	l.said[s.ID] = now
	_ = report.StageText(l.Err, s, l.t, l.look(l.Err))
}

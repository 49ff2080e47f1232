package mailcheck

import "slices"

// again judges and tells a stage anew that something later has added to.
func (l *ladder) again(id string) {
	i := l.index(id)
	l.rep.Stages[i].Verdict = l.verdictOf(id)
	l.emit(i)
}

// stage is the stage at hand.
func (l *ladder) stage() *Stage { return &l.rep.Stages[l.at] }

// index finds a stage of the report.
func (l *ladder) index(id string) int {
	return slices.IndexFunc(l.rep.Stages, func(s Stage) bool { return s.ID == id })
}

// stageByID is a stage of the report.
func (l *ladder) stageByID(id string) *Stage { return &l.rep.Stages[l.index(id)] }

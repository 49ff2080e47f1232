package mailcheck

import (
	"cmp"
	"maps"
	"slices"

	"todoku/mailcheck/cause"
	"todoku/mailcheck/sasl"
)

// evidence is what is known at the stage at hand, whatever went wrong.
func (l *ladder) evidence() cause.Evidence {
	e := cause.Evidence{
		Stage: l.stage().ID, Host: l.p.SMTP.Host, Port: l.p.SMTP.Port, Security: l.p.SMTP.Security,
		TLS: l.tls != nil, Software: l.software(), Offered: l.caps.mechanisms(),
		Sender: l.sender(), Recipient: l.recipient(), Username: l.p.SMTP.Auth.Username,
		Facts: maps.Clone(l.facts),
	}
	if l.p.Name != "" {
		e.Facts[cause.FactProfile] = l.p.Name
	}
	if name, ok := sasl.Name(l.p.SMTP.Auth.Method); ok {
		e.Mechanism = name
	}
	if l.proto == "api" {
		e.Mechanism, e.Software = "", providerSoftware(l.p)
	}
	if l.box != nil {
		e.Mechanism = cmp.Or(l.mechanism, e.Mechanism)
		e.Facts[cause.FactProto] = l.proto // the ids of a second mailbox do not tell
	}
	return e
}

// byReply is evidence of a reply that refuses.
func (l *ladder) byReply(r reply) cause.Evidence {
	e := l.evidence()
	e.Code, e.Enhanced, e.Text = r.parts()
	return e
}

// byError is evidence of an error of the network or the protocol.
func (l *ladder) byError(err error) cause.Evidence {
	e := l.evidence()
	e.Err = err
	return e
}

// fail records why the stage at hand does not pass. The candidates are
// explanations of one failure, so all have the severity of the best of them.
func (l *ladder) fail(e cause.Evidence) {
	l.apart(&e)
	list := cause.Find(e)
	severity := list[0].Severity
	if severity == cause.SeverityWarn {
		severity = cause.SeverityFail // nobody passes by it
	}
	l.record(severity, e, list...)
}

// warn records something that does not stop the run.
func (l *ladder) warn(id string, c cause.Confidence, e cause.Evidence) {
	l.rep.Findings = append(l.rep.Findings, l.finding(id, c, cause.SeverityWarn, e))
}

// failAs records a failure whose cause this program knows itself.
func (l *ladder) failAs(id string, e cause.Evidence) {
	f := cause.New(id, cause.Certain, e)
	l.record(f.Severity, e, f)
}

func (l *ladder) record(severity cause.Severity, e cause.Evidence, list ...cause.Finding) {
	cause.Number(list)
	for _, f := range list {
		f.Severity, f.Stage, f.Field = severity, e.Stage, l.box.field(f.Field)
		l.rep.Findings = append(l.rep.Findings, f)
	}
}

func (l *ladder) finding(id string, c cause.Confidence, s cause.Severity, e cause.Evidence) cause.Finding {
	f := cause.New(id, c, e)
	f.Severity, f.Stage, f.Field = s, e.Stage, l.box.field(f.Field)
	return f
}

// severities, worst first.
var severities = []struct {
	severity cause.Severity
	verdict  Verdict
}{{cause.SeverityFail, Fail}, {cause.SeverityUnknown, Unknown}, {cause.SeverityWarn, Warn}}

// verdictOf is the worst finding of a stage.
func (l *ladder) verdictOf(stage string) Verdict {
	for _, s := range severities {
		if slices.ContainsFunc(l.rep.Findings, func(f cause.Finding) bool { return f.Stage == stage && f.Severity == s.severity }) {
			return s.verdict
		}
	}
	return Pass
}

// verdict is the worst of a report's stages.
func verdict(r Report) Verdict {
	for _, s := range severities {
		if slices.ContainsFunc(r.Stages, func(st Stage) bool { return st.Verdict == s.verdict }) {
			return s.verdict
		}
	}
	return Pass
}

// sortFindings: fail, unknown, warn; then by stage; then by confidence; what
// is equal stays in the order in which it was found.
func sortFindings(r *Report) {
	severity := func(f cause.Finding) int {
		for i, s := range severities {
			if s.severity == f.Severity {
				return i
			}
		}
		return len(severities)
	}
	stage := func(f cause.Finding) int {
		return slices.IndexFunc(r.Stages, func(s Stage) bool { return s.ID == f.Stage })
	}
	confidence := func(f cause.Finding) int {
		return slices.Index([]cause.Confidence{cause.Certain, cause.Likely, cause.Possible}, f.Confidence)
	}
	slices.SortStableFunc(r.Findings, func(a, b cause.Finding) int {
		return cmp.Or(cmp.Compare(severity(a), severity(b)), cmp.Compare(stage(a), stage(b)), cmp.Compare(confidence(a), confidence(b)))
	})
}

package mailcheck

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"todoku/mailcheck/cause"
)

// apartLimit bounds all questions of one failure together.
const apartLimit = 4 * time.Second

// question is one that can tell apart what a reply leaves open. It costs a
// passing run nothing: it is put only after a failure whose causes it knows
// something about. None of them signs in.
type question struct {
	stages string   // last parts of stage ids: "mail rcpt"
	about  []string // causes; one of them among the candidates is enough
	ask    func(*ladder, context.Context, cause.Evidence) told
}

// told is what a question found out.
type told struct {
	facts  map[string]string
	probes []cause.Probe
}

// probe is one answer, to be shown.
func (t *told) probe(name, at, answer string) {
	t.probes = append(t.probes, cause.Probe{Name: name, At: at, Answer: answer})
}

// fact is what follows from it.
func (t *told) fact(name, value string) {
	if t.facts == nil {
		t.facts = map[string]string{}
	}
	t.facts[name] = value
}

// add puts what was found out into the evidence.
func (t told) add(e *cause.Evidence) {
	if e.Facts == nil {
		e.Facts = map[string]string{}
	}
	maps.Copy(e.Facts, t.facts)
	e.Probes = append(e.Probes, t.probes...)
}

// questions in the order in which their answers are shown.
func questions() []question {
	return []question{
		{"resolve", []string{"dns.resolver-failed"}, (*ladder).askResolver},
		{"greeting", []string{"net.dropped"}, (*ladder).askAgain},
		{"tls", []string{"tls.missing-intermediate"}, (*ladder).askIssuer},
		{"tls", []string{"tls.expired", "tls.not-yet-valid"}, (*ladder).askClock},
		{"caps tls auth", []string{"tls.starttls-missing", "net.middlebox", "auth.not-offered"}, (*ladder).askOffers},
		{"mail rcpt data", []string{"env.sender-domain-bad"}, (*ladder).askSenderDomain},
		{"mail rcpt", []string{"env.sender-not-owned"}, (*ladder).askOwnAddress},
	}
}

// asks says that this run may ask beyond its own conversation: it is no
// question itself, and not one of many of its host.
func (l *ladder) asks() bool { return !l.o.alone && !l.o.crowd }

// apart puts the questions that suit, side by side: at most one of them speaks
// on the connection at hand.
func (l *ladder) apart(e *cause.Evidence) {
	if !l.asks() || l.ctx.Err() != nil {
		return
	}
	found := cause.Find(*e)
	stage := e.Stage[strings.LastIndexByte(e.Stage, '.')+1:]
	var asked []question
	for _, q := range questions() {
		about := slices.ContainsFunc(found, func(f cause.Finding) bool { return slices.Contains(q.about, f.Cause) })
		if about && slices.Contains(strings.Fields(q.stages), stage) {
			asked = append(asked, q)
		}
	}
	if len(asked) == 0 {
		return
	}
	begun := l.now()
	ctx, cancel := context.WithTimeout(l.ctx, apartLimit)
	defer cancel()
	answers := make([]told, len(asked))
	var group sync.WaitGroup
	for i, q := range asked {
		group.Go(func() { answers[i] = q.ask(l, ctx, *e) })
	}
	group.Wait()
	for _, t := range answers {
		t.add(e)
	}
	l.begun = l.begun.Add(l.now().Sub(begun)) // is not the stage's own time
}

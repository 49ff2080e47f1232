package mailcheck

import (
	"net/netip"
	"slices"
	"time"

	"todoku/mailcheck/cause"
)

// popWaits are the waits after a login that are tried where the profile's is
// too short, in seconds. The last is the longest that a profile may have.
var popWaits = [...]int{1, 2, 3, 5, 7, 10}

// relaying is what came of a try to name a recipient.
type relaying int

const (
	accepted relaying = iota
	refusedRelay
	notJudged // it came to something else
)

// relayCauses refuse because nobody has signed in, or may be meant so.
var relayCauses = []string{"env.relay-denied", "env.pop-before-smtp", "auth.missing"}

// outcomeOf reads a ladder that was to end with RCPT TO.
func outcomeOf(l *ladder) relaying {
	if v := l.verdictAt(StageRcpt); v == Pass || v == Warn {
		return accepted
	}
	if slices.ContainsFunc(l.rep.Findings, func(f cause.Finding) bool {
		return (f.Stage == StageMail || f.Stage == StageRcpt) && slices.Contains(relayCauses, f.Cause)
	}) {
		return refusedRelay
	}
	return notJudged
}

// verdictAt is a stage's verdict.
func (l *ladder) verdictAt(id string) Verdict { return l.stageByID(id).Verdict }

// judge says what the login has changed.
func (b *popBefore) judge() {
	w := &Window{WaitMS: b.t.p.PopBeforeSMTP.Wait.D().Milliseconds()}
	b.smtp.stageByID(StageRcpt).Detail.Window = w
	after := outcomeOf(b.smtp)
	if after == accepted && b.outside != "" && b.outside != b.asked {
		after = b.try(b.outside, b.smtp.remote) // the trial mail goes to another one
	}
	b.needed(w, after)
	switch {
	case after == refusedRelay:
		b.measure(w)
	case after == accepted && w.Needed != nil && *w.Needed:
		b.otherFamily()
	}
	if b.t.ctx.Err() != nil {
		b.smtp.ctx = b.t.ctx
		b.smtp.cancelled()
	}
	b.smtp.rep.Verdict = verdict(b.smtp.rep)
	b.smtp.rep.Took = b.smtp.now().Sub(b.smtp.rep.Started)
}

// needed compares with the try before the login.
func (b *popBefore) needed(w *Window, after relaying) {
	if b.before == nil {
		return
	}
	switch before := outcomeOf(b.before); {
	case before == accepted:
		no := false
		w.Needed = &no
		if after == accepted && !b.t.o.Again {
			e := b.evidence()
			// A login of a while ago opens sending too: there is no telling.
			b.smtp.warn("pop.not-needed", cause.Possible, e)
			b.smtp.stageByID(StageRcpt).Verdict = b.smtp.verdictOf(StageRcpt)
		}
	case before == refusedRelay:
		yes := true
		w.Needed = &yes
	}
}

// evidence is of the stage that names the recipient.
func (b *popBefore) evidence() cause.Evidence {
	e := b.smtp.evidence()
	if n := len(b.smtp.tap.replies); n > 1 && !b.smtp.tap.last().ok() {
		e.Code, e.Enhanced, e.Text = b.smtp.tap.last().parts()
	}
	if b.outside != "" {
		e.Recipient = b.outside
	}
	e.Stage = StageRcpt
	return e
}

// try names a recipient on a new connection to one address.
func (b *popBefore) try(to, remote string) relaying {
	addr, ok := addressOf(remote)
	if !ok || b.t.ctx.Err() != nil {
		return notJudged
	}
	l := b.toRcpt(to)
	l.known = &[2][]netip.Addr{}
	l.known[familyOf(addr)] = []netip.Addr{addr}
	l.run()
	return outcomeOf(l)
}

// measure finds out how long after the login the server accepts, if it does.
// Each try is a new connection.
func (b *popBefore) measure(w *Window) {
	to := b.asked
	if b.outside != "" {
		to = b.outside
	}
	for _, s := range popWaits {
		wait := time.Duration(s) * time.Second
		if wait <= b.t.p.PopBeforeSMTP.Wait.D() {
			continue
		}
		if b.sleepUntil(wait) != nil {
			return
		}
		switch b.try(to, b.smtp.remote) {
		case notJudged:
			return // it has had enough of this, or is gone: the first refusal stands
		case accepted:
			w.ShortestMS = wait.Milliseconds()
			e := b.evidence()
			e.Facts[cause.FactWait] = itoa(s)
			b.found(cause.New("pop.wait-short", cause.Certain, e))
			return
		}
	}
	b.noEffect()
}

// otherFamily looks whether sending works over the other address family too,
// where a program may go that way: the POP server is known by one family, the
// sending server by both.
func (b *popBefore) otherFamily() {
	pop, ok := addressOf(b.pop.remote)
	smtp, known := addressOf(b.smtp.remote)
	if !ok || !known || familyOf(pop) != familyOf(smtp) {
		return
	}
	other := 1 - familyOf(pop)
	list := b.smtp.names.addrs[other]
	if len(list) == 0 || len(b.pop.names.addrs[other]) > 0 {
		return
	}
	if b.try(b.outside, netip.AddrPortFrom(list[0], uint16(b.smtp.p.SMTP.Port)).String()) != refusedRelay {
		return
	}
	e := b.evidence()
	e.Facts[cause.FactReason], e.Facts[cause.FactFirstBytes] = "family", [...]string{"IPv4", "IPv6"}[familyOf(pop)]
	b.smtp.warn("pop.other-address", cause.Certain, e)
	b.smtp.stageByID(StageRcpt).Verdict = b.smtp.verdictOf(StageRcpt)
}

// noEffect: the login has not opened sending, whatever was tried. That this
// machine itself used two addresses speaks for one cause.
func (b *popBefore) noEffect() {
	e := b.evidence()
	ours, _ := addressOf(b.pop.local)
	then, _ := addressOf(b.smtp.local)
	pop, _ := addressOf(b.pop.remote)
	smtp, _ := addressOf(b.smtp.remote)
	if ours == then && pop.Is4() == smtp.Is4() {
		b.found(cause.New("pop.no-effect", cause.Likely, e), cause.New("pop.other-address", cause.Possible, e))
		return
	}
	e.Facts[cause.FactReason] = "local"
	b.found(cause.New("pop.other-address", cause.Likely, e), cause.New("pop.no-effect", cause.Possible, e))
}

// found puts what was found out in the place of the server's first refusal.
func (b *popBefore) found(list ...cause.Finding) {
	l := b.smtp
	l.rep.Findings = slices.DeleteFunc(l.rep.Findings, func(f cause.Finding) bool {
		return (f.Stage == StageMail || f.Stage == StageRcpt) && f.Severity != cause.SeverityWarn
	})
	at := StageRcpt
	if v := l.verdictAt(StageMail); v == Fail || v == Unknown {
		at = StageMail
	}
	e := l.evidence()
	e.Stage = at
	l.record(cause.SeverityFail, e, list...)
	l.stageByID(at).Verdict = l.verdictOf(at)
}

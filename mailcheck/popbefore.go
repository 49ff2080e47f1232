package mailcheck

import (
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"

	"todoku/store"
)

// popBeforeSMTP is the method that authorises sending by a POP3 login, and
// popBeforeName how the report calls it where others have a mechanism.
const (
	popBeforeSMTP = "pop-before-smtp"
	popBeforeName = "POP before SMTP"
)

// popBefore proves that the login is what opens sending: the same recipient is
// refused before it and accepted after it. There is one login; everything else
// are connections to the sending server that end with RCPT TO.
type popBefore struct {
	t       *trip
	outside string  // a recipient outside the sender's domain; empty: none is known
	before  *ladder // up to RCPT TO before the login; nil: not asked for
	pop     *ladder
	smtp    *ladder // the one of the report
	asked   string  // whom it names
}

// popBeforeSMTP signs in by POP3 and then sends without SMTP AUTH. The try
// before the login runs beside the way to it.
func (t *trip) popBeforeSMTP() {
	b := &popBefore{t: t, outside: outsider(t.p, t.o)}
	b.pop = boxLadder(t.ctx, t.p, t.o, popBox(t.p))
	tried := make(chan struct{})
	b.pop.gate = tried
	go func() {
		defer close(tried)
		b.tryBefore()
	}()
	t.add(b.pop.run())
	<-tried
	b.send()
	t.add(b.smtp.rep)
	t.rep.Host, t.rep.Port, t.rep.Security = b.smtp.rep.Host, b.smtp.rep.Port, b.smtp.rep.Security
}

// outsider is a recipient whom no server takes from anybody: whether a server
// relays is not to be seen with one of its own domain.
func outsider(p store.Profile, o Options) string {
	for _, a := range []string{o.Recipient, p.Trial.Recipient} {
		if d := domainOf(a); d != "" && !strings.EqualFold(d, domainOf(p.Sender.Address)) {
			return a
		}
	}
	return ""
}

// domainOf is the domain of an address, as DNS knows it; empty: it has none.
func domainOf(address string) string {
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return ""
	}
	return asciiHost(address[at+1:])
}

// toRcpt is a ladder that ends with RCPT TO and tells nobody of its stages.
func (b *popBefore) toRcpt(to string) *ladder {
	o := b.t.o
	o.Emit, o.Send, o.Arrive, o.Until, o.Recipient = nil, false, false, "rcpt", to
	l := newLadder(b.t.ctx, b.t.p, o)
	l.bare = true
	return l
}

// reaches says that the run goes as far as that stage of sending.
func (b *popBefore) reaches(stage string) bool {
	l := newLadder(b.t.ctx, b.t.p, b.t.o)
	steps := l.rungs()
	last := lastRung(steps, b.t.o)
	return slices.ContainsFunc(steps[:last+1], func(r rung) bool { return r.id == stage })
}

// tryBefore asks for the recipient without a login.
func (b *popBefore) tryBefore() {
	if b.outside == "" || !b.reaches(StageRcpt) {
		return
	}
	b.before = b.toRcpt(b.outside)
	b.before.run()
}

// send climbs the sending ladder as far as the login allows.
func (b *popBefore) send() {
	o := b.t.o
	o.Emit = b.holdBack(o.Emit)
	b.smtp = newLadder(b.t.ctx, b.t.p, o)
	b.asked = b.smtp.recipient()
	switch v := b.pop.rep.Verdict; {
	case b.t.ctx.Err() != nil && v == Unknown:
		b.smtp.skipAll()
		return
	case v == Fail || v == Unknown:
		b.reachable()
		return
	case b.unreachable():
		b.smtp.adopt(b.before.rep)
		b.tell()
		return
	}
	if b.pop.stageByID(b.pop.id(StageAuth)).Verdict != Skipped {
		_ = b.sleepUntil(b.t.p.PopBeforeSMTP.Wait.D()) // when interrupted, the next stage says so
	}
	if addr, ok := addressOf(b.pop.remote); ok {
		b.smtp.prefer = families[familyOf(addr)].id // the address that has logged in
	}
	b.smtp.run()
	if b.smtp.stageByID(StageMail).Verdict != Skipped && b.reaches(StageRcpt) {
		b.judge()
	}
	b.tell()
}

// reachable looks at the sending server all the same, up to TLS: what is wrong
// there is worth knowing, and what comes after it cannot work.
func (b *popBefore) reachable() {
	b.smtp.o.Until, b.smtp.o.Send = "tls", false
	if b.smtp.p.SMTP.Security == "tls" {
		b.smtp.o.Until = "caps"
	}
	if !b.reaches("smtp." + b.smtp.o.Until) {
		b.smtp.o.Until = b.t.o.Until
	}
	b.smtp.run()
}

// unreachable says that the try before the login found out all that there is
// to know: nothing on the way to the server depends on the login.
func (b *popBefore) unreachable() bool {
	if b.before == nil {
		return false
	}
	for _, id := range []string{StageResolve, StageConnect, StageTLS} {
		if v := b.before.stageByID(id).Verdict; v == Fail || v == Unknown {
			return true
		}
	}
	return false
}

// holdBack keeps a refusal of the envelope to itself until it is judged.
func (b *popBefore) holdBack(emit func(Event)) func(Event) {
	if emit == nil {
		return nil
	}
	return func(e Event) {
		if v := e.Stage.Verdict; (e.Stage.ID == StageMail || e.Stage.ID == StageRcpt) && (v == Fail || v == Unknown) {
			return
		}
		emit(e)
	}
}

// tell emits what holding back and judging have changed.
func (b *popBefore) tell() {
	b.smtp.o.Emit = b.t.o.Emit
	for i, s := range b.smtp.rep.Stages {
		if s.Verdict != Skipped && (s.ID == StageMail || s.ID == StageRcpt || b.unreachable()) {
			b.smtp.emit(i)
		}
	}
}

// sleepUntil waits until so long after the POP session.
func (b *popBefore) sleepUntil(after time.Duration) error {
	return b.t.o.sleep(b.t.ctx, b.pop.hungUp.Add(after).Sub(b.pop.now()))
}

// skipAll makes a report in which nothing was tried.
func (l *ladder) skipAll() {
	for _, s := range l.rungs() {
		l.rep.Stages = append(l.rep.Stages, Stage{ID: s.id, Verdict: Skipped})
	}
	l.rep.Verdict = Pass
}

// adopt takes over the report of another ladder to the same server, which may
// be shorter.
func (l *ladder) adopt(r Report) {
	l.skipAll()
	for _, s := range r.Stages {
		*l.stageByID(s.ID) = s
	}
	l.rep.Findings, l.rep.Verdict, l.rep.Took = r.Findings, r.Verdict, r.Took
}

// addressOf is the address in "192.0.2.1:25".
func addressOf(hostPort string) (netip.Addr, bool) {
	host, _, err := net.SplitHostPort(hostPort)
	if err != nil {
		return netip.Addr{}, false
	}
	a, err := netip.ParseAddr(host)
	return a.Unmap(), err == nil
}

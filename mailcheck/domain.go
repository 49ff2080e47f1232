package mailcheck

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/publicsuffix"

	"todoku/mailcheck/cause"
	"todoku/mailcheck/discover"
	"todoku/store"
)

// domainCheck is what DNS says of the sender's domain and, where this machine
// delivers, of the machine. Its questions are put beside the ladder and beside
// each other, under one limit; they are judged when the ladder has ended.
type domainCheck struct {
	ctx    context.Context
	p      store.Profile
	now    func() time.Time
	wait   time.Duration
	dns    *zone
	domain string // the sender's, as DNS knows it
	way    way
	emit   func(Event)

	checks  []check
	results []outcome // of checks
	beside  sync.WaitGroup
	cancel  context.CancelFunc
}

// check is one stage and what asks for it.
type check struct {
	id  string
	ask func(context.Context) outcome
}

// way is how the mail leaves.
type way struct {
	direct    bool   // from this machine to the mail exchangers
	host      string // the relay, as DNS knows it
	providers []discover.Provider
	facts     discover.SPF
	own       []netip.Addr // direct: public addresses of this machine
	hidden    bool         // direct: over IPv4 it is seen by an address that it does not have itself
}

// outcome is what one check found out.
type outcome struct {
	detail  Detail
	found   []cause.Finding
	took    time.Duration
	carries ternary // spf: whether it speaks for the mail; mx: whether the domain exists
}

// ternary is yes, no, or not known.
type ternary int

const (
	notKnown ternary = iota
	yes
	no
)

// beginDomain puts the questions; nil: they are not asked for.
func (t *trip) beginDomain() *domainCheck {
	_, domain, ok := strings.Cut(t.p.Sender.Address, "@")
	if !t.o.Domain || t.o.Part != PartAll && t.o.Part != PartSend || !ok {
		return nil
	}
	d := &domainCheck{ctx: t.ctx, p: t.p, now: t.o.Now, wait: t.p.SMTP.Timeout.D(), dns: t.o.zone(), domain: asciiHost(domain), emit: t.o.Emit}
	if d.now == nil {
		d.now = time.Now
	}
	if d.wait <= 0 {
		d.wait = defaultWait
	}
	d.way = wayOf(t.p, t.o)
	d.checks = []check{{StageSPF, d.checkSPF}, {StageDMARC, d.checkDMARC}, {StageMX, d.checkMX}}
	if d.way.direct {
		d.checks = append(d.checks, check{StagePTR, d.checkPTR})
	}
	d.results = make([]outcome, len(d.checks))
	var ctx context.Context
	ctx, d.cancel = context.WithTimeout(d.ctx, d.wait)
	for i, c := range d.checks {
		d.tell(Stage{ID: c.id, Verdict: Running})
		d.beside.Go(func() { d.results[i] = d.timed(ctx, c) })
	}
	return d
}

func (d *domainCheck) timed(ctx context.Context, c check) outcome {
	begun := d.now()
	o := c.ask(ctx)
	o.took = d.now().Sub(begun)
	return o
}

// wayOf tells whether this machine delivers itself: its own mail server is told
// to, or nothing stands between it and the mail exchanger. A provider's program
// on loopback is a relay like others.
func wayOf(p store.Profile, o Options) way {
	w := way{host: asciiHost(p.SMTP.Host), providers: discover.Ways(p)}
	w.facts = discover.SPFOf(w.providers)
	_, named := discover.For(p)
	w.direct = w.facts.Direct || p.ServerType != "api" && !named && (p.ServerType == "local" || loopbackHost(w.host))
	if w.direct {
		own := ownAddresses
		if o.Addresses != nil {
			own = o.Addresses
		}
		list := own()
		w.own = publicOf(list)
		v4 := func(ip netip.Addr) bool { return ip.Unmap().Is4() && !ip.Unmap().IsLoopback() }
		w.hidden = slices.ContainsFunc(list, v4) && !slices.ContainsFunc(w.own, v4)
	}
	return w
}

// endDomain judges, and adds the stages to the report.
func (t *trip) endDomain(d *domainCheck) {
	if d == nil {
		return
	}
	d.beside.Wait()
	d.cancel()
	if d.way.direct {
		ctx, cancel := context.WithTimeout(d.ctx, d.wait)
		helo := check{StageHELO, func(ctx context.Context) outcome { return d.checkHELO(ctx, t.serverName(d.way)) }}
		d.checks, d.results = append(d.checks, helo), append(d.results, d.timed(ctx, helo))
		cancel()
	}
	d.join()
	for i, c := range d.checks {
		o := d.results[i]
		s := Stage{ID: c.id, Verdict: verdictOf(o.found, c.id), Took: o.took, Detail: o.detail}
		if d.ctx.Err() != nil || d.nowhere() && i < 2 {
			s.Verdict, o.found = Skipped, nil // the run was ended, or there is no such domain
		}
		t.rep.Stages = append(t.rep.Stages, s)
		t.rep.Findings = append(t.rep.Findings, o.found...)
		d.tell(s)
	}
}

// join is what follows from two checks together.
func (d *domainCheck) join() {
	spf, dmarc := &d.results[0], &d.results[1]
	// With an enforced policy, what SPF does not speak for needs a signature of
	// the domain (RFC 9989, before it RFC 7489 section 4.2). Which one, nobody
	// tells: selectors are not listed in DNS (RFC 6376 section 3.6.2.1).
	if dm := dmarc.detail.Domain; dm != nil && slices.Contains([]string{"quarantine", "reject"}, dm.Policy) && spf.carries == no {
		e := d.evidence(StageDMARC)
		e.Facts[cause.FactPolicy], e.Text = dm.Policy, dm.Record
		dmarc.add("domain.dkim-needed", cause.Certain, cause.SeverityUnknown, e)
	}
}

// nowhere says that the domain has neither MX nor address.
func (d *domainCheck) nowhere() bool { return d.results[2].carries == no }

func (d *domainCheck) tell(s Stage) {
	if d.emit != nil {
		d.emit(Event{s})
	}
}

// verdictOf is the worst finding of a stage.
func verdictOf(list []cause.Finding, stage string) Verdict {
	return (&ladder{rep: Report{Findings: list}}).verdictOf(stage)
}

func (d *domainCheck) evidence(stage string) cause.Evidence {
	return cause.Evidence{Stage: stage, Host: d.p.SMTP.Host, Port: d.p.SMTP.Port, Security: d.p.SMTP.Security, Sender: d.p.Sender.Address,
		Facts: map[string]string{cause.FactZone: d.domain}}
}

func (o *outcome) add(id string, c cause.Confidence, s cause.Severity, e cause.Evidence) {
	f := cause.New(id, c, e)
	f.Severity, f.Stage = s, e.Stage
	o.found = append(o.found, f)
}

// unasked is for a question that DNS did not answer.
func (d *domainCheck) unasked(stage string, err error) outcome {
	e := d.evidence(stage)
	e.Err = err
	var known *net.DNSError
	if errors.As(err, &known) {
		e.Facts[cause.FactZone] = safe(known.Name, 1, maxLineRunes)
		if known.IsTimeout {
			e.Facts[cause.FactReason] = "timeout"
		}
	}
	var o outcome
	o.add("domain.dns-failed", cause.Certain, cause.SeverityUnknown, e)
	return o
}

// organisation is the domain that was registered: DMARC's records and a
// relay's relation to the sender go by it.
func organisation(domain string) string {
	if org, err := publicsuffix.EffectiveTLDPlusOne(domain); err == nil {
		return org
	}
	return domain
}

// records keeps the TXT records that begin with a version (RFC 7208 section
// 4.5, RFC 7489 section 6.6.3).
func records(list []string, version string, after string) []string {
	var out []string
	for _, txt := range list {
		head, rest := txt[:min(len(txt), len(version))], txt[min(len(txt), len(version)):]
		if strings.EqualFold(head, version) && (rest == "" || strings.ContainsAny(rest[:1], after)) {
			out = append(out, txt)
		}
	}
	return out
}

// quoted is the value of a TXT record as a zone file wants it, without the
// outer quotes: strings of at most 255 octets (RFC 1035 section 3.3).
func quoted(value string) string {
	var parts []string
	for len(value) > 255 {
		parts, value = append(parts, value[:255]), value[255:]
	}
	return strings.Join(append(parts, value), `" "`)
}

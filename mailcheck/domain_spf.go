package mailcheck

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"strings"
	"sync"

	"blitiri.com.ar/go/spf"

	"todoku/mailcheck/cause"
	"todoku/mailcheck/discover"
)

// nobody is an address from which no mail can come (RFC 1112 section 4): what
// SPF says of it, it says of everybody who is not named. Evaluating it reads
// the record to its end, and so tells all that is included.
var nobody = netip.AddrFrom4([4]byte{240, 0, 0, 1})

// spfTrace is a resolver that notes whose records an evaluation reads.
type spfTrace struct {
	*zone
	last string // name asked for last
	seen []string
	text []string // their SPF records
}

func (t *spfTrace) LookupTXT(ctx context.Context, name string) ([]string, error) {
	t.last = strings.ToLower(strings.TrimSuffix(name, "."))
	list, err := t.zone.LookupTXT(ctx, name)
	if own := records(list, "v=spf1", " "); len(own) > 0 {
		t.seen, t.text = append(t.seen, t.last), append(t.text, own...)
	}
	return list, err
}

// spfView is the evaluation for one address (RFC 7208 section 4).
type spfView struct {
	ip     netip.Addr
	result spf.Result
	err    error
	trace  *spfTrace
}

func (d *domainCheck) evaluate(ctx context.Context, ip netip.Addr, domain string) spfView {
	local, _, _ := strings.Cut(d.p.Sender.Address, "@")
	v := spfView{ip: ip, trace: &spfTrace{zone: d.dns}}
	v.result, v.err = spf.CheckHostWithSender(ip.AsSlice(), domain, local+"@"+domain, spf.WithContext(ctx), spf.WithResolver(v.trace))
	return v
}

// evaluateAll evaluates for several addresses side by side.
func (d *domainCheck) evaluateAll(ctx context.Context, list []netip.Addr) []spfView {
	out := make([]spfView, len(list))
	var group sync.WaitGroup
	for i, ip := range list {
		group.Go(func() { out[i] = d.evaluate(ctx, ip, d.domain) })
	}
	group.Wait()
	return out
}

// checkSPF finds out whether the domain lets the mail leave this way.
func (d *domainCheck) checkSPF(ctx context.Context) outcome {
	txts, err := d.dns.LookupTXT(ctx, d.domain)
	if err != nil && !none(err) {
		return d.unasked(StageSPF, err)
	}
	own := records(txts, "v=spf1", " ")
	c := &spfCheck{domainCheck: d, records: own}
	c.out.detail.Domain = &Domain{Record: safe(strings.Join(own, "\n"), maxTextLines, maxLineRunes)}
	switch {
	case d.way.facts.ReturnPath == "own":
		c.out.carries = no // SPF speaks for the provider's domain, which is not the sender's
	case len(own) == 0:
		c.tell("domain.spf-missing", cause.Certain, cause.SeverityWarn, no, nil)
	default:
		c.base = d.evaluate(ctx, nobody, d.domain)
		c.judge(ctx)
	}
	return c.out
}

// spfCheck is the judging of a record that is there.
type spfCheck struct {
	*domainCheck
	records []string
	base    spfView // of nobody
	out     outcome
}

func (c *spfCheck) judge(ctx context.Context) {
	limited := errors.Is(c.base.err, spf.ErrLookupLimitReached) || errors.Is(c.base.err, spf.ErrVoidLookupLimitReached)
	switch {
	case c.base.result == spf.PermError && !limited:
		c.broken(c.base)
	case c.base.result == spf.Pass:
		c.pass("")
		c.tell("domain.spf-open", cause.Certain, cause.SeverityWarn, yes, nil)
	case c.way.direct:
		c.judgeOwn(c.evaluateAll(ctx, c.way.own))
	default:
		c.judgeRelay(ctx)
	}
}

// judgeOwn: this machine delivers, so every address of it has to pass.
func (c *spfCheck) judgeOwn(views []spfView) {
	switch {
	case len(views) > 0:
	case c.unusable([]spfView{c.base}):
		return
	default:
		c.tell("domain.address-unknown", cause.Certain, cause.SeverityUnknown, notKnown, nil)
		return
	}
	if c.unusable(views) {
		return
	}
	c.pass(views[0].ip.String())
	for _, v := range views {
		if v.result != spf.Pass {
			c.refused(v)
		}
	}
	if c.way.hidden && len(c.out.found) == 0 {
		c.tell("domain.address-unknown", cause.Certain, cause.SeverityUnknown, notKnown, nil)
	}
}

// judgeRelay: who sends through a relay does not see from which addresses it
// delivers. Its SPF name tells, or else the relay's own addresses speak for it.
func (c *spfCheck) judgeRelay(ctx context.Context) {
	if name := c.included(); name != "" && c.base.result != spf.PermError {
		c.pass(name)
		return
	}
	addrs, err := c.relayAddresses(ctx)
	views := c.evaluateAll(ctx, addrs)
	owner, owned := discover.ByDomain(c.domain)
	switch {
	case c.anyPasses(views):
	case owned && slices.ContainsFunc(c.way.providers, func(p discover.Provider) bool { return p.ID == owner.ID }):
		c.pass(owner.Names.EN) // the record of its own domain is its own affair
	case c.unusable(append(views, c.base)):
	case owned, c.way.facts.Include != "", len(views) > 0 && organisation(c.way.host) == organisation(c.domain):
		c.refused(append(views, c.base)[0])
	case err != nil:
		c.out = c.unasked(StageSPF, err)
	default:
		c.tell("domain.spf-relay-unknown", cause.Certain, cause.SeverityUnknown, notKnown, nil)
	}
}

// anyPasses takes the first that passes.
func (c *spfCheck) anyPasses(views []spfView) bool {
	i := slices.IndexFunc(views, func(v spfView) bool { return v.result == spf.Pass })
	if i >= 0 {
		c.pass(views[i].ip.String())
	}
	return i >= 0
}

// unusable tells that an evaluation came to no end, or to a fault of the record.
func (c *spfCheck) unusable(views []spfView) bool {
	for _, v := range views {
		switch v.result {
		case spf.TempError:
			c.out = c.unasked(StageSPF, v.err)
			return true
		case spf.PermError:
			c.broken(v)
			return true
		}
	}
	return false
}

// included is what the record includes of the relay: the name that its provider
// gives for it, or one in the relay's own domain, where that is another's.
func (c *spfCheck) included() string {
	org := organisation(c.way.host)
	for _, name := range c.base.trace.seen {
		if name == c.way.facts.Include || name != c.domain && org != organisation(c.domain) && organisation(name) == org {
			return name
		}
	}
	return ""
}

// relayAddresses are those that speak for the relay: one of its provider's,
// for a record that lists them all or computes its answer, else its own.
func (c *spfCheck) relayAddresses(ctx context.Context) ([]netip.Addr, error) {
	if include := c.way.facts.Include; include != "" {
		return c.sample(ctx, include), nil
	}
	if ip, err := netip.ParseAddr(strings.Trim(c.way.host, "[]")); err == nil {
		return publicOf([]netip.Addr{ip}), nil
	}
	list, err := c.dns.addrs(ctx, c.way.host)
	if none(err) {
		err = nil
	}
	return publicOf(list), err
}

// sample is the first address of an included record.
func (c *spfCheck) sample(ctx context.Context, include string) []netip.Addr {
	for _, text := range c.evaluate(ctx, nobody, include).trace.text {
		for _, term := range strings.Fields(text) {
			block, ok := strings.CutPrefix(strings.ToLower(strings.TrimPrefix(term, "+")), "ip4:")
			block, _, _ = strings.Cut(block, "/")
			if ip, err := netip.ParseAddr(block); ok && err == nil && public(ip) {
				return []netip.Addr{ip}
			}
		}
	}
	return nil
}

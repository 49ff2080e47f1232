package mailcheck

import (
	"errors"
	"net/netip"
	"slices"
	"strings"

	"blitiri.com.ar/go/spf"

	"todoku/mailcheck/cause"
	"todoku/mailcheck/discover"
)

// pass: the record lets the mail through, by that name where one is known.
func (c *spfCheck) pass(name string) {
	c.out.carries = yes
	c.out.detail.Domain.Result, c.out.detail.Domain.By = string(spf.Pass), name
}

// refused: the record does not name the way. Only a domain that says "-all"
// has others refuse its mail; the rest lowers the chances.
func (c *spfCheck) refused(v spfView) {
	severity := cause.SeverityWarn
	if v.result == spf.Fail {
		severity = cause.SeverityFail
	}
	id := "domain.spf-lacks-relay"
	if _, owned := discover.ByDomain(c.domain); owned {
		id = "domain.not-yours"
	}
	c.out.detail.Domain.Result, c.out.detail.Domain.By = string(v.result), ""
	facts := map[string]string{cause.FactPolicy: string(v.result)}
	if v.ip != nobody && c.way.facts.Include == "" {
		c.out.detail.Domain.By = v.ip.String()
		facts[cause.FactIP] = v.ip.String()
	}
	c.tell(id, cause.Likely, severity, no, facts)
}

// broken: receivers cannot read the record, and treat it as none or refuse.
func (c *spfCheck) broken(v spfView) {
	facts := map[string]string{cause.FactReason: "syntax", cause.FactRecord: ""}
	switch {
	case errors.Is(v.err, spf.ErrMultipleRecords) && v.trace.last == c.domain:
		facts[cause.FactReason], facts[cause.FactRecord] = "two", c.proposal()
	case errors.Is(v.err, spf.ErrMultipleRecords), errors.Is(v.err, spf.ErrNoResult):
		facts[cause.FactReason], facts[cause.FactInclude] = "include", v.trace.last
	case errors.Is(v.err, spf.ErrLookupLimitReached):
		facts[cause.FactReason] = "lookups"
	case errors.Is(v.err, spf.ErrVoidLookupLimitReached):
		facts[cause.FactReason] = "void"
	}
	c.out.detail.Domain.Result, c.out.detail.Domain.By = string(spf.PermError), ""
	c.tell("domain.spf-broken", cause.Certain, cause.SeverityWarn, no, facts)
}

// tell adds a finding with the record as it is and, unless facts have another
// idea, as it should be.
func (c *spfCheck) tell(id string, confidence cause.Confidence, severity cause.Severity, carries ternary, facts map[string]string) {
	c.out.carries = carries
	e := c.evidence(StageSPF)
	e.Text = c.out.detail.Domain.Record
	e.Facts[cause.FactInclude], e.Facts[cause.FactRecord] = c.way.facts.Include, c.proposal()
	for name, value := range facts {
		e.Facts[name] = value
	}
	c.out.add(id, confidence, severity, e)
}

// proposal is the record to publish: what is there, all in one, with the way
// that the mail takes; empty where nobody can know what to add.
func (c *spfCheck) proposal() string {
	add := c.mechanisms()
	if len(add) == 0 && len(c.records) < 2 {
		return ""
	}
	return quoted(safe(spfWith(c.records, add), 1, maxProposal))
}

// maxProposal bounds a record to publish, in runes: longer ones no resolver
// takes in one datagram.
const maxProposal = 1200

// mechanisms are the terms that name the way.
func (c *spfCheck) mechanisms() []string {
	switch {
	case c.way.direct:
		var out []string
		for _, ip := range c.way.own {
			out = append(out, spfAddress(ip))
		}
		return out
	case c.way.facts.Include != "":
		return []string{"include:" + c.way.facts.Include}
	case organisation(c.way.host) == organisation(c.domain) && c.way.host != "":
		return []string{"a:" + c.way.host}
	}
	return nil
}

// spfAddress is one address as a mechanism (RFC 7208 section 5.6).
func spfAddress(ip netip.Addr) string {
	if ip.Is4() {
		return "ip4:" + ip.String()
	}
	return "ip6:" + ip.String()
}

// spfWith joins records into one and puts terms before the one that ends it
// (RFC 7208 sections 5.1 and 6.1). One without an end gets the softer one.
func spfWith(list, add []string) string {
	var terms, end []string
	for _, record := range list {
		for _, term := range strings.Fields(record)[1:] {
			bare := strings.ToLower(strings.TrimLeft(term, "+-~?"))
			switch {
			case bare == "all" || strings.HasPrefix(bare, "redirect="):
				end = append(end, term)
			case !slices.Contains(terms, term):
				terms = append(terms, term)
			}
		}
	}
	for _, term := range add {
		if !slices.Contains(terms, term) {
			terms = append(terms, term)
		}
	}
	if len(end) == 0 {
		end = []string{"~all"}
	}
	return strings.Join(append(append([]string{"v=spf1"}, terms...), end[0]), " ")
}

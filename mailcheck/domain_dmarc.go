package mailcheck

import (
	"context"
	"slices"
	"strings"

	"todoku/mailcheck/cause"
)

// checkDMARC finds the policy that applies to the sender (RFC 9989, which took
// the place of RFC 7489): the domain's own record, else the one of the
// registered domain.
func (d *domainCheck) checkDMARC(ctx context.Context) outcome {
	type reply struct {
		list []string
		err  error
	}
	org := organisation(d.domain)
	above := make(chan reply, 1)
	d.beside.Go(func() {
		list, err := d.dns.LookupTXT(ctx, "_dmarc."+org)
		above <- reply{list, err}
	})
	list, err := d.dns.LookupTXT(ctx, "_dmarc."+d.domain)
	at := d.domain
	found := records(list, "v=DMARC1", "; \t")
	if parent := <-above; len(found) == 0 && org != d.domain && (err == nil || none(err)) {
		at, err = org, parent.err
		found = records(parent.list, "v=DMARC1", "; \t")
	}
	if err != nil && !none(err) {
		return d.unasked(StageDMARC, err)
	}
	return d.judgeDMARC(found, at)
}

func (d *domainCheck) judgeDMARC(found []string, at string) outcome {
	var o outcome
	text := safe(strings.Join(found, "\n"), maxTextLines, maxLineRunes)
	o.detail.Domain = &Domain{Record: text}
	e := d.evidence(StageDMARC)
	e.Text = text
	e.Facts[cause.FactZone] = organisation(d.domain)
	e.Facts[cause.FactRecord] = "v=DMARC1; p=none; rua=mailto:postmaster@" + organisation(d.domain)
	if len(found) == 0 {
		o.add("domain.dmarc-missing", cause.Certain, cause.SeverityWarn, e)
		return o
	}
	e.Facts[cause.FactZone] = at
	policy, ok := dmarcPolicy(found[0], at != d.domain)
	switch {
	case len(found) > 1: // then none of them counts (RFC 7489 section 6.6.3)
		e.Facts[cause.FactReason] = "two"
		e.Facts[cause.FactRecord] = quoted(safe(found[0], 1, maxProposal))
	case !ok:
		e.Facts[cause.FactReason] = "policy"
	default:
		o.detail.Domain.At, o.detail.Domain.Policy = at, policy
		return o
	}
	o.add("domain.dmarc-broken", cause.Certain, cause.SeverityWarn, e)
	return o
}

// dmarcPolicy reads a record (RFC 7489 section 6.3): what is asked of receivers
// for mail that passes neither SPF nor DKIM. Unknown tags are passed over. A
// record that asks for reports counts as "none" when its policy cannot be read
// (section 6.6.3), and "t=y", like "pct=0" before it, asks for no more.
func dmarcPolicy(record string, sub bool) (policy string, ok bool) {
	tags := map[string]string{}
	for tag := range strings.SplitSeq(record, ";") {
		name, value, _ := strings.Cut(tag, "=")
		name = strings.ToLower(strings.TrimSpace(name))
		if _, twice := tags[name]; !twice {
			tags[name] = strings.ToLower(strings.TrimSpace(value))
		}
	}
	policy = tags["p"]
	if sp, given := tags["sp"]; sub && given {
		policy = sp
	}
	switch {
	case !slices.Contains([]string{"none", "quarantine", "reject"}, policy):
		return "none", tags["rua"] != ""
	case tags["t"] == "y" || tags["pct"] == "0":
		return "none", true
	}
	return policy, true
}

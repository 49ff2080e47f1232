package mailcheck

import (
	"context"
	"net"
	"strings"
	"sync"

	"todoku/mailcheck/cause"
)

// checkMX looks where replies and bounces go (RFC 5321 section 5.1). Receivers
// refuse a sender to whom nothing can be sent back.
func (d *domainCheck) checkMX(ctx context.Context) outcome {
	list, err := d.dns.LookupMX(ctx, d.domain)
	var o outcome
	o.detail.MX = mxList(list)
	e := d.evidence(StageMX)
	switch {
	case len(list) == 0 && none(err):
		return d.withoutMX(ctx)
	case len(list) == 0:
		return d.unasked(StageMX, err)
	case len(list) == 1 && strings.TrimSuffix(list[0].Host, ".") == "": // RFC 7505 section 3
		o.add("domain.mx-null", cause.Certain, cause.SeverityWarn, e)
		return o
	}
	dead, unknown := d.deadExchangers(ctx, list)
	switch {
	case len(dead) > 0:
		e.Facts[cause.FactMX] = strings.Join(dead, ", ")
		if len(dead) < len(list) {
			e.Facts[cause.FactReason] = "some"
		}
		o.add("domain.mx-dangling", cause.Certain, cause.SeverityWarn, e)
	case unknown != nil:
		failed := d.unasked(StageMX, unknown)
		failed.detail = o.detail
		return failed
	}
	return o
}

// withoutMX: then the domain's own address is its mail exchanger.
func (d *domainCheck) withoutMX(ctx context.Context) outcome {
	addrs, err := d.dns.addrs(ctx, d.domain)
	var o outcome
	e := d.evidence(StageMX)
	switch {
	case none(err):
		o.carries = no
		o.add("env.sender-domain-bad", cause.Likely, cause.SeverityFail, e)
	case err != nil:
		return d.unasked(StageMX, err)
	default:
		e.Facts[cause.FactIP] = addrs[0].String()
		o.add("domain.mx-missing", cause.Certain, cause.SeverityWarn, e)
	}
	return o
}

// deadExchangers are the MX records that lead nowhere, and why it cannot be
// told of another.
func (d *domainCheck) deadExchangers(ctx context.Context, list []*net.MX) (dead []string, unknown error) {
	list = list[:min(len(list), maxNames)]
	errs := make([]error, len(list))
	var group sync.WaitGroup
	for i, mx := range list {
		group.Go(func() { _, errs[i] = d.dns.addrs(ctx, mx.Host) })
	}
	group.Wait()
	for i, err := range errs {
		switch {
		case none(err):
			dead = append(dead, safe(strings.TrimSuffix(list[i].Host, "."), 1, maxLineRunes))
		case err != nil:
			unknown = err
		}
	}
	return dead, unknown
}

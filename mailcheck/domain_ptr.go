package mailcheck

import (
	"context"
	"net/netip"
	"slices"
	"strings"
	"sync"

	"todoku/mailcheck/cause"
)

// reverse is what the reverse DNS says of one address.
type reverse struct {
	ip     netip.Addr
	names  []string
	proven bool // one of the names leads back to the address
	err    error
}

// checkPTR looks up the names of this machine's public addresses and back:
// servers that take mail from strangers want both to agree (RFC 1912 section
// 2.1).
func (d *domainCheck) checkPTR(ctx context.Context) outcome {
	var o outcome
	o.detail.Domain = &Domain{}
	if len(d.way.own) == 0 {
		o.add("domain.address-unknown", cause.Certain, cause.SeverityUnknown, d.evidence(StagePTR))
		return o
	}
	list := make([]reverse, len(d.way.own))
	var group sync.WaitGroup
	for i, ip := range d.way.own {
		group.Go(func() { list[i] = d.reverse(ctx, ip) })
	}
	group.Wait()
	for _, r := range list {
		o.detail.Domain.Addresses = append(o.detail.Domain.Addresses, r.ip.String())
		for _, name := range r.names {
			o.detail.Domain.Names = append(o.detail.Domain.Names, safe(name, 1, maxLineRunes))
		}
		e := d.evidence(StagePTR)
		e.Facts[cause.FactIP], e.Facts[cause.FactRecord] = r.ip.String(), addressRecord(r.ip)
		e.Facts[cause.FactPTR] = safe(strings.Join(r.names, ", "), 1, maxLineRunes)
		switch {
		case r.proven:
		case r.err != nil && !none(r.err):
			o.found = append(o.found, d.unasked(StagePTR, r.err).found...)
		case len(r.names) == 0:
			o.add("env.no-ptr", cause.Likely, cause.SeverityWarn, e)
		default:
			o.add("domain.ptr-mismatch", cause.Certain, cause.SeverityWarn, e)
		}
	}
	if d.way.hidden && len(o.found) == 0 {
		o.add("domain.address-unknown", cause.Certain, cause.SeverityUnknown, d.evidence(StagePTR))
	}
	return o
}

// reverse looks one address up and its names back.
func (d *domainCheck) reverse(ctx context.Context, ip netip.Addr) reverse {
	r := reverse{ip: ip}
	if r.names, r.err = d.dns.LookupAddr(ctx, ip.String()); r.err != nil {
		return r
	}
	for _, name := range r.names[:min(len(r.names), maxOwn)] {
		addrs, err := d.dns.addrs(ctx, name)
		if slices.Contains(addrs, ip) {
			r.proven = true
			return r
		}
		if err != nil && !none(err) {
			r.err = err
		}
	}
	return r
}

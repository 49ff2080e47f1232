package mailcheck

import (
	"cmp"
	"context"
	"os"
	"strings"

	"todoku/mailcheck/cause"
)

// checkHELO looks up the name that this machine's mail server gives to others:
// that of its own greeting, else the machine's. Servers refuse those that do
// not exist (RFC 5321 section 4.1.4 lets them, many do).
func (d *domainCheck) checkHELO(ctx context.Context, name string) outcome {
	if name == "" {
		name, _ = os.Hostname()
	}
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	var o outcome
	o.detail.Domain = &Domain{Names: []string{safe(cmp.Or(name, "?"), 1, maxLineRunes)}}
	e := d.evidence(StageHELO)
	e.Facts[cause.FactHELO] = o.detail.Domain.Names[0]
	if len(d.way.own) > 0 {
		e.Facts[cause.FactIP], e.Facts[cause.FactRecord] = d.way.own[0].String(), addressRecord(d.way.own[0])
	}
	if !fullName(name) {
		e.Facts[cause.FactReason] = "short"
		o.add("domain.helo-unresolvable", cause.Likely, cause.SeverityWarn, e)
		return o
	}
	switch _, err := d.dns.addrs(ctx, name); {
	case none(err):
		o.add("domain.helo-unresolvable", cause.Likely, cause.SeverityWarn, e)
	case err != nil:
		failed := d.unasked(StageHELO, err)
		failed.detail = o.detail
		return failed
	}
	return o
}

// serverName is the domain with which the greeting of this machine's server
// begins (RFC 5321 section 4.2); empty where it holds none. Where no server of
// this machine stands between, it is the profile's own EHLO name.
func (t *trip) serverName(w way) string {
	if w.facts.Direct {
		return t.p.SMTP.HELO
	}
	for _, s := range t.rep.Stages {
		if s.ID != StageGreeting {
			continue
		}
		if name, _, _ := strings.Cut(strings.TrimSpace(s.Detail.Banner), " "); fullName(name) {
			return name
		}
	}
	return ""
}

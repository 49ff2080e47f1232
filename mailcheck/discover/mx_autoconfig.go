package discover

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// Whoever takes a domain's mail often has its mailboxes too. The draft of
// autoconfig (section 4.3) asks about the MX without its first label, then
// about the domain under which it is registered.

// mxDomains are those domains; none that is the address's own, which has been
// asked about already.
func (a *asker) mxDomains() ([]string, error) {
	mx, err := a.topMX()
	if err != nil {
		return nil, err
	}
	_, full, _ := strings.Cut(mx, ".")
	base := registered(mx)
	var out []string
	for _, d := range []string{full, base} {
		if suffix, _ := publicsuffix.PublicSuffix(d); d == suffix || a.t.owns(d) || len(out) > 0 && out[0] == d {
			continue
		}
		out = append(out, d)
	}
	if len(out) == 0 {
		return nil, skipped(ReasonSameDomain)
	}
	return out, nil
}

// askMXAutoconfig asks the host of the MX's domain.
func askMXAutoconfig(ctx context.Context, a *asker) ([]Candidate, string, error) {
	return a.aboutMX(ctx, func(d string) string { return "https://autoconfig." + d + configPath })
}

// askMXISPDB looks the MX's domain up in Thunderbird's list.
func askMXISPDB(ctx context.Context, a *asker) ([]Candidate, string, error) {
	return a.aboutMX(ctx, func(d string) string { return cmp.Or(a.o.ISPDB, publicISPDB) + d })
}

// aboutMX asks about one domain after the other until one answers. A failure
// outweighs "there is none" of the other.
func (a *asker) aboutMX(ctx context.Context, address func(domain string) string) ([]Candidate, string, error) {
	domains, err := a.mxDomains()
	if err != nil {
		return nil, a.t.Domain, err
	}
	var (
		asked string
		worst error
	)
	for _, d := range domains {
		list, where, err := a.document(ctx, address(d), d, TrustMX)
		if len(list) > 0 {
			return list, where, nil
		}
		if state, _ := verdict(err); worst == nil || state == Failed {
			asked, worst = where, err
		}
		if ctx.Err() != nil {
			return nil, asked, errors.Join(worst, ctx.Err())
		}
	}
	return nil, asked, worst
}

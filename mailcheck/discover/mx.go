package discover

import (
	"cmp"
	"context"
	"errors"
	"net"
	"slices"
	"strings"
)

// bestMX is the mail exchanger with the lowest preference (RFC 5321 section
// 5.1); empty: the domain has none, or a null MX (RFC 7505).
func bestMX(ctx context.Context, r *net.Resolver, domain string) (string, error) {
	list, err := r.LookupMX(ctx, domain+".")
	if len(list) == 0 {
		return "", err
	}
	slices.SortFunc(list, func(a, b *net.MX) int {
		return cmp.Or(cmp.Compare(a.Pref, b.Pref), strings.Compare(a.Host, b.Host))
	})
	host, ok := cleanHost(list[0].Host)
	if !ok {
		return "", nil
	}
	return host, nil
}

// topMX is the exchanger, or why nothing can be concluded from it.
func (a *asker) topMX() (string, error) {
	mx, err := a.mx()
	var known *net.DNSError
	switch {
	case errors.As(err, &known) && known.IsNotFound:
		return "", nothing(ReasonNoMX)
	case err != nil:
		return "", err
	case mx == "":
		return "", nothing(ReasonNoMX)
	}
	return mx, nil
}

// askMX looks the domain's exchanger up in the built-in data.
func askMX(_ context.Context, a *asker) ([]Candidate, string, error) {
	mx, err := a.topMX()
	if err != nil {
		return nil, a.t.Domain, err
	}
	p, ok := ByMX(mx)
	if !ok {
		return nil, mx, nothing(ReasonUnknown)
	}
	list := p.candidates(a.t, TrustMX)
	for i := range list {
		list[i].From = mx
	}
	return list, mx, nil
}

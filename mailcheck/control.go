package mailcheck

import (
	"context"
	"net"
	"net/netip"
	"strings"
	"time"

	"todoku/mailcheck/cause"
)

// tryControl connects to the control host on the port that cannot be reached
// at the profile's own: a port that is dead at both is closed by the network
// here, where both fail alike. The first address of either family that answers
// counts; nothing is said to it.
func (l *ladder) tryControl(ctx context.Context, wait time.Duration, alike func(error) bool) (t told) {
	host := asciiHost(l.o.Control)
	if host == "" || l.o.alone || strings.EqualFold(host, l.host) {
		return t
	}
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	at := net.JoinHostPort(host, itoa(l.p.SMTP.Port))
	addrs, err := l.controlAddrs(ctx, host)
	if err != nil {
		t.probe(cause.AskControl, at, cause.AnswerFailed)
		return t
	}
	results := make(chan error, len(addrs))
	for _, ip := range addrs {
		l.beside.Go(func() {
			c, err := l.open(ctx, families[familyOf(ip)].tcp, net.JoinHostPort(ip.String(), itoa(l.p.SMTP.Port)))
			if err == nil {
				_ = c.Close()
			}
			results <- err
		})
	}
	for range addrs {
		if e := <-results; err == nil || e == nil || noRoute(err) {
			if err = e; e == nil {
				break
			}
		}
	}
	return controlled(at, err, alike)
}

// maxControl bounds the addresses of a control host that are tried.
const maxControl = 4

func (l *ladder) controlAddrs(ctx context.Context, host string) ([]netip.Addr, error) {
	if ip, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		return []netip.Addr{ip.Unmap()}, nil
	}
	list, err := l.o.resolver().LookupNetIP(ctx, "ip", host)
	for i := range list {
		list[i] = list[i].Unmap()
	}
	if err == nil && len(list) == 0 {
		err = errNoAddress
	}
	return list[:min(len(list), maxControl)], err
}

var errNoAddress = &net.DNSError{Err: "no such host", IsNotFound: true}

// controlled says what came of it. A control host that fails in another way
// has shown nothing.
func controlled(at string, err error, alike func(error) bool) (t told) {
	answer := cause.AnswerFailed
	switch {
	case err == nil:
		answer = cause.AnswerOpen
		t.fact(cause.FactEverywhereDead, "false")
	case timedOut(err):
		answer = cause.AnswerSilent
	case refused(err):
		answer = cause.AnswerRefused
	}
	if err != nil && alike(err) {
		t.fact(cause.FactEverywhereDead, "true")
	}
	if len(t.facts) > 0 {
		t.fact(cause.FactControl, at)
	}
	t.probe(cause.AskControl, at, answer)
	return t
}

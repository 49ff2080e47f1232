package mailcheck

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync"

	"golang.org/x/net/dns/dnsmessage"

	"todoku/mailcheck/cause"
)

// askResolver finds out whose fault it is that a name server gives no answer.
// With checking disabled (RFC 4035 section 3.2.2) it gives one if only DNSSEC
// is in the way; one that cannot even name the root's servers is itself broken.
func (l *ladder) askResolver(ctx context.Context, e cause.Evidence) (t told) {
	servers := []string{l.o.Nameserver}
	if l.o.Nameserver == "" {
		servers = systemNameservers()
	}
	rcode := e.Facts[cause.FactRcode]
	host, err := dnsmessage.NewName(l.host + ".")
	if err != nil || len(servers) == 0 || rcode == "" {
		return t
	}
	var unchecked, root string
	var group sync.WaitGroup
	if rcode == "SERVFAIL" {
		group.Go(func() { unchecked = answerOf(ctx, servers, uncheckedQuery(host)) })
	}
	group.Go(func() { root = answerOf(ctx, servers, query(dnsmessage.MustNewName("."), dnsmessage.TypeNS)) })
	group.Wait()
	if unchecked != "" {
		t.probe(cause.AskUnchecked, l.host, unchecked)
	}
	t.probe(cause.AskRoot, strings.Join(servers, ", "), root)
	switch {
	case unchecked == cause.AnswerYes:
		t.fact(cause.FactDNSFault, "dnssec")
	case root == cause.AnswerYes && rcode != "REFUSED":
		t.fact(cause.FactDNSFault, "zone")
	case root == cause.AnswerSilent || root == rcode:
		t.fact(cause.FactDNSFault, "resolver")
	}
	return t
}

// answerOf is AnswerYes where a query is answered with what it asks for,
// AnswerNone where there is nothing of the kind, else what came instead.
func answerOf(ctx context.Context, servers []string, q dnsmessage.Message) string {
	a, err := askEach(ctx, servers, q)
	var n net.Error
	switch {
	case errors.As(err, &n) && n.Timeout(), ctx.Err() != nil:
		return cause.AnswerSilent
	case err != nil:
		return cause.AnswerFailed
	case a.rcode != dnsmessage.RCodeSuccess:
		return rcodeName(a.rcode)
	case a.found:
		return cause.AnswerYes
	}
	return cause.AnswerNone
}

// uncheckedQuery asks for an address that need not be proved by DNSSEC.
func uncheckedQuery(name dnsmessage.Name) dnsmessage.Message {
	q := query(name, dnsmessage.TypeA)
	q.CheckingDisabled = true
	return q
}

// askSenderDomain looks whether bounces could go back to the sender (RFC 5321
// section 5.1: to the MX, else to the address).
func (l *ladder) askSenderDomain(ctx context.Context, e cause.Evidence) (t told) {
	domain := asciiHost(e.Sender[strings.LastIndexByte(e.Sender, '@')+1:])
	if !strings.Contains(e.Sender, "@") || domain == "" || strings.HasPrefix(domain, "[") {
		return t
	}
	z := l.o.zone()
	var (
		mx      []*net.MX
		addrs   []net.IPAddr
		mxErr   error
		addrErr error
		group   sync.WaitGroup
	)
	group.Go(func() { mx, mxErr = z.LookupMX(ctx, domain) })
	group.Go(func() { addrs, addrErr = z.LookupIPAddr(ctx, domain) })
	group.Wait()
	state := "ok"
	switch {
	case len(mx) == 1 && strings.Trim(mx[0].Host, ".") == "": // RFC 7505
		state = cause.AnswerNullMX
	case len(mx) > 0 || len(addrs) > 0:
	case none(mxErr) && none(addrErr):
		state = cause.AnswerNone
	default:
		t.probe(cause.AskSender, domain, cause.AnswerFailed)
		return t
	}
	t.fact(cause.FactSenderDNS, state)
	if state == "ok" {
		state = cause.AnswerFound
	}
	t.probe(cause.AskSender, domain, state)
	return t
}

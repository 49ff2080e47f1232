package bundle

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"sync"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"

	"todoku/mailcheck/discover"
	"todoku/store"
)

// public are the names that stay readable, because everybody has them.
type public struct {
	hosts   map[string]bool // these alone
	domains map[string]bool // these; labels below them are masked
	below   []string        // these and all below
}

// publicBelow are services that replies point to. Nothing below them is a
// customer's.
var publicBelow = []string{
	"spamhaus.org", "spamhaus.com", "spamcop.net", "barracudacentral.org", "sorbs.net", "uceprotect.net", "abusix.zone", "spfbl.net", "surriel.com",
	"letsencrypt.org", "lencr.org", "ietf.org", "rfc-editor.org", "iana.org", "postfix.org", "dovecot.org", "exim.org", "open-spf.org", "openspf.org",
	"aka.ms", "sender.office.com", "delist.messaging.microsoft.com", "go.microsoft.com", "docs.microsoft.com", "learn.microsoft.com", "support.microsoft.com", "microsoftonline.com", "graph.microsoft.com",
	"support.google.com", "accounts.google.com", "oauth2.googleapis.com", "www.googleapis.com", "developers.google.com",
	"outlook.office.com", "outlook.office365.com", "portal.azure.com", "entra.microsoft.com",
}

// readable are words with dots that are no host names: scopes.
var readable = []string{
	"smtp.send", "smtp.sendasapp", "mail.send", "mail.send.shared", "imap.accessasuser.all", "pop.accessasuser.all", "imap.accessasapp", "pop.accessasapp", "user.read",
	"gmail.send", "localhost.localdomain", "body.peek", "rfc822.size", "rfc822.header",
}

// diagnosis is a name of Exchange Online's own: "STOREDRV.Submission.Exception",
// "RESOLVER.ADR.RecipNotFound".
var diagnosis = regexp.MustCompile(`^(?i)(?:storedrv|resolver|routing|smtpsend|dnsqueryfailed)\.|exception`)

// role is a label that says what a host does, not whose it is.
var role = regexp.MustCompile(`^(?:smtps?|esmtp|mail|mailserver|mailhost|mailgate|mx|imaps?|pop3?s?|pop3|relay|smarthost|submission|outbound|outgoing|out|inbound|in|webmail|www|support|help|postmaster|l|alt|gmail-smtp-in|aspmx|account|accounts|ns|dns|gw|gateway|auth|login|sso|autodiscover|autoconfig|server|host|protection|prod|eo|spf|_?dmarc|_domainkey|_tcp|_\d+|_submissions?|_imaps?|_pop3s?|mta-sts|exchange|postfix|api)-?\d{0,3}$`)

// publicHosts are those of the embedded provider data, and publicBelow. They
// are never changed.
var publicHosts = sync.OnceValue(func() public {
	p := public{hosts: map[string]bool{"localhost": true}, domains: map[string]bool{}, below: publicBelow}
	for _, one := range discover.Providers() {
		for _, s := range slices.Concat(one.SMTP, one.POP3, one.IMAP) {
			if s.Host != "" {
				p.hosts[strings.ToLower(s.Host)] = true
				p.domains[registrable(strings.ToLower(s.Host))] = true
			}
		}
		for _, d := range slices.Concat(one.Domains, one.Suffixes, one.MX) {
			p.domains[d], p.domains[registrable(d)] = true, true
		}
	}
	for _, key := range slices.Concat(store.Keys(), secretKeys) {
		p.hosts[key] = true // "smtp.auth.password" is no host
	}
	return p
})

// registrable is the domain that somebody owns: "example.co.jp".
func registrable(host string) string {
	if d, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return d
	}
	return host
}

// canonicalHost is lower case, ASCII (RFC 5890) and without the root's dot.
func canonicalHost(h string) string {
	h = strings.ToLower(strings.TrimSuffix(h, "."))
	if a, err := idna.Lookup.ToASCII(h); err == nil {
		return a
	}
	return foldString(h)
}

// Host masks a host name: whose it is, not what it does ("mail.domain1.example").
func (m *Mask) Host(s string) string {
	h := canonicalHost(s)
	if h == "" || m.isPublic(h) {
		return strings.TrimSuffix(s, ".")
	}
	if ip, err := netip.ParseAddr(strings.Trim(h, "[]")); err == nil {
		return strings.Replace(s, strings.Trim(s, "[]"), m.ipAlias(ip), 1)
	}
	if ip, rest, ok := reversed(h); ok {
		if rest == "in-addr.arpa" || rest == "ip6.arpa" {
			return m.ipAlias(ip) + "." + rest
		}
		return m.ipAlias(ip) + "." + m.Host(rest)
	}
	if name, ok := m.names[kindHost+"\x00"+h]; ok {
		return name
	}
	if !strings.Contains(h, ".") {
		if name, ok := m.names[kindDomain+"\x00"+h]; ok {
			return name
		}
		if role.MatchString(h) {
			return h
		}
		return m.alias(kindHost, h)
	}
	domain := registrable(h)
	if suffix, icann := publicsuffix.PublicSuffix(h); suffix == h && icann {
		return h // "co.jp"
	}
	owner := domain
	if !m.public.domains[domain] {
		owner = m.alias(kindDomain, domain)
	}
	if h == domain {
		return owner
	}
	return m.labels(strings.TrimSuffix(h, "."+domain)) + "." + owner
}

// labels masks those that do not say what a host does.
func (m *Mask) labels(s string) string {
	list := strings.Split(s, ".")
	for i, l := range list {
		if !role.MatchString(l) && l != "*" {
			list[i] = m.alias(kindHost, l)
		}
	}
	return strings.Join(list, ".")
}

func (m *Mask) isPublic(h string) bool {
	if m.public.hosts[h] || m.public.domains[h] || slices.Contains(readable, h) {
		return true
	}
	_, _, query := reversed(h)
	return !query && slices.ContainsFunc(m.public.below, func(d string) bool { return h == d || strings.HasSuffix(h, "."+d) })
}

// reversed reads an address that stands backwards before a zone: a reverse name
// (RFC 1035 section 3.5, RFC 3596 section 2.5), or a question to a block list
// (RFC 5782 section 2.1).
func reversed(h string) (ip netip.Addr, zone string, ok bool) {
	l := strings.Split(h, ".")
	if len(l) > 32 && !slices.ContainsFunc(l[:32], func(s string) bool { return len(s) != 1 }) {
		var b strings.Builder
		for i := 31; i >= 0; i-- {
			b.WriteString(l[i])
			if i%4 == 0 && i > 0 {
				b.WriteByte(':')
			}
		}
		ip, err := netip.ParseAddr(b.String())
		return ip, strings.Join(l[32:], "."), err == nil
	}
	if len(l) > 4 {
		ip, ok := loose(l[3] + "." + l[2] + "." + l[1] + "." + l[0])
		return ip, strings.Join(l[4:], "."), ok
	}
	return ip, "", false
}

// hostInText is what looks like a host name: a user name with dots does too.
func (m *Mask) hostInText(s, _ string) (string, bool) {
	if m.isUser(s) {
		return m.user(s), true
	}
	if _, icann := publicsuffix.PublicSuffix(strings.ToLower(s)); !icann && diagnosis.MatchString(s) {
		return m.remains(s), true
	}
	return m.Host(s), true
}

// urlParts: scheme, authority, and the rest.
var urlParts = regexp.MustCompile(`^([^:]+://)([^/?#]*)(.*)$`)

// url masks whose it is. Of a public one the path says what is meant.
func (m *Mask) url(s, _ string) (string, bool) {
	p := urlParts.FindStringSubmatch(s)
	if p == nil {
		return "", false
	}
	host, port, lead := p[2], "", ""
	if i := strings.LastIndexByte(host, '@'); i >= 0 { // name and password (RFC 3986 section 3.2.1)
		lead, host = "[hidden]@", host[i+1:]
	}
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
		host, port = host[:i], host[i:]
	}
	shown := m.Host(host)
	switch rest := p[3]; {
	case rest == "" || rest == "/":
		return p[1] + lead + shown + port + rest, true
	case m.isPublic(canonicalHost(host)) || shown == host:
		return p[1] + lead + shown + port + m.segments(rest), true
	}
	return p[1] + lead + shown + port + "/...", true
}

// segments masks a path and a query part by part.
func (m *Mask) segments(s string) string {
	var b strings.Builder
	for s != "" {
		i := strings.IndexAny(s, "/?&=#")
		if i < 0 {
			i = len(s)
		}
		b.WriteString(m.Text(s[:i]))
		if i < len(s) {
			b.WriteByte(s[i])
			i++
		}
		s = s[i:]
	}
	return b.String()
}

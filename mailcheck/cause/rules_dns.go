package cause

// dnsRules: the name of the server. Go calls NXDOMAIN and "no data" alike "no
// such host"; only a raw query (FactRcode) tells them apart.
var dnsRules = ranked{
	observed: {
		{stage: "resolve", when: "rcode=NXDOMAIN", is: only("dns.nxdomain")},
		{stage: "resolve", when: "rcode=NOERROR", is: only("dns.no-address")},
		{stage: "resolve", when: "rcode=SERVFAIL|REFUSED|TIMEOUT|FORMERR|NOTIMP", is: only("dns.resolver-failed")},
		{kind: kindBadAddress, is: only("input.bad-host-or-port")},
	},
	words: {
		{kind: kindNotFound, when: "!rcode & !code & mx", but: "reverse|ptr", is: mostly("dns.no-address")},
		{kind: kindNotFound, when: "!rcode & !code & !mx", but: "reverse|ptr|no address associated|no data record|enodata|no data of the requested", is: either("dns.nxdomain", "dns.no-address")},
		{kind: kindNotFound, when: "!rcode & !code & !mx", says: "no address associated|no data record|enodata|no data of the requested", is: either("dns.no-address", "dns.nxdomain")}, // EAI_NODATA
		{kind: kindResolverDown, when: "!rcode & !code & err", is: only("dns.resolver-failed")},
		{kind: kindResolverDown, when: "!rcode & !code & !err", is: mostly("dns.resolver-failed", "dns.nxdomain")},
		{stage: "resolve", when: "!rcode & !code & !kind", says: `host: "."|null mx`, is: mostly("dns.no-mail-route")},
	},
	staged: {
		{stage: "resolve", when: "code", is: mostly("dns.resolver-failed", "dns.nxdomain")},
		{stage: "resolve", when: "!err & !code & !kind", is: either("dns.resolver-failed", "dns.nxdomain")},
		{stage: "resolve", when: "!code & kind=net.*", is: mostly("dns.resolver-failed")},
	},
}

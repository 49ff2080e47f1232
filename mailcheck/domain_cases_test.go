package mailcheck

import (
	"net/netip"
	"strings"

	"todoku/store"
)

// well is a domain without fault, whose own server has an address that its SPF
// record names, and a machine that may deliver for it.
func well() testZone {
	return testZone{
		"example.co.jp TXT":        {"other=1", "v=spf1 ip4:203.0.113.0/28 include:spf.example.net -all"},
		"_dmarc.example.co.jp TXT": {"v=DMARC1; p=quarantine; rua=mailto:d@example.co.jp"},
		"example.co.jp MX":         {"10 mail.example.co.jp.", "20 mx.example.net."},
		"mail.example.co.jp A":     {"203.0.113.5"}, "mx.example.net A": {"198.51.100.9"},
		"spf.example.net TXT":                                      {"v=spf1 ip4:198.51.100.0/24 ip6:2001:db8:1::/48 ~all"},
		"5.113.0.203.in-addr.arpa PTR":                             {"mail.example.co.jp"},
		"host.example.co.jp A":                                     {"203.0.113.5"},
		"spf.protection.outlook.com TXT":                           {"v=spf1 ip4:198.51.100.0/25 -all"},
		reverseName(netip.MustParseAddr("2001:db8:1::5")) + " PTR": {"host.example.co.jp"},
	}
}

// domainCase changes what is well and says what is found.
type domainCase struct {
	name   string
	zone   testZone             // replaces records; nil values remove them
	change func(*store.Profile) // nil: mail.example.co.jp is the relay
	own    []string             // this machine's addresses, where it delivers
	found  string               // "cause severity stage", in the report's order
	record string               // of the first finding: what to publish
}

func local(p *store.Profile) { p.ServerType, p.SMTP.Host = "local", "localhost" }

func via(host string) func(*store.Profile) {
	return func(p *store.Profile) { p.SMTP.Host = host }
}

func from(address, host string) func(*store.Profile) {
	return func(p *store.Profile) { p.Sender.Address, p.SMTP.Host = address, host }
}

const txt, dmarcTXT = "example.co.jp TXT", "_dmarc.example.co.jp TXT"

var domainCases = []domainCase{
	{name: "well, by the domain's own server"},
	{name: "IPv6 is seen, IPv4 is not", change: local, own: []string{"10.0.0.1", "2001:db8:1::5"}, zone: testZone{"host.example.co.jp AAAA": {"2001:db8:1::5"}},
		found: "domain.address-unknown unknown domain.spf, domain.address-unknown unknown domain.ptr"},
	{name: "a loopback address hides nothing", change: local, own: []string{"127.0.0.1", "2001:db8:1::5"}, zone: testZone{"host.example.co.jp AAAA": {"2001:db8:1::5"}}},
	{name: "well, from this machine", change: local, own: []string{"203.0.113.5", "10.0.0.1"}},

	// SPF: the relay.
	{name: "no record", zone: testZone{txt: {"other=1"}, dmarcTXT: {"v=DMARC1; p=none"}},
		found: "domain.spf-missing warn domain.spf", record: "v=spf1 a:mail.example.co.jp ~all"},
	{name: "no record, a known provider", change: via("smtp.office365.com"), zone: testZone{txt: nil, dmarcTXT: {"v=DMARC1; p=none"}},
		found: "domain.spf-missing warn domain.spf", record: "v=spf1 include:spf.protection.outlook.com ~all"},
	{name: "the provider is included", change: via("smtp.office365.com"), zone: testZone{txt: {"v=spf1 include:spf.protection.outlook.com -all"}}},
	{name: "the provider is included, and names no address to try", change: via("smtp.office365.com"),
		zone: testZone{txt: {"v=spf1 include:spf.protection.outlook.com -all"}, "spf.protection.outlook.com TXT": {"v=spf1 ip6:2001:db8:7::/48 -all"}}},
	{name: "the provider is included further down", change: via("smtp.office365.com"),
		zone: testZone{txt: {"v=spf1 redirect=spf.example.net"}, "spf.example.net TXT": {"v=spf1 include:SPF.protection.outlook.com -all"}}},
	{name: "the provider's addresses are listed", change: via("smtp.office365.com"), zone: testZone{txt: {"v=spf1 ip4:198.51.100.0/24 -all"}}},
	{name: "the provider is not named, -all", change: via("smtp.office365.com"), zone: testZone{txt: {"v=spf1 ip4:203.0.113.0/28 -all"}, dmarcTXT: {"v=DMARC1; p=none"}},
		found: "domain.spf-lacks-relay fail domain.spf", record: "v=spf1 ip4:203.0.113.0/28 include:spf.protection.outlook.com -all"},
	{name: "the provider is not named, ~all", change: via("smtp.office365.com"), zone: testZone{txt: {"v=spf1 mx ~all"}, dmarcTXT: {"v=DMARC1; p=none"}, "mx.example.net A": {"203.0.113.9"}},
		found: "domain.spf-lacks-relay warn domain.spf", record: "v=spf1 mx include:spf.protection.outlook.com ~all"},
	{name: "a relay in a domain that is included", change: via("smtp.example.net"), zone: testZone{"smtp.example.net A": {"192.0.2.1"}}},
	{name: "a relay whose own address is named", change: via("smtp.example.com"), zone: testZone{"smtp.example.com A": {"203.0.113.3"}}},
	{name: "a relay that tells nothing", change: via("smtp.example.com"), zone: testZone{"smtp.example.com A": {"192.0.2.77"}},
		found: "domain.spf-relay-unknown unknown domain.spf"},
	{name: "an internal relay", change: via("10.1.2.3"), found: "domain.spf-relay-unknown unknown domain.spf"},
	{name: "the domain's own server is not named", zone: testZone{"mail.example.co.jp A": {"192.0.2.5"}, dmarcTXT: {"v=DMARC1; p=none"}},
		found: "domain.spf-lacks-relay fail domain.spf", record: "v=spf1 ip4:203.0.113.0/28 include:spf.example.net a:mail.example.co.jp -all"},
	{name: "a name of the domain's own is included, and does not name its server", zone: testZone{txt: {"v=spf1 include:_spf.example.co.jp -all"}, "_spf.example.co.jp TXT": {"v=spf1 ip4:192.0.2.0/24 -all"}, dmarcTXT: {"v=DMARC1; p=none"}},
		found: "domain.spf-lacks-relay fail domain.spf", record: "v=spf1 include:_spf.example.co.jp a:mail.example.co.jp -all"},
	{name: "the relay's address is not told", change: via("smtp.example.com"), zone: testZone{"smtp.example.com A": {"SERVFAIL"}},
		found: "domain.dns-failed unknown domain.spf"},
	{name: "an API", change: func(p *store.Profile) { p.ServerType, p.Provider = "api", "microsoft365" }, zone: testZone{txt: {"v=spf1 -all"}, dmarcTXT: {"v=DMARC1; p=none"}},
		found: "domain.spf-lacks-relay fail domain.spf", record: "v=spf1 include:spf.protection.outlook.com -all"},

	// SPF: this machine.
	{name: "this machine is not named", change: local, own: []string{"192.0.2.5"}, zone: testZone{dmarcTXT: {"v=DMARC1; p=none"}, "5.2.0.192.in-addr.arpa PTR": {"host.example.co.jp"}, "host.example.co.jp A": {"192.0.2.5"}},
		found: "domain.spf-lacks-relay fail domain.spf", record: "v=spf1 ip4:203.0.113.0/28 include:spf.example.net ip4:192.0.2.5 -all"},
	{name: "one family is not named", change: local, own: []string{"203.0.113.5", "2001:db8:2::5"}, zone: testZone{dmarcTXT: {"v=DMARC1; p=none"}},
		found: "domain.spf-lacks-relay fail domain.spf, env.no-ptr warn domain.ptr"},
	{name: "only private addresses", change: local, own: []string{"10.0.0.5", "fd00::5", "100.64.1.1"},
		found: "domain.address-unknown unknown domain.spf, domain.address-unknown unknown domain.ptr"},
	{name: "direct send to Microsoft 365", own: []string{"203.0.113.5"},
		change: func(p *store.Profile) {
			p.ServerType, p.Provider, p.SMTP.HELO = "provider", "microsoft365-direct-send", "mail.example.co.jp"
		}},
	{name: "direct send under a name that does not exist", own: []string{"203.0.113.5"}, found: "domain.helo-unresolvable warn domain.helo",
		change: func(p *store.Profile) {
			p.SMTP.Host, p.SMTP.HELO = "acme.mail.protection.outlook.com", "gone.example.co.jp"
		}},
	{name: "a provider's program on loopback", change: func(p *store.Profile) {
		p.ServerType, p.Provider, p.SMTP.Host = "provider", "proton-bridge", "127.0.0.1"
	},
		found: "domain.spf-relay-unknown unknown domain.spf"},

	// SPF: the record.
	{name: "two records", zone: testZone{txt: {"v=spf1 ip4:203.0.113.0/28 -all", "v=spf1 include:spf.example.net ~all"}, dmarcTXT: {"v=DMARC1; p=none"}},
		found: "domain.spf-broken warn domain.spf", record: "v=spf1 ip4:203.0.113.0/28 include:spf.example.net a:mail.example.co.jp -all"},
	{name: "a misspelt word", zone: testZone{txt: {"v=spf1 ipv4:203.0.113.5 -all"}, dmarcTXT: {"v=DMARC1; p=none"}}, found: "domain.spf-broken warn domain.spf"},
	{name: "an include that is none", zone: testZone{txt: {"v=spf1 include:gone.example.net -all"}, dmarcTXT: {"v=DMARC1; p=none"}}, found: "domain.spf-broken warn domain.spf"},
	{name: "a circle of includes", zone: testZone{txt: {"v=spf1 include:example.co.jp -all"}, dmarcTXT: {"v=DMARC1; p=none"}}, found: "domain.spf-broken warn domain.spf"},
	{name: "eleven look-ups, the address before them", zone: testZone{txt: {"v=spf1 ip4:203.0.113.5 " + strings.Repeat("a:mail.example.co.jp ", 11) + "-all"}}},
	{name: "eleven look-ups before the address", zone: testZone{txt: {"v=spf1 " + strings.Repeat("a:mx.example.net ", 11) + "ip4:203.0.113.5 -all"}, dmarcTXT: {"v=DMARC1; p=none"}},
		found: "domain.spf-broken warn domain.spf"},
	{name: "everybody", zone: testZone{txt: {"v=spf1 +all"}}, found: "domain.spf-open warn domain.spf"},
	{name: "TXT fails", zone: testZone{txt: {"SERVFAIL"}}, found: "domain.dns-failed unknown domain.spf"},
	{name: "an include fails", zone: testZone{txt: {"v=spf1 include:spf.example.net ~all"}, "spf.example.net TXT": {"SERVFAIL"}}, found: "domain.dns-failed unknown domain.spf"},

	// Somebody else's domain.
	{name: "a provider's address from elsewhere", change: from("a@gmail.com", "mail.example.co.jp"),
		zone:  testZone{"gmail.com TXT": {"v=spf1 redirect=_spf.google.com"}, "_spf.google.com TXT": {"v=spf1 ip4:198.51.100.0/24 ~all"}, "_dmarc.gmail.com TXT": {"v=DMARC1; p=none; sp=quarantine"}, "gmail.com MX": {"5 mx.example.net."}},
		found: "domain.not-yours warn domain.spf"},
	{name: "a provider's address by its own server", change: from("a@gmail.com", "smtp.gmail.com"),
		zone: testZone{"gmail.com TXT": {"v=spf1 redirect=_spf.google.com"}, "_spf.google.com TXT": {"v=spf1 ip4:198.51.100.0/24 ~all"}, "_dmarc.gmail.com TXT": {"v=DMARC1; p=none"}, "gmail.com MX": {"5 mx.example.net."}}},
	{name: "a provider whose SPF name is not known, by its own server", change: from("a@docomo.ne.jp", "smtp.spmode.ne.jp"),
		zone: testZone{"docomo.ne.jp TXT": {"v=spf1 ip4:192.0.2.0/24 ~all"}, "_dmarc.docomo.ne.jp TXT": {"v=DMARC1; p=none"}, "docomo.ne.jp MX": {"5 mx.example.net."}}},

	// DMARC.
	{name: "no DMARC", zone: testZone{dmarcTXT: nil}, found: "domain.dmarc-missing warn domain.dmarc", record: "v=DMARC1; p=none; rua=mailto:postmaster@example.co.jp"},
	{name: "two DMARC records", zone: testZone{dmarcTXT: {"v=DMARC1; p=reject", "v=DMARC1; p=none"}}, found: "domain.dmarc-broken warn domain.dmarc", record: "v=DMARC1; p=reject"},
	{name: "a policy that is none", zone: testZone{dmarcTXT: {"v=DMARC1; p=all"}}, found: "domain.dmarc-broken warn domain.dmarc"},
	{name: "DMARC fails", zone: testZone{dmarcTXT: {"SERVFAIL"}}, found: "domain.dns-failed unknown domain.dmarc"},
	{name: "DMARC of the domain above", change: from("a@sub.example.co.jp", "mail.example.co.jp"),
		zone: testZone{"sub.example.co.jp TXT": {"v=spf1 ip4:203.0.113.5 -all"}, "sub.example.co.jp MX": {"10 mx.example.net."}}},
	{name: "an enforced policy that SPF does not meet", change: via("smtp.office365.com"), zone: testZone{txt: {"v=spf1 -all"}},
		found: "domain.spf-lacks-relay fail domain.spf, domain.dkim-needed unknown domain.dmarc"},
	{name: "a provider with a return path of its own", change: via("email-smtp.ap-northeast-1.amazonaws.com"), zone: testZone{txt: nil},
		found: "domain.dkim-needed unknown domain.dmarc"},
	{name: "the same, known as a provider", change: func(p *store.Profile) { p.ServerType, p.Provider = "provider", "amazon-ses" }, zone: testZone{txt: nil},
		found: "domain.dkim-needed unknown domain.dmarc"},

	// MX.
	{name: "no MX", zone: testZone{"example.co.jp MX": nil, "example.co.jp A": {"192.0.2.1"}}, found: "domain.mx-missing warn domain.mx"},
	{name: "no such domain", change: from("a@nowhere.example", "mail.example.co.jp"), found: "env.sender-domain-bad fail domain.mx"},
	{name: "null MX", zone: testZone{"example.co.jp MX": {"0 ."}}, found: "domain.mx-null warn domain.mx"},
	{name: "an MX that leads nowhere", zone: testZone{"example.co.jp MX": {"10 gone.example.co.jp."}}, found: "domain.mx-dangling warn domain.mx"},
	{name: "an MX that fails", zone: testZone{"mx.example.net A": {"SERVFAIL"}}, found: "domain.dns-failed unknown domain.mx"},
	{name: "MX fails", zone: testZone{"example.co.jp MX": {"SERVFAIL"}}, found: "domain.dns-failed unknown domain.mx"},

	// The machine.
	{name: "no reverse name", change: local, own: []string{"203.0.113.6"}, found: "env.no-ptr warn domain.ptr"},
	{name: "a reverse name that leads elsewhere", change: local, own: []string{"203.0.113.6"}, zone: testZone{"6.113.0.203.in-addr.arpa PTR": {"mail.example.co.jp"}},
		found: "domain.ptr-mismatch warn domain.ptr"},
	{name: "reverse DNS fails", change: local, own: []string{"203.0.113.6"}, zone: testZone{"6.113.0.203.in-addr.arpa PTR": {"SERVFAIL"}},
		found: "domain.dns-failed unknown domain.ptr"},
	{name: "an EHLO name that does not exist", change: local, own: []string{"203.0.113.5"}, zone: testZone{"host.example.co.jp A": nil},
		found: "domain.helo-unresolvable warn domain.helo"},
	{name: "an EHLO name that is not told", change: local, own: []string{"203.0.113.5"}, zone: testZone{"host.example.co.jp A": {"SERVFAIL"}},
		found: "domain.dns-failed unknown domain.helo"},
}

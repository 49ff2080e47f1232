package discover

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"todoku/store"
)

// Service is what a server does for a mailbox.
type Service string

// The services, in the order in which they are shown.
const (
	Submission Service = "submission" // RFC 6409
	IMAP       Service = "imap"
	POP3       Service = "pop3"
)

// Services are all of them.
var Services = [...]Service{Submission, IMAP, POP3}

// Ids of sources, in the order in which they are asked and shown.
const (
	FromProvider     = "provider"        // the built-in data, by the address's domain
	FromAutoconfig   = "autoconfig"      // https://autoconfig.DOMAIN/
	FromWellKnown    = "well-known"      // https://DOMAIN/.well-known/autoconfig/
	FromPACC         = "pacc"            // https://ua-auto-config.DOMAIN/
	FromHTTP         = "autoconfig-http" // http://autoconfig.DOMAIN/, asked with consent only
	FromISPDB        = "ispdb"           // Thunderbird's list, by the address's domain
	FromSRV          = "srv"             // RFC 6186, RFC 8314
	FromMX           = "mx"              // the built-in data, by the domain's MX
	FromMXAutoconfig = "mx-autoconfig"   // autoconfig of the MX's domain
	FromMXISPDB      = "mx-ispdb"        // Thunderbird's list, by the MX's domain
	FromGuess        = "guess"           // usual names and ports that answered
)

// How far a source's word goes, best first.
const (
	TrustOfficial  = "official"  // the provider's own words, built in
	TrustDomain    = "domain"    // the domain's owner says so, over HTTPS
	TrustISPDB     = "ispdb"     // Thunderbird's list says so
	TrustSecondary = "secondary" // others' public text, built in
	TrustDNS       = "dns"       // DNS says so, unsigned
	TrustMX        = "mx"        // concluded from the MX: a filter in front would mislead
	TrustHTTP      = "http"      // anybody on the way may have said so
	TrustGuess     = "guess"     // nobody says so: it answers
)

// trusts is the order.
var trusts = []string{TrustOfficial, TrustDomain, TrustISPDB, TrustSecondary, TrustDNS, TrustMX, TrustHTTP, TrustGuess}

// TrustRank is a trust's place in the order, 0 the best; unknown ones come last.
func TrustRank(trust string) int {
	if i := slices.Index(trusts, trust); i >= 0 {
		return i
	}
	return len(trusts)
}

// Candidate is a server that may be the right one. What a foreign machine said
// is in it only as far as it is well-formed: hosts are names or addresses, user
// names are one line of visible characters.
type Candidate struct {
	Service  Service
	Host     string // lower case, A-labels; ShownHost gives the form for people
	Port     int
	Security string // one of store.Securities

	Username string   // whom to sign in as; empty: the source does not say, or only the customer knows
	Auth     []string // hints, of store.Methods for submission, else of store.ReceiveAuths; empty: not told
	Issuer   string   // of OAuth, where the source names one: a host or an https URL
	Provider string   // id in the built-in data; empty: not from there

	Source string   // who says so: the one with the best trust
	Trust  string   // how far that goes
	From   string   // the URL, record or provider id that says so
	Also   []string // other sources that say the same

	// Foreign: the host lies outside the address's registered domain, so that a
	// password must not go there without consent.
	Foreign bool
	// Conflict says in what another source disagrees: "host", "security" or
	// "username"; empty: in nothing.
	Conflict string

	order int // place in the source's own order of preference
}

// settle brings a candidate into its form and says whether it is foreign to t;
// false: it is not complete.
func (c *Candidate) settle(t Target) bool {
	host, ok := cleanHost(c.Host)
	if !ok || c.Port < 1 || c.Port > 65535 || !slices.Contains(store.Securities[:], c.Security) {
		return false
	}
	c.Host, c.Foreign = host, !t.owns(host)
	c.Username = oneWord(c.Username)
	return true
}

// maxUsername bounds a user name, in octets: RFC 5321 allows 254 for a mailbox.
const maxUsername = 320

// oneWord gives a user name that can be shown and sent as it is, or nothing.
func oneWord(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > maxUsername || !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return ""
	}
	return s
}

// usual is the security and the port that go with each other (RFC 8314
// section 7.3), where a source tells one of them only.
func usual(s Service, port int, security string) (int, string) {
	type pair struct {
		port     int
		security string
	}
	ports := map[Service][]pair{
		Submission: {{465, "tls"}, {587, "starttls"}, {587, "none"}, {25, "starttls"}},
		IMAP:       {{993, "tls"}, {143, "starttls"}, {143, "none"}},
		POP3:       {{995, "tls"}, {110, "starttls"}, {110, "none"}},
	}[s]
	for _, p := range ports {
		if (port == 0 || port == p.port) && (security == "" || security == p.security) {
			return p.port, p.security
		}
	}
	return port, security
}

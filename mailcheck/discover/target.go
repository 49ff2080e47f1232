package discover

import (
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"

	"todoku/store"
)

// Target is the mailbox whose servers are looked for.
type Target struct {
	Address string // as it was typed, without blanks around it
	Local   string // what stands before the last "@"; may be beyond ASCII (RFC 6531)
	Domain  string // lower case, in A-labels (RFC 5890): what DNS and HTTPS are asked about
	Shown   string // the same in U-labels, for people
}

// ParseTarget takes a mail address. Other than in a profile the local part may
// be in any script: it is asked about nowhere. An address literal has no domain
// whose servers could be looked for.
func ParseTarget(address string) (Target, *store.Problem) {
	address = strings.TrimSpace(address)
	p := store.CheckAddress(address)
	if p != nil && p.Code != "address_local_script" {
		return Target{}, p
	}
	i := strings.LastIndexByte(address, '@')
	domain := address[i+1:]
	if strings.HasPrefix(domain, "[") {
		return Target{}, &store.Problem{Code: "address_not_a_name", Args: map[string]string{"address": domain, "part": ""}}
	}
	if p != nil { // it stopped at the local part: the domain has not been looked at
		if p := store.CheckAddress("a@" + domain); p != nil {
			return Target{}, p
		}
	}
	ascii := strings.ToLower(store.HostASCII(domain))
	return Target{Address: address, Local: address[:i], Domain: ascii, Shown: ShownHost(ascii)}, nil
}

// fill puts the address into a text with the placeholders of autoconfig.
func (t Target) fill(text string) string {
	return strings.NewReplacer(
		"%EMAILADDRESS%", t.Address,
		"%EMAILLOCALPART%", t.Local,
		"%EMAILDOMAIN%", t.Domain,
	).Replace(text)
}

// owns says that a host lies in the domain that was registered together with
// the address's (by the Public Suffix List).
func (t Target) owns(host string) bool {
	home := registered(t.Domain)
	return host == home || strings.HasSuffix(host, "."+home)
}

// registered is the domain that somebody registered; a public suffix itself
// stays what it is.
func registered(domain string) string {
	if d, err := publicsuffix.EffectiveTLDPlusOne(domain); err == nil {
		return d
	}
	return domain
}

// ShownHost is a host's name in U-labels where these are well-formed, else as
// it is: what looks like another name is better seen as "xn--".
func ShownHost(host string) string {
	if u, err := idna.Lookup.ToUnicode(host); err == nil {
		return u
	}
	return host
}

// cleanHost is the form in which hosts are compared; false: it is none.
func cleanHost(host string) (string, bool) {
	host = strings.TrimSuffix(strings.TrimSpace(host), ".")
	if store.CheckHost(host) != nil {
		return "", false
	}
	return strings.ToLower(store.HostASCII(host)), true
}

package store

import (
	"net"
	"net/netip"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// CheckHost takes a host name (RFC 1123 section 2.1, labels in any script, as
// in RFC 5890) or an IP literal. What is often pasted instead (a URL, a mail
// address, HOST:PORT, [::1]) is refused with the host in it as argument
// "host", and the port as "port" where there is one.
func CheckHost(s string) *Problem {
	if p := CheckLine("", s); p != nil {
		return p
	}
	if s == "" {
		return problem("missing_key")
	}
	if _, err := netip.ParseAddr(s); err == nil {
		return nil
	}
	if p := pastedHost(s); p != nil {
		return p
	}
	return checkDomain(s, "host")
}

// pastedHost recognises a host inside something else.
func pastedHost(s string) *Problem {
	if _, rest, ok := strings.Cut(s, "://"); ok {
		rest, _, _ = strings.Cut(rest, "/")
		rest, _, _ = strings.Cut(rest, "?")
		rest = rest[strings.LastIndexByte(rest, '@')+1:]
		host, port := splitPort(rest)
		return problem("host_is_url", "host", host, "port", port)
	}
	if strings.ContainsAny(s, " \t\u3000") {
		return problem("host_has_space", "host", strings.Join(strings.Fields(s), ""))
	}
	if i := strings.LastIndexByte(s, '@'); i >= 0 {
		return problem("host_is_address", "host", s[i+1:])
	}
	if host, path, ok := strings.Cut(s, "/"); ok && path == "" {
		return problem("host_is_url", "host", host, "port", "")
	}
	if host, port := splitPort(s); host != s {
		return problem("host_has_port", "host", host, "port", port)
	}
	return nil
}

// splitPort takes brackets and a decimal port off, where there are any.
func splitPort(s string) (host, port string) {
	if strings.HasPrefix(s, "[") && strings.HasSuffix(s, "]") {
		return s[1 : len(s)-1], ""
	}
	h, p, err := net.SplitHostPort(s)
	if err != nil {
		return s, ""
	}
	if _, err := strconv.ParseUint(p, 10, 16); err != nil {
		return s, ""
	}
	return h, p
}

// HostASCII is the form of a host that goes over the wire: A-labels
// (RFC 5890 section 2.3.2.1) for a name in another script, else the host.
func HostASCII(s string) string {
	if isASCII(s) {
		return s
	}
	a, err := idna.Lookup.ToASCII(s)
	if err != nil {
		return s
	}
	return a
}

// checkDomain takes a domain name; prefix chooses the codes ("host", "address").
func checkDomain(s, prefix string) *Problem {
	ascii := s
	if !isASCII(s) {
		a, err := idna.Lookup.ToASCII(s)
		if err != nil {
			return problem(prefix+"_not_a_name", prefix, s)
		}
		ascii = a
	}
	ascii = strings.TrimSuffix(ascii, ".")
	// RFC 1035 section 2.3.4; 255 octets on the wire are 253 as text.
	if len(ascii) > 253 {
		return problem("too_long", "max", "253", "length", strconv.Itoa(len(ascii)))
	}
	labels := strings.Split(ascii, ".")
	for _, l := range labels {
		if !isLabel(l) {
			return problem(prefix+"_not_a_name", prefix, s, "part", l)
		}
	}
	// No top-level domain is numeric (RFC 3696 section 2): this is an IPv4
	// address with a mistake in it.
	if last := labels[len(labels)-1]; strings.Trim(last, "0123456789") == "" {
		return problem(prefix+"_bad_ip", prefix, s)
	}
	return nil
}

// isLabel allows "_" beside RFC 1123's letters, digits and hyphens, because
// names inside companies have it and resolvers take it.
func isLabel(l string) bool {
	if l == "" || len(l) > 63 || l[0] == '-' || l[len(l)-1] == '-' {
		return false
	}
	for i := range len(l) {
		c := l[i]
		if !isAlnum(c) && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

func isAlnum(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

package bundle

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// Addresses are masked whosever they are: those of a server lead to its owner
// as well. What support needs of one stays: its family, what kind it is, and
// which are equal. Loopback, and resolvers that everybody may use, tell nothing.

// open are addresses that stay readable.
var open = []string{
	"8.8.8.8", "8.8.4.4", "2001:4860:4860::8888", "2001:4860:4860::8844",
	"1.1.1.1", "1.0.0.1", "2606:4700:4700::1111", "2606:4700:4700::1001",
	"9.9.9.9", "149.112.112.112", "2620:fe::fe", "2620:fe::9",
	"169.254.169.254", "168.63.129.16", // clouds' own servers, the same for everybody
}

// kinds of addresses that are not public, most specific first.
var kinds = []struct{ prefix, name string }{
	{"10.0.0.0/8", "private"}, {"172.16.0.0/12", "private"}, {"192.168.0.0/16", "private"}, // RFC 1918
	{"100.64.0.0/10", "shared"},                                                                                  // RFC 6598, behind a carrier's NAT
	{"169.254.0.0/16", "link-local"},                                                                             // RFC 3927
	{"192.0.2.0/24", "documentation"}, {"198.51.100.0/24", "documentation"}, {"203.0.113.0/24", "documentation"}, // RFC 5737
	{"198.18.0.0/15", "benchmark"}, // RFC 2544; some proxies answer with these
	{"224.0.0.0/3", "reserved"},
	{"fc00::/7", "private"},     // RFC 4193
	{"fe80::/10", "link-local"}, // RFC 4291
	{"64:ff9b::/96", "nat64"},   // RFC 6052
	{"2002::/16", "6to4"}, {"2001::/32", "teredo"}, {"2001:db8::/32", "documentation"},
	{"ff00::/8", "multicast"},
}

// ipv4 is four numbers. What is no address, as 999 is none, is masked as one.
func (m *Mask) ipv4(s, _ string) (string, bool) {
	if ip, ok := loose(s); ok {
		return m.ipAlias(ip), true
	}
	return m.alias(kindOpaque, s), true
}

// longestIPv6 is "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255".
const longestIPv6 = 45

// ipv6 masks the addresses within a run of what they are written with. What is
// none (a time, a C++ name) is left alone.
func (m *Mask) ipv6(s, whole string) (string, bool) {
	bare, zone, zoned := strings.Cut(s, "%")
	var b strings.Builder
	found := false
	for at := 0; at < len(bare); {
		ip, end := longestAt(bare, at)
		if end == at {
			b.WriteByte(bare[at])
			at++
			continue
		}
		found = true
		b.WriteString(m.ipAlias(ip))
		at = end
	}
	if zoned && found {
		b.WriteString("%" + m.alias(kindID, zone)) // an interface's name
	} else if zoned {
		b.WriteString("%" + m.remains(zone))
	}
	return b.String(), found
}

// longestAt is the longest address that begins at at; end is at where there is
// none.
func longestAt(s string, at int) (ip netip.Addr, end int) {
	for end := min(len(s), at+longestIPv6); end > at+1; end-- {
		ip, err := netip.ParseAddr(s[at:end])
		if err == nil && ip.Is6() {
			return ip, end
		}
	}
	return ip, at
}

// loose takes IPv4 with leading zeros ("203.000.113.005"), which Go refuses.
func loose(s string) (netip.Addr, bool) {
	parts := strings.Split(s, ".")
	if len(parts) != 4 {
		return netip.Addr{}, false
	}
	var b [4]byte
	for i, p := range parts {
		n, err := strconv.ParseUint(p, 10, 8)
		if err != nil {
			return netip.Addr{}, false
		}
		b[i] = byte(n)
	}
	return netip.AddrFrom4(b), true
}

// address masks a field that is an address, or whatever else it holds.
func (m *Mask) address(s string) string {
	if ip, err := netip.ParseAddr(strings.Trim(s, "[]")); err == nil {
		return m.ipAlias(ip)
	}
	return m.Text(s)
}

// ipAlias is "[ipv4-private-1]" without the brackets: an address may stand in
// its own.
func (m *Mask) ipAlias(ip netip.Addr) string {
	zone := ip.Zone() != ""
	ip = ip.WithZone("").Unmap()
	if ip.IsLoopback() || ip.IsUnspecified() || slices.Contains(open, ip.String()) {
		return ip.String()
	}
	key := kindAddress + "\x00" + ip.String()
	if _, ok := m.names[key]; !ok {
		family := "ipv6-"
		if ip.Is4() {
			family = "ipv4-"
		}
		m.counts[kindAddress]++
		m.names[key] = family + kindOf(ip) + "-" + strconv.Itoa(m.counts[kindAddress])
	}
	if zone {
		return m.names[key] + "%zone"
	}
	return m.names[key]
}

func kindOf(ip netip.Addr) string {
	for _, k := range kinds {
		if p, err := netip.ParsePrefix(k.prefix); err == nil && p.Contains(ip) {
			return k.name
		}
	}
	return "public"
}

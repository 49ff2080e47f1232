package mailcheck

import (
	"net"
	"net/netip"
	"slices"
)

// maxOwn is how many addresses of this machine are looked at: one a family is
// the rule.
const maxOwn = 4

// outside are addresses of nobody (RFC 5737, RFC 3849); the kernel is only
// asked from where it would set out for them.
var outside = [2]string{"192.0.2.1:9", "[2001:db8::1]:9"}

// ownAddresses are those from which this machine reaches the world: of each
// family the one that the kernel would choose, or, without a route, those of
// its interfaces. Nothing is sent.
func ownAddresses() []netip.Addr {
	var out []netip.Addr
	for i, to := range outside {
		if c, err := net.Dial("udp", to); err == nil { // connecting a datagram socket only looks up the route
			if u, ok := c.LocalAddr().(*net.UDPAddr); ok {
				out = append(out, u.AddrPort().Addr().Unmap().WithZone(""))
			}
			_ = c.Close()
			continue
		}
		out = append(out, interfaceAddresses(i)...)
	}
	return out
}

func interfaceAddresses(family int) []netip.Addr {
	list, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	var out []netip.Addr
	for _, a := range list {
		n, ok := a.(*net.IPNet)
		if !ok {
			continue
		}
		if ip, ok := netip.AddrFromSlice(n.IP); ok && familyOf(ip) == family {
			out = append(out, ip.Unmap())
		}
	}
	return out
}

// inward are blocks that look global and are not seen outside: shared space
// behind a provider's NAT (RFC 6598), protocol assignments, benchmarking (RFC
// 2544), reserved.
var inward = [...]netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("240.0.0.0/4"),
}

// public says that others may see this address as a sender's.
func public(ip netip.Addr) bool {
	ip = ip.Unmap()
	return ip.IsGlobalUnicast() && !ip.IsPrivate() &&
		!slices.ContainsFunc(inward[:], func(p netip.Prefix) bool { return p.Contains(ip) })
}

// publicOf keeps the public ones, each once.
func publicOf(list []netip.Addr) []netip.Addr {
	var out []netip.Addr
	for _, ip := range list {
		if ip = ip.Unmap(); public(ip) && !slices.Contains(out, ip) && len(out) < maxOwn {
			out = append(out, ip)
		}
	}
	return out
}

// addressRecord is what a name needs to have this address.
func addressRecord(ip netip.Addr) string {
	if ip.Is4() {
		return "A " + ip.String()
	}
	return "AAAA " + ip.String()
}

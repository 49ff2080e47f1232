package mailcheck

import (
	"net/netip"
	"os"
	"strings"
)

// heloName is how this machine introduces itself: as the profile says, by its
// own full name, or, having none, by its address (RFC 5321 sections 4.1.3 and
// 4.1.4).
func (l *ladder) heloName() string {
	if l.p.SMTP.HELO != "" {
		return l.p.SMTP.HELO
	}
	if name, err := os.Hostname(); err == nil && fullName(name) {
		return strings.ToLower(strings.TrimSuffix(name, "."))
	}
	return addressLiteral(l.local)
}

// fullName says that name is a domain with a dot, in letters, digits and hyphens.
func fullName(name string) bool {
	name = strings.TrimSuffix(name, ".")
	if !strings.Contains(name, ".") || len(name) > 255 || strings.HasPrefix(name, "localhost.") {
		return false
	}
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || len(label) > 63 || strings.Trim(strings.ToLower(label), "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return false
		}
	}
	return true
}

// addressLiteral is [192.0.2.1] or [IPv6:2001:db8::1].
func addressLiteral(hostPort string) string {
	ap, err := netip.ParseAddrPort(hostPort)
	if err != nil {
		return "[127.0.0.1]"
	}
	ip := ap.Addr().Unmap().WithZone("")
	if ip.Is4() {
		return "[" + ip.String() + "]"
	}
	return "[IPv6:" + ip.String() + "]"
}

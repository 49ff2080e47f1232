package store

import (
	"net/netip"
	"strconv"
	"strings"
)

// The limits of RFC 5321 section 4.5.3.1, in octets. A path is the mailbox in
// angle brackets, so a mailbox has two fewer.
const (
	maxLocalPart = 64
	maxMailbox   = 256 - 2
)

// CheckAddress takes a Mailbox of RFC 5321 section 4.1.2, whose domain may be
// in any script. A local part beyond ASCII (RFC 6531) is refused: few servers
// take it, and none of the applications does.
func CheckAddress(s string) *Problem {
	if p := CheckLine("", s); p != nil {
		return p
	}
	if s == "" {
		return problem("missing_key")
	}
	if strings.ContainsRune(s, '＠') {
		return problem("address_fullwidth", "address", strings.ReplaceAll(s, "＠", "@"))
	}
	if i := strings.LastIndexByte(s, '<'); i >= 0 && strings.HasSuffix(s, ">") {
		return problem("address_has_name", "address", s[i+1:len(s)-1])
	}
	local, domain, ok := cutMailbox(s)
	if !ok {
		return problem("address_no_at", "address", s)
	}
	if p := checkLocal(local); p != nil {
		return p
	}
	if len(local) > maxLocalPart {
		return problem("address_local_long", "max", strconv.Itoa(maxLocalPart), "length", strconv.Itoa(len(local)))
	}
	if p := checkMailDomain(domain); p != nil {
		return p
	}
	if n := len(local) + 1 + len(HostASCII(domain)); n > maxMailbox {
		return problem("too_long", "max", strconv.Itoa(maxMailbox), "length", strconv.Itoa(n))
	}
	return nil
}

// cutMailbox cuts at the "@" between local part and domain: the last one, for
// a quoted local part may hold others.
func cutMailbox(s string) (local, domain string, ok bool) {
	i := strings.LastIndexByte(s, '@')
	if i < 0 {
		return "", "", false
	}
	return s[:i], s[i+1:], true
}

// checkLocal takes Dot-string or Quoted-string (RFC 5321 section 4.1.2).
func checkLocal(l string) *Problem {
	if l == "" {
		return problem("address_local_empty")
	}
	if l[0] == '"' {
		return checkQuoted(l)
	}
	if strings.HasPrefix(l, ".") || strings.HasSuffix(l, ".") || strings.Contains(l, "..") {
		return problem("address_dots", "local", l)
	}
	for _, r := range l {
		if r >= 0x80 {
			return problem("address_local_script", "char", string(r))
		}
		// atext of RFC 5322 section 3.2.3
		if c := byte(r); c != '.' && !isAlnum(c) && strings.IndexByte("!#$%&'*+-/=?^_`{|}~", c) < 0 {
			return problem("address_local_char", "char", string(r))
		}
	}
	return nil
}

func checkQuoted(l string) *Problem {
	bad := problem("address_quote", "local", l)
	if len(l) < 2 || l[len(l)-1] != '"' {
		return bad
	}
	body := l[1 : len(l)-1]
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case c >= 0x80:
			return problem("address_local_script", "char", string([]rune(body[i:])[0]))
		case c == '\\':
			if i++; i >= len(body) {
				return bad
			}
		case c == '"':
			return bad
		}
	}
	return nil
}

// checkMailDomain takes Domain or address-literal (RFC 5321 section 4.1.3).
func checkMailDomain(d string) *Problem {
	if d == "" {
		return problem("address_domain_empty")
	}
	if strings.HasPrefix(d, "[") {
		if isAddressLiteral(d) {
			return nil
		}
		return problem("address_bad_ip", "address", d)
	}
	if _, err := netip.ParseAddr(d); err == nil {
		return problem("address_bare_ip", "address", d)
	}
	if strings.HasSuffix(d, ".") {
		return problem("address_not_a_name", "address", d, "part", "")
	}
	return checkDomain(d, "address")
}

// isAddressLiteral takes [192.0.2.1] and [IPv6:2001:db8::1].
func isAddressLiteral(d string) bool {
	inner, ok := strings.CutPrefix(d, "[")
	if !ok || !strings.HasSuffix(inner, "]") {
		return false
	}
	inner = inner[:len(inner)-1]
	six := len(inner) > 5 && strings.EqualFold(inner[:5], "IPv6:")
	if six {
		inner = inner[5:]
	}
	ip, err := netip.ParseAddr(inner)
	return err == nil && ip.Zone() == "" && ip.Is4() != six
}

package bundle

import (
	"net/netip"
	"regexp"
	"strings"
	"unicode"
)

// The shapes that are masked whatever they are. A host name is two labels or
// more; those of one label are masked where they were learnt.
var (
	codes     = regexp.MustCompile(`(?m)^[2-5]\d\d[ \-]`) // of a reply (RFC 5321 section 4.2): "250-mail.example.org"
	urls      = regexp.MustCompile(`(?i)\b[a-z][a-z0-9+.\-]{1,20}://[^\s<>"]+`)
	mailboxes = regexp.MustCompile(`(?:"(?:[^"\\]|\\.){1,64}"|[^\s<>()\[\]{}:;,"'@\\]{1,200})@(?:\[[^\]\s]*\]|[\pL\pN_](?:[\pL\pM\pN_.\-]*[\pL\pM\pN_])?)`)
	guids     = regexp.MustCompile(`(?i)\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b`)
	macs      = regexp.MustCompile(`(?i)\b[0-9a-f]{2}(?:[:\-][0-9a-f]{2}){5}\b`)
	reverses  = regexp.MustCompile(`(?i)(?:(?:\d{1,3}\.){4}|(?:[0-9a-f]\.){32})(?:[a-z0-9_\-]+\.)*[a-z][a-z0-9\-]*[a-z0-9]`)
	ipv4s     = regexp.MustCompile(`\d{1,3}(?:\.\d{1,3}){3}`)
	ipv6s     = regexp.MustCompile(`(?i)[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*(?:%[\w.\-]+)?`)
	paths     = regexp.MustCompile(`(?:^|[\s"'=(<\[:,])((?:/[^\s"'<>()\[\]:;,/]+){2,}/?|~/[^\s"'<>()]+|[A-Za-z]:\\[^\s"'<>|]+|\\\\[^\s"'<>|]+)`)
	hosts     = regexp.MustCompile(`(?i)(?:[\pL\pN_][\pL\pM\pN_\-]{0,70}\.)+(?:xn--[a-z0-9\-]+|\pL[\pL\pM\pN\-]*[\pL\pM\pN])`)
	tokens    = regexp.MustCompile(`[A-Za-z0-9+/_=~.\-]{20,}`)
	// Words of the protocols stay, whoever is called "plain": only in capitals, as
	// servers write them.
	protocol = regexp.MustCompile(`\b(?:AUTH|LOGIN|PLAIN|ANONYMOUS|EXTERNAL|NTLM|GSSAPI|CRAM-MD5|DIGEST-MD5|SCRAM-SHA-\d+(?:-PLUS)?|XOAUTH2?|OAUTHBEARER|EHLO|HELO|MAIL FROM|RCPT TO|DATA|QUIT|STARTTLS|STLS|` +
		`SIZE|USER|PASS|APOP|CAPA|STAT|UIDL|TOP|OK|ERR|NO|BAD|BYE|ESMTP|SMTP|LMTP|INBOX|EXAMINE|SELECT|SEARCH|FETCH|LIST|LOGOUT|UID|HEADER|TLS_[A-Z0-9_]+)\b`)
	// Microsoft quotes names of people, applications and organisations so.
	quotedNames = regexp.MustCompile(`'[^'\n]{1,200}'`)
)

// each makes a pass of a shape. With a group only the group is replaced. What
// with refuses stays for the passes after it.
func each(shape *regexp.Regexp, with func(s string, whole string) (string, bool)) pass {
	return func(s string) []piece {
		c := cutter{s: s}
		for _, at := range shape.FindAllStringSubmatchIndex(s, -1) {
			from, to := at[0], at[1]
			if len(at) > 2 {
				from, to = at[2], at[3]
			}
			if to, ok := with(s[from:to], s); ok {
				c.put(from, from+len(s[from:at[1]]), to)
			}
		}
		return c.end()
	}
}

// mailbox masks both halves, each consistent with where else it stands.
func (m *Mask) mailbox(s, _ string) (string, bool) {
	at := strings.LastIndexByte(s, '@')
	local, domain := s[:at], s[at+1:]
	lead := ""
	// "user=alice@example.org", "u|alice@…": the name is what comes last, where
	// it is known; else all of it is masked as one.
	if i := strings.LastIndexAny(local, "=/|*`"); i >= 0 && m.isUser(local[i+1:]) {
		lead, local = m.remains(local[:i+1]), local[i+1:]
	}
	return lead + m.user(strings.Trim(local, `"`)) + "@" + m.domainPart(domain), true
}

// domainPart is what may stand behind the @ (RFC 5321 section 4.1.2).
func (m *Mask) domainPart(s string) string {
	if strings.HasPrefix(s, "[") {
		inner := strings.Trim(s, "[]")
		return "[" + m.address(strings.TrimPrefix(strings.TrimPrefix(inner, "IPv6:"), "ipv6:")) + "]"
	}
	if ip, err := netip.ParseAddr(s); err == nil {
		return m.ipAlias(ip)
	}
	return m.Host(s)
}

// user is the pseudonym of a user name or of the local part of an address.
func (m *Mask) user(s string) string { return m.alias(kindUser, foldString(s)) }

func (m *Mask) isUser(s string) bool {
	_, ok := m.names[kindUser+"\x00"+foldString(s)]
	return ok
}

// keep leaves a word as it is, and keeps the passes after it from it.
func keep(s, _ string) (string, bool) { return s, true }

// remains masks what stands around something that was found, with what was
// learnt alone: it has no shape of its own.
func (m *Mask) remains(s string) string {
	var b strings.Builder
	for _, p := range m.learnt(s) {
		b.WriteString(p.text)
	}
	return b.String()
}

func (m *Mask) guid(s, _ string) (string, bool) {
	return m.alias(kindID, strings.ToLower(s)), true
}

func (m *Mask) mac(s, _ string) (string, bool) {
	return m.alias(kindID, strings.ToLower(strings.ReplaceAll(s, "-", ":"))), true
}

// path hides folders and names but for those that every system has.
func (m *Mask) path(s, _ string) (string, bool) {
	for _, open := range []string{"/etc/ssl/", "/etc/pki/", "/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/dev/", "/proc/"} {
		if strings.HasPrefix(s, open) {
			return m.remains(s), true
		}
	}
	return m.alias(kindPath, s), true
}

// token masks what looks like a token, a key or a session's number: long, with
// letters and digits and without the hyphens of TLS_AES_128_GCM_SHA256.
func (m *Mask) token(s, _ string) (string, bool) {
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == '-' || r == '_' || r == '.' || r == '=' }) {
		if len(part) >= 16 && strings.ContainsFunc(part, unicode.IsDigit) && strings.ContainsFunc(part, unicode.IsLetter) {
			return m.alias(kindOpaque, s), true
		}
	}
	return "", false
}

// quotedName masks what Microsoft quotes in an error with a number AADSTS: the
// names of an organisation, an application or a person. Words of the protocol
// ('client_assertion') and what other passes know stay for them.
func (m *Mask) quotedName(s, whole string) (string, bool) {
	inner := s[1 : len(s)-1]
	if !strings.Contains(whole, "AADSTS") || strings.ContainsAny(inner, "@/") || guids.MatchString(inner) ||
		strings.Trim(inner, "abcdefghijklmnopqrstuvwxyz_") == "" || inner == "Single-Page Application" {
		return "", false
	}
	return "'" + m.alias(kindName, foldString(inner)) + "'", true
}

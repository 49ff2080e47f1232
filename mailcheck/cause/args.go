package cause

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// argNames are the values that every text may use. One that is not known is
// the empty string, never a missing key.
var argNames = [...]string{
	"host", "port", "security", "user", "sender", "recipient", "mechanism", "offered", "reply", "code", "domain", "software",
	"names", "days", "not_after", "not_before", "issuer", "max", "size", "first", "helo", "mx", "suggest", "ip", "list",
	"dead_ports", "open_ports", "file", "reason", "stage", "proto",
	"profile", "account", "client", "tenant", "redirect", "scopes", "flow", "secret_ends", "oauth_error", "aadsts", "status", "content_type",
	"age", "ends", "skew", "clock", "fault", "key", "api_error", "odd",
	"waited", "queue", "folder", "checks", "wait", "service", "starttls_port", "tls_port",
	"dns_fault", "control", "auth_ports", "helped", "own", "sender_dns",
	"mail_ports", "zone", "record", "include", "policy", "ptr", "where", "openssl", "recipient_domain", "user_domain",
}

// Values that stand in the reply only.
var (
	clientAddress = regexp.MustCompile(`\[((?:\d{1,3}\.){3}\d{1,3}|[0-9a-fA-F]*:[0-9a-fA-F:]+)\]|\b((?:\d{1,3}\.){3}\d{1,3})\b`)
	blockList     = regexp.MustCompile(`(?i)(?:blocked using|listed (?:in|at|by|on)|blocked by)\s+([a-z0-9][a-z0-9.\-]+\.[a-z]{2,})`)
)

// args fills the values of the texts from the evidence.
func args(v *view) map[string]string {
	a := make(map[string]string, len(argNames))
	for _, name := range argNames {
		a[name] = ""
	}
	set := map[string]string{
		"host": v.Host, "port": number(v.Port), "security": v.Security, "user": v.Username,
		"sender": v.Sender, "recipient": v.Recipient, "mechanism": v.Mechanism,
		"offered": strings.Join(v.Offered, " "), "code": number(v.code), "reply": oneLine(v), "software": v.software,
		"domain": domainOf(v), "stage": v.Stage, "proto": v.proto,
		"names": v.facts[FactCertNames], "days": days(v.facts[FactCertDays]), "issuer": v.facts[FactIssuer],
		"not_after": day(v.facts[FactCertNotAfter]), "not_before": day(v.facts[FactCertNotBefore]),
		"max": v.facts[FactTLSMax], "size": v.facts[FactSize], "first": v.facts[FactFirstBytes],
		"helo": v.facts[FactHELO], "mx": v.facts[FactMX], "suggest": v.facts[FactSuggest],
		"dead_ports": v.facts[FactPortsDead], "open_ports": v.facts[FactPortsOpen], "mail_ports": mailPorts(v.proto, v.facts[FactPortsOpen]),
		"waited": v.facts[FactWaited], "queue": v.facts[FactQueue], "folder": v.facts[FactFolder], "checks": v.facts[FactChecks],
		"wait": v.facts[FactWait], "file": v.facts[FactFile], "reason": v.facts[FactReason], "key": v.facts[FactKey],
	}
	for name, fact := range map[string]string{"dns_fault": FactDNSFault, "control": FactControl, "auth_ports": FactPortsAuth, "helped": FactTLSHelped,
		"own": FactOwnAddress, "sender_dns": FactSenderDNS} {
		set[name] = v.facts[fact]
	}
	set["service"], set["starttls_port"], set["tls_port"] = serviceOf(v.proto)
	set["where"], set["openssl"] = whereOf(v), openssl(v)
	set["recipient_domain"], set["user_domain"] = domainPart(v.Recipient), domainPart(v.Username)
	for name, value := range oauthArgs(v) {
		set[name] = value
	}
	for _, fact := range []string{FactZone, FactRecord, FactInclude, FactPolicy, FactIP, FactPTR} {
		set[fact] = v.facts[fact] // is called as its value is
	}
	if m := clientAddress.FindStringSubmatch(v.words); m != nil && v.code != 0 {
		set["ip"] = m[1] + m[2]
	}
	if m := blockList.FindStringSubmatch(v.words); m != nil {
		set["list"] = m[1]
	}
	for name, value := range set {
		a[name] = visible(value)
	}
	return a
}

// serviceOf is the protocol as people write it, and the ports that are
// registered for it with STARTTLS and with TLS.
func serviceOf(proto string) (name, starttls, tls string) {
	switch proto {
	case "pop3":
		return "POP3", "110", "995"
	case "imap":
		return "IMAP", "143", "993"
	}
	return "SMTP", "587", "465"
}

// oauthArgs are the values of a sign-in by OAuth and of a mail API.
func oauthArgs(v *view) map[string]string {
	skew, clock := skewOf(v.facts[FactSkew])
	return map[string]string{
		"profile": v.facts[FactProfile], "account": v.facts[FactAccount], "client": v.facts[FactClient], "tenant": v.facts[FactTenant],
		"redirect": v.facts[FactRedirect], "scopes": v.facts[FactScopes], "flow": v.facts[FactFlow], "secret_ends": v.facts[FactSecretEnds],
		"oauth_error": v.facts[FactOAuthError], "aadsts": v.facts[FactAADSTS], "status": v.facts[FactHTTPStatus],
		"content_type": v.facts[FactContentType], "age": v.facts[FactTokenAge], "ends": day(v.facts[FactEnds]), "skew": skew, "clock": clock,
		"fault": v.facts[FactSASLFault], "api_error": v.facts[FactAPIError], "odd": v.facts[FactOdd],
	}
}

// skewOf is how far this machine's clock is off ("6m40s"), and on which side:
// "slow" or "fast". A few seconds are the network's.
func skewOf(seconds string) (skew, clock string) {
	n, err := strconv.Atoi(seconds)
	switch {
	case err != nil || max(n, -n) < 30:
		return "", ""
	case n > 0:
		return (time.Duration(n) * time.Second).String(), "slow"
	}
	return (time.Duration(-n) * time.Second).String(), "fast"
}

// domainOf is the sender's domain, or that of the account where no sender is known.
func domainOf(v *view) string {
	if d := domainPart(v.Sender); d != "" {
		return d
	}
	return domainPart(v.Username)
}

// domainPart is what stands behind the @, empty where there is none.
func domainPart(address string) string {
	if i := strings.LastIndexByte(address, '@'); i >= 0 {
		return address[i+1:]
	}
	return ""
}

// mailPorts keeps those of the open ports that the protocol may run on: the
// port of the web answers too, and a mailbox has others than sending.
func mailPorts(proto, open string) string {
	own := map[string][]string{"pop3": {"110", "995"}, "imap": {"143", "993"}}[proto]
	if own == nil {
		own = []string{"25", "465", "587", "2525"}
	}
	var list []string
	for port := range strings.FieldsSeq(open) {
		if slices.Contains(own, port) {
			list = append(list, port)
		}
	}
	return strings.Join(list, " ")
}

// days is a count of days without its sign: texts say themselves which side of today is meant.
func days(s string) string { return strings.TrimPrefix(s, "-") }

// day is the date of an RFC 3339 time.
func day(s string) string {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t.Format(time.DateOnly)
	}
	return s
}

// oneLine is the reply or the error in one line.
func oneLine(v *view) string { return strings.Join(evidence(v), " / ") }

// maxWords bounds what a finding keeps of a server's words: octets a line, lines.
const (
	maxWords = 1000
	maxLines = 20
)

// evidence gives the server's own words, a line each, or the error.
func evidence(v *view) []string {
	text := v.Text
	code, enhanced := v.Code, v.Enhanced
	if text == "" && code == 0 && v.Err != nil {
		text = v.Err.Error()
	}
	var lines []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if enhanced != "" && !strings.HasPrefix(line, enhanced) {
			line = enhanced + " " + line
		}
		if code != 0 {
			line = strconv.Itoa(code) + " " + line
		}
		lines = append(lines, visible(line))
		if len(lines) == maxLines {
			break
		}
	}
	if fault := v.facts[FactSASLFault]; fault != "" && v.refused {
		lines = append([]string{"+ " + visible(fault)}, lines...)
	} else if fault != "" && code != 0 {
		lines = append([]string{"334 " + visible(fault)}, lines...)
	}
	if len(lines) == 0 && code != 0 {
		lines = append(lines, strings.TrimSpace(strconv.Itoa(code)+" "+enhanced))
	}
	return lines
}

// visible makes text that came over the network safe to show: control
// characters, bidirectional marks and broken UTF-8 become escapes.
func visible(s string) string {
	var b strings.Builder
	for i, r := range s {
		if b.Len() > maxWords {
			b.WriteString("...")
			break
		}
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD"):
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case unicode.IsPrint(r), r == '\u3000':
			b.WriteRune(r)
		case r < utf8.RuneSelf:
			fmt.Fprintf(&b, `\x%02x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

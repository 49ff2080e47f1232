package mailcheck

import (
	"slices"
	"strconv"
	"strings"

	"todoku/mailcheck/cause"
)

// maxCapabilities bounds what a report lists of an EHLO reply.
const maxCapabilities = 64

// capabilities is the reply to EHLO taken apart (RFC 5321 section 4.1.1.1).
// Keywords are compared without case, as the RFC demands.
type capabilities struct {
	lines []string // "SIZE 10485760", in the server's order, neutralised
	helo  bool     // there are none: HELO answered
	// offers are the ways to sign in, where they stand elsewhere than in AUTH.
	offers []string
}

// parseCapabilities takes every line but the first, which greets.
func parseCapabilities(r reply) capabilities {
	var c capabilities
	for i, text := range r.texts() {
		text = strings.TrimSpace(text)
		if i > 0 && text != "" && len(c.lines) < maxCapabilities {
			c.lines = append(c.lines, safe(text, 1, maxLineRunes))
		}
	}
	return c
}

// get finds a keyword and its parameters.
func (c capabilities) get(keyword string) (params []string, ok bool) {
	for _, line := range c.lines {
		// "AUTH=PLAIN LOGIN" is how servers of the last century wrote it.
		fields := strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || (r == '=' && keyword == "AUTH") })
		if len(fields) > 0 && strings.EqualFold(fields[0], keyword) {
			params, ok = append(params, fields[1:]...), true
		}
	}
	return params, ok
}

func (c capabilities) has(keyword string) bool {
	_, ok := c.get(keyword)
	return ok
}

// mechanisms are those of AUTH (RFC 4954 section 3), upper case, once each.
func (c capabilities) mechanisms() []string {
	if c.offers != nil {
		return c.offers
	}
	params, _ := c.get("AUTH")
	var out []string
	for _, p := range params {
		if p = strings.ToUpper(p); !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// size is the limit of SIZE in octets (RFC 1870 section 4); 0: none told.
func (c capabilities) size() int64 {
	params, _ := c.get("SIZE")
	if len(params) == 0 {
		return 0
	}
	n, err := strconv.ParseInt(params[0], 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// masked is a keyword that a firewall has overwritten with X, as Cisco's
// inspection does: "XXXXXXXA" hides STARTTLS, "XXXA" may have been AUTH.
func (c capabilities) masked() string {
	for _, line := range c.lines {
		word, _, _ := strings.Cut(line, " ")
		if len(word) >= 4 && strings.Trim(word[:len(word)-1], "X") == "" {
			return word
		}
	}
	return ""
}

// starred says that a greeting was overwritten with asterisks.
func starred(r reply) bool {
	text := strings.TrimSpace(strings.Join(r.texts(), " "))
	return strings.HasPrefix(text, "*****")
}

// masked is what a firewall that inspects SMTP has overwritten: a keyword of
// c, or, as long as nothing is encrypted, the greeting.
func (l *ladder) masked(c capabilities) string {
	if l.tls == nil && starred(l.greets) {
		return strings.Join(safeAll(l.greets.texts()), "\n")
	}
	return c.masked()
}

// SoftwareOf names the program or service behind a greeting and its
// capabilities ("Postfix", "Exchange Online"); empty when nothing tells.
func SoftwareOf(banner string, caps, certNames []string) string {
	return cause.Software(banner, caps, certNames)
}

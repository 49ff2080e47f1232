package mailcheck

import (
	"slices"
	"strings"

	"github.com/emersion/go-msgauth/authres"
)

// maxChecks bounds what a report keeps of the receiving server's results.
const maxChecks = 20

// field is one field of a header, unfolded.
type field struct{ name, value string }

// headerFields takes a header apart, leniently: what is no field is left out.
func headerFields(header []byte) (list []field) {
	for line := range strings.SplitSeq(strings.ReplaceAll(string(header), "\r\n", "\n"), "\n") {
		if line == "" {
			break
		}
		if (line[0] == ' ' || line[0] == '\t') && len(list) > 0 {
			list[len(list)-1].value += " " + strings.TrimSpace(line)
			continue
		}
		if name, value, ok := strings.Cut(line, ":"); ok {
			list = append(list, field{strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(value)})
		}
	}
	return list
}

// ownFields begin what the sender wrote: everything above was put on by those
// that carried the mail (RFC 5322 section 3.6.7, RFC 8601 section 5).
var ownFields = []string{"date", "from", "to", "subject", "message-id", "x-todoku", "mime-version"}

// receiverChecks are the results of the server that received the mail: those
// of the topmost Authentication-Results (RFC 8601), and of the further ones
// above the sender's own fields that bear the same name. What others on the way
// say is not the receiver's word.
func receiverChecks(header []byte) (server string, list []AuthCheck) {
	first := true
	for _, f := range headerFields(header) {
		if slices.Contains(ownFields, f.name) {
			break
		}
		if f.name != "authentication-results" {
			continue
		}
		name, checks := authResults(f.value)
		if first {
			server, first = name, false
		}
		if name == server && len(list) < maxChecks {
			list = append(list, checks[:min(len(checks), maxChecks-len(list))]...)
		}
	}
	return safe(server, 1, maxLineRunes), list
}

// authResults reads one field. Exchange leaves out the server's name, and puts
// in parts that are none; each part is therefore read by itself.
func authResults(value string) (server string, list []AuthCheck) {
	parts := strings.Split(uncomment(value), ";")
	if name := strings.Fields(parts[0]); len(name) > 0 && !strings.Contains(name[0], "=") {
		server, parts = strings.ToLower(name[0]), parts[1:]
	}
	for _, part := range parts {
		if _, results, err := authres.Parse("x;" + part); err == nil && len(results) == 1 {
			list = append(list, authCheck(results[0]))
		}
	}
	return server, list
}

func authCheck(r authres.Result) AuthCheck {
	var c AuthCheck
	var whose string
	switch r := r.(type) {
	case *authres.SPFResult:
		c, whose = AuthCheck{Method: "spf", Result: string(r.Value)}, r.From
		if whose == "" {
			whose = r.Helo
		}
	case *authres.DKIMResult:
		c, whose = AuthCheck{Method: "dkim", Result: string(r.Value)}, r.Domain
		if whose == "" {
			whose = r.Identifier
		}
	case *authres.DMARCResult:
		c, whose = AuthCheck{Method: "dmarc", Result: string(r.Value)}, r.From
	case *authres.ARCResult:
		c = AuthCheck{Method: "arc", Result: string(r.Value)}
	case *authres.IPRevResult:
		c, whose = AuthCheck{Method: "iprev", Result: string(r.Value)}, r.IP
	case *authres.AuthResult:
		c, whose = AuthCheck{Method: "auth", Result: string(r.Value)}, r.Auth
	case *authres.GenericResult:
		c = AuthCheck{Method: r.Method, Result: string(r.Value)}
	case *authres.DomainKeysResult:
		c, whose = AuthCheck{Method: "domainkeys", Result: string(r.Value)}, r.Domain
	case *authres.SenderIDResult:
		c = AuthCheck{Method: "sender-id", Result: string(r.Value)}
	}
	whose = strings.Trim(whose[strings.LastIndexByte(whose, '@')+1:], `"<>`)
	c.Method, c.Result, c.Domain = safe(c.Method, 1, 40), safe(c.Result, 1, 40), safe(whose, 1, 255)
	return c
}

// uncomment takes comments out (RFC 5322 section 3.2.2): they may nest, and
// hold semicolons.
func uncomment(s string) string {
	var b strings.Builder
	depth, quoted := 0, false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '\\' && i+1 < len(s):
			if i++; depth == 0 {
				b.WriteByte(s[i])
			}
		case c == '"' && depth == 0:
			quoted = !quoted
			b.WriteByte(c)
		case c == '(' && !quoted:
			depth++
		case c == ')' && depth > 0:
			depth--
		case depth == 0:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// failedChecks are those of SPF, DKIM and DMARC that speak against the sender:
// "spf=fail (example.org)". DMARC passes where one of the others does and fits
// (RFC 7489 section 4.2); then nothing is wrong.
func failedChecks(list []AuthCheck) string {
	var out []string
	for _, c := range list {
		if c.Method == "dmarc" && c.Result == "pass" {
			return ""
		}
		if !slices.Contains([]string{"spf", "dkim", "dmarc"}, c.Method) || !slices.Contains([]string{"fail", "hardfail", "softfail", "permerror"}, c.Result) {
			continue
		}
		text := c.Method + "=" + c.Result
		if c.Domain != "" {
			text += " (" + c.Domain + ")"
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}

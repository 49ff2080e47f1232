package discover

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Bounds of a document of autoconfig; real ones are a few kilobytes and five
// elements deep.
const (
	maxDepth   = 16
	maxServers = 32
)

// clientConfig is what is read of a document of autoconfig
// (draft-ietf-mailmaint-autoconfig), whatever version it says: 1.0 had the
// same elements, 1.2 adds some. Unknown ones are passed over.
type clientConfig struct {
	Provider struct {
		Domains  []string    `xml:"domain"`
		Incoming []xmlServer `xml:"incomingServer"`
		Outgoing []xmlServer `xml:"outgoingServer"`
		OAuth    []xmlOAuth  `xml:"oAuth2"`
	} `xml:"emailProvider"`
	OAuth []xmlOAuth `xml:"oAuth2"` // beside the provider, where 1.1 has it
}

// xmlServer has lists, because 1.0 lets an element stand several times: the
// first one counts.
type xmlServer struct {
	Type     string   `xml:"type,attr"`
	Host     []string `xml:"hostname"`
	Port     []string `xml:"port"`
	Security []string `xml:"socketType"`
	Username []string `xml:"username"`
	Auth     []string `xml:"authentication"`
}

// first is the first value that says anything.
func first(list []string) string {
	for _, s := range list {
		if s = strings.TrimSpace(s); s != "" {
			return s
		}
	}
	return ""
}

type xmlOAuth struct {
	Issuer string `xml:"issuer"`
}

// parseAutoconfig reads a document about domain, or about the domain of its MX
// where that is what was asked about.
func parseAutoconfig(data []byte, t Target, domain string) ([]Candidate, error) {
	if err := checkShape(data); err != nil {
		return nil, err
	}
	var c clientConfig
	if err := newDecoder(data).Decode(&c); err != nil {
		return nil, failed(ReasonNotXML)
	}
	if !aboutDomain(c.Provider.Domains, domain) {
		return nil, failed(ReasonOtherDomain)
	}
	issuer := ""
	for _, o := range slices.Concat(c.OAuth, c.Provider.OAuth) {
		if issuer == "" {
			issuer = cleanIssuer(o.Issuer)
		}
	}
	var out []Candidate
	for _, s := range slices.Concat(c.Provider.Outgoing, c.Provider.Incoming) {
		if len(out) < maxServers {
			out = append(out, s.candidates(t, issuer)...)
		}
	}
	if len(out) == 0 {
		return nil, nothing(ReasonNoServer)
	}
	return out, nil
}

// newDecoder is strict but for the character set: names of servers are ASCII in
// every one that is met, so octets beyond it may become anything.
func newDecoder(data []byte) *xml.Decoder {
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) {
		all, err := io.ReadAll(r) // of a document in memory
		if err != nil {
			return nil, err
		}
		return strings.NewReader(latin1(all)), nil
	}
	return d
}

// latin1 reads each octet as one character.
func latin1(b []byte) string {
	out := make([]rune, len(b))
	for i, c := range b {
		out[i] = rune(c)
	}
	return string(out)
}

// checkShape walks through the document once before anything is built from it.
func checkShape(data []byte) error {
	if looksLikeHTML(data) {
		return failed(ReasonHTML)
	}
	d := newDecoder(data)
	depth, root := 0, ""
	for {
		token, err := d.RawToken()
		switch {
		case errors.Is(err, io.EOF) && root == "":
			return failed(ReasonNotXML)
		case errors.Is(err, io.EOF):
			return nil
		case err != nil && root == "html":
			return failed(ReasonHTML)
		case err != nil:
			return failed(ReasonNotXML)
		}
		switch token := token.(type) {
		case xml.Directive:
			if bytes.Contains(token, []byte("ENTITY")) {
				return failed(ReasonEntities)
			}
		case xml.StartElement:
			if root == "" {
				root = token.Name.Local
				if root != "clientConfig" {
					return failed(ReasonNotConfig)
				}
			}
			if depth++; depth > maxDepth {
				return failed(ReasonNested)
			}
		case xml.EndElement:
			depth--
		}
	}
}

// looksLikeHTML recognises a page for people: a login, or "not found" with 200.
func looksLikeHTML(data []byte) bool {
	head := strings.ToLower(string(bytes.TrimLeft(data[:min(len(data), 1024)], "\xef\xbb\xbf \t\r\n")))
	return strings.HasPrefix(head, "<!doctype html") || strings.HasPrefix(head, "<html") || strings.Contains(head, "<html")
}

// aboutDomain: a document that lists domains must list this one, one above it
// or a placeholder. Many name none.
func aboutDomain(list []string, domain string) bool {
	named := false
	for _, d := range list {
		if strings.TrimSpace(d) == "%EMAILDOMAIN%" {
			return true
		}
		clean, ok := cleanHost(d)
		if !ok {
			continue
		}
		named = true
		if domain == clean || strings.HasSuffix(domain, "."+clean) {
			return true
		}
	}
	return !named
}

// candidates is the server in our words; none where it is of another protocol
// or says nothing usable.
func (s xmlServer) candidates(t Target, issuer string) []Candidate {
	c := Candidate{Host: t.fill(first(s.Host)), Username: t.fill(first(s.Username))}
	switch strings.ToLower(strings.TrimSpace(s.Type)) {
	case "smtp":
		c.Service = Submission
	case "imap":
		c.Service = IMAP
	case "pop3", "pop":
		c.Service = POP3
	default:
		return nil
	}
	switch strings.ToLower(first(s.Security)) {
	case "ssl", "tls":
		c.Security = "tls"
	case "starttls":
		c.Security = "starttls"
	case "plain", "none":
		c.Security = "none"
	case "":
	default:
		return nil
	}
	if port := first(s.Port); port != "" {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil || n == 0 {
			return nil
		}
		c.Port = int(n)
	}
	c.Port, c.Security = usual(c.Service, c.Port, c.Security)
	if c.Security == "" {
		c.Security = "starttls" // an unusual port: the trial tells
	}
	for _, a := range s.Auth {
		for _, m := range methods(c.Service, strings.TrimSpace(a)) {
			if !slices.Contains(c.Auth, m) {
				c.Auth = append(c.Auth, m)
			}
		}
	}
	if slices.Contains(c.Auth, "xoauth2") {
		c.Issuer = issuer
	}
	return []Candidate{c}
}

// methods are our words for one value of <authentication>. NTLM, GSSAPI and
// client certificates have none: no application has them.
func methods(s Service, auth string) []string {
	switch strings.ToLower(auth) {
	case "password-cleartext", "plain": // "plain" and "secure" are of 1.0
		if s == Submission {
			return []string{"plain", "login"}
		}
		return []string{"standard"}
	case "password-encrypted", "secure":
		if s == POP3 {
			return []string{"cram-md5", "apop"}
		}
		return []string{"cram-md5"}
	case "oauth2":
		return []string{"xoauth2"}
	}
	if s != Submission {
		return nil
	}
	switch strings.ToLower(auth) {
	case "client-ip-address", "none":
		return []string{"none"}
	case "smtp-after-pop":
		return []string{"pop-before-smtp"}
	}
	return nil
}

// cleanIssuer takes a host or an https URL.
func cleanIssuer(s string) string {
	s = oneWord(s)
	host, _, _ := strings.Cut(strings.TrimPrefix(s, "https://"), "/")
	if _, ok := cleanHost(host); !ok {
		return ""
	}
	return s
}

package oauth

import (
	"fmt"
	"net/url"
	"strings"

	"golang.org/x/net/idna"
)

// maxURL is the length in octets of an address that is shown.
const maxURL = 2048

// webPage lets only addresses of web pages through to the screen and the
// operator's browser: http and https, no user name in front of the host (which
// would look like one), the host as it is registered (RFC 5891), and ASCII
// alone, so that nothing in it can steer a terminal or turn the line around.
// Empty: it is none.
func webPage(raw string) string {
	if len(raw) > maxURL {
		return ""
	}
	return visibleURL(strings.TrimSpace(raw))
}

func visibleURL(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.User != nil {
		return ""
	}
	if strings.ContainsFunc(u.Host, func(r rune) bool { return r > '~' }) {
		host, err := idna.Lookup.ToASCII(u.Hostname())
		if err != nil {
			return ""
		}
		port := u.Port()
		if u.Host = host; port != "" {
			u.Host = host + ":" + port
		}
	}
	var b strings.Builder
	for _, c := range []byte(u.String()) {
		if c <= ' ' || c > '~' {
			fmt.Fprintf(&b, "%%%02X", c) // the query is as it came
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

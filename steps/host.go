package steps

import (
	"net"
	"net/url"
	"strings"
)

// schemePorts are the ports that a URL scheme stands for (RFC 8314 section 7.3
// for submissions; the rest is what people paste).
var schemePorts = map[string]string{"smtps": "465", "submissions": "465", "submission": "587"}

// cleanHost takes the host name out of what was typed or pasted: a URL, a
// HOST:PORT, a name with a final dot. A port found there answers smtp.port.
func cleanHost(s string) (host string, extra map[string]string, note Text) {
	host = s
	scheme := ""
	if i := strings.Index(s, "://"); i > 0 {
		u, err := url.Parse(s)
		if err != nil || u.Hostname() == "" {
			return s, nil, Text{}
		}
		scheme, host = strings.ToLower(u.Scheme), u.Host
		note = Text{ID: "note.host_from_url"}
	}
	port := schemePorts[scheme]
	if h, p, err := net.SplitHostPort(host); err == nil && h != "" && p != "" {
		host, port = h, p
		if note.IsZero() {
			note = Text{ID: "note.port_from_host"}
		}
	}
	host = strings.Trim(host, "[]")
	host = strings.TrimSuffix(host, ".")
	if port != "" {
		extra = map[string]string{"smtp.port": port}
	}
	if !note.IsZero() {
		note.Args = map[string]string{"host": host, "port": port}
	}
	return host, extra, note
}

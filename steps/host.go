package steps

import (
	"strings"

	"todoku/store"
)

// schemePorts are the ports that a URL scheme stands for (RFC 8314 section 7.3
// for submissions, RFC 6409 for submission; smtps is what people paste).
var schemePorts = map[string]string{"smtps": "465", "submissions": "465", "submission": "587"}

// hostNotes are the problems of a host in which the intention is plain: the
// host is taken out of what was pasted, and the note says so.
var hostNotes = map[string]string{
	"host_is_url":    "note.host_from_url",
	"host_has_port":  "note.port_from_host",
	"host_has_space": "note.spaces_removed",
}

// cleanHost takes the host name out of what was typed or pasted: a URL, a
// HOST:PORT, a name with spaces or a final dot. A port found there answers
// smtp.port.
func cleanHost(s string) (host string, extra map[string]string, note Text) {
	host = strings.TrimSuffix(s, ".")
	p := store.CheckHost(host)
	if p == nil || hostNotes[p.Code] == "" || p.Args["host"] == "" {
		return host, nil, Text{}
	}
	scheme, _, _ := strings.Cut(s, "://")
	host = strings.TrimSuffix(p.Args["host"], ".")
	port := p.Args["port"]
	if port == "" {
		port = schemePorts[strings.ToLower(scheme)]
	}
	if port != "" {
		extra = map[string]string{"smtp.port": port}
	}
	return host, extra, Text{ID: hostNotes[p.Code], Args: map[string]string{"host": host, "port": port}}
}

package sandbox

import (
	"fmt"
	"strconv"
	"strings"
)

func itoa(n int) string { return strconv.Itoa(n) }

// configDocument is that of autoconfig, as the fault has it.
func (m *servers) configDocument() string {
	switch m.fault.found {
	case publishNotXML:
		return "{\"error\": \"no such page\"}\n"
	case publishNested:
		return "<clientConfig version=\"1.1\">" + strings.Repeat("<a>", 10000)
	case publishEntities:
		return "<!DOCTYPE clientConfig [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>\n<clientConfig version=\"1.1\">&b;</clientConfig>"
	case publishOtherDomain:
		return m.configOf("example.net", Host)
	case publishConflict:
		return m.configOf(Domain, Alias)
	}
	return m.configOf(Domain, Host)
}

// configOf names the servers on host, best first, as a document about domain.
func (m *servers) configOf(domain, host string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<clientConfig version=\"1.1\">\n <emailProvider id=%q>\n", domain)
	fmt.Fprintf(&b, "  <domain>%s</domain>\n  <displayName>todoku sandbox</displayName>\n", domain)
	for _, s := range []struct{ tag, kind, proto string }{
		{"incomingServer", "imap", protoIMAP}, {"incomingServer", "pop3", protoPOP3}, {"outgoingServer", "smtp", protoSMTP},
	} {
		for _, security := range []struct{ ours, theirs string }{{portTLS, "SSL"}, {portStartTLS, "STARTTLS"}} {
			fmt.Fprintf(&b, "  <%s type=%q>\n   <hostname>%s</hostname>\n   <port>%d</port>\n   <socketType>%s</socketType>\n", s.tag, s.kind, host, m.ports[s.proto][security.ours], security.theirs)
			fmt.Fprintf(&b, "   <authentication>password-cleartext</authentication>\n   <username>%%EMAILLOCALPART%%</username>\n  </%s>\n", s.tag)
		}
	}
	b.WriteString(" </emailProvider>\n</clientConfig>\n")
	return b.String()
}

package sandbox

import "strings"

// causeOf is the cause id in a fault's name: all of it up to "/variant".
func causeOf(name string) string {
	cause, _, _ := strings.Cut(name, "/")
	return cause
}

// Waits in these profiles are short: the fault is that nothing comes.
const shortWait = "1s"

// networkFaults: the name, the way there, and what answers in SMTP's place.
func networkFaults() []fault {
	named := want{host: Host}
	waiting := want{timeout: shortWait}
	return []fault{
		{Fault: Fault{Name: "dns.nxdomain", Stage: "smtp.resolve"}, use: named, dns: noName},
		{Fault: Fault{Name: "dns.no-address", Stage: "smtp.resolve"}, use: named, dns: noAddress},
		{Fault: Fault{Name: "dns.resolver-failed/servfail", Stage: "smtp.resolve"}, use: named, dns: serverFailure},
		{Fault: Fault{Name: "dns.resolver-failed/dnssec", Stage: "smtp.resolve"}, use: named, dns: badSignature},
		{Fault: Fault{Name: "dns.resolver-failed/zone", Stage: "smtp.resolve"}, use: named, dns: brokenZone},
		{Fault: Fault{Name: "dns.resolver-failed/refused", Stage: "smtp.resolve"}, use: named, dns: refusedDNS},
		{Fault: Fault{Name: "dns.resolver-failed/timeout", Stage: "smtp.resolve"}, use: want{host: Host, timeout: shortWait}, dns: silentDNS},

		{Fault: Fault{Name: "net.refused", Stage: "smtp.connect"}, closed: true},
		{Fault: Fault{Name: "net.timeout", Stage: "smtp.connect", Dial: true}, use: waiting, silent: true},
		{Fault: Fault{Name: "net.ipv6-broken", Stage: "smtp.connect"}, use: named, dns: deadIPv6},
		{Fault: Fault{Name: "net.dropped", Stage: "smtp.greeting"}, raw: true, script: script{{do: hangUp}}},
		{Fault: Fault{Name: "net.dropped/reset", Stage: "smtp.greeting"}, raw: true, script: script{{do: breakOff}}},
		{Fault: Fault{Name: "net.dropped/ehlo", Stage: "smtp.caps"}, script: script{{say: greeting}, {on: "EHLO", do: hangUp}}},
		{Fault: Fault{Name: "net.dropped/auth", Stage: "smtp.auth"}, script: conversation(rule{on: "AUTH", do: hangUp})},
		{Fault: Fault{Name: "net.no-banner", Stage: "smtp.greeting"}, use: waiting, raw: true, script: script{{do: stall}}},

		// An HTTP server lets the client speak first; one that waits for its
		// request only so long then says this.
		{Fault: Fault{Name: "net.wrong-service/http", Stage: "smtp.greeting"}, raw: true, script: script{
			{do: await, say: "HTTP/1.1 408 Request Timeout\nContent-Length: 0\nConnection: close\n"}}},
		// And one that waits longer than we do says nothing until it is asked.
		{Fault: Fault{Name: "net.wrong-service/http-patient", Stage: "smtp.greeting"}, use: waiting, raw: true, script: script{
			{on: "*", say: "HTTP/1.1 400 Bad Request\nContent-Length: 0\nConnection: close\n", do: hangUp}}},
		{Fault: Fault{Name: "net.wrong-service/https", Stage: "smtp.greeting"}, use: want{security: portTLS, timeout: shortWait}, script: script{
			{on: "*", say: "HTTP/1.1 400 Bad Request\nContent-Length: 0\nConnection: close\n", do: hangUp}}},
		{Fault: Fault{Name: "net.wrong-service/http-tls", Stage: "smtp.tls"}, use: want{security: portTLS}, raw: true, script: script{
			{do: await, say: "HTTP/1.1 400 Bad Request\nContent-Type: text/plain; charset=utf-8\nConnection: close\n\n400 Bad Request"}}},
		{Fault: Fault{Name: "net.wrong-service/imap", Stage: "smtp.greeting"}, raw: true, script: script{
			{say: "* OK [CAPABILITY IMAP4rev1 LITERAL+ ENABLE IDLE STARTTLS AUTH=PLAIN] Dovecot ready."}, {on: "*", say: "EHLO BAD Error in IMAP command received by server."}}},
		{Fault: Fault{Name: "net.wrong-service/pop3", Stage: "smtp.greeting"}, raw: true, script: script{
			{say: "+OK Dovecot ready."}, {on: "*", say: "-ERR Unknown command."}}},
		{Fault: Fault{Name: "net.wrong-service/ssh", Stage: "smtp.greeting"}, raw: true, script: script{
			{say: "SSH-2.0-OpenSSH_9.6"}, {on: "*", say: "Invalid SSH identification string.", do: hangUp}}},

		// A firewall that inspects SMTP masks what it does not know.
		{Fault: Fault{Name: "net.middlebox/xxxx", Stage: "smtp.tls"}, script: script{
			{say: greeting},
			{on: "EHLO", say: "250-" + Host + "\n250-SIZE 10485760\n250-XXXXXXXA\n250-8BITMIME\n250 XXXXXXXXXXXXXXXXB"},
			{on: "HELO", say: "250 " + Host},
			{on: "*", say: "500 5.5.1 Error: command not recognized"}}},
		{Fault: Fault{Name: "net.middlebox/stars", Stage: "smtp.tls"}, script: script{
			{say: "220 ****************************2******0*****"},
			{on: "EHLO", say: "250-" + Host + "\n250-SIZE 10485760\n250 8BITMIME"},
			{on: "HELO", say: "250 " + Host},
			{on: "*", say: "500 5.5.1 Error: command not recognized"}}},
		// The line is taken out of the list; the server still does it.
		{Fault: Fault{Name: "net.middlebox/stripped", Stage: "smtp.tls"}, script: conversation(
			rule{on: "EHLO", secure: true, say: hello}, rule{on: "EHLO", say: "250-" + Host + "\n250-PIPELINING\n250-SIZE 10485760\n250 8BITMIME"})},
	}
}

// Parts that scripts share.
const (
	greeting = "220 " + Host + " ESMTP Postfix"
	helloTLS = "250-" + Host + "\n250-PIPELINING\n250-SIZE 10485760\n250-STARTTLS\n250-ENHANCEDSTATUSCODES\n250 8BITMIME"
	hello    = "250-" + Host + "\n250-PIPELINING\n250-SIZE 10485760\n250-AUTH PLAIN LOGIN\n250-ENHANCEDSTATUSCODES\n250 8BITMIME"
)

// conversation is a server that gets as far as the sign-in, with special rules
// put before its own.
func conversation(special ...rule) script {
	return append(script(special), script{
		{say: greeting},
		{on: "EHLO", secure: true, say: hello},
		{on: "EHLO", say: helloTLS},
		{on: "HELO", say: "250 " + Host},
		{on: "STARTTLS", say: "220 2.0.0 Ready to start TLS", do: startTLS},
		{on: "AUTH", say: "235 2.7.0 Authentication successful"},
		{on: "MAIL", say: "250 2.1.0 Ok"},
		{on: "RCPT", say: "250 2.1.5 Ok"},
	}...)
}

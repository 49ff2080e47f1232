package excerpt

import "regexp"

// postfix: the SMTP client's lines say which command was answered; a reply of
// several lines stands in one.
func postfix() family {
	return family{"Postfix", []pattern{
		{word: "SASL authentication failed; server", stage: "smtp.auth", re: regexp.MustCompile(`(?:\b(?P<queue>[0-9A-Za-z]{6,20}): .*?)?SASL authentication failed; server (?P<host>[^\s\[]+)\[[^\]]*\] said: (?P<text>.+?)\)?$`)},
		{word: "SASL authentication failed: server", stage: "smtp.auth", re: regexp.MustCompile(`SASL authentication failed: server (?P<host>[^\s\[]+)\[[^\]]*\] (?P<text>.+?)\)?$`)},
		{word: "authentication failed: ", stage: "smtp.auth", re: regexp.MustCompile(`(?P<text>SASL [A-Za-z0-9\-]+ authentication failed: .*)$`)},
		{word: " said: ", re: regexp.MustCompile(`(?:\b(?P<queue>[0-9A-Za-z]{6,20}): .*?)?(?:host|server) (?P<host>[^\s\[]+)\[[^\]]*\](?::(?P<port>[0-9]+))? said: (?P<text>.+?)(?: \(in reply to (?P<cmd>[^)]*?)(?: command)?\))?\)?$`)},
		{word: "refused to talk to me", stage: "smtp.greeting", re: regexp.MustCompile(`host (?P<host>[^\s\[]+)\[[^\]]*\] refused to talk to me: (?P<text>.+?)\)?$`)},
		{word: "SASL authentication failed", stage: "smtp.auth", re: regexp.MustCompile(`SASL authentication failed; cannot authenticate to server (?P<host>[^\s\[]+)\[[^\]]*\]: (?P<text>.+?)\)?$`)},
		{word: "SASL authentication fail", stage: "smtp.auth", re: regexp.MustCompile(`SASL authentication failure: (?P<text>.+?)\)?$`)},
		{word: "TLS is required, but", stage: "smtp.tls", re: regexp.MustCompile(`(?P<text>TLS is required, but was not offered by host (?P<host>[^\s\[]+)\[[^\]]*\])`)},
		{word: "Cannot start TLS", stage: "smtp.tls", re: regexp.MustCompile(`Cannot start TLS: (?P<text>.+?)\)?$`)},
		{word: "certificate verification failed for", stage: "smtp.tls", re: regexp.MustCompile(`(?P<text>certificate verification failed for (?P<host>[^\s\[]+)\[[^\]]*\]:(?P<port>[0-9]+): .+?)\)?$`)},
		{word: "Server certificate not", stage: "smtp.tls", weak: true, re: regexp.MustCompile(`(?P<text>Server certificate not .+?)\)?$`)},
		{word: "SSL_connect error to", stage: "smtp.tls", weak: true, re: regexp.MustCompile(`(?P<text>SSL_connect error to (?P<host>[^\s\[]+)\[[^\]]*\]:(?P<port>[0-9]+).*)$`)},
		{word: "TLS library problem", stage: "smtp.tls", re: regexp.MustCompile(`TLS library problem: (?P<text>.+)$`)},
		// IPv6 that leads nowhere is followed by IPv4 and says nothing alone.
		{word: "connect to ", stage: "smtp.connect", weak: true, re: regexp.MustCompile(`(?P<text>connect to (?P<host>[^\s\[]+)\[[0-9a-f]*:[0-9a-f:.]+\]:(?P<port>[0-9]+): (?:Network is unreachable|No route to host|Cannot assign requested address))`)},
		{word: "connect to ", stage: "smtp.connect", re: regexp.MustCompile(`(?P<text>connect to (?P<host>[^\s\[]+)\[[^\]]*\]:(?P<port>[0-9]+): [^)]+)`)},
		{word: "Name service error", stage: "smtp.resolve", re: regexp.MustCompile(`(?P<text>Host or domain name not found\. Name service error for name=(?P<host>[^\s]+) [^)]*)`)},
		{word: "initial server greeting", stage: "smtp.greeting", re: regexp.MustCompile(`(?P<text>(?:lost connection|conversation) with (?P<host>[^\s\[]+)\[[^\]]*\] .*?initial server greeting)`)},
		{word: " with ", re: regexp.MustCompile(`(?P<text>(?:lost connection|conversation) with (?P<host>[^\s\[]+)\[[^\]]*\] (?:timed out )?while (?:receiving the |performing the |sending )?(?P<cmd>[A-Za-z ]+))`)},
		{word: "reject: ", re: regexp.MustCompile(`reject: (?P<cmd>[A-Z]+) from [^:]*(?::[0-9]+)?: (?P<text>[45][0-9][0-9] .+?)(?:; from=|; proto=|$)`)},
		{word: "status=", weak: true, re: regexp.MustCompile(`\b(?P<queue>[0-9A-Za-z]{6,20}): to=.*status=(?:deferred|bounced|undeliverable|undelivered|SOFTBOUNCE) \((?P<text>.+)\)$`)},
	}}
}

package cause

// receiverRules are sentences of those who receive mail in great numbers, and
// of the filters in front of them. What they name as the reason beats what
// they say they did about it ("rate limited", "blocked").
var receiverRules = ranked{
	named: {
		// Gmail's rules for senders, by their reason.
		{says: "ptr record|pointer (ptr)", stage: "greeting mail rcpt data", but: "ipv6 sending guidelines", is: mostly("env.no-ptr")},
		{says: "spf authentication didn't|dkim authentication didn't|isn't aligned with|have a dmarc record|" +
			"dmarc record doesn't", is: mostly("data.domain-auth")},
		{says: "wasn't sent over a tls|not sent over a tls", is: mostly("auth.tls-first")},
		{says: "exceeded its quota", but: "ptr record", is: mostly("env.quota")},
		{says: "starttls may not be repeated|unauthenticated commands", is: mostly("session.protocol-error", "auth.missing")},

		// One family of addresses.
		{says: "over ipv6|process ipv6 addresses|ipv6 & not supported|ipv6 & not accept", code: "4 5", but: "authentication|ptr|spf|dkim", is: mostly("net.ipv6-broken", "env.blocklisted", "env.no-ptr")},

		// The address or the name of the client.
		{says: "spam ip|remotehost looks|sender ip address|bad ip profile|senderfilterconfig|access to submit messages|" +
			"found on one or more rbls|cloudmark poor reputation", but: "envelope domain", is: mostly("env.blocklisted", "env.sender-suspended")},
		{says: "does not accept mail from|does not accept email from", but: "domains whose|bounce", is: mostly("env.blocklisted", "env.relay-denied", "env.sender-not-owned")},
		{says: "ip name lookup failed|unresolvable relay host|mismatches client ip|unverifyable sending|" +
			"unverifiable sending|issue with the domain name system|dns check failure", but: "relaying|mail from", is: mostly("env.no-ptr", "session.helo-rejected", "dns.resolver-failed")},
		{says: "ip address & blacklisted using", is: mostly("env.blocklisted")},

		// The message.
		{says: "blacklisted url|spam pattern|user rules|refuses to receive this mail|rejected by destination domain", is: mostly("data.content-rejected", "env.recipient-unknown", "env.blocklisted")},
		{says: "base64 encoding|stray linefeed", stage: "mail rcpt data", is: mostly("data.encoding")},
		{says: "line limit exceeded", is: mostly("data.too-large", "data.encoding")},

		// Room, or the number of what is sent.
		{says: "submission quota", is: mostly("env.quota")},
		{says: "mailbox size limit|zuviele mails auf dem server|too many messages on the server|quota violation for|" +
			"exceeding receiving limits|maximum allowed storage", is: mostly("data.storage")},
		{says: "lpn003_109", is: mostly("env.quota", "session.unavailable")}, // Orange

		// Who may send as whom.
		{says: "envelope domain not allowed|attempting to send as a different", is: mostly("env.sender-not-owned", "data.domain-auth")},
		{says: "outbounds disabled", is: mostly("env.sender-suspended", "auth.account-blocked")},
		{says: "not authorized to perform", stage: "auth mail rcpt data", is: mostly("env.sender-not-owned", "env.sender-unverified", "auth.policy-blocked")}, // AWS
		{says: "sender domain is empty", is: mostly("env.sender-domain-bad", "session.protocol-error")},

		{says: "unable to relay message back", is: mostly("session.unavailable", "data.content-rejected")}, // amavisd-new
		{says: "high-strength ciphers", is: mostly("tls.handshake-failed", "auth.tls-first")},
	},
}

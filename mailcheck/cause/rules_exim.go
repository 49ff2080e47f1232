package cause

// eximRules are sentences of Exim: of its source (verify.c, smtp_in.c), of the
// ACL that Debian ships, and of those that hosting panels write.
var eximRules = ranked{
	named: {
		// The callout asked the sender's own server, whose answer is quoted before the verdict.
		{says: "sender verify failed|callback setup failed|postmaster verification failed", is: mostly("env.sender-domain-bad", "env.sender-unverified")},
		{says: "could not complete sender verify callout", is: mostly("env.sender-unverified", "env.sender-domain-bad", "session.unavailable")},
		{says: "could not complete sender verify", but: "callout", is: mostly("env.sender-domain-bad", "session.unavailable", "env.sender-unverified")},
		{says: "sender did not verify|can't verify sender|cannot verify sender", is: mostly("env.sender-domain-bad", "env.sender-unverified")},
		{says: "could not complete recipient verify", is: mostly("session.unavailable", "env.recipient-unknown")},
		{says: "callout verification failure|can't verify recipient|cannot verify recipient|" +
			"restricted characters in address|no mail to system accounts", stage: "rcpt data", is: mostly("env.recipient-unknown")},
		{says: "too many bad recipients|too many failed recipients", is: mostly("env.recipient-unknown", "session.too-many-connections", "env.blocklisted")},
		// What was refused before is said again in front of the consequence.
		{says: "all rcpt commands were rejected & relay", is: mostly("env.relay-denied", "auth.missing")},

		{says: "valid sender in any header|no verifiable sender|sender header is required", is: mostly("data.headers-invalid", "env.sender-unverified", "env.sender-domain-bad")},
		{says: "too many lines in message header|headers fail syntax", is: mostly("data.headers-invalid")},
		{says: "unsigned reverse path|reverse path signature", is: mostly("data.content-rejected", "env.sender-not-owned")}, // BATV

		{says: "ip-only or ip-starting helo", is: only("session.helo-rejected")},
		{says: "no helo given before|required proxy negotiation failed", is: mostly("session.protocol-error", "session.unavailable")},
		{says: "no verified certificate", is: mostly("tls.client-cert")},
		{says: "security failure", stage: "caps tls mail rcpt", is: mostly("tls.handshake-failed", "tls.starttls-refused")},
		{says: "not permitted in mail transaction", stage: "auth", is: mostly("session.protocol-error")},

		// cPanel and DirectAdmin.
		{says: "outgoing mail suspension|outgoing mail hold", is: mostly("env.sender-suspended", "env.quota")},
		{says: "sender has no a, aaaa, or mx", is: mostly("env.sender-domain-bad")},
		{says: "take more than & rcpts", is: mostly("env.quota", "session.protocol-error")},
	},
}

package cause

// serverRules are wordings of Postfix and Dovecot that mean something else than
// the same words elsewhere. All were heard from real, misconfigured servers
// (testdata/replies_lab.json).
var serverRules = ranked{
	named: {
		{says: "no client certificate presented|client certificate not trusted", code: "4 5", is: only("tls.client-cert")},
		// Every milter or filter that Postfix asks is down: it puts all commands off, STARTTLS too.
		{stage: "tls", code: "454", enh: "4.3.0", says: "try again later", is: mostly("session.unavailable", "tls.starttls-refused")},
		// A "defer" in the restrictions, or a new client in front of postscreen.
		{says: "rejected: try again later", code: "450", enh: "4.3.2", is: mostly("session.unavailable", "env.greylisted")},
		// Postfix hears no reason from Dovecot, whether the password is wrong or nobody could judge it.
		{stage: "auth", code: "535", says: "(reason unavailable)", when: "!token & !not-offered", is: mostly("auth.bad-credentials", "auth.temporary")},
		// Another server or the DNS was to tell whether the recipient exists, and did not.
		{says: "recipient address rejected & address verification problem|" +
			"recipient address rejected: unverified address & connect to|recipient address rejected & unable to look up", code: "4", is: mostly("session.unavailable", "env.greylisted", "dns.resolver-failed")},
		{says: "multi-recipient bounce", is: mostly("session.protocol-error")},
		{says: "service currently unavailable", stage: "mail rcpt", code: "450", enh: "4.3.2", is: mostly("session.unavailable", "env.greylisted")},            // postscreen's tests after the greeting
		{says: "address resolution failure", stage: "mail rcpt", code: "4", is: mostly("env.sender-domain-bad", "dns.resolver-failed", "session.unavailable")}, // qpsmtpd
		{says: "invalid recipient", code: "550", when: "!signed-in", stage: "rcpt", is: mostly("env.recipient-unknown", "env.relay-denied", "auth.missing")},   // OpenSMTPD, of what it does not carry
		{says: "not accepting messages|not accepting connections", stage: "greeting", code: "554", is: either("env.blocklisted", "session.unavailable")},       // an access map, or a milter that is down
		{says: "rejected: maintenance", is: mostly("session.unavailable")},
		{says: "one time use of a plaintext password|no verifier for user", is: mostly("auth.mechanism")}, // Cyrus SASL's words
		{says: "passphrase expired", is: mostly("auth.account-blocked")},
		{says: "recipient address rejected & domain owner discourages", is: mostly("data.domain-auth")},                      // policyd-spf
		{says: "protocol error", stage: "greeting", code: "521", is: mostly("session.protocol-error", "tls.needs-starttls")}, // postscreen, to who speaks first
		// An access map's own words about who connects; what they say of spam is no verdict on the mail.
		{says: "client host rejected", code: "5", but: "access denied|relay|hostname|reverse|helo|certificate|blocked using", is: mostly("env.blocklisted", "auth.policy-blocked")},
		{says: "recipient address rejected: domain not found", is: mostly("dns.no-mail-route", "env.recipient-unknown")},
		// A sender of a local domain that is no mailbox.
		{says: "sender address rejected: user unknown|sender address rejected: undeliverable", is: mostly("env.sender-not-owned", "env.sender-unverified")},
		{says: "sender address rejected: unverified address", is: mostly("env.sender-unverified", "env.sender-not-owned")},
		// The last word of a list that begins with permit_sasl_authenticated; a user
		// or domain that is not known has words of its own.
		{says: "sender address rejected: access denied|recipient address rejected: access denied", code: "554", enh: "5.7.1", when: "!signed-in & auth-offered=true", is: mostly("auth.missing", "env.blocklisted")},
		{says: "recipient address rejected: access denied", code: "554", enh: "5.7.1", when: "!signed-in & !auth-offered=true", is: either("auth.missing", "env.relay-denied", "env.recipient-unknown")},
		{says: "recipient address rejected: access denied", code: "554", enh: "5.7.1", when: "signed-in", is: either("env.relay-denied", "env.recipient-unknown")},
	},
	words: {
		// The greeting and STARTTLS went well, and then the server's process died:
		// Postfix does so when it cannot reach what judges the passwords.
		{stage: "caps", kind: "net.eof|net.reset", when: "!code & tls & security=starttls", is: mostly("session.unavailable", "net.dropped")},
	},
}

package cause

// courierRules are sentences of Courier (courier-mta, courier-imap), whose
// reply codes are often its own.
var courierRules = ranked{
	named: {
		{says: "tls not available,  but it's required|tls not available, but it's required", is: mostly("tls.starttls-refused", "auth.tls-first")},
		{says: "dns lookup failure", code: "4", stage: "mail rcpt", is: mostly("env.sender-domain-bad", "dns.resolver-failed")},
		{says: "dns lookup on helo|helo & does not match|helo & does not exist", is: mostly("session.helo-rejected", "dns.resolver-failed", "env.no-ptr")},
		{says: "address unavailable", code: "556", is: mostly("env.recipient-unknown", "session.unavailable")},
		{says: "headers specify no", is: mostly("session.protocol-error", "data.headers-invalid", "env.recipient-unknown")},
		{says: "exceeds administrative limit", is: mostly("data.too-large")},
		{says: "unicode e-mail", is: mostly("data.encoding")},

		// POP3 and IMAP.
		{says: "temporary problem, please try again", stage: "auth", when: "refused & !imap.status=BYE", is: mostly("auth.temporary", "session.unavailable")},
		{says: "access disabled via insecure", is: mostly("auth.tls-first")},
		{says: "access disabled for this account", is: mostly("auth.protocol-disabled")},
		{says: "tls support not available", when: "refused", is: mostly("tls.starttls-missing", "tls.starttls-refused")},
		{says: "starttls failed", when: "refused", is: mostly("tls.starttls-refused", "tls.handshake-failed")},
		{says: "user/pass required|invalid message number|imap command too long|charset is not valid", when: "refused", is: mostly("session.protocol-error", "auth.missing")},
		{says: "can't open the message file|unable to open this mailbox", when: "refused", is: mostly("session.unavailable", "session.protocol-error", "auth.mailbox-permission")},
		{says: "exceeded your mail quota", when: "refused", is: mostly("data.storage")},
	},
}

package cause

// mailboxRules serve POP3 and IMAP alike, whose servers say in words alone what
// SMTP has codes for. What nobody knows is taken for a refused password in the
// end, so whatever speaks of commands, messages, files or TLS is told from it here.
var mailboxRules = ranked{
	named: {
		// TLS.
		{says: "tls support isn't|tls support not enabled|tls is unavailable|tls not present|not announced|" +
			"tls not enabled|tls is not enabled|tls not supported|tls is not supported|starttls disabled|tls disabled", when: "refused", is: mostly("tls.starttls-missing", "tls.starttls-refused")},
		{says: "negotiation failed|initializing tls|initialising tls|stls failed|tls i/o error", when: "refused", is: mostly("tls.starttls-refused", "tls.handshake-failed")},

		// The message that was to be stored or fetched.
		{says: "size exceed|text too large|excessively large|grows too big|message too large|message is too large", when: "refused", is: mostly("data.too-large", "data.storage")},
		{says: "total message size", when: "refused", is: mostly("data.storage")},
		{says: "contains bare|nul characters|contains non-ascii", when: "refused", is: mostly("data.encoding")},
		{says: "contains invalid header|header/body", when: "refused", is: mostly("data.headers-invalid")},

		// The box.
		{says: "waiting for lock|currently reserved", when: "refused", is: mostly("pop.mailbox-locked", "session.unavailable")},
		{says: "permission denied|access denied for|acl & required", but: "pop access|imap access", when: "refused & proto=imap & !response-code", is: mostly("auth.mailbox-permission", "auth.policy-blocked", "auth.bad-credentials")},
		{says: "command disabled|command is disabled", but: "starttls|tls first", when: "refused", is: mostly("auth.protocol-disabled", "auth.tls-first", "auth.mailbox-permission")},

		// Who is not there, or no longer.
		{says: "connection queue full", when: "refused", is: mostly("session.too-many-connections", "session.unavailable")},
		{says: "inactivity|autologout|session timed out|idle for|terminating on|system i/o|invalid format|" +
			"moved to another server|could not connect|streampipe|crashing|clock skew|open user's inbox|updated by|" +
			"database is locked|could not read message", but: "authentication failed", when: "refused", is: mostly("session.unavailable", "auth.temporary", "pop.mailbox-locked")},

		{says: "unable to connect|host unreachable|end point not|interfaces down", when: "refused", is: mostly("auth.temporary", "session.unavailable")}, // a gateway, of what is behind it
		{says: "=eof", when: "refused", is: mostly("net.dropped", "tls.needs-implicit")},                                                                 // a library's own word

		// The dialogue.
		{says: "must be one of|must give|must supply|not specified|already specified|canceled auth|cancelled auth|" +
			"aborted|missing username|missing password|missing argument|extra argument|message number argument|" +
			"no such message|message is deleted|message has been deleted|there's no message|line too long|null command|" +
			"malformed command|incorrect state|command not accepted|state command|user who|user required|" +
			"user not authenticated|not authenticated|no mailbox selected|connection state|reading client response|" +
			"buffer full|speaking imap", but: "login first|log in first|imap command too long", when: "refused & !token", is: mostly("session.protocol-error", "auth.missing")},
		{says: "protocol error", when: "refused", is: mostly("session.protocol-error")},
		{says: "server unavailable", when: "refused & !response-code", is: mostly("session.unavailable", "auth.temporary", "auth.mailbox-permission")}, // Exchange
		{says: "authenticate method not supported|sasl selected", when: "refused", is: mostly("auth.mechanism")},
		{says: "auth extension unsupported", when: "refused", is: mostly("auth.not-offered", "auth.mechanism", "session.protocol-error")},
	},
	hinted: {
		{stage: "auth", says: "invalid user or password|invalid username or password|incorrect username or password|" +
			"invalid password|incorrect password|wrong password|bad password", when: "refused & !token & !response-code & !mechanism=APOP", is: mostly("auth.bad-credentials", "auth.app-password", "auth.protocol-disabled")},
	},
}

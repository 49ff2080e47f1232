package cause

// sendmailRules are sentences of sendmail and of its check_ rule sets (cf/m4/proto.m4).
var sendmailRules = ranked{
	named: {
		{says: "client ip address & does not resolve|possibly forged hostname", is: mostly("env.no-ptr")},
		{says: "illegal mx record", stage: "mail", is: mostly("env.sender-domain-bad", "dns.no-mail-route")},
		{says: "mail loops back to me|system config error", is: mostly("session.unavailable", "env.recipient-unknown", "dns.no-mail-route")},
		{says: "local part must not|unbalanced|address too long", is: mostly("session.protocol-error", "env.recipient-unknown")},
		{says: "command too long|command line too long|smtp protocol error", but: "auth command", when: "!refused", is: mostly("session.protocol-error")},
		{says: "we do not allow dsn|allow dsn", is: mostly("session.protocol-error")},

		// TLS is judged at MAIL FROM and RCPT TO (tls_client, tls_rcpt).
		{says: "not authenticated", but: "server not", code: "454", enh: "4.7.0", is: mostly("tls.client-cert", "auth.missing", "session.unavailable")}, // the access map's VERIFY
		{stage: "tls", code: "454", enh: "4.7.0", says: "try again later", but: "tls", is: mostly("session.unavailable", "tls.starttls-refused")},       // a milter that does not answer
		{says: "tls handshake failed", stage: "mail rcpt data", is: mostly("tls.handshake-failed")},
		{says: "encryption too weak", is: mostly("tls.version", "auth.tls-first", "tls.handshake-failed")},
		{says: "=cn & does not match|cert issuer & not acceptable|cert subject & not acceptable", stage: "mail rcpt data", is: mostly("tls.client-cert")},
		{says: "server not authenticated", is: mostly("tls.untrusted-ca", "tls.name-mismatch", "tls.self-signed")}, // as a client
		{says: "not listed in sans", is: mostly("tls.name-mismatch")},
		{says: "can't switch to encrypted layer", is: mostly("tls.starttls-refused", "auth.tls-first")},
	},
}

package cause

// qmailRules are sentences of netqmail, of its usual patches and of what grew
// from it (s/qmail, qmail-ldap, indimail).
var qmailRules = ranked{
	named: {
		{says: "validrcptto|envelope recipient has been denied|that recipient is not accepted|badrcptto", is: mostly("env.recipient-unknown", "env.sender-suspended")},
		{says: "envelope sender must exist|mailfrom without", is: mostly("env.sender-domain-bad", "session.protocol-error")},
		{says: "mail from your location", is: mostly("env.blocklisted")},
		{says: "no mail accepted from an open relay", is: mostly("env.blocklisted")},
		{says: "your ip & temporarily denied", is: mostly("env.blocklisted", "session.too-many-connections", "auth.rate-limited")},
		{says: "your helo host name has been denied", is: mostly("session.helo-rejected")},
		{says: "from and auth not the same", is: mostly("env.sender-not-owned")},
		{says: "no auth during mail transaction|must specify a domain", is: mostly("session.protocol-error", "env.recipient-unknown")},
		{says: "dns temporary failure at return mx check", is: mostly("env.sender-domain-bad", "dns.resolver-failed")},
		{says: "dns temporary failure (chkuser)", is: mostly("dns.resolver-failed", "session.unavailable", "env.sender-domain-bad")},
		{says: "private key file does not exist", is: mostly("session.unavailable")},
		{says: "tls connection failed", code: "4 5", is: mostly("tls.handshake-failed", "tls.starttls-refused")},
		{says: "with this mime content|with the below content", is: mostly("data.content-rejected")},

		// POP3.
		{says: "authorization first", when: "refused", is: mostly("session.protocol-error", "auth.missing")},
		{says: "messages are counted from|not that many messages|already deleted", when: "refused", is: mostly("session.protocol-error")},
		{says: "unable to fork", when: "refused", is: mostly("session.unavailable", "auth.temporary")},
		{says: "no $home|unable to scan", when: "refused", is: mostly("auth.mailbox-permission", "session.unavailable", "auth.temporary")},
	},
}

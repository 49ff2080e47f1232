package cause

// meaningRules go by what the words are about and what they say of it, where
// no phrase is known: they serve wordings and languages that nobody has seen.
// Unlike those of the other ranks they are tried in order, and the first has it.
var meaningRules = ranked{meant: {
	// Whoever connects.
	{stage: "greeting caps mail rcpt data", means: "nameless", is: mostly("env.no-ptr")},
	{stage: "greeting caps mail rcpt data", means: "client & listed", but: "mailbox|account|message", is: mostly("env.blocklisted")},
	{stage: "greeting mail rcpt data", code: "4 5", means: "forbidden", when: "address", but: "recipient|relay|user|mailbox|account|helo|attachment|content|virus|spf|dkim|dmarc|mismatch", is: mostly("env.blocklisted", "auth.policy-blocked")},
	{stage: "greeting caps", means: "spam | listed", is: mostly("env.blocklisted")},
	{stage: "greeting caps", code: "4", says: "timeout|timed out", is: mostly("session.unavailable")},
	{stage: "greeting caps", code: "4", means: "many", is: mostly("session.too-many-connections", "env.blocklisted")},
	{stage: "greeting caps", code: "4", means: "later", is: mostly("session.unavailable", "session.too-many-connections")},
	{stage: "caps", means: "domain | wrong", is: mostly("session.helo-rejected")},
	{stage: "greeting", means: "forbidden", is: mostly("env.blocklisted", "session.unavailable")},

	// STARTTLS.
	{stage: "tls", code: "4 5", means: "unknown", is: mostly("tls.starttls-missing", "tls.starttls-refused")},
	{stage: "tls", code: "4 5", means: "later | wrong | forbidden", is: mostly("tls.starttls-refused")},

	// Signing in, over any protocol.
	{stage: "auth", means: "tls & needed", when: "!kind", is: mostly("auth.tls-first")},
	{stage: "auth", means: "mechanism & unknown | mechanism & forbidden | mechanism & wrong", when: "!kind", is: mostly("auth.mechanism")},
	{stage: "auth", says: "connection", means: "many", when: "refused", is: mostly("session.too-many-connections")},
	{stage: "auth", means: "many", when: "code", is: mostly("auth.rate-limited", "auth.temporary")},
	{stage: "auth", means: "mailbox & disabled", when: "code", is: mostly("auth.account-blocked", "auth.protocol-disabled")},
	{stage: "auth", code: "5", means: "client & forbidden | client & listed", but: "authenticat|password|credential", is: mostly("auth.policy-blocked")},
	{stage: "auth", means: "later", when: "refused", is: mostly("auth.temporary", "session.unavailable")},
	{stage: "auth", code: "5", means: "password & wrong | password & unknown | password & forbidden | mailbox & unknown", when: "!token", is: mostly("auth.bad-credentials", "auth.app-password")},

	// What is asked for before anything is carried.
	{stage: "mail rcpt data", means: "sender & mismatch | password & mismatch", is: mostly("env.sender-not-owned")},
	{stage: "mail rcpt data", means: "tls & needed", but: "recipient", is: mostly("auth.tls-first")},
	{stage: "mail rcpt data", means: "password & needed", is: mostly("auth.missing")},
	{stage: "mail rcpt data", means: "signed", is: mostly("data.domain-auth")},

	// The sender.
	{stage: "mail rcpt data", means: "sender & domain & unknown", is: mostly("env.sender-domain-bad")},
	{stage: "mail", means: "sender & unknown | domain & unknown", is: mostly("env.sender-domain-bad", "env.sender-not-owned")},
	{stage: "mail rcpt data", means: "sender & disabled", is: mostly("env.sender-suspended", "env.blocklisted")},
	{stage: "mail", means: "mailbox & disabled", is: mostly("env.sender-suspended")},
	{stage: "mail rcpt data", code: "5", means: "sender & forbidden", but: "policy", is: mostly("env.sender-not-owned", "env.blocklisted")},

	{stage: "mail rcpt data", code: "5", means: "sender & wrong", but: "policy", is: either("env.sender-not-owned", "env.sender-domain-bad")},

	// The recipient.
	{stage: "rcpt data", code: "5", means: "relay & forbidden", is: either("env.relay-denied", "auth.missing")},
	{stage: "mail rcpt data", means: "message & large", but: "mailbox", is: mostly("data.too-large")},
	{stage: "rcpt data", means: "mailbox & full | recipient & full", but: "daily|hour", is: mostly("data.storage", "env.quota")},
	{stage: "mail rcpt data", means: "many", is: mostly("env.quota", "session.too-many-connections")},
	{stage: "rcpt data", code: "4 5", means: "recipient & unknown | mailbox & unknown | recipient & disabled | mailbox & disabled", is: mostly("env.recipient-unknown")},
	{stage: "rcpt", code: "5", means: "domain & unknown", is: mostly("env.recipient-unknown", "dns.no-mail-route")},
	{stage: "rcpt", code: "4", means: "later", is: either("env.greylisted", "session.unavailable")},

	// The message.
	{stage: "mail rcpt data", means: "spam", is: mostly("data.content-rejected", "env.blocklisted")},
	{stage: "mail rcpt data", means: "client & forbidden | listed", is: mostly("env.blocklisted", "data.content-rejected")},
	{stage: "data", code: "5", means: "message & forbidden", is: mostly("data.content-rejected", "env.sender-not-owned", "data.domain-auth")},
	{stage: "mail data", code: "4", means: "later", is: mostly("session.unavailable", "env.greylisted")},
}}

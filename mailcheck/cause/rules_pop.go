package cause

// popRules: POP3 (RFC 1939), where every refusal is "-ERR" and words, and at
// most a response code in brackets before them (RFC 2449 section 8, RFC 3206).
var popRules = ranked{
	observed: {
		{when: "response-code=IN-USE", but: "connections", is: only("pop.mailbox-locked")},
		{when: "response-code=LOGIN-DELAY", is: only("pop.login-delay")},
	},
	words: {
		{says: "mailbox is locked|maildrop is locked|mailbox locked|maildrop locked|already locked|mailbox in use|" +
			"maildrop in use|mailbox is in use|maildrop is in use|lock maildrop|lock mailbox|lock the mailbox|" +
			"another pop3 session|another pop session|maildrop lock|mailbox lock|lock busy|is busy|lock-busy", when: "!code=4*|5*", is: mostly("pop.mailbox-locked")},
		{says: "minutes apart|seconds apart|logins must be|login too soon|login & too frequent|logged in & ago|" +
			"minimum time between|time between & check", when: "refused", is: mostly("pop.login-delay")},
		{says: "tls initialization failed|tls not available|tls is not available|tls & no certificate|" +
			"tls & no ssl certificate|stls & not available", when: "refused", is: mostly("tls.starttls-refused")},
		{says: "apop & not yet|apop & not enabled|apop & disabled|apop & not supported|apop & not available|" +
			"apop & unavailable|apop & not implemented|apop & unknown|apop & not permitted|apop & not allowed", but: "layer", when: "refused", is: only("pop.apop-unavailable")},
		{says: "unknown command|command unknown|invalid command|bad command|unrecognized command|" +
			"command not recognized|not implemented|unimplemented|not supported|unsupported|syntax error", but: "apop", when: "refused & mechanism=APOP", is: mostly("pop.apop-unavailable", "auth.bad-credentials")},
		{says: "stronger authentication", is: mostly("auth.mechanism", "auth.tls-first")},
		{says: "stls is required|stls required|stls first|use stls|issue stls|apop command only available under a layer", when: "refused", is: mostly("auth.tls-first")},
		{says: "apop timestamp", is: mostly("pop.apop-unavailable")},
		{says: "kiss of death", is: mostly("pop.mailbox-locked", "session.unavailable")}, // UW-IMAP: another session takes the box over
		{says: "connection & closed|connection & refused|closing connection|closing the connection", but: "too many|limit|protocol error", when: "refused & !response-code", is: mostly("session.unavailable", "session.too-many-connections", "tls.starttls-refused")},
		{says: "must login first|must log in first|login first|log in first|authenticate first|must authenticate", when: "refused", is: mostly("session.protocol-error", "auth.missing")},
		{says: "user/pass & not allowed", when: "refused", is: mostly("auth.mechanism", "auth.tls-first")},
		{says: "no username given|username first|user first|user command first", when: "refused", is: mostly("session.protocol-error", "auth.tls-first")},
		{says: "no such user|unknown user|user unknown|user not found|invalid user|no such mailbox|unknown account|" +
			"no such account", but: "password", when: "refused", stage: "auth", is: mostly("auth.bad-credentials")},
		{says: "accessing mailbox|access mailbox|open mailbox|opening mailbox|open the mailbox|chdir|maildir|" +
			"mail directory|mail spool|maildrop & open", but: "lock", when: "refused & !response-code", is: mostly("auth.mailbox-permission", "auth.temporary", "session.unavailable")},
		{says: "fatal error", when: "refused", is: mostly("session.unavailable", "auth.temporary")},
		{says: "child crashed", when: "refused", is: mostly("auth.temporary")},
		{says: "pop not allowed|pop3 not allowed|pop & not enabled|pop3 & not enabled|pop access is|pop is disabled|" +
			"not allowed to use pop|access disabled for", but: "not enabled for pop|pop access & disabled", when: "refused", is: mostly("auth.protocol-disabled")},
		{says: "authentication failure: unknown user name or bad password", when: "refused", is: mostly("auth.token-rejected", "auth.basic-auth-disabled", "auth.bad-credentials")}, // Exchange Online, of a token
		{says: "logon failure: unknown user name or bad password", by: Microsoft365, when: "refused", is: mostly("auth.basic-auth-disabled", "auth.bad-credentials", "auth.protocol-disabled")},
	},
	enhanced: {
		{stage: "greeting caps tls mailbox arrive", when: "response-code=SYS/TEMP", is: mostly("session.unavailable")},
		{stage: "auth", when: "response-code=SYS/TEMP", is: mostly("auth.temporary", "session.unavailable")},
		{when: "response-code=SYS/PERM", is: mostly("auth.mailbox-permission", "auth.account-blocked", "auth.protocol-disabled")},
		{when: "response-code=AUTH & !mechanism=APOP & !token", is: mostly("auth.bad-credentials", "auth.app-password")},
		{when: "response-code=AUTH & mechanism=APOP", is: mostly("auth.bad-credentials", "pop.apop-unavailable")},
		{when: "response-code=AUTH & token & !sasl.fault", is: mostly("auth.token-rejected", "auth.mailbox-permission", "auth.protocol-disabled")},
	},
	hinted: {
		{stage: "greeting", when: "refused", is: either("session.unavailable", "session.too-many-connections")},
		{stage: "tls", when: "refused & !starttls-offered=false", is: mostly("tls.starttls-refused")},
	},
	coded: {
		{stage: "auth", when: "refused & token & !sasl.fault & !imap.status=BAD", is: mostly("auth.token-rejected", "auth.protocol-disabled", "auth.mailbox-permission")},
		{stage: "auth", when: "refused & !token & mechanism=APOP", is: mostly("auth.bad-credentials", "pop.apop-unavailable", "auth.protocol-disabled")},
		{stage: "auth", when: "refused & !token & !mechanism=APOP & !imap.status=BAD", is: mostly("auth.bad-credentials", "auth.app-password", "auth.protocol-disabled")},
		{stage: "mailbox", when: "refused", is: either("auth.mailbox-permission", "auth.protocol-disabled", "session.unavailable")},
		{stage: "mailbox", kind: "net.eof|net.reset", when: "!refused & proto=pop3", is: mostly("net.dropped", "session.unavailable")},
		{stage: "mailbox", kind: kindTimeout, when: "!refused & proto=pop3", is: mostly("session.unavailable", "net.timeout")},
	},
}

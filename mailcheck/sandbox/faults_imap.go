package sandbox

import "slices"

// The capabilities of Dovecot's IMAP, before TLS and inside.
const (
	imapCaps     = "* CAPABILITY IMAP4rev1 SASL-IR LITERAL+ ENABLE IDLE STARTTLS LOGINDISABLED\n{tag} OK Capability completed."
	imapStripped = "* CAPABILITY IMAP4rev1 SASL-IR LITERAL+ ENABLE IDLE LOGINDISABLED\n{tag} OK Capability completed."
	imapCapsTLS  = "* CAPABILITY IMAP4rev1 SASL-IR LITERAL+ ENABLE IDLE AUTH=PLAIN AUTH=LOGIN\n{tag} OK Capability completed."
	imapOpened   = "* FLAGS (\\Seen)\n* 0 EXISTS\n* 0 RECENT\n* OK [UIDVALIDITY 1] UIDs valid\n* OK [UIDNEXT 1] Predicted next UID\n{tag} OK [READ-ONLY] Examine completed."
)

func imapTalk() mailboxTalk {
	return mailboxTalk{
		proto: protoIMAP, greeting: "* OK Dovecot ready.", asks: "CAPABILITY", plain: imapCaps, stripped: imapStripped, secure: imapCapsTLS,
		starttls: "STARTTLS", begin: "{tag} OK Begin TLS negotiation now.", refused: "{tag} BAD TLS initialization failed.", login: "LOGIN",
		rest: script{{on: "LOGIN", say: "{tag} OK Logged in"}, {on: "AUTHENTICATE", say: "{tag} OK Logged in"}, {on: "EXAMINE", say: imapOpened}},
	}
}

// imapFaults: IMAP. The replies are those of the named servers as
// failures.json records them.
func imapFaults() []fault {
	k := imapTalk()
	return slices.Concat(k.networkFaults(), k.tlsFaults(), imapSessionFaults(k), k.passwordFaults(), imapAuth(k), imapHostile(k))
}

func imapSessionFaults(k mailboxTalk) []fault {
	first := func(cause, variant, line string) fault {
		return k.fault(cause, variant, "greeting", fault{script: script{{say: line, do: hangUp}}})
	}
	return []fault{
		k.fault("net.wrong-service", "pop3", "greeting", fault{raw: true, script: script{{say: "+OK Dovecot ready."}, {on: "*", say: "-ERR Unknown command."}}}),
		first("session.too-many-connections", "", "* BYE Too many connections from your address"),
		k.says("session.too-many-connections", "cyrus", "auth", atAuth, "NO Too many open connections (10)"),
		k.says("session.too-many-connections", "dovecot", "auth", atAuth, "NO [UNAVAILABLE] Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)"),
		k.says("session.too-many-connections", "gmail", "auth", atAuth, "NO [ALERT] Too many simultaneous connections. (Failure)"),
		first("session.unavailable", "", "* BYE Temporary problem, please try again later"),
		k.fault("session.unavailable", "bye", "mailbox", fault{script: k.conversation(rule{on: "EXAMINE", say: "* BYE Server shutting down.", do: hangUp})}),
		k.fault("session.unavailable", "untagged", "auth", fault{script: k.conversation(rule{on: "LOGIN", say: "* BAD internal server error", do: hangUp})}),
		k.says("session.unavailable", "examine", "mailbox", atSelect, "NO [UNAVAILABLE] Mailbox is temporarily not available."),
	}
}

func imapAuth(k mailboxTalk) []fault {
	says := func(cause, variant, wire string) fault { return k.says(cause, variant, "auth", atAuth, wire) }
	cleartext := func(variant, wire string) fault {
		f := k.says("auth.tls-first", variant, "auth", atAuthPlain, wire)
		f.use, f.plain = want{security: portNone, port: portStartTLS}, true
		return f
	}
	tokens := "* CAPABILITY IMAP4rev1 SASL-IR LOGINDISABLED AUTH=XOAUTH2\n{tag} OK CAPABILITY completed."
	m365 := k
	m365.greeting = "* OK The Microsoft Exchange IMAP4 service is ready. " + m365Machine
	return []fault{
		says("auth.bad-credentials", "gmail", "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)"),
		says("auth.bad-credentials", "hmail", "NO Invalid user name or password. Please use full email address as user name."),
		says("auth.app-password", "gmail", "NO [ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)"),
		says("auth.protocol-disabled", "gmail", "NO [ALERT] Your account is not enabled for IMAP use. Please visit your Gmail settings page and enable your account for IMAP access. (Failure)"),
		says("auth.protocol-disabled", "domain", "NO [ALERT] IMAP access is disabled for your domain."),
		says("auth.account-blocked", "", "NO [CONTACTADMIN] Login disabled for this user"),
		says("auth.temporary", "", "NO [UNAVAILABLE] Temporary authentication failure. ["+Host+":2026-01-05 00:00:00]"),
		// In the form of RFC 5530; no server's own words are recorded.
		says("auth.rate-limited", "", "NO [LIMIT] Too many login attempts, please try again later."),
		says("auth.mailbox-permission", "dovecot", "NO [AUTHORIZATIONFAILED] Authorization failed"),
		// The sign-in went well; the next command tells that there is no mailbox.
		k.says("auth.mailbox-permission", "m365", "mailbox", atSelect, "BAD User is authenticated but not connected."),
		k.fault("auth.basic-auth-disabled", "", "auth", fault{script: k.conversation(rule{on: "CAPABILITY", secure: true, say: tokens})}),
		k.fault("auth.basic-auth-disabled", "m365", "auth", fault{script: m365.conversation(rule{on: "LOGIN", say: "{tag} NO LOGIN failed."})}),
		cleartext("dovecot", "NO [PRIVACYREQUIRED] Cleartext authentication disallowed on non-secure (SSL/TLS) connections."),
		cleartext("cyrus", "NO Login only available under a layer"),
		cleartext("hmail", "BAD STARTTLS is required."),
	}
}

func imapHostile(k mailboxTalk) []fault {
	list := k.hostileFaults("* OK", "* CAPABILITY X-MORE", "* CAPABILITY IMAP4rev1 STAR", func(text string) script {
		return script{
			{say: "* OK " + text},
			{on: "CAPABILITY", secure: true, say: "* OK " + text + "\n* CAPABILITY IMAP4rev1 AUTH=PLAIN X" + text + "\n{tag} OK " + text},
			{on: "CAPABILITY", say: "* OK " + text + "\n* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED X" + text + "\n{tag} OK " + text},
			{on: "STARTTLS", say: "{tag} OK " + text, do: startTLS},
			{on: "LOGIN", say: "{tag} NO [AUTHENTICATIONFAILED] Authentication failed. " + text},
		}
	})
	const literal = "{1073741824}"
	found := k.attack("huge-header", "session.protocol-error", "arrive", k.conversation(
		rule{on: "EXAMINE", say: "* 1 EXISTS\n* OK [UIDVALIDITY 1] UIDs valid\n{tag} OK [READ-ONLY] Examine completed."},
		rule{on: "UID SEARCH", say: "* SEARCH 1\n{tag} OK Search completed."},
		rule{on: "UID FETCH", say: "* 1 FETCH (UID 1 BODY[HEADER] " + literal}))
	found.Stage, found.Until = "arrive", untilArrive
	return append(list, found,
		k.attack("huge-literal", "session.protocol-error", "mailbox", k.conversation(rule{on: "EXAMINE", say: "* FLAGS (\\Seen)\n* LIST () \"/\" " + literal})),
		k.attack("endless-answer", "session.protocol-error", "mailbox", k.conversation(rule{on: "EXAMINE", say: "* 1 EXISTS\r\n", do: flood})))
}

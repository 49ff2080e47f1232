package sandbox

import "slices"

// The capabilities of Dovecot's POP3, before TLS and inside.
const (
	popCapa     = "+OK\nCAPA\nTOP\nUIDL\nRESP-CODES\nPIPELINING\nAUTH-RESP-CODE\nSTLS\nSASL\n."
	popStripped = "+OK\nCAPA\nTOP\nUIDL\nRESP-CODES\nPIPELINING\nAUTH-RESP-CODE\nSASL\n."
	popCapaTLS  = "+OK\nCAPA\nTOP\nUIDL\nRESP-CODES\nPIPELINING\nAUTH-RESP-CODE\nUSER\nSASL PLAIN LOGIN\n."
)

func popTalk() mailboxTalk {
	return mailboxTalk{
		proto: protoPOP3, greeting: "+OK Dovecot ready.", asks: "CAPA", plain: popCapa, stripped: popStripped, secure: popCapaTLS,
		starttls: "STLS", begin: "+OK Begin TLS negotiation now.", refused: "-ERR TLS initialization failed.", login: "PASS",
		rest: script{
			{on: "USER", say: "+OK"}, {on: "PASS", say: "+OK Logged in."}, {on: "AUTH", say: "+OK Logged in."},
			{on: "STAT", say: "+OK 0 0"}, {on: "UIDL", say: "+OK\n."}, {on: "LIST", say: "+OK\n."},
		},
	}
}

// popFaults: POP3. The replies are those of the named servers as failures.json
// records them.
func popFaults() []fault {
	k := popTalk()
	return slices.Concat(k.networkFaults(), k.tlsFaults(), popSessionFaults(k), k.passwordFaults(), popAuth(k), apopFaults(k), popHostile(k))
}

// popSessionFaults: the server answers, and will not let anybody in at present.
func popSessionFaults(k mailboxTalk) []fault {
	return []fault{
		k.fault("net.wrong-service", "imap", "greeting", fault{raw: true, script: script{
			{say: "* OK [CAPABILITY IMAP4rev1 LITERAL+ ENABLE IDLE STARTTLS AUTH=PLAIN] Dovecot ready."}, {on: "*", say: "CAPA BAD Error in IMAP command received by server."}}}),
		k.fault("session.too-many-connections", "", "greeting", fault{script: script{{say: "-ERR Too many connections", do: hangUp}}}),
		k.says("session.too-many-connections", "dovecot", "auth", atAuth, "-ERR [SYS/TEMP] Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)"),
		k.fault("session.unavailable", "", "greeting", fault{script: script{{say: "-ERR [SYS/TEMP] Temporary system problem. Please try again later.", do: hangUp}}}),
		k.fault("session.unavailable", "maintenance", "caps", fault{script: k.conversation(rule{on: "CAPA", say: "-ERR [SYS/TEMP] System going down for maintenance at 18:00", do: hangUp})}),
		k.says("pop.mailbox-locked", "", "auth", atAuth, "-ERR [IN-USE] Mailbox is locked by another POP3 session."),
		k.says("pop.mailbox-locked", "cyrus", "auth", atAuth, "-ERR [IN-USE] Unable to lock maildrop: Mailbox is locked"),
		k.says("pop.mailbox-locked", "stat", "mailbox", "stat", "-ERR [IN-USE] Mailbox is locked by another POP3 session."),
		k.says("pop.login-delay", "", "auth", atAuth, "-ERR [LOGIN-DELAY] Logins must be at least 5 minutes apart"),
	}
}

func popAuth(k mailboxTalk) []fault {
	says := func(cause, variant, wire string) fault { return k.says(cause, variant, "auth", atAuth, wire) }
	cleartext := func(variant, wire string) fault {
		f := k.says("auth.tls-first", variant, "auth", atAuthPlain, wire)
		f.use, f.plain = want{security: portNone, port: portStartTLS}, true
		return f
	}
	exchange := says("auth.basic-auth-disabled", "", "-ERR Logon failure: unknown user name or bad password.")
	exchange.greet = "+OK The Microsoft Exchange POP3 service is ready. " + m365Machine
	return []fault{
		says("auth.bad-credentials", "qmail", "-ERR authorization failed"),
		says("auth.browser-login", "", "-ERR [AUTH] Web login required."),
		says("auth.temporary", "", "-ERR [SYS/TEMP] Temporary system problem. Please try again later."),
		says("auth.temporary", "qmail", "-ERR aack, child crashed"),
		says("auth.rate-limited", "", "-ERR Invalid user name or password. Too many invalid logon attempts."),
		says("auth.protocol-disabled", "yahoo", "-ERR [SYS/PERM] pop not allowed for user."),
		// The password is right, and is said to be; only then comes the refusal.
		k.says("auth.protocol-disabled", "gmail", "mailbox", "stat", "-ERR [SYS/PERM] Your account is not enabled for POP access. Please visit your Gmail settings page and enable your account for POP access."),
		says("auth.mailbox-permission", "", "-ERR [SYS/PERM] Unable to open maildrop: Mailbox does not exist"),
		exchange,
		cleartext("dovecot", "-ERR [AUTH] Plaintext authentication disallowed on non-secure (SSL/TLS) connections."),
		cleartext("hmail", "-ERR A SSL/TLS-connection is required for authentication."),
		k.says("auth.mechanism", "stronger", "auth", "user", "-ERR You must use stronger authentication such as AUTH or APOP to connect to this server"),
	}
}

// apopFaults: a greeting without a timestamp, or with one that is none.
func apopFaults(k mailboxTalk) []fault {
	apop := func(cause, variant string, f fault) fault {
		f.use.method = "apop"
		return k.fault(cause, variant, "auth", f)
	}
	return []fault{
		apop("pop.apop-unavailable", "", fault{greet: "+OK Dovecot ready."}),
		apop("pop.apop-unavailable", "lookalike", fault{greet: "+OK " + Host + " ready <at your service>"}),
		// Octets that a msg-id has no room for: with those an attacker finds out the
		// password by MD5 collisions (CVE-2007-1558).
		apop("pop.apop-unavailable", "collision", fault{greet: "+OK ready <\x80\xff\x01\x02.1@" + Host + ">"}),
		apop("pop.apop-unavailable", "off", fault{noAPOP: true}),
		apop("auth.bad-credentials", "apop", fault{use: want{wrongPassword: true}}),
		apop("pop.apop-weak", "", fault{use: want{security: portNone}}),
	}
}

func popHostile(k mailboxTalk) []fault {
	list := k.hostileFaults("+OK", "+OK X-MORE", "+OK\r\nTOP\r\nUI", func(text string) script {
		return script{
			{say: "+OK " + text},
			{on: "CAPA", secure: true, say: "+OK " + text + "\nUSER\nX" + text + "\nSASL PLAIN " + text + "\n."},
			{on: "CAPA", say: "+OK " + text + "\nSTLS\nX" + text + "\n."},
			{on: "STLS", say: "+OK " + text, do: startTLS},
			{on: "USER", say: "+OK " + text},
			{on: "PASS", say: "-ERR [AUTH] Authentication failed. " + text},
		}
	})
	// Ten megabytes of unique ids for a mailbox that is said to have few mails.
	huge := k.attack("huge-uidl", "session.protocol-error", "arrive", k.conversation(
		rule{on: "STAT", say: "+OK 300 30000"}, rule{on: "UIDL", say: "+OK 1 this-unique-id-is-one-of-ten-megabytes-of-unique-ids", times: 10 << 20 / 57}))
	huge.Stage, huge.Until = "arrive", untilArrive
	noTop := k.says("pop.no-top", "", "arrive", "top", "-ERR Unknown command.")
	noTop.Stage, noTop.Until = "arrive", untilArrive
	return append(list, huge, noTop)
}

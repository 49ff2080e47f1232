package sandbox

// sessionFaults: the server answers, and will not or cannot talk.
func sessionFaults() []fault {
	first := func(name, stage, line string) fault {
		return fault{Fault: Fault{Name: name, Stage: stage}, script: script{{say: line, do: hangUp}}}
	}
	refuse := func(name, stage, step, wire string) fault {
		return fault{Fault: Fault{Name: name, Stage: stage}, refuse: map[string]string{step: wire}}
	}
	busyTLS := first("session.too-many-connections/tls", "smtp.tls", "421 4.7.0 "+Host+" Error: too many connections from 127.0.0.1")
	busyTLS.use.security, busyTLS.raw = portTLS, true
	return []fault{
		// sendmail greets whom it will not serve, and offers nothing.
		{Fault: Fault{Name: "env.no-ptr/unwelcome", Stage: "smtp.tls"}, script: script{
			{say: greeting}, {on: "EHLO", say: "250-" + Host + " Hello\n250 ENHANCEDSTATUSCODES"}, {on: "*", say: "550 5.7.1 Fix reverse DNS for 127.0.0.1"}}},

		{Fault: Fault{Name: "session.helo-rejected", Stage: "smtp.caps"}, script: script{
			{say: greeting},
			{on: "EHLO", say: "501 Syntactically invalid EHLO argument(s)"},
			{on: "HELO", say: "501 Syntactically invalid HELO argument(s)"},
			{on: "*", say: "503 HELO or EHLO required"}}},
		refuse("session.helo-rejected/resolve", "smtp.caps", atEHLO, "550 5.5.0 your ehlo domain does not resolve to an IP address"),
		refuse("session.helo-rejected/mail", "smtp.mail", atMail, "504 5.5.2 <{helo}>: Helo command rejected: need fully-qualified hostname"),
		refuse("session.helo-rejected/rcpt", "smtp.rcpt", atRcpt, "504 5.5.2 <{helo}>: Helo command rejected: need fully-qualified hostname"),

		first("session.too-many-connections", "smtp.greeting", "421 4.7.0 "+Host+" Error: too many connections from 127.0.0.1"),
		first("session.too-many-connections/exim", "smtp.greeting", "421 Too many concurrent SMTP connections; please try again later."),
		busyTLS,

		first("session.unavailable", "smtp.greeting", "421 4.3.5 Server configuration error"),
		first("session.unavailable/load", "smtp.greeting", "421 Too much load; please try again later."),
		{Fault: Fault{Name: "session.unavailable/silent", Stage: "smtp.caps"}, use: want{timeout: shortWait}, script: conversation(rule{on: "EHLO", do: stall})},
		refuse("session.unavailable/auth", "smtp.auth", atAuth, "451 4.7.0 Temporary server error. Please try again later. PRX2"),
		refuse("session.unavailable/rcpt", "smtp.rcpt", atRcpt, "451 4.3.0 <{rcpt}>: Temporary lookup failure"),

		first("session.protocol-error", "smtp.greeting", "554 5.5.0 Error: SMTP protocol synchronization"),
		{Fault: Fault{Name: "session.protocol-error/garbage", Stage: "smtp.caps"}, script: script{
			{say: greeting}, {on: "*", say: "welcome to " + Host}}},
		{Fault: Fault{Name: "session.protocol-error/mixed-codes", Stage: "smtp.caps"}, script: script{
			{say: greeting}, {on: "EHLO", say: "250-" + Host + "\n550 8BITMIME"}}},
		// A proxy in front sends a line of its own first: every answer is one late.
		{Fault: Fault{Name: "session.protocol-error/proxy", Stage: "smtp.caps"}, script: script{
			{say: greeting}, {on: "EHLO", say: "502 5.5.2 Error: command not recognized"}, {on: "HELO", say: helloTLS}, {on: "*", say: "250 " + Host}}},
		refuse("session.protocol-error/mail", "smtp.mail", atMail, "501 5.1.7 Bad sender address syntax"),
	}
}

// Texts of hostile servers.
const (
	// Clear the screen, set the title, colour, a hyperlink, 8-bit CSI, bidi override.
	escapeCodes = "\x1b[2J\x1b[1;1H\x1b]0;owned\x07\x1b[31mred\x1b]8;;http://example.net\x1b\\link\x1b[0m\u009b31m\u202egnp.exe\r"
	nulCodes    = "be\x00fore\x00"
	brokenUTF8  = "\xff\xfe\xc3\x28 \xed\xa0\x80 \xf8\x88\x80\x80\x80"
)

// hostileFaults: servers that attack the client. Where one can be talked to in
// spite of it, it refuses the sign-in, so that its words reach the finding.
func hostileFaults() []fault {
	hostile := func(name, cause, stage string, s script) fault {
		return fault{Fault: Fault{Name: "hostile/" + name, Cause: cause, Stage: stage}, script: s}
	}
	// spiked puts text into every kind of reply.
	spiked := func(name, text string) fault {
		return hostile(name, "auth.bad-credentials", "smtp.auth", script{
			{say: "220-" + text + "\n220 " + Host + " ESMTP " + text},
			{on: "EHLO", secure: true, say: "250-" + Host + " " + text + "\n250-X" + text + "\n250 AUTH PLAIN LOGIN " + text},
			{on: "EHLO", say: "250-" + Host + " " + text + "\n250-X" + text + "\n250 STARTTLS"},
			{on: "STARTTLS", say: "220 2.0.0 Ready to start TLS " + text, do: startTLS},
			{on: "AUTH", say: "535-5.7.8 " + text + "\n535 5.7.8 Error: authentication failed: " + text},
		})
	}
	drips := hostile("slow-drip", "net.no-banner", "smtp.greeting", script{{say: "220-wait ", do: drip}})
	drips.use.timeout = shortWait
	return []fault{
		hostile("endless-line", "session.protocol-error", "smtp.greeting", script{{say: "220 aaaaaaaaaaaaaaa", do: flood}}),
		hostile("endless-reply", "session.protocol-error", "smtp.caps", script{{say: greeting}, {on: "EHLO", say: "250-X-MORE\r\n", do: flood}}),
		hostile("huge-banner", "session.protocol-error", "smtp.greeting", script{
			{say: "220-This banner is ten megabytes long and does not want to end yet.", times: 10 << 20 / 69}, {say: greeting}}),
		spiked("escape-codes", escapeCodes),
		spiked("nul", nulCodes),
		spiked("invalid-utf8", brokenUTF8),
		drips,
	}
}

package sandbox

// untilArrive is how far a run goes that waits for its mail.
const untilArrive = "arrive"

// windowFaults: POP before SMTP.
func windowFaults() []fault {
	rcpt := func(name string, f fault) fault {
		f.Name, f.Stage = name, "smtp.rcpt"
		return f
	}
	return []fault{
		// Sending without the login that must come first, in the words of a server
		// that says so and of one that does not.
		rcpt("env.pop-before-smtp", fault{use: want{method: "none"}, denied: "550 5.7.1 <{rcpt}>... Relaying Denied: Authenticate with POP first"}),
		rcpt("pop.no-effect", fault{neverOpens: true}),
		rcpt("pop.no-effect/lag", fault{lag: "40s"}), // more than any profile may wait
		rcpt("pop.wait-short", fault{lag: "2s"}),
		rcpt("pop.not-needed", fault{openRelay: true}),
	}
}

// arriveFaults: the mail is taken, and what becomes of it.
func arriveFaults() []fault {
	arrive := func(name string, f fault) fault {
		f.Name, f.Stage, f.Until = name, "arrive", untilArrive
		return f
	}
	pop := want{variant: variantPOP3}
	return []fault{
		arrive("arrive.not-arrived", fault{lost: true}),
		arrive("arrive.not-arrived/pop3", fault{use: pop, lost: true}),
		arrive("arrive.not-arrived/late", fault{late: "5m"}),
		arrive("arrive.not-arrived/pop3-junk", fault{use: pop, junk: true}), // POP3 shows the inbox only
		arrive("arrive.junk", fault{junk: true}),
		arrive("arrive.auth-failed/spf", fault{results: Results{SPF: "fail", DKIM: "none", DMARC: "fail"}}),
		arrive("arrive.auth-failed/dkim", fault{results: Results{SPF: "none", DKIM: "fail", DMARC: "fail"}}),
		// Both pass for another domain than that of From.
		arrive("arrive.auth-failed/dmarc", fault{results: Results{DMARC: "fail"}}),
		arrive("arrive.auth-failed/pop3", fault{use: pop, results: Results{SPF: "softfail", DKIM: "fail", DMARC: "fail"}}),
	}
}

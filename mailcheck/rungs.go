package mailcheck

// rung is one stage and what climbs it.
type rung struct {
	id    string
	climb func(*ladder)
}

// What a run costs in round trips, with STARTTLS up to RCPT TO:
//
//	connect      1  SYN, SYN+ACK
//	greeting     1  ACK, 220
//	caps         1  EHLO
//	tls          2  STARTTLS; ClientHello to Finished (TLS 1.3; RFC 8446 section 2)
//	caps again   1  EHLO inside TLS, sent along with Finished
//	auth         1  AUTH PLAIN with initial response (RFC 4954 section 4)
//	mail, rcpt   1  in one write with PIPELINING (RFC 2920), else 2
//
// That is 8, or 9 without PIPELINING. A trial mail adds 1 for the text up to
// the final dot, and 1 for DATA without PIPELINING. QUIT is not waited for, and
// names, the second family and MX are looked up beside the dialogue.

// rungs is the order of the stages; with implicit TLS (RFC 8314 section 3)
// everything from the greeting on runs inside it.
func rungs(security string) []rung {
	var (
		resolve  = rung{StageResolve, (*ladder).resolve}
		connect  = rung{StageConnect, (*ladder).connect}
		greeting = rung{StageGreeting, (*ladder).greeting}
		caps     = rung{StageCaps, (*ladder).capabilities}
		starttls = rung{StageTLS, (*ladder).startTLS}
		implicit = rung{StageTLS, (*ladder).implicitTLS}
		auth     = rung{StageAuth, (*ladder).auth}
		mail     = rung{StageMail, (*ladder).mail}
		rcpt     = rung{StageRcpt, (*ladder).rcpt}
		data     = rung{StageData, (*ladder).data}
	)
	switch security {
	case "tls":
		return []rung{resolve, connect, implicit, greeting, caps, auth, mail, rcpt, data}
	case "none":
		return []rung{resolve, connect, greeting, caps, {StageTLS, nil}, auth, mail, rcpt, data}
	}
	return []rung{resolve, connect, greeting, caps, starttls, auth, mail, rcpt, data}
}

// rungs are the stages of this run's ladder.
func (l *ladder) rungs() []rung {
	switch {
	case l.proto == "api":
		return apiRungs(l.p.SMTP.Security, apiUsable(l.p, l.o))
	case l.box != nil:
		return l.boxRungs()
	}
	return rungs(l.p.SMTP.Security)
}

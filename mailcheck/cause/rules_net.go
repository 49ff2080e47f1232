package cause

// netRules: from the first packet to the first byte of the greeting. A
// time-out alone cannot tell a closed network from a dead host: other ports,
// the other family and a control host can.
var netRules = ranked{
	observed: {
		// One family only.
		{stage: "connect", kind: "net.", when: "other-family-works & !family=ipv4", is: only("net.ipv6-broken")},

		// Refused, forbidden, no route.
		{kind: kindRefused, when: "loopback & !other-family-works", is: only("net.refused")},
		{stage: "connect", kind: kindRefused, when: "!loopback & same-port-everywhere-dead=true & !other-family-works", is: mostly("net.egress-blocked", "net.refused")},
		{stage: "connect", kind: kindRefused, when: "!loopback & same-port-everywhere-dead=false & !other-family-works", is: mostly("net.refused")},
		{kind: kindDenied, when: "!other-family-works", is: only("net.egress-blocked")},

		// No answer to the connection.
		{stage: "connect", kind: kindTimeout, when: "same-port-everywhere-dead=true & !other-family-works", is: only("net.egress-blocked")},
		{stage: "connect", kind: kindTimeout, when: "same-port-everywhere-dead=false & !other-family-works", is: only("net.timeout")},
		{stage: "connect", kind: kindTimeout, when: "!same-port-everywhere-dead & ports-open & !other-family-works", is: mostly("net.egress-blocked", "net.timeout")},
		// A mail exchanger often has port 25 and no other, which leaves it open there.
		{stage: "connect", kind: kindTimeout, when: "!same-port-everywhere-dead & host-dead & !other-family-works & !port=25", is: mostly("net.timeout", "net.egress-blocked")},
		{stage: "connect", kind: kindTimeout, when: "!same-port-everywhere-dead & host-dead & !other-family-works & port=25", is: either("net.egress-blocked", "net.timeout")},

		// Connected, and then: silence, another protocol, a cut line.
		{stage: "greeting", when: "implicit-tls=true & !first-bytes", is: only("tls.needs-implicit")},
		// From outside, a program that hangs, a queue in front of it and a tarpit are alike.
		{stage: "greeting", when: "silent=true & implicit-tls=false & !first-bytes", is: mostly("net.no-banner", "session.unavailable", "session.too-many-connections")},
		{stage: "greeting", when: "silent=true & !implicit-tls & !first-bytes & port=465|993|995", is: mostly("tls.needs-implicit", "net.no-banner")},
		{stage: "greeting", when: "silent=true & !implicit-tls & !first-bytes & !port=465|993|995", is: mostly("net.no-banner", "tls.needs-implicit")},
		{stage: "greeting", when: "silent=true & first-bytes & !first-bytes=HTTP*|SSH-*|RFB *|<*|@RSYNCD*|220*|+OK*|* *", is: mostly("net.wrong-service", "net.middlebox")},
		{stage: "greeting caps tls", when: "first-bytes=HTTP*|SSH-*|RFB *|<*|@RSYNCD*", is: only("net.wrong-service")},
		{stage: "greeting caps tls", when: "first-bytes=+OK* & proto=smtp|imap|oauth|api", is: only("net.wrong-service")},
		{stage: "greeting caps", when: "first-bytes=+OK* & !proto", is: mostly("net.wrong-service")},
		{stage: "greeting caps tls", when: "first-bytes=* BYE*|* PREAUTH* & !proto=imap", is: only("net.wrong-service")},
		{stage: "greeting caps", when: "first-bytes=* OK* & !proto=imap", is: only("net.wrong-service")},
		{stage: "greeting caps tls", when: "first-bytes=220* & proto=pop3|imap", is: only("net.wrong-service")},
		{stage: "greeting caps", when: "!proto=pop3|imap & first-bytes=220 **|220-**|220 00*", is: mostly("net.middlebox")},
	},
	words: {
		{kind: kindRefused, when: "!loopback & !other-family-works & !stage=resolve", is: mostly("net.refused", "net.egress-blocked")},
		{kind: kindUnreachable, when: "!other-family-works & !stage=resolve & !family=ipv4", is: mostly("net.unreachable", "net.ipv6-broken")},
		{kind: kindUnreachable, when: "!other-family-works & !stage=resolve & family=ipv4", is: mostly("net.unreachable", "net.egress-blocked")},
		{stage: "connect", kind: kindTimeout, when: "!same-port-everywhere-dead & !ports-open & !other-family-works & port=25", is: mostly("net.egress-blocked", "net.timeout")},
		{stage: "connect", kind: kindTimeout, when: "!same-port-everywhere-dead & !ports-open & !other-family-works & !port=25", is: either("net.timeout", "net.egress-blocked")},
		{stage: "greeting", kind: kindTimeout, when: "!silent & tls", is: mostly("net.no-banner")},
		{stage: "greeting", kind: kindTimeout, when: "!silent & !implicit-tls & !tls & port=465|993|995", is: mostly("tls.needs-implicit", "net.no-banner")},
		{stage: "greeting", kind: kindTimeout, when: "!silent & !implicit-tls & !tls & !port=465|993|995", is: either("net.no-banner", "tls.needs-implicit")},
		{stage: "greeting caps", says: "220 ****|220-****|250-xxxx|250 xxxx|xxxxxxxa|xxxxxxxb|xxxxxxxc|*******************", when: "!first-bytes", is: mostly("net.middlebox", "tls.starttls-missing")},
		{stage: "greeting", kind: kindBroken, when: "first-bytes", is: mostly("net.wrong-service", "net.middlebox")},
		{says: "i can break rules, too", is: mostly("net.wrong-service", "session.protocol-error")}, // Postfix, to what no mail program says
		{says: "imap4.error: 220|bogus greeting|unexpected greeting from server: 220|unexpected & -server response|" +
			"invalid response smtp server|sent an invalid reply|invalid response: * ok", but: "(starttls)", when: "!code", is: mostly("net.wrong-service", "net.middlebox")},
		{says: "could not connect to smtp host & response: 421", is: mostly("session.unavailable", "session.too-many-connections")},
		{says: "could not connect to smtp host & response: 554", is: mostly("env.blocklisted", "session.unavailable", "env.no-ptr")},
		{says: "but got code \"\"|closed before greeting", when: "!code", is: mostly("net.dropped", "tls.needs-implicit")},
		{stage: "greeting caps tls", says: "unrecognized & xxxx|unknown & xxxx|not recognized & xxxx", is: mostly("net.middlebox", "session.protocol-error")}, // a firewall has written over the command
		{says: "ssmtp: cannot open", is: mostly("net.refused", "net.timeout", "net.egress-blocked")},
		{stage: "greeting", says: "cannot connect|could not connect|connect error|unable to connect|cannot reach", when: "code", is: mostly("net.timeout", "net.egress-blocked", "session.unavailable")}, // a proxy of mail on the way
		{says: "login with user and pass|ftp server|filezilla|proftpd|vsftpd|pure-ftpd", stage: "greeting caps", is: mostly("net.wrong-service")},
		{says: "short response|invalid response code|not an smtp server|invalid greeting", when: "!first-bytes & !code", is: mostly("net.wrong-service", "net.middlebox")},
	},
	coded: {
		// EOF and reset mean different things at different rungs.
		{stage: "greeting connect", kind: "net.eof|net.reset", when: "!first-bytes & !code & !implicit-tls & !tls", is: mostly("net.dropped", "session.too-many-connections", "tls.needs-implicit")},
		{stage: "greeting", kind: "net.eof|net.reset", when: "!first-bytes & !code & tls", is: mostly("net.dropped", "session.too-many-connections")},
		{stage: "caps mail rcpt data", kind: "net.eof|net.reset", when: "!code", is: mostly("net.dropped", "session.unavailable")},
		{stage: "auth", kind: "net.eof|net.reset", when: "!code & !proto=pop3|imap", is: mostly("net.dropped", "auth.rate-limited")},
		{stage: "auth", kind: "net.eof|net.reset", when: "!code & proto=pop3|imap", is: mostly("net.dropped", "session.unavailable", "auth.rate-limited")},
		{stage: "tls", kind: "net.eof|net.reset", when: "!code & !tls.max & security=starttls", is: mostly("net.dropped", "net.middlebox", "tls.handshake-failed")},
		{stage: "tls", kind: "net.eof|net.reset", when: "!code & !tls.max & !security=starttls", is: mostly("net.dropped", "session.too-many-connections", "tls.handshake-failed")},
		{stage: "tls", kind: "net.eof|net.reset", when: "!code & tls.max=TLS 1.2|TLS 1.3", is: mostly("tls.handshake-failed", "net.dropped")},

		// A server that stops answering half-way has judged nothing.
		{stage: "tls", kind: kindTimeout, when: "!code & tls.helped=small", is: mostly("net.middlebox", "tls.handshake-failed")},
		{stage: "tls", kind: kindTimeout, when: "!code & !tls.helped=small & security=tls", is: either("session.unavailable", "tls.handshake-failed", "net.middlebox")},
		{stage: "tls", kind: kindTimeout, when: "!code & !tls.helped=small & !security=tls", is: either("tls.handshake-failed", "net.middlebox", "session.unavailable")},
		{stage: "auth", kind: kindTimeout, when: "!code & !proto=pop3", is: mostly("auth.temporary", "session.unavailable")},
		{stage: "auth", kind: kindTimeout, when: "!code & proto=pop3", is: mostly("auth.temporary", "pop.mailbox-locked", "session.unavailable")},
		{stage: "caps mail rcpt", kind: kindTimeout, when: "!code", is: mostly("session.unavailable", "net.timeout")},
		{stage: "data", kind: kindTimeout, when: "!code", is: either("session.unavailable", "net.middlebox")},
	},
	staged: {
		{kind: "net.eof|net.reset", when: "!code & !stage", is: either("net.dropped")},
		{kind: kindTimeout, when: "!code & !stage", is: either("net.timeout", "net.egress-blocked")},
	},
}

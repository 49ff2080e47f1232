package cause

// tlsRules: STARTTLS, the handshake and the certificate. The chain itself
// (FactSelfSigned, FactChainLength, FactAIA, FactIssuer) tells apart what Go
// calls "signed by unknown authority".
var tlsRules = ranked{
	observed: {
		{when: "injected", is: only("tls.injected")},

		// Versions and client certificates.
		{stage: "tls", when: "tls.max=SSL 3.0|TLS 1.0|TLS 1.1 & !kind=x509.* & !injected", is: only("tls.version")},
		{kind: kindTLSVersion, when: "!tls.max=SSL 3.0|TLS 1.0|TLS 1.1 & !code", is: only("tls.version")},
		{kind: kindClientCert, when: "!tls.max=SSL 3.0|TLS 1.0|TLS 1.1 & !injected", is: only("tls.client-cert")},
		{kind: kindHandshake, when: "client-cert-requested=true & !tls.max=SSL 3.0|TLS 1.0|TLS 1.1", is: mostly("tls.client-cert", "tls.handshake-failed")},
		{kind: kindHandshake, when: "!client-cert-requested=true & tls.max=TLS 1.2|TLS 1.3", is: only("tls.handshake-failed")},

		// Names and dates.
		{kind: "x509.", when: "inspector", is: mostly("tls.intercepted", "tls.untrusted-ca")},
		{kind: kindHostname, when: "!inspector & cert.names", is: only("tls.name-mismatch")},
		{kind: kindExpired, when: "!inspector", is: only("tls.expired")},
		{kind: kindNotYet, when: "!inspector", is: only("tls.not-yet-valid")},

		// Who signed it.
		{kind: "x509.unknown-ca|x509.self-signed|x509.incomplete", when: "!inspector & self-signed=true", is: only("tls.self-signed")},
		{kind: "x509.unknown-ca|x509.incomplete", when: "!inspector & !self-signed=true & aia=completes", is: only("tls.missing-intermediate")},
		{kind: "x509.unknown-ca|x509.incomplete", when: "!inspector & !self-signed=true & chain-length=1 & aia=true", is: mostly("tls.missing-intermediate", "tls.untrusted-ca")},
		{kind: "x509.unknown-ca|x509.incomplete", when: "!inspector & !self-signed=true & chain-length=1 & !aia & intermediate-issuer", is: mostly("tls.missing-intermediate", "tls.untrusted-ca")},
		{kind: "x509.unknown-ca|x509.incomplete", when: "!inspector & !self-signed=true & chain-length=1 & aia=untrusted", is: mostly("tls.untrusted-ca")},
		{kind: "x509.unknown-ca|x509.incomplete", when: "!inspector & !self-signed=true & chain-length=1 & !aia=true|completes|untrusted & !intermediate-issuer", is: mostly("tls.untrusted-ca", "tls.missing-intermediate")},
		{kind: "x509.unknown-ca|x509.incomplete", when: "!inspector & !self-signed=true & chain-length & !chain-length=1 & !aia=completes", is: mostly("tls.untrusted-ca", "tls.intercepted")},

		// The other way of speaking.
		{stage: "tls", kind: kindNotTLS, when: "security=starttls", is: mostly("tls.starttls-refused", "net.middlebox")},
		{stage: "tls", when: "first-bytes=220* & !security=starttls & !proto=pop3|imap", is: only("tls.needs-starttls")},
		{stage: "tls", when: "first-bytes=+OK* & !security=starttls & !proto", is: mostly("tls.needs-starttls", "net.wrong-service")},
		{stage: "tls", when: "first-bytes=+OK* & !security=starttls & proto=pop3", is: only("tls.needs-starttls")},
		{stage: "tls", when: "first-bytes=-ERR* & !security=starttls & proto=pop3", is: mostly("tls.needs-starttls", "session.unavailable", "session.too-many-connections")},
		{stage: "tls", when: "first-bytes=4* & !security=starttls & !code", is: either("session.too-many-connections", "env.blocklisted", "session.unavailable")},
		{stage: "tls", when: "first-bytes=5* & !security=starttls & !code", is: either("env.blocklisted", "session.unavailable")},
		{stage: "tls", when: "first-bytes=* OK* & !security=starttls & proto=smtp|pop3", is: only("net.wrong-service")},
		{stage: "tls", when: "first-bytes=* OK* & !security=starttls & !proto=smtp|pop3", is: mostly("tls.needs-starttls", "net.wrong-service")},

		// What EHLO offered.
		{stage: "caps tls", when: "starttls-offered=false & security=starttls & loopback & !code & !err", is: only("tls.starttls-missing")},
		{stage: "caps tls", when: "starttls-offered=false & security=starttls & !loopback & !code & !err", is: mostly("tls.starttls-missing", "net.middlebox")},
	},
	named: {
		// A server's log: the client, at the other end, refused what the server showed.
		{says: "tls handshake error for & certificate|tls handshake error from & certificate", when: "!code", is: mostly("tls.untrusted-ca", "tls.self-signed", "tls.missing-intermediate", "tls.intercepted")},
		{kind: kindHandshake, says: "remote error & certificate|alert & certificate|alert unknown ca|alert number 48", but: "tls handshake error f|unobtainable|certificate status|certificate hash", when: "!client-cert-requested & !tls.max", is: mostly("tls.client-cert", "tls.handshake-failed")},
		{says: "present valid ssl certificate|ssl certificate error|no required ssl certificate|missing client certificate|" +
			"verifying client certificate", when: "!kind", is: mostly("tls.client-cert")}, // nginx and mox, over any protocol
		{says: "tls not supported by server|support the stls|stls not supported|ssl support not available|" +
			"stls required but not supported|negotiate tls with this", when: "!code", is: mostly("tls.starttls-missing", "tls.starttls-refused")},
		{says: "stls required but failed|attempt to start tls failed", when: "!code", is: mostly("tls.starttls-refused", "tls.handshake-failed")},
		{says: "lack of security", code: "5", stage: "mail rcpt data", is: mostly("auth.tls-first", "tls.handshake-failed")},
		{says: "lack of security", code: "5", stage: "greeting caps tls", is: mostly("tls.handshake-failed", "auth.tls-first", "tls.starttls-refused")}, // RFC 3207 section 4.1
		{says: "cannot establish ssl|cannot establish tls", code: "4 5", is: mostly("tls.handshake-failed", "tls.needs-implicit")},
		{says: "ssl attempted over a non-ssl", is: mostly("tls.needs-starttls")},
		{kind: kindHandshake, says: "downgrade attempt", when: "!client-cert-requested & !tls.max", is: mostly("net.middlebox", "tls.version", "tls.handshake-failed")}, // RFC 8446 section 4.1.3
	},
	words: {
		{kind: kindHostname, when: "!inspector & !cert.names", is: mostly("tls.name-mismatch", "tls.intercepted")},
		{kind: kindSelfSigned, when: "!inspector & !self-signed", is: mostly("tls.self-signed", "tls.untrusted-ca", "tls.intercepted")},
		{kind: kindIncomplete, when: "!inspector & !chain-length & !self-signed", is: mostly("tls.missing-intermediate", "tls.untrusted-ca")},
		{kind: kindUnknownCA, when: "!inspector & !chain-length & !self-signed", is: either("tls.untrusted-ca", "tls.self-signed", "tls.missing-intermediate", "tls.intercepted")},
		{kind: kindSameName, when: "!inspector", is: mostly("tls.intercepted", "tls.untrusted-ca")},
		{kind: kindUnfit, when: "!inspector", is: mostly("tls.untrusted-ca")},
		{kind: kindHandshake, when: "!client-cert-requested & !tls.max & !code", is: mostly("tls.handshake-failed", "tls.version")},
		{kind: kindNotTLS, when: "!first-bytes & !security=starttls & !code", is: either("tls.needs-starttls", "net.wrong-service")},
		{stage: "tls", when: "!kind & !code & inspector", is: mostly("tls.intercepted", "tls.untrusted-ca")},
		{says: "tls not available|tls currently unavailable|tls temporarily unavailable|tls is not available|" +
			"tls unavailable|starttls failed|cannot start tls|unable to start tls|unable to initialize|" +
			"unable to initialise|security subsystem|tls not supported & local|tls resources|private key|tls library", but: "handshake", code: "4 500 501 502 55", stage: "tls", is: mostly("tls.starttls-refused", "tls.starttls-missing")},
		{says: "minimum version|tls version|protocol version", code: "4 5", stage: "tls", is: only("tls.version")},
		{says: "tls 1.0 & not supported|tls 1.0 & no longer|tls 1.1 & not supported|tls 1.1 & no longer|" +
			"upgrade & tls 1.2", code: "4 5", is: only("tls.version")},
		{says: "out of sequence|bad sequence", code: "5", stage: "tls", when: "stage=tls", is: mostly("session.protocol-error")},
		{says: "handshake|negotiation failed", code: "4 5", stage: "tls", is: mostly("tls.handshake-failed", "tls.version")},
		{says: "starttls not supported|does not support starttls|doesn't support starttls|" +
			"starttls extension not supported|starttls is not supported|starttls not advertised|" +
			"starttls was not offered|starttls required & not|no allow-tls|does not advertise starttls|" +
			"tls is required, but was not offered|starttls is not available|starttls & not support|" +
			"starttls & not accept|starttls_not_supported|starttls & not implemented", but: "temporar|mail transaction", is: mostly("tls.starttls-missing", "net.middlebox")},
	},
	coded: {
		{stage: "tls", code: "4", is: mostly("tls.starttls-refused")},
		{stage: "tls", code: "500 502 554", is: mostly("tls.starttls-missing", "tls.starttls-refused", "net.middlebox")},
		{stage: "tls", code: "503", but: "advertised|offered|available|supported", is: mostly("session.protocol-error", "tls.starttls-missing", "tls.starttls-refused")},
		{stage: "tls", code: "503", says: "advertised|offered|available|supported", is: mostly("tls.starttls-missing", "tls.starttls-refused")},
		{stage: "tls", code: "501 550 55", is: either("tls.starttls-refused", "tls.starttls-missing")},
	},
}

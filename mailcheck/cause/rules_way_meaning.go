package cause

// wayMeaning reads what programs say of the way to the server, where neither
// the kind of error nor a phrase is known: libraries word the same few things
// in hundreds of ways. Tried in order: the first has it. The last rule of a
// stage is what the stage itself tells.
var wayMeaning = ranked{meant: {
	// DNS.
	{stage: "resolve", when: "!code & !kind", says: "service|servname|label|idna|invalid host|invalid name|invalid domain|illegal|=port|bad address", but: "temporar|no mail service|smtp service", is: mostly("input.bad-host-or-port", "dns.nxdomain")},
	{stage: "resolve", when: "!code & !kind", says: "no smtp service|no mail service|does not accept", is: mostly("dns.no-mail-route")},
	{stage: "resolve", when: "!code & !kind", says: "no data|nodata|no address|no ip address|usable address|" +
		"suitable address|11004|no record|no mx|empty answer", is: mostly("dns.no-address", "dns.nxdomain")},
	{stage: "resolve", when: "!code & !kind", says: "not found|unknown|non-existent|nonexistent|not exist|" +
		"doesn't exist|11001|no such|failed to find|cannot find|can't find", is: mostly("dns.nxdomain", "dns.no-address")},

	{stage: "resolve", when: "!code & !kind", says: "address family", is: mostly("dns.no-address", "net.ipv6-broken")},

	// The connection.
	{stage: "connect", when: "!code & !kind", says: "ruleset|not allowed|forbidden|denied|blocked|prohibited|policy", is: mostly("net.egress-blocked", "net.refused")},
	{stage: "connect", when: "!code & !kind", says: "unreachable|is down|dead network|no route|ttl expired", is: mostly("net.unreachable", "net.ipv6-broken")},
	{stage: "connect", when: "!code & !kind", says: "address & not available|address & assign|address & incompatible|" +
		"address family|afnosupport|addrnotavail", is: mostly("net.ipv6-broken", "net.unreachable")},
	{stage: "connect", when: "!code & !kind", says: "closed|aborted|abort|hang up|reset|not connected|terminated|failed sending|disconnect|lost", is: mostly("net.dropped", "session.too-many-connections")},
	{stage: "connect", when: "!code & !kind", says: "bad port|socket bad port|invalid address|missing ']'|bad address|malformed", is: mostly("input.bad-host-or-port")},
	{stage: "connect", when: "!err & !code & !kind", is: either("net.refused", "net.timeout", "net.egress-blocked")},

	// STARTTLS.
	{stage: "tls", when: "!code & !kind", says: "starttls|stls|secure connection|tls support|ssl support|ssl level|" +
		"encrypted connection|extension missing|tls session is required", but: "handshake|denied|refused|attempted|error upgrading|unable to connect with|certificate", is: mostly("tls.starttls-missing", "tls.starttls-refused")},
	{stage: "tls", when: "!code & !kind", says: "starttls|stls", is: mostly("tls.starttls-refused", "tls.starttls-missing", "tls.handshake-failed")},

	// TLS: the certificate.
	{stage: "tls", when: "!code & !kind", says: "mitm", is: mostly("tls.intercepted", "tls.untrusted-ca")},
	{stage: "tls", when: "!code & !kind", says: "not yet|not activated|activation|activated|future", is: mostly("tls.not-yet-valid", "tls.expired")},
	{stage: "tls", when: "!code & !kind", says: "expir|not time valid|out of date", but: "crl|alert|your certificate", is: mostly("tls.expired", "tls.not-yet-valid")},
	{stage: "tls", when: "!code & !kind", says: "your certificate|client certificate|certificate required|" +
		"certificate is required|no certificate was found|private key|access was denied|local ssl certificate|" +
		"alert & certificate|alert & =ca|cannot verify your|peer cannot verify|x509 key file", is: mostly("tls.client-cert", "tls.handshake-failed", "tls.untrusted-ca")},
	{stage: "tls", when: "!code & !kind", says: "commonname|common name|altname|subjectalt|hostname|host name|" +
		"cert domain|bad cert domain|identity of|valid for name|name mismatch|name does not|name & not match|" +
		"no name matching|dns name|dnsname|address mismatch|invalid name", but: "constraint|issuer", is: mostly("tls.name-mismatch", "tls.intercepted")},
	{stage: "tls", when: "!code & !kind", says: "self signed|self-signed", is: mostly("tls.self-signed", "tls.untrusted-ca", "tls.intercepted")},
	{stage: "tls", when: "!code & !kind", says: "partial chain|get issuer certificate|trust anchor certificate|missing trust anchor", is: mostly("tls.missing-intermediate", "tls.untrusted-ca")},

	// TLS: the handshake.
	{stage: "tls", when: "!code & !kind", says: "record too long|maximum permissible length|packet length|" +
		"invalid length|invalid content type|invalidcontenttype|corrupt message|badly formatted|" +
		"decoding the received|invalid token|token supplied|unknown content type", is: mostly("tls.needs-starttls", "net.wrong-service", "tls.handshake-failed")},
	{stage: "tls", when: "!code & !kind", says: "protocol version|unsupported version|version & not supported|" +
		"version & disabled|version & not accepted|illegal version|ssl version|unsupported protocol|" +
		"protocol & not supported|lower tls version|does not support tls|supports ssl|only supports", is: mostly("tls.version", "tls.handshake-failed")},
	{stage: "tls", when: "!code & !kind", says: "certificate|=cert|=certs|=ca|crl|ocsp|revoked|revocation|key usage|" +
		"issuer|trust|signature algorithm|path length|chain|key identifier|stapl|certifying authority|pkix|" +
		"trust file|not authenticated|subtree|constraint|purpose|dane", but: "alert", is: mostly("tls.untrusted-ca", "tls.self-signed", "tls.missing-intermediate")},
	{stage: "tls", when: "!code & !kind", says: "closed|terminated|eof|end of file|pull function|push function|" +
		"shut down|shutdown|disconnected|reset|lost|syscall|connect error|read error|fatal protocol error|" +
		"handshake, ssl/tls connection failed|enable crypto|socket or tls|peer has", is: mostly("net.dropped", "tls.handshake-failed", "tls.version")},
	{stage: "tls", when: "!code & !kind", is: mostly("tls.handshake-failed", "tls.version")},

	// The greeting, as a client frames what it read.
	{stage: "greeting", when: "!err & !code & !kind & !refused", says: "ssh-|http/|* ok|+ok|220 & pop|weird|unexpected & response|imap4", is: mostly("net.wrong-service", "net.middlebox")},
	{stage: "greeting", when: "!err & !code & !kind & !refused", says: `\x15\x03|\x16\x03`, is: mostly("tls.needs-implicit", "net.wrong-service")},
	{stage: "greeting", when: "!err & !code & !kind & !refused", says: "eof|empty|=-1|initial|read error|closed|no response|lost|reset|did not get", is: mostly("net.dropped", "tls.needs-implicit", "session.too-many-connections")},

	// What a client says of signing in, without a reply.
	{stage: "auth", when: "!err & !code & !kind & !refused & !token", says: "missing credentials|needs a user|" +
		"needs a password|not provided|no password|no username|credentials are missing|no credentials|empty password|" +
		"password is required", is: mostly("auth.missing", "auth.bad-credentials")},
	{stage: "auth", when: "!err & !code & !kind & !refused", says: "support smtp auth|support auth|" +
		"authentication is not allowed|auth not offered|support authentication|not advertise auth|no auth extension|" +
		"login not available|auth not available|not offered", is: mostly("auth.not-offered", "auth.tls-first")},
	{stage: "auth", when: "!err & !code & !kind & !refused", says: "secure authentication|disables login|login is disabled|requires tls", is: mostly("auth.tls-first", "auth.mechanism")},
	{stage: "auth", when: "!err & !code & !kind & !refused", says: "mech|authenticator|authentication mechanism|" +
		"authentication method|auth type|strength mismatch|too weak|supported locally|no common", is: mostly("auth.mechanism", "auth.not-offered", "auth.tls-first")},
	{stage: "auth", when: "!err & !code & !kind & !refused", says: "unexpected & challenge|protocol loop|infinite loop|initial & challenge", is: mostly("session.protocol-error", "auth.mechanism", "auth.bad-credentials")},
	{stage: "auth", when: "!err & !code & !kind & !refused", says: "wrong host name", is: mostly("input.bad-host-or-port")},
	{stage: "auth", when: "!err & !code & !kind & !refused & !token", says: "failed|failure|fail|rejected|user & exist|" +
		"user & not found|unknown user|authfail|no authentication type succeeded|invalid server signature", is: mostly("auth.bad-credentials", "auth.app-password", "auth.mechanism")},
}}

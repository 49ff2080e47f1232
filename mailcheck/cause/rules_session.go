package cause

// sessionRules: refusals that are about the connection or the dialogue, at
// whatever stage they are heard.
var sessionRules = ranked{
	named: {
		{says: "ehlo/helo argument not allowed|empty helo/ehlo|access denied, bad helo|helo/ehlo hostname|" +
			"your helo/ehlo", is: only("session.helo-rejected")},
		{says: "no identity changes permitted|already authenticated|already identified|tls already active|" +
			"tls is already|when tls active|when tls is active|already in tls|already using tls|already running tls|" +
			"during a mail transaction|starttls takes no|already initiated|encryption mode is already|" +
			"invalid initial-response|invalid initial response|protocol deviation|protocol violation|" +
			"multiple destination domains|mail transaction in progress|already secured|already speaking|" +
			"already negotiated|already running in|already said", is: only("session.protocol-error")},
		{says: "protocol synchronization|synchronization error|improper command pipelining|" +
			"improper use of smtp command pipelining|talk too soon|talking too soon|talks too soon|pregreet|" +
			"before greeting|before smtp greeting|pre-greeting|waiting for the greeting", but: "closed before|reverse", is: mostly("session.protocol-error", "tls.needs-starttls")},
		{says: "too many auth failures|too many authentication failures", when: "!stage=auth & !refused", is: mostly("auth.rate-limited", "session.too-many-connections")},
		{says: "ratelimit|rate limit|rate-limit", stage: "greeting caps", is: mostly("session.too-many-connections", "env.quota", "env.blocklisted")},
		{says: "too many connected clients", is: mostly("session.too-many-connections")},
		{says: "consecutive noops|too many noops|too many values|http requests not", is: mostly("session.protocol-error", "net.wrong-service")},
		{says: "is temporarily disabled", stage: "data mail", code: "4", is: mostly("session.unavailable", "env.sender-suspended")},
		{says: "scan error|unable to scan|could not scan|error communicating|scanner unavailable|scanner failed", code: "4 5", is: mostly("session.unavailable")}, // what judges the mail is down
		{says: "dns error|dns timeout|resolver error|eservfail", code: "4", but: "spf|dkim", is: mostly("dns.resolver-failed", "env.sender-domain-bad", "session.unavailable")},
		{says: "dns error", code: "5", stage: "mail rcpt data", but: "spf|dkim|mx server", is: mostly("env.sender-domain-bad", "dns.resolver-failed")},
		{says: "unsupported option|unsupported parameter", code: "555", is: only("session.protocol-error")},
		{says: "smtp service not available", code: "5", is: mostly("env.blocklisted", "session.unavailable")},
	},
	words: {
		{says: "helo command rejected|ehlo command rejected|bad helo|bad ehlo|invalid helo|invalid ehlo|" +
			"helo & syntactically invalid|ehlo & syntactically invalid|helo name|ehlo requires|helo requires|" +
			"helo & fully-qualified|helo & fully qualified|helo & fqdn|ehlo & fqdn|ehlo & fully qualified|" +
			"helo & not resolve|ehlo & not resolve|ehlo & localhost|helo invalid|helohost error|" +
			"ehlo argument does not match|helo argument does not match|ehlo & rejected|helo & localhost|helo & mismatch|" +
			"forged helo|helo & rejected|ehlo & domain name", but: "by helo name|helo=|smtp.helo|spf|dmarc|dkim", is: mostly("session.helo-rejected")},
		{says: "too many & connection|too many & session|number of sessions|too many users|too many clients|" +
			"per connection|per session|too many concurrent|too many simultaneous|too many open|maximum & connections|" +
			"max connections|connection limit|connections limit|connection rate|connection count|concurrent connections|" +
			"number of connections|simultaneous connections|frequent connect|connection frequency", but: "concurrent connections limit exceeded|" +
			"too many login|logins|logon|authentication|auth attempt|too many errors", when: "!response-code=LIMIT", is: only("session.too-many-connections")},
		{says: "too many errors|too many unrecognized|too many invalid|too many & bad commands|too many commands|" +
			"too many protocol errors|too many junk|too many syntax|too many non-mail", but: "login|logon|auth|recipient", when: "!refused", is: mostly("session.too-many-connections", "session.protocol-error")},
		{says: "too many errors|too many unrecognized|too many invalid|too many & bad commands|too many commands|" +
			"too many protocol errors|too many junk|too many syntax", but: "login|logon|auth", when: "refused", is: mostly("session.protocol-error")},
		{says: "server configuration error|server configuration problem|queue file write error|" +
			"temporary lookup failure|too much load|load too high|load average|high load|insufficient system resources|" +
			"local error in processing|internal server error|internal error|system shutting down|server shutting down|" +
			"service shutting down|server is busy|server busy|too busy|overloaded|resources temporarily unavailable|" +
			"cannot open|unable to open database|service currently unavailable|mail server temporarily|mta failure|" +
			"negative greeting|temporary problem|temporary system problem|temporary server error|" +
			"temporary local problem|database & down|ldap & down|system is currently|out of memory|" +
			"remote server not responding|starting up|system configuration error|incorrectly configured|" +
			"is misconfigured|there is no mdb|going down|maintenance|shutting down|keyerror|valueerror|typeerror|" +
			"traceback", but: "auth", when: "!proto=oauth & !kind=tls.* & !response-code=SYS/TEMP", is: mostly("session.unavailable")},
		{says: "illegal in state|not valid in this state|invalid in this state|invalid response to the|" +
			"sent an invalid response|invalid userdata|invalid challenge|invalid auth data|malformed auth|" +
			"auth data & invalid|auth & decode|cannot decode|could not decode|not properly encoded|invalid base64|" +
			"base64 & invalid|bad address syntax|fully qualified email address", when: "!stage=tls", is: mostly("session.protocol-error")},
		// All recipients were refused before: what was said then tells why.
		{says: "no valid recipients|valid rcpt", code: "503 554", is: mostly("env.recipient-unknown", "env.relay-denied", "env.pop-before-smtp")},
		{says: "bounces & more than one recipient|bounce & more than one recipient|bounce & single envelope|" +
			"bounces are administratively|bounces are never", is: mostly("session.protocol-error", "data.content-rejected")},
		{says: "syntax: starttls|no parameters allowed", stage: "tls", is: mostly("session.protocol-error")},
		{says: "open resolver", is: mostly("session.unavailable", "env.blocklisted")},
	},
	enhanced: {
		{stage: "mail rcpt data", enh: "x.5.1 x.5.2 x.5.4 x.1.3 x.1.7", is: mostly("session.protocol-error")},
		{stage: "mail rcpt data", code: "5", enh: "x.3.5", is: mostly("session.unavailable", "env.recipient-unknown")},
		{stage: "mail rcpt data", enh: "x.3.3 x.5.5", is: mostly("session.protocol-error", "session.unavailable")},
		{stage: "greeting", enh: "x.3.2 x.3.5 x.3.1 x.3.0", is: mostly("session.unavailable")},
		{stage: "mail rcpt data", enh: "4.4.1 4.4.2 4.4.3 4.4.5 4.3.0 4.3.2 4.3.5", is: mostly("session.unavailable", "env.greylisted")},
	},
	hinted: {
		{says: "bad sequence|out of sequence|sequence of commands|send helo|send ehlo|helo first|ehlo first|" +
			"hello first|need helo|need ehlo|need mail|need rcpt|mail first|rcpt first|nested mail|sender already|" +
			"must precede|must have & mail|command not recognized|command not implemented|command unrecognized|" +
			"unrecognized command|unknown command|command unknown|command unimplemented|unimplemented command|" +
			"invalid command|bad command|unsupported option|unsupported parameter|not a valid parameter|bad parameter|" +
			"syntax: mail|syntax: rcpt|syntax: auth|syntax: data|syntax: bdat|syntax error|base64|" +
			"initial data not expected|initial response not|xoauth2 auth data|bdat count|bad sender address syntax|" +
			"bad recipient address syntax|malformed address|malformed sender|missing < or >|invalid argument|" +
			"not understood", but: "domain name|helo name|host name|hostname|valid rcpt", stage: "greeting caps auth mail rcpt data", is: mostly("session.protocol-error")},
		{kind: kindBroken, is: mostly("session.protocol-error", "net.middlebox")},
		{code: "4", says: "temporar|try again|try later|not available|unavailable|come back|retry|closing", stage: "greeting caps", is: mostly("session.unavailable", "session.too-many-connections")},
		{code: "5", says: "denied|not allowed|refused|rejected|blocked|not welcome|go away|policy|bad reputation", stage: "greeting", is: mostly("env.blocklisted")},
		{says: "service unavailable|service is unavailable|service not available", but: "blocked|client host|relay", code: "5", stage: "mail rcpt data", is: either("session.unavailable", "env.blocklisted")},
		{code: "421", says: "timeout|timed out|idle|closing|shutting|goodbye", stage: "mail rcpt data auth", is: mostly("session.unavailable")},
		{stage: "caps", code: "5", says: "invalid domain|domain name|invalid host|hostname|host name|argument|access denied|not accepted", is: mostly("session.helo-rejected")},
	},
	coded: {
		{stage: "greeting", code: "421 45 4", is: either("session.unavailable", "session.too-many-connections", "env.blocklisted")},
		{stage: "greeting", code: "5", is: either("env.blocklisted", "session.unavailable")},
		{stage: "caps", code: "4", is: either("session.unavailable", "session.too-many-connections")},
		{stage: "caps", code: "501 504 55", is: mostly("session.helo-rejected", "env.blocklisted")},
		{stage: "caps", code: "500 502 503", is: mostly("session.protocol-error")},
		{stage: "mail rcpt data", code: "500 501 502 503 555", is: mostly("session.protocol-error")},
		{stage: "greeting caps mail rcpt", code: "3", is: mostly("session.protocol-error", "net.middlebox")},
		{stage: "mail data", code: "421 451", is: either("session.unavailable", "env.blocklisted")},
		{stage: "mail rcpt data", code: "504", is: mostly("session.protocol-error")},
	},
	staged: {
		// A 4yz without a reason that is known: the server could not, or would not yet.
		{stage: "mail rcpt data", code: "4", is: either("session.unavailable", "env.greylisted", "env.quota")},
		{stage: "data", code: "5", is: either("data.content-rejected", "env.blocklisted", "data.domain-auth")},
	},
}

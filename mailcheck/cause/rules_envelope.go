package cause

// envelopeRules: who sends and who receives. Postfix and others hold a refusal
// of the sender back until RCPT TO, and some until DATA, so the words decide
// and the stage only where there are none.
var envelopeRules = ranked{
	named: {
		{says: "bad outbound sender|traffic not accepted from this ip|tenant has exceeded threshold|" +
			"from unregistered domains|mail sending denied|sending paused|account & paused", is: only("env.sender-suspended")},
		{says: "sendasdenied|permissions to send as this sender|not permitted to send as|" +
			"must be same as authorization user|must be the same as authorization user|must be same as auth|" +
			"must equal authorized user|is not allowed to relay emails", is: only("env.sender-not-owned")},
		{says: "relaying disallowed", code: "553", stage: "mail data", is: mostly("env.sender-not-owned", "env.relay-denied")},
		{says: "request failed; mailbox unavailable", is: mostly("env.sender-not-owned", "env.recipient-unknown", "env.sender-suspended")},
		{enh: "5.1.90 5.2.121 5.2.122", is: mostly("env.quota")},
		{enh: "5.7.501 5.7.502 5.7.503", is: mostly("env.sender-suspended", "env.blocklisted")},
		{enh: "5.7.504", is: mostly("env.recipient-unknown")},
		{says: "sender address rejected: need fully-qualified", is: mostly("session.protocol-error", "env.sender-domain-bad")},
		{says: "no mx for your|no valid mx|recursive cname", stage: "mail rcpt", is: mostly("env.sender-domain-bad")},
		{says: "could not resolve|cannot resolve", but: "your|ip address|reverse|host name|hostname|helo|recipient", stage: "mail", is: mostly("env.sender-domain-bad", "dns.resolver-failed")},
		{says: "not allowed from your host", stage: "mail rcpt", is: mostly("env.sender-not-owned", "auth.missing", "data.domain-auth")},
		{says: "mailing list expansion", is: mostly("env.recipient-unknown", "session.unavailable")},
		{code: "432", says: "recipient thread limit", is: mostly("env.quota", "auth.rate-limited")},
		{says: "missing final '@|user name is missing|local address contains|domain contains|domain starts with", is: mostly("session.protocol-error", "env.recipient-unknown", "data.headers-invalid")}, // SES
		{says: "invalid mail from address", stage: "mail", is: mostly("session.protocol-error", "env.sender-not-owned", "env.sender-domain-bad")},
		{says: "mail send limit", is: mostly("env.quota")},
		{says: "sandbox subdomain|sandbox & authorized recipients", is: mostly("env.sender-unverified")}, // Mailgun
		{says: "find the recipient domain", is: mostly("env.recipient-unknown", "dns.nxdomain", "dns.no-mail-route")},
		{says: "validate your sender|authenticate your domain", is: mostly("env.sender-unverified", "env.sender-not-owned")},
		{says: "free accounts are for test", is: only("env.sender-unverified")},
		{says: "email address is not verified|address is not verified", is: only("env.sender-unverified")},
		{when: "page=NoSuchUser|DisabledUser|InactiveUser", is: only("env.recipient-unknown")},
		{enh: "5.4.1", says: "recipient address rejected: access denied", is: mostly("env.recipient-unknown", "env.relay-denied")},
		{says: "recipientnotfound", is: only("env.recipient-unknown")},
		{says: "sender address rejected & not logged in", is: only("auth.missing")},
		{says: "not a valid rfc", stage: "mail rcpt", is: mostly("session.protocol-error", "env.recipient-unknown")},
		{when: "page=ReceivingRatePerm|ReceivingRate", is: only("env.quota")},
		{says: "badmailfrom|sender blacklist", but: "poor reputation", is: mostly("env.sender-suspended", "env.blocklisted")},
		{says: "nullmx|null mx", but: "verif|callback", is: only("dns.no-mail-route")}, // RFC 7505
		{says: "does not accept mail|does not accept email|domain accepts no mail|no mail accepted|" +
			"not return any valid mx", but: "nullmx|null mx|verif|callback|open relay|from domains|over ipv6|mail from|email from", is: mostly("dns.no-mail-route", "env.recipient-unknown", "env.blocklisted")},
	},
	words: {
		{says: "not owned|not authorized to send as|not allowed to send as|send as this|not allowed to send from|" +
			"not permitted to send from|not authorized to send from|not allowed to use this & address|" +
			"not allowed to use the & address|not authorized to use|not allowed to use this sender|" +
			"sender & does not match|sender & not match|sender & doesn't match|from & does not match|" +
			"from & doesn't match|sender mismatch|same as the authenticated|same as authenticated|does not belong to|" +
			"doesn't belong to|unauthorized sender|unauthorized sender|sender is not allowed|sender not allowed|" +
			"sender address not allowed|sender address is not allowed|sender address & not permitted|" +
			"sender not permitted|not your address|address is not yours|envelope sender & not|" +
			"not authorized & this sender|not allowed to send mail as|not allowed to send email as|invalid sender for|" +
			"incorrect sender|sender header|sender not authorized|sender is not authorized|from address is not|" +
			"from address not|from & must match|must match the authenticated|must match your|must use your own|spoof|" +
			"not valid for your login|not valid for this login|incorrect authentication for|conform with authentic|" +
			"non-local sender|use of sender address|authorized to send from|from address & not authorized", but: "verified|identity|relay", is: mostly("env.sender-not-owned")},
		{says: "verified sender|sender & not verified|sender & unverified|sender & not been verified|" +
			"from & not verified|domain & not verified|domain is not verified|domain & unverified|unverified domain|" +
			"sender signature|sender identity|sender is not valid|not a verified|must be verified|verify your domain|" +
			"verify your sender|activate your & account|activation email|account & not activated|" +
			"testing domain & only send|only send testing|unconfigured sending domain|sending domain & not configured|" +
			"unconfigured domain|verification record|missing txt|not completed verification|trial account|demo domain|" +
			"can only send & administrator", is: mostly("env.sender-unverified")},
		{says: "sender address rejected: domain not found|sender domain & not found|sender domain & not exist|" +
			"sender domain & not resolve|domain of sender & not|sender domain must|sender domain & invalid|" +
			"sender domain & unresolvable|sender domain & does not|unresolvable sender|unroutable sender|" +
			"unrouteable sender|sender verify failed|sender verification failed|cannot resolve & sender|" +
			"sender & domain & does not exist|sender & domain & unknown|domain must resolve|invalid sender domain|" +
			"unknown sender domain|sender & no mx|mail from & domain & not|unresolvable & from|unresolvable & domain|" +
			"from: domain is invalid|from domain & invalid|from domain & not exist|domain may not exist|" +
			"dns check failed|verify mailfrom failed|mailfrom & failed|invalid return path|invalid return-path|" +
			"return path & not|return-path & not|return path domain", but: "recipient|rcpt|not owned", is: mostly("env.sender-domain-bad")},
		{says: "account & suspended|sender & suspended|sender & disabled|sender is blocked|sender blocked|" +
			"sender address blocked|sending & disabled|sending & suspended|sending & blocked|outgoing & suspended|" +
			"outgoing & disabled|outbound & disabled|outbound & blocked|account & disabled|account & locked|" +
			"account has been blocked|user & suspended|account is under review|account & not approved|" +
			"account & deactivated|blocked from sending|suspended due|unusual sending|unusual activity|abnormal sending|" +
			"outgoing blocked|outgoing & blocked", but: "your message to|message to <>|recipient|reputation|reputation service|blocklist", stage: "mail data", is: mostly("env.sender-suspended")},
		{says: "user unknown|unknown user|no such user|no such recipient|no such mailbox|no such person|" +
			"no such address|no such account|no such local|no user & here|recipient & not found|recipient & unknown|" +
			"unknown recipient|recipient & does not exist|recipient & not exist|recipient & doesn't exist|" +
			"recipient address rejected: undeliverable|recipient & invalid|invalid recipient|recipient not accept|" +
			"recipient & inactive|recipient & disabled|mailbox not found|mailbox & not exist|mailbox & doesn't exist|" +
			"mailbox unknown|unknown mailbox|invalid mailbox|mailbox is inactive|mailbox unavailable|" +
			"mailbox not available|address unknown|unknown address|address & does not exist|address & not exist|" +
			"address does not exist|inactive email address|unrouteable address|unroutable address|no mailbox here|" +
			"mailbox by that name|account & does not exist|account is not available|account that you tried to reach|" +
			"user & not found|user & does not exist|user doesn't exist|user & doesn't have|undeliverable address|" +
			"addressee unknown|not a known user|not a valid mailbox|not a local|not our customer|not known at this|" +
			"bad destination mailbox|recipient verify failed|no longer available|no longer valid|" +
			"not listed in & directory|mailbox & disabled|mailbox & inactive|account & disabled or|" +
			"this account & disabled|this account & suspended|recipient account|compte du destinataire|" +
			"domain not active|domain is not active|domain not hosted|address reserved|host unknown|受信者|宛先 & 存在|" +
			"宛先 & 見つかりません|收件人 & 不存在|empfänger & unbekannt|empfaenger & unbekannt|destinatario & no existe|" +
			"destinatario & desconocido|utilisateur inconnu|пользователь не найден|usuario desconocido|" +
			"utente sconosciuto|no mail box|not accepting any|extended inactivity|not currently being accepted|" +
			"is currently suspended|recipient suspend|account by that name|account unavailable|no one at this|no existe|" +
			"nessun utente|inattiv|badrecipientto|missing home directory|temporary locked|mailbox is not allowed|" +
			"receiving disabled|recipient domain must|recipient refuses|bad_recipient", but: "request failed|quota|overquota|storage|full|verified|sending suspended", stage: "rcpt data", is: mostly("env.recipient-unknown")},
		{says: "greylist|graylist|grey list|gray list|greylisted|grey-list|postgrey|sqlgrey|milter-greylist", but: "greylist & failure|greylist & timeout|greylisting & failed", is: only("env.greylisted")},
		{says: "daily & limit|daily & quota|hourly & limit|hourly & quota|per hour|per day|monthly & limit|" +
			"sending limit|sending quota|send limit|send quota|message quota|submissionquotaexceeded|too much mail|" +
			"message limit|messages limit|too many messages|too many emails|too many mails|too many recipients|" +
			"recipient limit & exceeded|recipients & limit & day|relay limit|rate limit & message|outgoing limit|" +
			"outbound limit|exceeded & messages|exceeded & emails|credits exceeded|out of credits|insufficient credit|" +
			"limit & 24 hour|24h|number of messages|mails per|emails per|messages per|allowance|plan limit|" +
			"account limit|receiving mail at a rate|receiving mail too|excessive volume|excessive rate|email limit|" +
			"mail limit|limit is reached|upgrade your plan|queue quota|count quota|requests per|per minute|" +
			"per 5 minutes|submission rate|send rate", but: "session|maximum credits|mailbox|inbox|mail data|too many connections", stage: "mail rcpt data auth", is: mostly("env.quota")},
		{says: "rate limit|rate-limit|ratelimit|sending rate|throttl|too fast|slow down", but: "per hour|per day|messages|hourly|daily|" +
			"too many emails|too many mails|frequency|unsolicited|throttling failure", stage: "mail rcpt data", is: mostly("env.quota", "session.too-many-connections")},
	},
	enhanced: {
		{stage: "rcpt data", enh: "x.1.1 x.1.6 x.2.1", is: mostly("env.recipient-unknown")},
		{stage: "rcpt data", enh: "x.1.4", is: mostly("env.recipient-unknown")},
		{stage: "rcpt data", enh: "x.4.4", code: "5", is: mostly("dns.no-mail-route", "env.recipient-unknown", "session.unavailable")},
		{stage: "rcpt data", enh: "x.1.10", is: either("env.recipient-unknown", "dns.no-mail-route")},
		{stage: "rcpt data", enh: "x.1.2", is: mostly("dns.no-mail-route", "env.recipient-unknown")},
		{stage: "mail rcpt data", enh: "x.1.8", is: mostly("env.sender-domain-bad")},
		{stage: "mail rcpt data", enh: "x.7.27", is: mostly("dns.no-mail-route", "env.sender-domain-bad")},
		{stage: "mail rcpt data", enh: "x.7.60", is: mostly("env.sender-not-owned")},
		{stage: "rcpt data", enh: "x.5.3", is: mostly("env.quota")},
	},
	hinted: {
		{says: "sender address rejected|sender rejected|sender denied|from address|mail from & rejected|envelope-from|" +
			"envelope from", but: "policy", stage: "mail rcpt data", code: "5", is: either("env.sender-not-owned", "env.sender-domain-bad", "env.blocklisted")},
		{says: "does not exist|not exist|not found|cannot be found|unresolvable|cannot resolve|nxdomain|dns", stage: "mail", code: "45 55", is: mostly("env.sender-domain-bad", "env.sender-not-owned")},
		{says: "illegal character|invalid character|malformed address", stage: "mail rcpt data", code: "5", is: mostly("session.protocol-error", "data.encoding")},
		{says: "address rejected", but: "recipient|sender|relay|access denied|greylist", stage: "rcpt", code: "5", is: mostly("env.recipient-unknown", "env.relay-denied")},
		{says: "recipient address rejected|recipient rejected|recipient denied", stage: "rcpt", code: "5", is: either("env.recipient-unknown", "env.relay-denied")},
		{says: "try again|try later|temporar|deferred|come back|retry", stage: "rcpt", code: "450 451", is: either("env.greylisted", "session.unavailable")},
	},
	coded: {
		{stage: "rcpt", code: "450 451", is: either("env.greylisted", "session.unavailable", "env.no-ptr")},
		{stage: "rcpt data", code: "541 542", is: either("env.recipient-unknown", "data.content-rejected", "env.blocklisted")},
		{stage: "mail rcpt data", code: "556", is: mostly("dns.no-mail-route")}, // RFC 7504 section 4
		{stage: "rcpt", code: "421", is: either("session.unavailable", "env.blocklisted")},
		{stage: "mail", code: "450", is: either("session.unavailable", "env.sender-domain-bad", "env.greylisted")},
		{stage: "mail", code: "550 553 554 57", enh: "", is: either("env.sender-not-owned", "env.blocklisted", "auth.missing")},
	},
}

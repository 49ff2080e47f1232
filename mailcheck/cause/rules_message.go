package cause

// messageRules: what is held against the message itself, or against the
// sender's domain once the header is seen.
var messageRules = ranked{
	named: {
		{when: "page=OverQuotaPerm|OverQuotaTemp", is: only("data.storage")},
		{when: "page=UnauthenticatedEmail|RequireAuth", is: only("data.domain-auth")},
		{when: "page=MaxSizeError|MessageSizeError", is: only("data.too-large")},
		{when: "page=BlockedMessage", is: only("data.content-rejected")},
		{when: "page=RfcMessageNonCompliant", is: only("data.headers-invalid")},
		{when: "page=UnsolicitedMessageError", is: mostly("data.content-rejected", "env.blocklisted")},
		{enh: "x.7.20 x.7.21 x.7.22 x.7.23 x.7.24 x.7.26 x.7.29", says: "authenticat|spf|dkim|dmarc", but: "duplicate header|reverse dns|ptr", is: mostly("data.domain-auth")},
		{enh: "5.7.9 4.7.9", says: "for policy reasons", stage: "data mail rcpt", is: mostly("data.domain-auth", "data.content-rejected", "env.blocklisted")},
		{says: "presents a potential & security", is: only("data.content-rejected")},
		{says: "banned: |banned file|banned attachment|banned extension|banned content", stage: "data", is: mostly("data.content-rejected")},
		{says: "bare linefeed|bare line feed|bare line-feed|bare lf|barelf", but: "smtplf", is: mostly("data.encoding")},
		{says: "return-path header|sender header field|header and body section|unable to parse message|address in from|" +
			"send some data first", stage: "data", is: mostly("data.headers-invalid", "session.protocol-error")},
		{says: "in the \"from\" header", stage: "data", is: mostly("data.headers-invalid")},
		{says: "hits= & required=|mime type & not accept", stage: "data", is: mostly("data.content-rejected")},
		{says: "duplicate header", stage: "data", is: mostly("data.headers-invalid")},
		{says: "mime parts|password-protected|zip files|no spam", stage: "data", is: mostly("data.content-rejected")},
		{says: "smtplf", is: only("data.encoding")},
		{says: "message header not crlf terminated", is: only("data.encoding")},
	},
	words: {
		{says: "too large|too big|message is too long|message too long|bytes long|too much mail data|size exceeds|" +
			"exceeds & size|size limit|exceeded & size|maximum message size|max message size|message size exceed|" +
			"larger than|databytes|message length exceeds|fixed maximum|exceeds the maximum & size|" +
			"exceeds maximum & size|exceeds the maximum & message|attachment is too long|attachment too|size & too|" +
			"message exceeded", is: mostly("data.too-large")},
		{says: "mailbox full|mailbox is full|mailbox & is full|inbox is full|over quota|overquota|over its quota|" +
			"over & quota & mailbox|quota exceeded|exceeded & storage|out of storage|storage quota|storage limit|" +
			"insufficient storage|insufficient system storage|insufficient disk|disk full|disk is full|disk quota|" +
			"no space left|not enough space|not enough disk|space shortage|out of disk|mailbox quota|mailbox size|" +
			"mailbox has exceeded|user is over|recipient storage|exceeded & mailbox|not have enough space", but: "daily|sending|message quota|hourly|queue quota|count quota", is: mostly("data.storage")},
		{says: "dmarc|dkim|sender policy framework|spf |spf:|spf-|(spf)|spf=|required authentication level|" +
			"unauthenticated email|unauthenticated mail & spf|sender is unauthenticated|authentication checks|" +
			"not pass authentication|sender authentication & domain|openspf|sender id & fail|domainkeys|" +
			"fails authentication|failed authentication checks|ip for sending mail of domain|not designated|" +
			"not a permitted sender|spf.pobox", stage: "mail rcpt data", is: mostly("data.domain-auth")},
		{says: "spam message|as spam|is spam|looks like spam|considered spam|identified as spam|classified as spam|" +
			"spam content|spam detected|=spam & score|=spam & rejected|suspected spam|spam filter|" +
			"high probability of spam|unsolicited & content|virus|malware|phish|infected|content rejected|" +
			"content filter|content & not allowed|content & policy|rejected for content|due to content|" +
			"because of its content|email policy violation|message policy|attachment|prohibited content|banned content|" +
			"blocked by & filter|offensive|message content|contains a url|contains url|domain in the body|junk mail|" +
			"uribl|surbl|mailpolicy|mail policy violation", stage: "data rcpt mail", is: mostly("data.content-rejected")},
		{says: "malformed mime|mime field|multiple & header|duplicate & header|missing & header|invalid & header|" +
			"header & missing|header & invalid|header & malformed|malformed header|header syntax|bad header|" +
			"illegal header|header error|headers are|no from|missing from|from: header|valid from header|valid from: |" +
			"date header|missing date|message-id & missing|message-id & invalid|missing message-id|rfc 5322|rfc5322|" +
			"rfc 2822|rfc2822|rfc 822|not compliant|non-compliant|messages missing|without a from|from/sender|" +
			"from header|subject & mandatory|subject is required|subject & missing|missing subject|no subject|" +
			"sender name|display name|header & syntax check|headers & syntax check|headers fail|message is malformed|" +
			"malformed message", but: "dmarc|dkim|spf|sender header", stage: "data", is: mostly("data.headers-invalid")},
		{says: "bare lf|bare cr|bare newline|bare linefeed|bare line feed|<lf>|<cr>|smtputf8|8bit|8-bit|eight-bit|" +
			"eight bit|non-ascii|non ascii|line too long|lines too long|line length|line is too long|line exceeds|" +
			"lines exceed|nul byte|lines & longer|nul character|null character|control character|unencoded|" +
			"invalid character|utf-8|utf8|internationalized|internationalised|line terminat|crlf|smuggling|line ending", stage: "mail rcpt data", is: mostly("data.encoding")},
	},
	enhanced: {
		{stage: "mail rcpt data", enh: "x.3.4 x.2.3", is: mostly("data.too-large")},
		{stage: "mail rcpt data", enh: "x.2.2 x.3.1", is: mostly("data.storage")},
		{stage: "mail rcpt data", enh: "x.7.20 x.7.21 x.7.22 x.7.23 x.7.24 x.7.26 x.7.29", is: mostly("data.domain-auth")},
		{stage: "data", enh: "x.6.1 x.6.3 x.6.7 x.6.8 x.6.9", is: mostly("data.encoding")},
		{stage: "data", enh: "5.7.512 5.1.20", is: mostly("data.headers-invalid")},
	},
	hinted: {
		{says: "=spam|unsolicited|junk", code: "5 4", stage: "data", is: mostly("data.content-rejected", "env.blocklisted")},
		{says: "reject|refus|denied|not accepted|policy|blocked|administrat", but: "=spam|unsolicited|junk", code: "5", stage: "data", is: either("data.content-rejected", "env.sender-not-owned", "data.domain-auth", "env.blocklisted")},
		{says: "storage|disk|space", code: "4", stage: "mail rcpt data", is: mostly("data.storage")},
	},
	coded: {
		{stage: "mail data", code: "552", is: mostly("data.too-large", "data.storage", "data.content-rejected")},
		{stage: "rcpt", code: "552 452", is: mostly("data.storage", "env.quota")},
		{stage: "mail data", code: "452", is: mostly("data.storage", "env.quota")},
		{stage: "data", code: "550 553 554 57", is: either("data.content-rejected", "env.sender-not-owned", "data.domain-auth", "env.blocklisted")},
		{stage: "data", code: "450 454", is: either("session.unavailable", "env.greylisted", "env.quota")},
	},
}

package cause

// authRules: signing in. A 4yz reply never judges the password (RFC 4954
// section 6, 454; RFC 5321 section 4.2.1), which Diagnose sees to for all rules.
var authRules = ranked{
	observed: {
		{stage: "caps auth", when: "auth-offered=false & auth-offered-after-tls=true & !code & !err & !injected", is: only("auth.tls-first")},
		{stage: "caps auth", when: "auth-offered=false & !auth-offered-after-tls=true & tls & !code & !err", is: only("auth.not-offered")},
		{stage: "caps auth", when: "auth-offered=false & auth-offered-after-tls=false & !tls & !code & !err", is: only("auth.not-offered")},
		{stage: "caps auth", when: "auth-offered=false & !auth-offered-after-tls & !tls & !code & !err & starttls-offered=true", is: mostly("auth.tls-first", "auth.not-offered")},
		{stage: "caps auth", when: "auth-offered=false & !auth-offered-after-tls & !tls & !code & !err & !starttls-offered=true & !masked", is: mostly("auth.not-offered", "auth.tls-first", "net.middlebox")},
		{stage: "caps auth", when: "auth-offered=false & !auth-offered-after-tls & !tls & !code & !err & !starttls-offered=true & masked", is: mostly("net.middlebox", "auth.not-offered", "auth.tls-first")},
		{stage: "auth", when: "sasl.fault & token.expired=true", code: "5", is: mostly("oauth.refresh-dead", "auth.token-rejected")},
		{stage: "auth", when: "sasl.fault & !token.expired=true", code: "5", is: mostly("auth.token-rejected", "oauth.scope-invalid", "auth.mailbox-permission")},
		{stage: "auth", when: "refused & sasl.fault & token.expired=true", is: mostly("oauth.refresh-dead", "auth.token-rejected")},
		{stage: "auth", when: "refused & sasl.fault & !token.expired=true", is: mostly("auth.token-rejected", "oauth.scope-invalid", "auth.mailbox-permission")},
		{stage: "auth", when: "server-unproved", is: only("auth.server-unproved")},
		{stage: "caps auth", when: "not-offered & !auth-offered=false & !code & !err", is: only("auth.mechanism")},
	},
	named: authNamed,
	words: authWords,
	enhanced: {
		{stage: "auth", enh: "5.7.9", code: "5", is: either("auth.mechanism", "auth.app-password")},
		{stage: "auth mail", enh: "x.7.10 x.7.11", when: "!tls", is: mostly("auth.tls-first")},
		{stage: "auth", enh: "x.7.13", is: mostly("auth.account-blocked")},
		{stage: "auth", enh: "5.5.4 5.5.6 5.5.2", code: "501 502 535 500", is: mostly("session.protocol-error", "auth.mechanism")},
	},
	hinted: {
		{stage: "auth", code: "4", is: mostly("auth.temporary", "auth.rate-limited")},
		{code: "5", says: "authentication failed|authentication failure|auth failed|credential|incorrect|username|" +
			"user name|password|authentication unsuccessful|authentication error|authentication rejected|" +
			"authentication denied|not authorized|login fail|auth error|authentication has failed|access denied|" +
			"bad user|invalid login|invalid user|login incorrect|user unknown|unknown user|no such user|unauthorized", stage: "auth", when: "!token & !not-offered & !code=502|503|504", is: mostly("auth.bad-credentials", "auth.app-password")},
		{says: "denied authentication|auth failed|failed to authenticate|unable to authenticate|" +
			"not accept & credentials|response to the auth command|response to the pass command|authentication fail|" +
			"login fail|logon fail|invalid credentials|credentials invalid|credentials are invalid|incorrect username|" +
			"incorrect password|password incorrect|password is incorrect|password or username|username or password|" +
			"user name or password", stage: "auth", when: "!code & !err & !refused & !token & !not-offered", is: mostly("auth.bad-credentials", "auth.app-password", "auth.protocol-disabled")},
		{says: "bad protocol / cancel|bad protocol", stage: "auth", when: "!code", is: either("auth.mechanism", "session.protocol-error", "auth.token-rejected")},
		{code: "5", stage: "auth", when: "token", is: mostly("auth.token-rejected", "auth.mailbox-permission")},
		{code: "535", stage: "auth", when: "not-offered & !token", is: either("auth.mechanism", "auth.bad-credentials")},
	},
	coded: {
		{stage: "auth", code: "535", when: "!token", is: mostly("auth.bad-credentials", "auth.app-password")},
		{stage: "auth", code: "534", is: either("auth.app-password", "auth.mechanism", "auth.browser-login")},
		{code: "538", is: only("auth.tls-first")},
		{code: "523", is: only("auth.tls-first")},
		{stage: "auth", code: "525", is: mostly("auth.account-blocked")},
		{stage: "auth", code: "504", is: only("auth.mechanism")},
		{stage: "auth", code: "500 502", is: mostly("auth.not-offered", "auth.mechanism")},
		{stage: "auth", code: "503", is: mostly("auth.not-offered", "session.protocol-error")},
		{stage: "auth", code: "501", is: mostly("session.protocol-error", "auth.mechanism")},
		{stage: "auth", code: "530", is: mostly("auth.tls-first")},
		{stage: "mail rcpt data", code: "530", is: mostly("auth.missing")},
		{stage: "auth", code: "550 553 554 52 57", is: either("auth.bad-credentials", "auth.account-blocked", "auth.policy-blocked")},
	},
	staged: {
		{stage: "auth", says: "authentication failed|authentication failure|authenticationfailed|invalid credentials|" +
			"bad credentials|invalid login|incorrect password|bad password|invalid password|login failed|" +
			"invalid user name or password|unknown user name or bad password|authentication error|" +
			"could not authenticate|login denied", when: "!code", is: mostly("auth.bad-credentials", "auth.app-password")},
	},
}

// authNamed are the wordings of single providers.
var authNamed = []rule{
	// Gmail: the word in the link is the second key.
	{when: "page=BadCredentials & token", is: mostly("auth.token-rejected", "auth.mailbox-permission")},
	{when: "page=BadCredentials & !token", code: "5", is: mostly("auth.bad-credentials", "auth.app-password", "auth.protocol-disabled", "auth.token-rejected")},
	{when: "page=InvalidSecondFactor", is: only("auth.app-password")},
	{when: "page=WebLoginRequired", is: only("auth.browser-login")},
	{says: "turn on smtp auth|send auth command first|auth command first|relay through this server without authentication", is: only("auth.missing")},
	{when: "page=WantAuthError", is: only("auth.missing")},
	{says: "too many login attempts", by: Gmail, is: mostly("auth.rate-limited")},

	// Microsoft 365 gives six reasons under 5.7.139, and none under 5.7.3.
	{says: "smtpclientauthentication is disabled for the tenant", is: only("auth.smtp-auth-disabled-tenant")},
	{says: "smtpclientauthentication is disabled for the mailbox", is: only("auth.smtp-auth-disabled-mailbox")},
	{says: "basic authentication is disabled|basic authentication is not supported", is: only("auth.basic-auth-disabled")},
	{stage: "auth", says: "security defaults", is: only("auth.policy-blocked")},
	{stage: "auth", says: "conditional access|did not meet the criteria|does not meet the criteria", is: only("auth.policy-blocked")},
	{says: "user credentials were incorrect", is: mostly("auth.bad-credentials", "auth.basic-auth-disabled")},
	{enh: "5.7.139", but: "smtpclientauthentication|basic authentication|security defaults|criteria|credentials were|" +
		"conditional access|account locked|locked|disabled", is: either("auth.policy-blocked", "auth.smtp-auth-disabled-tenant", "auth.bad-credentials")},
	{enh: "5.7.3", says: "authentication unsuccessful", when: "!token", is: either("auth.bad-credentials", "auth.smtp-auth-disabled-mailbox", "auth.policy-blocked")},
	{enh: "5.7.3", says: "authentication unsuccessful", when: "token", is: either("auth.token-rejected", "auth.smtp-auth-disabled-mailbox", "auth.mailbox-permission")},
	{enh: "5.7.57", but: "starttls", is: mostly("auth.missing", "auth.smtp-auth-disabled-tenant", "auth.policy-blocked")},
	{code: "432", but: "recipient thread", says: "concurrent connections limit|thread limit|concurrent", is: only("auth.rate-limited")},
	{says: "xoauth2 auth data", is: mostly("session.protocol-error", "auth.token-rejected")},

	// Yahoo says "too many" on the first attempt too: a password of the web is meant.
	{says: "#auth005", is: either("auth.app-password", "auth.rate-limited")},

	// Asian and other providers with an authorization code in place of the password.
	{says: "account is abnormal & service is not open", is: mostly("auth.protocol-disabled", "auth.app-password", "auth.rate-limited", "auth.account-blocked")},
	{says: "no=1001256|请使用授权码", by: QQ, is: mostly("auth.app-password", "auth.protocol-disabled")},
	{says: "user has no permission", is: mostly("auth.protocol-disabled", "auth.app-password")},
	{says: "authentication failed", by: NetEase, code: "535", is: either("auth.app-password", "auth.bad-credentials")},
	{says: "authentication failed|please use app|using app-specific", by: ICloud, code: "535", is: either("auth.app-password", "auth.bad-credentials")},

	// Senders by API key.
	{says: "maximum credits exceeded", is: only("env.quota")},
	{says: "authorization grant is invalid", is: mostly("auth.bad-credentials")},
	{when: "stage=auth", says: "ip address is not allowed|ip is not allowed|ip & not allowed", but: "unauthorized ip", is: mostly("auth.policy-blocked", "env.blocklisted")},
	{says: "client aborted authent", is: mostly("auth.token-rejected", "auth.bad-credentials")},
	{says: "throttling failure", but: "daily", by: SES, is: mostly("auth.rate-limited", "env.quota")},
	{says: "anonymous user", code: "5", is: mostly("auth.policy-blocked", "auth.missing", "auth.bad-credentials")},                                                                    // Dovecot's submission service
	{stage: "auth", says: "connection failed|econnrefused|etimedout|enotfound|connection refused|connect & refused", code: "5", is: mostly("auth.temporary", "auth.bad-credentials")}, // of the server to what judges the password
	{stage: "auth", says: "authentication string|missing username|during mail transaction|within transaction", but: "no auth during", is: mostly("session.protocol-error")},
	{says: "protocol loop|initial plain challenge", when: "!code", is: mostly("session.protocol-error", "auth.mechanism")}, // Postfix as a client
	{says: "no secret in database|auth failure on|authorization failure on|authfail|mechanism infinite loop", when: "!code", is: mostly("auth.bad-credentials", "auth.mechanism")},
	{says: "auth not attempted|doesn't allow & authentication", when: "!code", is: mostly("auth.mechanism", "auth.not-offered")},
	{says: "login is disabled in current state", is: mostly("auth.tls-first", "auth.not-offered")},
	{stage: "auth", says: "accept eula|accept the terms|accept our terms|accept & agreement|accept & terms", is: mostly("auth.browser-login", "auth.account-blocked")},
	{stage: "auth", says: "\"status\":", when: "!code", is: mostly("auth.token-rejected", "oauth.scope-invalid")},                                       // the JSON of RFC 7628 section 3.2.2
	{says: "ssf not good enough|disallowed plaintext", is: mostly("auth.tls-first", "auth.mechanism")},                                                  // Cyrus SASL, Dovecot
	{says: "authentication failed. invalid scope|invalidauthscope", but: "service disabled", is: mostly("auth.app-password", "auth.protocol-disabled")}, // WildDuck
	{stage: "auth", code: "4", says: "internal error", is: mostly("auth.temporary", "session.unavailable")},
	{says: "unsafe login", is: either("auth.policy-blocked", "session.protocol-error")},
	{code: "525 535", says: "unauthorized ip", is: mostly("auth.policy-blocked")},
	{stage: "auth", says: "account & not yet activated|account & not activated|activate your account", is: mostly("auth.account-blocked", "env.sender-unverified", "auth.protocol-disabled")},
}

// authWords mean the same at every server.
var authWords = []rule{
	{says: "application-specific password|app-specific password|app specific password|application password|" +
		"application passwords|app password|authorization code|authorization code|authcode|parol prilozheniya|" +
		"device password|third-party password|client-specific password|password for external|external application|" +
		"use app passwords|mail-specific password|アプリパスワード|专用密码|授权码", stage: "auth", is: only("auth.app-password")},
	{says: "web browser|via the web|need to use web|not a robot|log in via the web|webmail & login|web login|" +
		"sign in & browser|suspicious & sign|unusual & sign|unusual & login|captcha", stage: "auth", is: mostly("auth.browser-login")},
	{says: "must issue a starttls|issue starttls|starttls first|starttls command first|starttls is required|" +
		"starttls required|requires starttls|use starttls|run starttls|must use tls|must use ssl|must be encrypted|" +
		"encryption required|encryption is required|encryption needed|tls required|tls is required|" +
		"tls encryption required|requires tls|requires encryption|require tls|ssl required|ssl is required|" +
		"ssl/tls required|ssl/tls-connection is required|tls connection required|secure connection & require|" +
		"cleartext auth & disallowed|cleartext authentication disallowed|plaintext authentication disallowed|" +
		"plain text authentication & disallowed|disallowed on non-secure|not permitted without tls|only & over tls|" +
		"only & over ssl|only & under a layer|available under a layer|unencrypted & not allowed|" +
		"unencrypted connection|without encryption|without tls|without ssl|without & encryption|before tls|until tls|" +
		"cleartext login|plaintext login|cleartext & disabled|plaintext & disabled|cleartext password & not|" +
		"must use encryption|secured connection|need tls|needs tls|tls first|entering tls|tls mode|" +
		"disallowed plaintext|plain login & disabled|plain authentication & disabled|plain login / authentication|" +
		"require & over ssl|require & over tls|connected over ssl|secure connection is req|until ssl|allowed until", when: "!kind=x509.*", is: only("auth.tls-first")},
	{says: "authentication required|authentication is required|auth required|smtp auth is required|smtp auth required|" +
		"authentication needed|must authenticate|must be authenticated|must first authenticate|must login|" +
		"must log in|should authenticate|please authenticate|not authenticated|was not authenticated|" +
		"need to authenticate|need authentication|needs authentication|authenticate before|authenticate first|" +
		"log in first|login first|requires authentication|require authentication|unauthenticated sender|" +
		"unauthenticated user|not logged in|need auth|you are not authorized to send & authenticat|" +
		"authorization required|smtp authentication is not enabled|enable smtp authentication|use smtp auth|" +
		"turn on smtp auth|without authentication|no authentication|and auth first", but: "relaying|pop", stage: "mail rcpt data caps", is: mostly("auth.missing")},
	{says: "account disabled|account & suspended|account & disabled|account is disabled|account has been disabled|" +
		"account locked|account is locked|account has been locked|account suspended|account is suspended|" +
		"account has been suspended|account blocked|account is blocked|account has been blocked|account expired|" +
		"account has expired|account is expired|account inactive|account is inactive|account not active|" +
		"account deactivated|account has been deactivated|login disabled|login is disabled|user disabled|" +
		"user is disabled|user is blocked|user is locked|user suspended|user is suspended|mailbox is disabled|" +
		"mailbox disabled|account has been temporarily|account temporarily|logins are disabled|domain is disabled|" +
		"account is not active|nologin|password expired|password has expired|password is expired|" +
		"mailbox cannot be accessed|account & locked", but: "smtp|imap|pop|pop3", stage: "auth mailbox", is: mostly("auth.account-blocked")},
	{says: "smtp & not enabled|open smtp|enable smtp|turn on smtp service|activate smtp|smtp & not activated|" +
		"no permission to log|无权|pop & is disabled|pop & has been disabled|imap & has been disabled|" +
		"smtp access & disabled|smtp service & disabled|smtp is disabled|smtp auth is disabled|smtp auth disabled|" +
		"imap access & disabled|pop access & disabled|not enabled for imap|not enabled for pop|not enabled for smtp|" +
		"imap is disabled|pop3 is disabled|imap4 is disabled|smtp access is not|service is not open|" +
		"access to the service & disabled|external access & disabled|smtp & has been disabled|only & webmail|" +
		"this mail app|denied pop access|denied imap access|protocol is disabled|protocol & not allowed|" +
		"has no right to use|not authorized to use & service|not allowed to use & service|" +
		"access rights to this service|no access to this service|not permitted to use & service|enable imap|" +
		"enable pop|enable pop3|access to requested service", stage: "auth mailbox", is: mostly("auth.protocol-disabled")},
	{says: "authentication not implemented|auth not implemented|auth not allowed|do not auth|" +
		"authentication not enabled|authentication is not enabled|auth command used when not advertised|" +
		"authentication not supported|authentication is not supported|auth not supported|auth not available|" +
		"authentication not available|authentication is not available|auth not advertised|not advertise auth|" +
		"does not support authentication|doesn't support auth|does not support auth|auth extension not supported|" +
		"no auth mechanism|smtp auth extension|auth is not allowed|auth not enabled|authentication disabled|" +
		"no support authentication|no support auth", but: "without tls|without ssl|before tls|until tls", stage: "auth caps", is: mostly("auth.not-offered", "auth.tls-first", "net.middlebox")},
	{says: "mechanism & not supported|mechanism & unsupported|unsupported & mechanism|unsupported auth|" +
		"mechanism & unrecognized|unrecognized authentication|unrecognised authentication|unknown authentication|" +
		"unknown auth|mechanism & unknown|unknown & mechanism|mechanism & not available|mechanism not allowed|" +
		"mechanism is not|mechanism & too weak|mechanism & disabled|invalid authentication mechanism|" +
		"invalid mechanism|no worthy mechs|no sasl mechanism|no authentication mech|using 0 possible|" +
		"no mechanism available|no suitable auth|no supported auth|no compatible auth|auth type not|" +
		"authentication type & not|authentication type is not|auth method & not|authentication method & not|" +
		"not a supported auth|no authentication mechanism|unknown mechanism|auth type unimplemented|auth type|" +
		"auth mode|authentication mode", but: "initial-response|initial response", stage: "auth", when: "!kind", is: mostly("auth.mechanism")},
	{says: "invalid_token|token expired|token has expired|expired token|access token|oauth|bearer|invalid token|" +
		"token is invalid|token validation", when: "!code=501 & !oauth.error", stage: "auth", is: mostly("auth.token-rejected")},
	{says: "authenticated but not connected|authorizationfailed|no permission to & mailbox|mailbox & permission", stage: "auth mailbox", is: mostly("auth.mailbox-permission")},
	{says: "credentials no longer valid|credentials have expired|re-authenticate", stage: "mail rcpt data", is: mostly("auth.bad-credentials", "auth.missing")},
	{says: "legacy auth|password authentication is no longer|password login is no longer|password-based & no longer|" +
		"basic auth & disabled|basic auth & no longer|less secure app|basic authentication & not supported|" +
		"basic authentication & no longer", stage: "auth", is: mostly("auth.basic-auth-disabled")},
	{says: "not allowed by policy|blocked by policy|policy violation & auth|from this ip & not allowed to|" +
		"ip & not allowed to log|ip & not allowed to auth|ip address & not permitted to log|country & not allowed|" +
		"access policy|geo & block|location & not allowed|denied by policy|administrator & policy|access from your ip", stage: "auth", is: mostly("auth.policy-blocked")},
	{says: "too many & login|too much & fail|too many & auth|too many failed|too many attempts|too many failures|" +
		"too many bad|too many invalid log|too many password|too many tries|many failed|login frequency|rate limit|" +
		"rate-limit|ratelimit|throttl|sending rate|thread limit|login attempts exceeded|temporarily locked|" +
		"temporarily blocked & fail|try again & minutes & fail|maximum login|attempts exceeded|brute|" +
		"number of failed|exceeded & attempts|exceeded & failed|login limit|exceeded & login", stage: "auth", but: "daily|quota|your ip|ip address|bad commands", is: mostly("auth.rate-limited")},
	{says: "connection lost to authentication|authentication server|auth server|temporary authentication|" +
		"temporarily unavailable & auth|generic failure|cannot connect to saslauthd|saslauthd|authentication backend|" +
		"auth backend|mysql|sql error|postgres|ldap|authentication service|unable to authenticate at|" +
		"internal authentication|authentication & internal error|internal error & auth|authentication temporarily|" +
		"authentication & try again|authentication & try later|auth socket|temporary auth|system busy|server busy|" +
		"system is busy", but: "too many|rate-limit|rate limit", stage: "auth", is: mostly("auth.temporary")},
}

package cause

// oauthMeaning reads the description beside a general error, a page, or the
// words of a library, where no wording and no number is known. Tried in order:
// the first has it.
var oauthMeaning = ranked{meant: {
	// The request itself.
	{stage: oauthStages, when: "!kind", says: "code challenge|code_challenge|code verifier|code_verifier|pkce|csrf|state mismatch|" +
		"state_mismatch|mismatching_state|dpop|request_uri|request object|insecure_transport|must utilize https|" +
		"response_mode|client id mismatch|not acceptable or not supported", is: mostly("oauth.request-malformed")},
	{stage: oauthStages, when: "!kind", says: "missing required param|missing client_id|missing & parameter|parameter & missing|" +
		"is missing a required|no response_type|no redirect_uri|malformed request|request is malformed|" +
		"request is invalid", but: "concurrent|client `redirect|redirect uri & mismatch|redirection uri|client & type", is: mostly("oauth.request-malformed", "oauth.client-unknown")},
	{stage: oauthStages, when: "!kind", says: "redirect_uri|redirect uri|redirection uri|redirecturi|redirect url|redirection url", is: mostly("oauth.redirect-mismatch", "oauth.request-malformed")},

	// What has run out.
	{stage: oauthStages, when: "!kind", says: "refresh token|refresh_token|no refresh|refresh access token|no_account_found|" +
		"token_expired|token & expired|token & revoked|grant is expired|grant & expired", but: "authorization code & expired|concurrent|authorization grant (e.g.|client id", is: mostly("oauth.refresh-dead", "auth.temporary")},
	{stage: oauthStages, when: "!kind", says: "code expired|code has expired|code not valid|code is expired|invalid code|" +
		"code is invalid|code is not valid|code was already|code has already|authorization code & already|" +
		"authorization code & expired|authorization code & not|authorization code & invalid|device code & expired|" +
		"device code & invalid|device code & not|device_code & expired|device_code & invalid|user code & expired|" +
		"user code & invalid|code not found|code doesn't exist|code does not exist|no_auth_code|" +
		"login request has expired|session expired|session has expired|verifier has already|code you entered|" +
		"code ist abgelaufen|code & abgelaufen", but: "http code|status code|error code", is: mostly("oauth.code-expired", "oauth.refresh-dead")},

	// The other side is down or has had enough.
	{stage: oauthStages, when: "!kind", says: "too many requests|429|throttl|rate limit|limit on|limit & reached", is: mostly("auth.rate-limited", "auth.temporary")},
	{stage: oauthStages, when: "!kind", says: "transient|concurrent requests|please retry|retry the request|503|502|504|bad gateway|" +
		"service unavailable|unreachable|retryable|server error & occurred|temporar|internal error|" +
		"internal server error|database error|misconfiguration", is: mostly("auth.temporary", "session.unavailable")},

	{stage: oauthStages, when: "!kind", says: "'client_id'|client_id parameter|client_id & invalid|client id & invalid", but: "missing", is: mostly("oauth.client-unknown", "oauth.client-disabled", "oauth.request-malformed")},

	// What proves the client.
	{stage: oauthStages, when: "!kind", says: "supports client authentication method|token_endpoint_auth_method", is: mostly("oauth.client-type", "oauth.request-malformed")},
	{stage: oauthStages, when: "!kind", says: "secret & expired", is: mostly("oauth.secret-expired")},
	{stage: oauthStages, when: "!kind", says: "secret & invalid|secret & incorrect|secret & wrong|secret & empty|secret & mismatch|" +
		"secret & required|secret & not match|invalid & secret|wrong & secret|private key & should|" +
		"private key & invalid|signature & invalid|invalid & signature|certificate & invalid|invalid certificate|" +
		"client assertion|clientsecret & required", is: mostly("oauth.secret-wrong")},

	// Who must agree, and to what.
	{stage: oauthStages, when: "!kind", says: "admin & consent|admin & approv|administrator & approv|access_not_configured|" +
		"not been authorized in the tenant|requested client not authorized", is: mostly("oauth.admin-consent", "oauth.consent-missing")},
	{stage: oauthStages, when: "!kind", says: "consentement refus|zustimmung & verweigert|abort|request was interrupted|キャンセル|同意 & 拒否", is: mostly("oauth.declined")},
	{stage: oauthStages, when: "!kind", says: "consent", but: "consent screen in|è consentito", is: mostly("oauth.consent-missing", "oauth.admin-consent")},
	{stage: oauthStages, when: "!kind", says: "multi-factor|multifactor|=mfa|strong authentication|second factor|two-factor|" +
		"requires interaction|interaction is required|re-authentication|reauthenticat|re-authenticate", is: mostly("oauth.mfa-required", "oauth.conditional-access", "oauth.refresh-dead")},
	{stage: oauthStages, when: "!kind", says: "conditional access|network policy|access policy|device & compliant|device & managed|" +
		"device & disabled|device & registered|workplace join|tenant restriction|restricted proxy|your location|=vpn|" +
		"not allowed from this|policy evaluation", is: mostly("oauth.conditional-access", "oauth.user-not-allowed")},
	{stage: oauthStages, when: "!kind", says: "guest account|outbound access|inbound|explicitly added|not assigned|not been assigned|" +
		"assigned to a role|cross-tenant|test users|test user|developer-approved|not a member|" +
		"not authorized to use this app", is: mostly("oauth.user-not-allowed", "oauth.tenant-wrong")},
	{stage: oauthStages, when: "!kind", says: "declined|canceled|cancelled|approval rejected|denied by the user|user denied|" +
		"user has denied|user rejected|resource owner & denied", is: mostly("oauth.declined")},

	// The client's registration.
	{stage: oauthStages, when: "!kind", says: "unknown client|client not found|client & not exist|client by id|no such client|" +
		"client is unknown|application & not found|client & not registered|cannot load client|client_id provided|" +
		"not valid or unknown|oauth client or jwt|クライアントが見つかりません", is: mostly("oauth.client-unknown", "oauth.tenant-wrong")},
	{stage: oauthStages, when: "!kind", says: "client & disabled|client & deactivated|client & deleted|application & disabled|" +
		"application & deleted|application & can't be accessed|deshabilitado para el cliente|" +
		"disabilitato per il client", but: "user account|flujo|flow", is: mostly("oauth.client-disabled", "oauth.client-unknown")},
	{stage: oauthStages, when: "!kind", says: "grant & not allowed|grant & not supported|grant & not enabled|grant & not authorized|" +
		"grant type & is not|is not allowed for this client|not allowed for & client|authentication method|" +
		"auth_method|private_key_jwt|flow & not|response type & not|not yet configured to make|" +
		"not allowed to initiate|not authorized to & grant|client & not allowed|" +
		"client is not authorized|flujo & deshabilitado|flow & disabilitato|n'est pas supporté|nicht unterstützt|" +
		"サポートされていません", is: mostly("oauth.client-type", "oauth.request-malformed")},

	// Where it was asked.
	{stage: oauthStages, when: "!kind", says: "status code & 404|status code & 405|cannot fetch token: 404|cannot fetch token: 405", is: mostly("oauth.not-oauth-endpoint", "net.middlebox")},
	{stage: oauthStages, when: "!kind", says: "tenant|authority|/common|/consumers|/organizations|consumers & endpoint|" +
		"invalid_instance|personal microsoft account|given address|personal account|work or school|realm does not|" +
		"realm not|unknown realm", but: "scheme must be https", is: mostly("oauth.tenant-wrong", "oauth.not-oauth-endpoint", "oauth.user-not-allowed")},

	// Whose account it is.
	{stage: oauthStages, when: "!kind", says: "user not found|user & not exist|user & not found|account & locked|account is locked|" +
		"account & disabled|account & suspended|account & expired|account & deleted|account & blocked|account is not|" +
		"user & disabled|user & locked|user & inactive|password & expired|password & incorrect|password & invalid|" +
		"wrong password|user credentials & invalid|username and password|invalid username|not fully set up|" +
		"outside of the allowed hours|credentials provided|wrong email|email or password|username or password|" +
		"user is blocked|user & blocked|user deleted|user & deleted|user account & deleted|konto", is: mostly("oauth.user-account", "oauth.user-not-allowed")},

	{stage: oauthStages, says: "specify a valid request|invalid request", when: "!kind & !oauth.error", is: mostly("oauth.request-malformed", "oauth.redirect-mismatch", "oauth.client-unknown")},
	{stage: oauthStages, when: "!kind", says: "scope|resource|audience|service not found", is: mostly("oauth.scope-invalid")},
	{stage: oauthStages, says: "404|405|not found|cannot parse|invalid character|unmarshal|discovery|<html|<!doctype|" +
		"deviceauthurl|missing_token|endpoints_resolution|openid_config|scheme must be https|" +
		"invalid semicolon|missing access_token", but: "service not found", when: "!kind", is: mostly("oauth.not-oauth-endpoint", "net.middlebox")},
}}

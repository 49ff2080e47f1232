package cause

// oauthStages are the endpoints of a sign-in by OAuth; the API ladder's stage
// "token" is one of them.
const oauthStages = "authorize device token discovery"

// oauthRules: signing in by OAuth. Microsoft's numbers say more than the error
// beside them, a provider's words more than the bare error of the RFCs.
var oauthRules = ranked{
	observed: append([]rule{
		{stage: oauthStages, kind: kindFile, is: only("oauth.token-file")},
		{when: "oauth.odd & !proto=api", is: only("oauth.not-oauth-endpoint")},
		{when: "foreign-answer & http.status=429 & !proto=api", is: mostly("auth.rate-limited")},
		{when: "foreign-answer & http.status=200 & http.content-type=text/html* & !proto=api", is: mostly("net.middlebox", "oauth.not-oauth-endpoint")},
		{when: "foreign-answer & http.status=200 & !http.content-type=text/html* & !proto=api", is: mostly("oauth.not-oauth-endpoint", "net.middlebox")},
		{when: "foreign-answer & !http.status=200|429 & !proto=api", is: mostly("oauth.not-oauth-endpoint", "net.middlebox")},
	}, entraRules...),
	named: oauthNamed,
	words: oauthErrors,
	coded: append([]rule{
		// The way to the provider, not the provider.
		{stage: oauthStages + " send", kind: kindTimeout, when: "!code", is: either("net.timeout", "net.egress-blocked")},
		{stage: oauthStages + " send", kind: "net.eof|net.reset", when: "!code", is: mostly("net.dropped", "net.middlebox")},
	}, oauthGeneral...),
	staged: {
		{stage: oauthStages, when: "oauth.error & !oauth.aadsts", is: either("oauth.request-malformed")},
		// Numbers that no rule knows go by the groups in which Microsoft hands them out.
		{when: "oauth.aadsts=90* & !oauth.error", is: mostly("oauth.request-malformed")},
		{when: "oauth.aadsts=53* & !oauth.error", is: mostly("oauth.conditional-access")},
		{when: "oauth.aadsts=65* & !oauth.error", is: mostly("oauth.consent-missing", "oauth.scope-invalid")},
		{when: "oauth.aadsts=70* & !oauth.error", is: either("oauth.client-type", "oauth.request-malformed", "oauth.refresh-dead")},
		{when: "oauth.aadsts=50* & !oauth.error", is: either("oauth.user-account", "oauth.conditional-access", "oauth.user-not-allowed")},
	},
}

// oauthNamed are the wordings of single providers, Google above all.
var oauthNamed = []rule{
	{stage: oauthStages, says: "tvs and limited", is: only("oauth.client-type")},
	{stage: oauthStages, says: "invalid device flow scope", is: only("oauth.scope-invalid")},
	{stage: oauthStages, says: "client credential flows must have a scope", is: only("oauth.scope-invalid")},
	{stage: oauthStages, says: "scope lacks", is: only("oauth.scope-invalid")},
	{stage: oauthStages, says: "urn:ietf:wg:oauth:2.0:oob|out-of-band", is: only("oauth.redirect-mismatch")},
	{stage: oauthStages, says: "google verification process|can only be accessed by developer-approved testers", is: only("oauth.user-not-allowed")},

	// Google keeps the refresh tokens of an app in Testing for seven days.
	{when: "oauth.error=invalid_grant & token.age=7|8 & !signing-in", by: Gmail, but: "jwt|reasonable timeframe", is: mostly("oauth.testing-expiry", "oauth.refresh-dead")},
	{when: "oauth.error=invalid_grant & !token.age=7|8", says: "expired or revoked", is: mostly("oauth.refresh-dead", "oauth.testing-expiry")},
	{stage: oauthStages, says: "reasonable timeframe|short-lived token", is: mostly("oauth.clock")},
	{when: "oauth.error=invalid_grant", says: "not yet valid|clock", but: "reasonable timeframe|short-lived token", is: mostly("oauth.clock")},
	{when: "oauth.error=invalid_grant", says: "invalid jwt signature", is: mostly("oauth.secret-wrong")},
	{when: "oauth.error=invalid_grant", says: "invalid email or user id|not a valid email", is: mostly("oauth.user-not-allowed")},
	{when: "oauth.error=invalid_grant", says: "malformed auth code|already redeemed|code has expired|code expired|authorization code", but: "expired or revoked|redirect|verifier", is: mostly("oauth.code-expired")},
	{when: "oauth.error=invalid_grant|invalid_request", says: "redirect_uri|redirect uri", but: "out-of-band|missing required|urn:ietf:wg:oauth:2.0:oob", is: mostly("oauth.redirect-mismatch")},
	{when: "oauth.suberror=basic_action|additional_action & !oauth.aadsts", is: mostly("oauth.mfa-required")},
	{when: "oauth.suberror=protection_policy_required|message_only & !oauth.aadsts", is: mostly("oauth.conditional-access")},
	{when: "oauth.suberror=consent_required & !oauth.aadsts", is: mostly("oauth.consent-missing")},
	{when: "oauth.suberror=bad_token|token_expired & !oauth.aadsts", is: mostly("oauth.refresh-dead")},

	{when: "oauth.error=invalid_grant", says: "code verifier|code_verifier", is: mostly("oauth.request-malformed")},
	{when: "oauth.error=access_denied", says: "being tested|given you access|not been verified|been verified", but: "google verification process", is: mostly("oauth.user-not-allowed")},
	{stage: oauthStages, when: "!oauth.error & !oauth.aadsts", says: "meet the criteria|cannot access this right now|" +
		"admin & managed|admin requires|compliant device|managed device", is: mostly("oauth.conditional-access")},
	{stage: oauthStages, when: "!oauth.error & !oauth.aadsts", says: "disabled & application|application & disabled|client & disabled", is: mostly("oauth.client-disabled")},
	{stage: oauthStages, when: "!oauth.error & !oauth.aadsts", says: "grant consent|admin consent|verified publisher|" +
		"admin approval|need admin|ask your admin|admin to grant", is: mostly("oauth.admin-consent")},
	{when: "oauth.error=invalid_grant|unauthorized_client|invalid_client", says: "not allowed for & grant|" +
		"not allowed to & grant|grant & not allowed|grant & not enabled|grant type is not|flow & not enabled|" +
		"flow & disabled|direct access grants", is: mostly("oauth.client-type")},
	{when: "oauth.error=invalid_grant", says: "robot is disabled|service account & disabled", is: only("oauth.client-disabled")},
	{when: "oauth.error=invalid_grant", says: "account & deleted|account & disabled|user & disabled|user & deleted|" +
		"account not found|account is locked|account locked|not fully set up|account & locked|temporarily disabled|" +
		"account & inactive|account & suspended", but: "robot|service account", is: mostly("oauth.user-account")},
	{when: "oauth.error=invalid_client", says: "deleted|disabled", but: "tvs and limited", is: mostly("oauth.client-disabled")},
	{when: "oauth.error=invalid_client|unauthorized_client", says: "was not found|unknown client|unknown_client|" +
		"not identified by any client|no such client|client not found", but: "tvs and limited", is: mostly("oauth.client-unknown")},
	{when: "oauth.error=invalid_client|invalid_request", says: "client type", but: "tvs and limited|deleted|disabled|redirect", is: mostly("oauth.client-type")},
	{when: "oauth.error=invalid_client", says: "secret & expired", is: mostly("oauth.secret-expired")},
	{when: "oauth.error=invalid_client", says: "client secret is invalid|invalid client secret|secret & mismatch|" +
		"secret is incorrect|wrong client secret", is: mostly("oauth.secret-wrong")},
	{when: "oauth.error=unauthorized_client", says: "any of the scopes requested", is: mostly("oauth.admin-consent")},

	// The device flow of golang.org/x/oauth2 gives up when the code has run out.
	{stage: "device", says: "context deadline exceeded", but: "dial|post|get|lookup|tls", is: mostly("oauth.code-expired")},
	{stage: oauthStages, says: "cannot parse json|server response missing access_token", is: mostly("oauth.not-oauth-endpoint", "net.middlebox")},
	{stage: oauthStages, when: "!oauth.error", says: "client_id & invalid|client id & invalid|invalid client_id|client_id & unknown|client_id & not found", is: mostly("oauth.client-unknown")},
	{stage: oauthStages, when: "!oauth.error & !oauth.aadsts", says: "code_expired|code expired|code has expired|expired device code|device code & expired", is: mostly("oauth.code-expired")},
	{stage: oauthStages, when: "!oauth.error & !oauth.aadsts", says: "invalid_refresh_token|refresh token & invalid|refresh token & expired|decode/encode refresh token", is: mostly("oauth.refresh-dead")},
	{stage: oauthStages, when: "!oauth.error & !oauth.aadsts", says: "specify a valid client|valid client", is: mostly("oauth.client-unknown")},
	{stage: oauthStages, when: "!oauth.error & !oauth.aadsts", says: "code challenge|code_challenge|code verifier|code_verifier", is: mostly("oauth.request-malformed")},
	{when: "oauth.error=invalid_request|invalid_token", says: "refresh token & expired|refresh token & revoked|refresh token & invalid|refresh token & already", but: "client id", is: mostly("oauth.refresh-dead")},
	{stage: oauthStages, says: "http response to https client", is: mostly("oauth.not-oauth-endpoint", "net.wrong-service", "net.middlebox")},
	{stage: oauthStages, says: "not yet configured to make", is: mostly("oauth.client-disabled", "oauth.client-type", "oauth.request-malformed")},
	{stage: oauthStages, says: "approval rejected", is: mostly("oauth.declined")},
	{stage: oauthStages, says: "app is blocked", is: mostly("oauth.user-not-allowed", "oauth.admin-consent", "oauth.scope-invalid")},
	{stage: oauthStages, says: "refresh token is not set", is: only("oauth.refresh-dead")},
}

// oauthErrors are the errors of RFC 6749 sections 4.1.2.1 and 5.2, RFC 8628
// section 3.5, OpenID Connect and Google, each by itself.
var oauthErrors = []rule{
	{when: "oauth.error=deleted_client|disabled_client", is: only("oauth.client-disabled")},
	{when: "oauth.error=invalid_scope|invalid_resource|invalid_target", is: only("oauth.scope-invalid")},
	{when: "oauth.error=insufficient_scope", is: mostly("oauth.scope-invalid")},
	{when: "oauth.error=invalid_token", is: mostly("auth.token-rejected", "oauth.refresh-dead")},
	{when: "oauth.error=redirect_uri_mismatch|invalid_redirect_uri|origin_mismatch", is: only("oauth.redirect-mismatch")},
	{when: "oauth.error=bad_verification_code", is: mostly("oauth.request-malformed", "oauth.code-expired")},
	{when: "oauth.error=authorization_declined", is: only("oauth.declined")},
	{when: "oauth.error=authorization_pending|slow_down", is: only("oauth.pending")},
	{when: "oauth.error=invalid_code", is: mostly("oauth.code-expired", "oauth.refresh-dead", "oauth.tenant-wrong")},
	{when: "oauth.error=expired_token", is: only("oauth.code-expired")},
	{when: "oauth.error=temporarily_unavailable|server_error|internal_failure", is: mostly("auth.temporary")},
	{when: "oauth.error=rate_limit_exceeded", is: mostly("auth.rate-limited")},
	{when: "oauth.error=interaction_required|login_required|account_selection_required", is: mostly("oauth.mfa-required", "oauth.refresh-dead", "oauth.conditional-access")},
	{when: "oauth.error=consent_required", is: mostly("oauth.consent-missing", "oauth.admin-consent")},
	{when: "oauth.error=policy_enforced", is: mostly("oauth.user-not-allowed", "oauth.conditional-access", "oauth.admin-consent")},
	{when: "oauth.error=org_internal", is: only("oauth.user-not-allowed")},
	{when: "oauth.error=admin_policy_enforced", is: only("oauth.admin-consent")},
	{when: "oauth.error=disallowed_useragent", is: only("oauth.client-type")},
}

// oauthGeneral are errors that say little by themselves: their descriptions
// are read first, see oauthMeaning.
var oauthGeneral = []rule{
	{when: "oauth.error=invalid_grant & !signing-in", is: mostly("oauth.refresh-dead", "oauth.testing-expiry", "oauth.mfa-required", "oauth.user-account")},
	{when: "oauth.error=invalid_grant & signing-in", is: mostly("oauth.code-expired", "oauth.redirect-mismatch", "oauth.clock")},
	{when: "oauth.error=invalid_client", is: mostly("oauth.secret-wrong", "oauth.client-unknown", "oauth.client-type", "oauth.secret-expired")},
	{when: "oauth.error=unauthorized_client", is: mostly("oauth.client-type", "oauth.client-unknown", "oauth.user-account")},
	{when: "oauth.error=invalid_request|unsupported_response_type", is: mostly("oauth.request-malformed")},
	{when: "oauth.error=unsupported_grant_type", is: mostly("oauth.request-malformed", "oauth.client-type")},
	{when: "oauth.error=access_denied", is: mostly("oauth.declined", "oauth.user-not-allowed", "oauth.admin-consent")},
}

package cause

// apiRules: sending over HTTP. The API's own code decides, then the status
// (RFC 9110 section 15). Both APIs answer errors in JSON; what is not JSON is
// no answer of theirs.
var apiRules = ranked{
	observed: {
		{when: "proto=api & foreign-answer & http.status=5*", is: mostly("session.unavailable", "api.not-an-api")},
		{when: "proto=api & foreign-answer & !http.status=5*", is: mostly("api.not-an-api", "net.middlebox")},
		{when: "proto=api & api.error=ErrorSendAsDenied", is: only("env.sender-not-owned")},
		{when: "proto=api & api.error=accessNotConfigured|SERVICE_DISABLED", is: only("api.not-enabled")},
		{when: "proto=api & api.error=insufficientPermissions|ACCESS_TOKEN_SCOPE_INSUFFICIENT", is: only("oauth.scope-invalid")},
		{when: "proto=api & api.error=ErrorAccessDenied|Authorization_RequestDenied", but: "accesspolicy|access to odata is disabled", is: mostly("oauth.scope-invalid", "oauth.admin-consent", "auth.mailbox-permission")},
		{when: "proto=api & api.error=ErrorAccessDenied|Authorization_RequestDenied", says: "accesspolicy|access to odata is disabled", is: only("auth.mailbox-permission")},
		{when: "proto=api & api.error=MailboxNotEnabledForRESTAPI|MailboxNotSupportedForRESTAPI|MailboxNotHostedInExchangeOnline", is: only("api.mailbox-missing")},
		{when: "proto=api & api.error=ErrorInvalidUser|ErrorNonExistentMailbox|Request_ResourceNotFound|ResourceNotFound|failedPrecondition", is: mostly("api.mailbox-missing")},
		{when: "proto=api & api.error=domainPolicy", is: mostly("oauth.admin-consent")},
		{when: "proto=api & api.error=ErrorInvalidRecipients", is: mostly("env.recipient-unknown")},
		{when: "proto=api & api.error=ErrorMessageSizeExceeded", is: only("data.too-large")},
		{when: "proto=api & api.error=ErrorExceededMessageLimit|dailyLimitExceeded|quotaExceeded", is: mostly("env.quota")},
		{when: "proto=api & api.error=rateLimitExceeded|userRateLimitExceeded|ApplicationThrottled|MailboxConcurrency", is: mostly("auth.rate-limited")},
	},
	named: {
		{when: "proto=api & http.status=403 & !api.error=ErrorAccessDenied|Authorization_RequestDenied", says: "delegation denied", is: mostly("auth.mailbox-permission")},
		{when: "proto=api & http.status=400", says: "invalid from header", is: mostly("env.sender-not-owned")},
		{when: "proto=api & http.status=400", says: "recipient address required|invalid to header", is: mostly("env.recipient-unknown")},
	},
	words: {
		{when: "proto=api & http.status=400", is: mostly("session.protocol-error")},
		{when: "proto=api & http.status=401", is: mostly("auth.token-rejected", "oauth.scope-invalid")},
		{when: "proto=api & http.status=403", is: mostly("oauth.scope-invalid", "auth.mailbox-permission")},
		{when: "proto=api & http.status=404", is: mostly("api.mailbox-missing", "api.not-an-api")},
		{when: "proto=api & http.status=413", is: only("data.too-large")},
		{when: "proto=api & http.status=429", is: mostly("auth.rate-limited")},
		{when: "proto=api & http.status=5*", is: mostly("session.unavailable")},
	},
}

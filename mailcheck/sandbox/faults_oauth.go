package sandbox

import "net/http"

// Short names for the rows below.
const (
	byDevice   = "device"
	byLoopback = "loopback"
	google     = "google"
	microsoft  = "microsoft"
	badRequest = http.StatusBadRequest
	noAccess   = http.StatusUnauthorized
)

// oauthStage is the stage that a step belongs to.
func oauthStage(step string) string {
	switch step {
	case atDiscovery, atAuthorize, atDevice:
		return "oauth." + step
	case atGraph, atGmail:
		return "api.send"
	}
	return "oauth.token"
}

// oauthFault is a fault that one answer at one step makes.
func oauthFault(name, provider, flow, step string, a answer) fault {
	return fault{
		Fault: Fault{Name: name, Stage: oauthStage(step), Flow: flow, Page: step == atAuthorize && !a.redirect},
		use:   want{provider: provider}, answers: map[string]answer{step: a},
	}
}

// oauthFaults: signing in and keeping tokens fresh. Codes and texts are those
// of the named providers as failures.json records them; ids are made up.
func oauthFaults() []fault {
	var out []fault
	for _, group := range [][]fault{clientFaults(), requestFaults(), personFaults(), grantFaults(), answerFaults(), bearerFaults(), apiFaults()} {
		for _, f := range group {
			f.proto, f.Cause, f.Until = protoSMTP, causeOf(f.Name), "rcpt"
			if f.use.api != "" {
				f.Until = "data"
			}
			out = append(out, f)
		}
	}
	return out
}

// clientFaults: the registration.
func clientFaults() []fault {
	ms := func(name, flow, step string, status int, code, text string) fault {
		return oauthFault(name, microsoft, flow, step, entra(status, code, text, ""))
	}
	const tenant = "00000000-0000-0000-0000-00000000cafe"
	return []fault{
		ms("oauth.client-unknown", byDevice, atDevice, badRequest, "unauthorized_client", "AADSTS700016: Application with identifier '{client}' was not found in the directory 'Contoso'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant."),
		ms("oauth.client-unknown/app", flowAppOnly, atApp, badRequest, "unauthorized_client", "AADSTS700016: Application with identifier '{client}' was not found in the directory 'Contoso'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant."),
		ms("oauth.client-disabled", byDevice, atPoll, badRequest, "unauthorized_client", "AADSTS7000112: UnauthorizedClientApplicationDisabled - The application is disabled."),
		ms("oauth.client-disabled/70001", flowAppOnly, atApp, badRequest, "unauthorized_client", "AADSTS70001: UnauthorizedClient - The application is disabled."),
		oauthFault("oauth.client-type", "", byLoopback, atCode, refused(badRequest, "unauthorized_client", "")),
		oauthFault("oauth.client-type/google-device", google, byDevice, atDevice, refused(noAccess, "invalid_client", "Only clients of type 'TVs and Limited Input devices' can use the OAuth 2.0 flow for TV and Limited-Input Device Applications. Please create and use an appropriate client.")),
		ms("oauth.client-type/secret-sent", byLoopback, atCode, noAccess, "invalid_client", "AADSTS700025: Client is public so neither 'client_assertion' nor 'client_secret' should be presented."),
		ms("oauth.client-type/not-spa", byLoopback, atCode, badRequest, "invalid_request", "AADSTS9002326: Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type."),
		ms("oauth.client-type/spa", byLoopback, atCode, badRequest, "invalid_request", "AADSTS9002327: Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests."),
		oauthFault("oauth.client-type/browser", google, byLoopback, atAuthorize, webPage(http.StatusForbidden, "Error 403: disallowed_useragent", "Access blocked\nError 403: disallowed_useragent")),

		ms("oauth.secret-wrong", flowAppOnly, atApp, noAccess, "invalid_client", "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{client}'."),
		ms("oauth.secret-wrong/70002", flowAppOnly, atApp, noAccess, "invalid_client", "AADSTS70002: InvalidClient - Error validating the credentials. The specified client_secret does not match the expected value for this client."),
		ms("oauth.secret-expired", flowAppOnly, atApp, noAccess, "invalid_client", "AADSTS7000222: The provided client secret keys for app '{client}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds."),

		ms("oauth.tenant-wrong", byDevice, atDevice, badRequest, "invalid_request", "AADSTS90002: Tenant '"+tenant+"' not found. This may happen if there are no active subscriptions for the tenant. Check to make sure you have the correct tenant ID. Check with your subscription administrator."),
		ms("oauth.tenant-wrong/common", byDevice, atDevice, badRequest, "invalid_request", "AADSTS50194: Application '{client}'(mailer) is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such applications created after '10/15/2018'. Use a tenant-specific endpoint or configure the application to be multi-tenant."),
		ms("oauth.tenant-wrong/consumers", byDevice, atDevice, badRequest, "invalid_request", "AADSTS9002332: Application '{client}'(mailer) is configured for use by Microsoft Entra users only. Please do not use the /consumers endpoint to serve this request."),
		ms("oauth.tenant-wrong/app", flowAppOnly, atApp, badRequest, "invalid_request", "AADSTS50059: MissingTenantRealmAndNoUserInformationProvided - Tenant-identifying information wasn't found in either the request or implied by any provided credentials."),

		ms("oauth.clock", flowAppOnly, atApp, noAccess, "invalid_client", "AADSTS700024: Client assertion is not within its valid time range."),

		oauthFault("oauth.redirect-mismatch", google, byLoopback, atCode, refused(badRequest, "redirect_uri_mismatch", "Bad Request")),
		oauthFault("oauth.redirect-mismatch/google", google, byLoopback, atAuthorize, webPage(badRequest, "Error 400: redirect_uri_mismatch",
			"You can't sign in to this app because it doesn't comply with Google's OAuth 2.0 policy.\nIf you're the app developer, register the redirect URI in the Google Cloud Console.\nRequest details: redirect_uri={redirect}")),
		oauthFault("oauth.redirect-mismatch/microsoft", microsoft, byLoopback, atAuthorize, webPage(badRequest, "Sign in to your account",
			"AADSTS500113: No reply address is registered for the application.")),
	}
}

// requestFaults: scopes, and what a correct program never sends.
func requestFaults() []fault {
	ms := func(name, flow, step string, code, text string) fault {
		return oauthFault(name, microsoft, flow, step, entra(badRequest, code, text, ""))
	}
	return []fault{
		ms("oauth.scope-invalid", byDevice, atDevice, "invalid_scope", "AADSTS70011: The provided value for the input parameter 'scope' is not valid. The scope {scope} is not valid."),
		oauthFault("oauth.scope-invalid/google-device", google, byDevice, atDevice, refused(badRequest, "invalid_scope", "Invalid device flow scope: {scope}")),
		oauthFault("oauth.scope-invalid/redirect", "", byLoopback, atAuthorize, sentBack("invalid_scope", "")),
		ms("oauth.scope-invalid/resource", flowAppOnly, atApp, "invalid_resource", "AADSTS500011: The resource principal named https://outlook.office365.com was not found in the tenant named Contoso."),
		ms("oauth.scope-invalid/not-listed", byLoopback, atCode, "invalid_resource", "AADSTS650057: Invalid resource. The client has requested access to a resource which is not listed in the requested permissions in the client's application registration."),
		ms("oauth.scope-invalid/app", flowAppOnly, atApp, "invalid_scope", "AADSTS1002012: The provided value for scope {scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI)."),
		// Nothing is refused: what was granted lacks the mail permission.
		{Fault: Fault{Name: "oauth.scope-invalid/unticked", Stage: "oauth.token", Flow: byLoopback}, use: want{provider: google}, unticked: true},

		oauthFault("oauth.request-malformed", "", byDevice, atPoll, refused(badRequest, "invalid_request", "")),
		oauthFault("oauth.request-malformed/grant", "", byDevice, atPoll, refused(badRequest, "unsupported_grant_type", "")),
		oauthFault("oauth.request-malformed/device-code", microsoft, byDevice, atPoll, refused(badRequest, "bad_verification_code", "")),
		ms("oauth.request-malformed/parameter", byDevice, atDevice, "invalid_request", "AADSTS900144: The request body must contain the following parameter: 'client_id'."),
		ms("oauth.request-malformed/invalid", byDevice, atPoll, "invalid_request", "AADSTS9002313: InvalidRequest - Request is malformed or invalid."),
		oauthFault("oauth.request-malformed/page", google, byLoopback, atAuthorize, webPage(badRequest, "Error 400: invalid_request",
			"Access blocked: Authorization Error\nRequired parameter is missing: response_type\nError 400: invalid_request")),
	}
}

// personFaults: the account, its rights, and what its organisation allows.
func personFaults() []fault {
	// A policy's refusal of a renewal: suberror says whether a person can help.
	renewal := func(name, text, suberror string) fault {
		return oauthFault(name, microsoft, flowRefresh, atRefresh, entra(badRequest, "invalid_grant", text, suberror))
	}
	poll := func(name, text, suberror string) fault {
		return oauthFault(name, microsoft, byDevice, atPoll, entra(badRequest, "invalid_grant", text, suberror))
	}
	back := func(name, code, text string) fault {
		return oauthFault(name, microsoft, byLoopback, atAuthorize, sentBack(code, text+entraTail))
	}
	return []fault{
		poll("oauth.consent-missing", "AADSTS65001: The user or administrator has not consented to use the application with ID '{client}' named 'mailer'. Send an interactive authorization request for this user and resource.", "consent_required"),
		back("oauth.consent-missing/service", "access_denied", `AADSTS650052: The app needs access to a service ("Office 365 Exchange Online") that your organization "Contoso" has not subscribed to or enabled.`),
		back("oauth.admin-consent", "access_denied", "AADSTS90094: The grant requires admin permission."),
		back("oauth.admin-consent/workflow", "access_denied", "AADSTS90095: AdminConsentRequiredRequestAccess - In the Admin Consent Workflow experience, an interrupt that appears when the user is told they need to ask the admin for consent."),
		oauthFault("oauth.admin-consent/google", google, byLoopback, atAuthorize, sentBack("admin_policy_enforced", "")),
		back("oauth.user-not-allowed", "access_denied", "AADSTS50105: EntitlementGrantsNotFound - The signed in user isn't assigned to a role for the signed in app."),
		poll("oauth.user-not-allowed/tenant", "AADSTS16000: User account '{EmailHidden}' from identity provider 'live.com' does not exist in tenant 'Contoso' and cannot access the application '{client}'(mailer) in that tenant.", ""),
		oauthFault("oauth.user-not-allowed/google", google, byLoopback, atAuthorize, webPage(http.StatusForbidden, "Error 403: org_internal", "Access blocked\nError 403: org_internal")),
		poll("oauth.user-account", "AADSTS50034: The user account {EmailHidden} does not exist in the Contoso directory. To sign into this application, the account must be added to the directory.", ""),
		renewal("oauth.user-account/expired", "AADSTS50055: InvalidPasswordExpiredPassword - The password is expired.", ""),
		renewal("oauth.user-account/password", "AADSTS50126: Error validating credentials due to invalid username or password.", ""),
		renewal("oauth.mfa-required", "AADSTS50079: UserStrongAuthEnrollmentRequired - Due to a configuration change made by your administrator, or because you moved to a new location, the user is required to use multifactor authentication.", "basic_action"),
		renewal("oauth.mfa-required/expired", "AADSTS50078: UserStrongAuthExpired - Presented multifactor authentication has expired due to policies configured by your administrator. You must refresh your multifactor authentication to access 'https://outlook.office.com'.", "basic_action"),
		poll("oauth.mfa-required/enrol", "AADSTS50072: UserStrongAuthEnrollmentRequiredInterrupt - User needs to enroll for second factor authentication (interactive).", "basic_action"),
		poll("oauth.conditional-access", "AADSTS53000: DeviceNotCompliant - Conditional Access policy requires a compliant device, and the device isn't compliant.", "message_only"),
		renewal("oauth.conditional-access/managed", "AADSTS530003: Your device is required to be managed to access this resource.", "message_only"),
		renewal("oauth.conditional-access/policy", "AADSTS530032: BlockedByConditionalAccessOnSecurityPolicy - The tenant admin has configured a security policy that blocks this request.", "message_only"),
		back("oauth.conditional-access/defaults", "access_denied", "AADSTS530035: BlockedBySecurityDefaults - Access has been blocked by security defaults."),
	}
}

package sandbox

import (
	"net/http"
	"time"
)

// shortCode is the life of device codes in faults that wait for their end.
const shortCode = 3 * time.Second

// grantFaults: codes and refresh tokens that are no longer good.
func grantFaults() []fault {
	renewal := func(name, text string) fault {
		return oauthFault(name, microsoft, flowRefresh, atRefresh, entra(badRequest, "invalid_grant", text, "bad_token"))
	}
	return []fault{
		// Not errors as such: the code runs out because nobody may finish.
		{Fault: Fault{Name: "oauth.pending", Stage: "oauth.token", Flow: byDevice}, answers: map[string]answer{
			atPoll: refused(badRequest, "authorization_pending", "")}},
		// Too fast, and then the sign-in goes on.
		{Fault: Fault{Name: "oauth.pending/slow-down", Stage: "oauth.token", Flow: byDevice}, answers: map[string]answer{
			atPoll: {status: badRequest, kind: kindJSON, body: `{"error":"slow_down"}`, times: 1}}},

		oauthFault("oauth.code-expired", "", byDevice, atPoll, refused(badRequest, "expired_token", "")),
		{Fault: Fault{Name: "oauth.code-expired/waited", Stage: "oauth.token", Flow: byDevice}, deviceLife: shortCode, answers: map[string]answer{
			atPoll: refused(badRequest, "authorization_pending", "")}},
		oauthFault("oauth.code-expired/wrong-code", microsoft, byDevice, atPoll, entra(badRequest, "invalid_grant",
			"AADSTS70018: BadVerificationCode - Invalid verification code due to User typing in wrong user code for device code flow.", "")),
		oauthFault("oauth.code-expired/used", microsoft, byLoopback, atCode, entra(badRequest, "invalid_grant",
			"AADSTS54005: OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.", "")),

		oauthFault("oauth.declined", "", byDevice, atPoll, refused(badRequest, "access_denied", "")),
		oauthFault("oauth.declined/redirect", "", byLoopback, atAuthorize, sentBack("access_denied", "")),
		oauthFault("oauth.declined/microsoft", microsoft, byLoopback, atAuthorize, sentBack("access_denied",
			"AADSTS65004: UserDeclinedConsent - User declined to consent to access the app."+entraTail)),

		oauthFault("oauth.refresh-dead", "", flowRefresh, atRefresh, refused(badRequest, "invalid_grant", "")),
		oauthFault("oauth.refresh-dead/google", google, flowRefresh, atRefresh, refused(badRequest, "invalid_grant", "Token has been expired or revoked.")),
		renewal("oauth.refresh-dead/unused", "AADSTS700082: The refresh token has expired due to inactivity. The token was issued on 2023-02-06T12:26:14.6448497Z and was inactive for 90.00:00:00."),
		renewal("oauth.refresh-dead/revoked", "AADSTS50173: FreshTokenNeeded - The provided grant has expired due to it being revoked, and a fresh auth token is needed."),
		renewal("oauth.refresh-dead/expired", "AADSTS70008: ExpiredOrRevokedGrant - The refresh token has expired due to inactivity."),
		renewal("oauth.refresh-dead/frequency", "AADSTS70043: BadTokenDueToSignInFrequency - The refresh token has expired or is invalid due to sign-in frequency checks by Conditional Access."),
		{Fault: Fault{Name: "oauth.refresh-dead/none", Stage: "oauth.token", Flow: byDevice}, noRefresh: true},
		// The same words as oauth.refresh-dead/google: only the age of the
		// sign-in, seven days, tells them apart.
		oauthFault("oauth.testing-expiry", google, flowRefresh, atRefresh, refused(badRequest, "invalid_grant", "Token has been expired or revoked.")),
	}
}

// answerFaults: what answers is no OAuth server, or a busy one.
func answerFaults() []fault {
	portal := answer{status: http.StatusOK, kind: kindHTML, body: "<!DOCTYPE html>\n<html><head><title>Guest network sign-in</title></head><body><form action=\"/login\"><input name=\"password\" type=\"password\"></form></body></html>\n"}
	return []fault{
		oauthFault("oauth.not-oauth-endpoint", "", byDevice, atToken, answer{status: http.StatusOK, kind: kindJSON, body: `{"status":"ok"}`}),
		oauthFault("oauth.not-oauth-endpoint/empty", "", byDevice, atToken, answer{status: http.StatusOK, kind: kindJSON}),
		oauthFault("oauth.not-oauth-endpoint/404", "", byDevice, atDevice, webPage(http.StatusNotFound, "404 Not Found", "nginx")),
		oauthFault("oauth.not-oauth-endpoint/500", "", byLoopback, atToken, answer{status: http.StatusInternalServerError, kind: "text/plain; charset=utf-8", body: "Internal Server Error\n"}),
		oauthFault("oauth.not-oauth-endpoint/discovery", "", byDevice, atDiscovery, webPage(http.StatusNotFound, "404 Not Found", "nginx")),
		oauthFault("net.middlebox/portal", "", byDevice, atToken, portal),
		oauthFault("auth.temporary/token", "", byDevice, atToken, refused(http.StatusServiceUnavailable, "temporarily_unavailable", "")),
	}
}

// bearerFaults: SMTP refuses a token that the provider has just given.
func bearerFaults() []fault {
	const m365 = " [TY2PR01CA0001.jpnprd01.prod.outlook.com 2026-01-05T00:00:00.000Z 08DE000000000000]"
	says := func(name, provider, method, challenge, wire string) fault {
		f := fault{
			Fault: Fault{Name: name, Stage: "smtp.auth", Flow: byDevice},
			use:   want{provider: provider, method: method}, challenge: challenge,
		}
		if wire != "" {
			f.refuse = map[string]string{atAuth: wire}
		}
		return f
	}
	return []fault{
		says("auth.token-rejected", "", "", `{"status":"401","schemes":"bearer","scope":"mail"}`, ""),
		says("auth.token-rejected/gmail", google, "", `{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}`,
			"535-5.7.8 Username and Password not accepted. Learn more at\n535 5.7.8 https://support.google.com/mail/?p=BadCredentials d2e1a72fcca58-0001sandbox - gsmtp"),
		says("auth.token-rejected/m365", microsoft, "", "", "535 5.7.3 Authentication unsuccessful"+m365),
		says("auth.token-rejected/oauthbearer", "", "oauthbearer", `{"status":"invalid_token","scope":"example_scope"}`, ""),
		{Fault: Fault{Name: "auth.token-rejected/mailbox", Stage: "smtp.auth", Flow: byDevice}, use: want{mailbox: "reports@" + Domain}},
	}
}

// apiFaults: the HTTP mail APIs refuse.
func apiFaults() []fault {
	says := func(name, api, step string, a answer) fault {
		f := oauthFault(name, "", byDevice, step, a)
		f.use.api = api
		return f
	}
	g, m := graphRefusals(), gmailRefusals()
	return []fault{
		says("auth.token-rejected/graph", "microsoft365", atGraph, g.token),
		says("auth.token-rejected/gmail-api", "google", atGmail, m.token),
		says("oauth.scope-invalid/graph", "microsoft365", atGraph, g.scope),
		says("oauth.scope-invalid/gmail-api", "google", atGmail, m.scope),
	}
}

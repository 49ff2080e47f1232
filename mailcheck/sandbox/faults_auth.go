package sandbox

// authFaults: the sign-in with a password. The replies are those of the named
// servers as failures.json records them; ids and server tags are made up.
func authFaults() []fault {
	says := func(name, wire string) fault {
		return fault{Fault: Fault{Name: name, Stage: "smtp.auth"}, refuse: map[string]string{atAuth: wire}}
	}
	const m365 = " [TY2PR01CA0001.jpnprd01.prod.outlook.com 2026-01-05T00:00:00.000Z 08DE000000000000]"
	return []fault{
		{Fault: Fault{Name: "auth.missing", Stage: "smtp.mail"}, use: want{method: "none"}, refuse: map[string]string{
			atUnsigned: "530 5.7.1 Client was not authenticated"}},
		{Fault: Fault{Name: "auth.missing/gmail", Stage: "smtp.mail"}, use: want{method: "none"}, refuse: map[string]string{
			atUnsigned: "530-5.7.0 Authentication Required. For more information, go to\n530 5.7.0  https://support.google.com/mail/?p=WantAuthError d2e1a72fcca58-0001sandbox - gsmtp"}},
		{Fault: Fault{Name: "auth.missing/m365", Stage: "smtp.mail"}, use: want{method: "none"}, refuse: map[string]string{
			atUnsigned: "530 5.7.57 Client not authenticated to send mail." + m365}},
		{Fault: Fault{Name: "auth.not-offered", Stage: "smtp.auth"}, offer: []string{}},
		// An old server that knows HELO only, and so no extensions.
		{Fault: Fault{Name: "auth.not-offered/helo", Stage: "smtp.auth"}, use: want{security: portNone}, script: conversation(
			rule{on: "EHLO", say: "502 5.5.1 Error: command not implemented"}, rule{on: "AUTH", say: "503 5.5.1 Error: authentication not enabled"})},
		{Fault: Fault{Name: "auth.not-offered/tls", Stage: "smtp.auth"}, use: want{security: portNone, port: portStartTLS}, offer: []string{}},
		{Fault: Fault{Name: "auth.tls-first", Stage: "smtp.auth"}, use: want{security: portNone, port: portStartTLS}},
		{Fault: Fault{Name: "auth.tls-first/auth", Stage: "smtp.auth"}, use: want{security: portNone, port: portStartTLS}, plain: true, refuse: map[string]string{
			atAuthPlain: "530 5.7.0 Authentication disallowed on non-secure (SSL/TLS) connections."}},
		{Fault: Fault{Name: "auth.tls-first/mail", Stage: "smtp.mail"}, use: want{security: portNone, port: portStartTLS, method: "none"}, refuse: map[string]string{
			atUnsigned: "530 5.7.0 Must issue a STARTTLS command first"}},
		{Fault: Fault{Name: "auth.mechanism", Stage: "smtp.auth"}, offer: []string{"GSSAPI", "NTLM"}},
		{Fault: Fault{Name: "auth.mechanism/gone", Stage: "smtp.auth"}, refuse: map[string]string{
			atMechanism: "504 5.5.4 Unsupported authentication mechanism."}},

		{Fault: Fault{Name: "auth.bad-credentials", Stage: "smtp.auth"}, use: want{wrongPassword: true}},
		{Fault: Fault{Name: "auth.bad-credentials/cram-md5", Stage: "smtp.auth"}, use: want{wrongPassword: true, method: "cram-md5"}},
		{Fault: Fault{Name: "auth.bad-credentials/digest-md5", Stage: "smtp.auth"}, use: want{wrongPassword: true, method: "digest-md5"}},
		{Fault: Fault{Name: "auth.bad-credentials/scram-sha-256", Stage: "smtp.auth"}, use: want{wrongPassword: true, method: "scram-sha-256"}},
		says("auth.bad-credentials/gmail", "535-5.7.8 Username and Password not accepted. For more information, go to\n535 5.7.8  https://support.google.com/mail/?p=BadCredentials d2e1a72fcca58-0001sandbox - gsmtp"),
		says("auth.bad-credentials/m365", "535 5.7.3 Authentication unsuccessful"+m365),
		says("auth.bad-credentials/ses", "535 Authentication Credentials Invalid"),
		says("auth.app-password", "534-5.7.9 Application-specific password required. Learn more at\n534 5.7.9  https://support.google.com/mail/?p=InvalidSecondFactor d2e1a72fcca58-0001sandbox - gsmtp"),
		says("auth.app-password/mail-ru", "535 5.7.0 NEOBHODIM parol prilozheniya https://help.mail.ru/mail/security/protection/external / Application password is REQUIRED"),
		says("auth.browser-login", "534-5.7.9 Please log in with your web browser and then try again. Learn more at\n534 5.7.9  https://support.google.com/mail/?p=WebLoginRequired d2e1a72fcca58-0001sandbox - gsmtp"),
		says("auth.browser-login/continue", "534-5.7.14 <https://accounts.google.com/signin/continue?sarp=1&scc=1&plt=sandbox> Please log in via your web browser and\n534-5.7.14 then try again.\n534-5.7.14  Learn more at\n534 5.7.14  https://support.google.com/mail/answer/78754 d2e1a72fcca58-0001sandbox - gsmtp"),
		says("auth.protocol-disabled", "535 Login fail. Account is abnormal, service is not open, password is incorrect, login frequency limited, or system is busy."),
		says("auth.smtp-auth-disabled-tenant", "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information."+m365),
		says("auth.smtp-auth-disabled-mailbox", "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. Visit https://aka.ms/smtp_auth_disabled for more information."+m365),
		says("auth.basic-auth-disabled", "535 5.7.139 Authentication unsuccessful, basic authentication is disabled."+m365),
		says("auth.basic-auth-disabled/550", "550 5.7.30 Basic authentication is not supported for Client Submission."),
		says("auth.policy-blocked", "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy. Contact your administrator."+m365),
		says("auth.policy-blocked/address", "525 5.7.1 Unauthorized IP address"),
		says("auth.account-blocked", "525 5.7.13 Login disabled for this user"),
		says("auth.rate-limited", "454 4.7.0 Too many login attempts, please try again later. d2e1a72fcca58-0001sandbox - gsmtp"),
		says("auth.temporary", "454 4.7.0 Temporary authentication failure: Connection lost to authentication server"),
		{Fault: Fault{Name: "auth.temporary/silent", Stage: "smtp.auth"}, use: want{timeout: shortWait}, script: conversation(rule{on: "AUTH", do: stall})},
	}
}

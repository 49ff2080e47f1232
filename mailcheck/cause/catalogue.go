package cause

// catalogue lists every cause in the order of the ladder. Severity is what a
// finding means for the settings: fail when they, or something on the way,
// keep mail from leaving; unknown when they were not judged at all (a resolver
// that is down, a server that asks to come back); warn when mail leaves all the same.
var catalogue = [...]Cause{
	// Input, name and network.
	{"input.bad-host-or-port", SeverityFail, You, "smtp.host", ""},
	{"dns.nxdomain", SeverityFail, You, "smtp.host", ""},
	{"dns.no-address", SeverityFail, You, "smtp.host", ""},
	{"dns.no-mail-route", SeverityFail, You, "trial.recipient", "https://www.rfc-editor.org/rfc/rfc7505"},
	{"dns.resolver-failed", SeverityUnknown, NetworkAdmin, "", ""},
	{"net.refused", SeverityFail, You, "smtp.port", ""},
	{"net.timeout", SeverityFail, NetworkAdmin, "smtp.host", ""},
	{"net.egress-blocked", SeverityFail, NetworkAdmin, "smtp.port", ""},
	{"net.unreachable", SeverityFail, NetworkAdmin, "smtp.host", ""},
	{"net.ipv6-broken", SeverityWarn, NetworkAdmin, "smtp.host", ""},
	{"net.dropped", SeverityFail, MailAdmin, "smtp.port", ""},
	{"net.no-banner", SeverityFail, MailAdmin, "smtp.port", ""},
	{"net.wrong-service", SeverityFail, You, "smtp.port", ""},
	{"net.middlebox", SeverityFail, NetworkAdmin, "smtp.port", ""},

	// Session. A server that is full or down has not judged the settings.
	{"session.helo-rejected", SeverityFail, You, "smtp.helo", "https://www.rfc-editor.org/rfc/rfc5321#section-4.1.1.1"},
	{"session.too-many-connections", SeverityUnknown, You, "", ""},
	{"session.unavailable", SeverityUnknown, MailAdmin, "", ""},
	{"session.protocol-error", SeverityUnknown, You, "", "https://www.rfc-editor.org/rfc/rfc5321#section-4.2"},

	// TLS.
	{"tls.needs-implicit", SeverityFail, You, "smtp.security", "https://www.rfc-editor.org/rfc/rfc8314#section-3"},
	{"tls.needs-starttls", SeverityFail, You, "smtp.security", "https://www.rfc-editor.org/rfc/rfc8314#section-3"},
	{"tls.starttls-missing", SeverityFail, You, "smtp.security", "https://www.rfc-editor.org/rfc/rfc8314#section-3"},
	{"tls.starttls-refused", SeverityFail, MailAdmin, "smtp.security", ""},
	{"tls.injected", SeverityFail, NetworkAdmin, "smtp.security", "https://nvd.nist.gov/vuln/detail/CVE-2011-0411"},
	{"tls.name-mismatch", SeverityFail, You, "smtp.host", "https://www.rfc-editor.org/rfc/rfc6125"},
	{"tls.expired", SeverityFail, MailAdmin, "", ""},
	{"tls.expires-soon", SeverityWarn, MailAdmin, "", ""},
	{"tls.not-yet-valid", SeverityFail, You, "", ""},
	{"tls.self-signed", SeverityFail, You, "smtp.ca_file", ""},
	{"tls.untrusted-ca", SeverityFail, You, "smtp.ca_file", ""},
	{"tls.missing-intermediate", SeverityFail, MailAdmin, "", ""},
	{"tls.intercepted", SeverityFail, NetworkAdmin, "smtp.ca_file", ""},
	{"tls.version", SeverityFail, MailAdmin, "", "https://www.rfc-editor.org/rfc/rfc8996"},
	{"tls.handshake-failed", SeverityFail, MailAdmin, "smtp.host", ""},
	{"tls.client-cert", SeverityFail, You, "smtp.port", ""},
	{"tls.unverified", SeverityWarn, You, "smtp.verify_certificate", ""},

	// Sign-in with a password.
	{"auth.missing", SeverityFail, You, "smtp.auth.method", "https://www.rfc-editor.org/rfc/rfc4954"},
	{"auth.not-offered", SeverityFail, You, "smtp.port", "https://www.rfc-editor.org/rfc/rfc6409"},
	{"auth.tls-first", SeverityFail, You, "smtp.security", "https://www.rfc-editor.org/rfc/rfc4954"},
	{"auth.mechanism", SeverityFail, You, "smtp.auth.method", "https://www.iana.org/assignments/sasl-mechanisms"},
	{"auth.plaintext-refused", SeverityFail, You, "smtp.security", "https://www.rfc-editor.org/rfc/rfc8314#section-3"},
	{"auth.no-tls", SeverityWarn, You, "smtp.security", "https://www.rfc-editor.org/rfc/rfc8314#section-3"},
	{"auth.bad-credentials", SeverityFail, You, "smtp.auth.password", ""},
	{"auth.app-password", SeverityFail, You, "smtp.auth.password", ""},
	{"auth.browser-login", SeverityFail, You, "smtp.auth.username", ""},
	{"auth.protocol-disabled", SeverityFail, You, "smtp.auth.username", ""},
	{"auth.smtp-auth-disabled-tenant", SeverityFail, TenantAdmin, "smtp.auth.method", "https://aka.ms/smtp_auth_disabled"},
	{"auth.smtp-auth-disabled-mailbox", SeverityFail, TenantAdmin, "smtp.auth.username", "https://aka.ms/smtp_auth_disabled"},
	{"auth.basic-auth-disabled", SeverityFail, You, "smtp.auth.method", ""},
	{"auth.policy-blocked", SeverityFail, TenantAdmin, "smtp.auth.method", ""},
	{"auth.token-rejected", SeverityFail, You, "smtp.auth.method", ""},
	{"auth.mailbox-permission", SeverityFail, TenantAdmin, "smtp.auth.username", ""},
	{"auth.account-blocked", SeverityFail, MailAdmin, "smtp.auth.username", ""},
	{"auth.rate-limited", SeverityUnknown, You, "", ""},
	{"auth.temporary", SeverityUnknown, MailAdmin, "", ""},
	{"auth.server-unproved", SeverityFail, MailAdmin, "smtp.host", "https://www.rfc-editor.org/rfc/rfc5802"},

	// POP3. A mailbox that another session holds was not judged.
	{"pop.apop-unavailable", SeverityFail, You, "smtp.auth.method", "https://www.rfc-editor.org/rfc/rfc1939#section-7"},
	{"pop.apop-weak", SeverityWarn, You, "smtp.security", "https://www.rfc-editor.org/rfc/rfc6151"},
	{"pop.mailbox-locked", SeverityUnknown, You, "", "https://www.rfc-editor.org/rfc/rfc2449#section-8"},
	{"pop.login-delay", SeverityUnknown, You, "", "https://www.rfc-editor.org/rfc/rfc2449#section-8"},
	{"pop.no-top", SeverityUnknown, You, "", "https://www.rfc-editor.org/rfc/rfc1939#section-7"},

	// POP before SMTP.
	{"pop.not-needed", SeverityWarn, You, "smtp.auth.method", ""},
	{"pop.wait-short", SeverityFail, You, "pop_before_smtp.wait", ""},
	{"pop.other-address", SeverityFail, NetworkAdmin, "pop_before_smtp.host", ""},
	{"pop.no-effect", SeverityFail, MailAdmin, "pop_before_smtp.host", ""},

	// Sign-in by OAuth. A code that nobody has typed yet judges nothing, and a
	// request that this program got wrong says nothing of the settings.
	{"oauth.sign-in-needed", SeverityFail, You, "", ""},
	{"oauth.client-unknown", SeverityFail, You, "oauth.client_id", ""},
	{"oauth.client-disabled", SeverityFail, TenantAdmin, "oauth.client_id", ""},
	{"oauth.client-type", SeverityFail, You, "oauth.client_id", ""},
	{"oauth.secret-wrong", SeverityFail, You, "oauth.client_secret", ""},
	{"oauth.secret-expired", SeverityFail, You, "oauth.client_secret", ""},
	{"oauth.tenant-wrong", SeverityFail, You, "oauth.tenant", ""},
	{"oauth.redirect-mismatch", SeverityFail, You, "oauth.redirect_uri", "https://www.rfc-editor.org/rfc/rfc8252#section-7.3"},
	{"oauth.scope-invalid", SeverityFail, You, "oauth.scopes", ""},
	{"oauth.consent-missing", SeverityFail, You, "", ""},
	{"oauth.admin-consent", SeverityFail, TenantAdmin, "", ""},
	{"oauth.user-not-allowed", SeverityFail, You, "oauth.account", ""},
	{"oauth.user-account", SeverityFail, You, "oauth.account", ""},
	{"oauth.wrong-account", SeverityWarn, You, "oauth.account", ""},
	{"oauth.ends-soon", SeverityWarn, You, "oauth.client_secret_expires", ""},
	{"oauth.mfa-required", SeverityFail, You, "", ""},
	{"oauth.conditional-access", SeverityFail, TenantAdmin, "", ""},
	{"oauth.pending", SeverityUnknown, You, "", "https://www.rfc-editor.org/rfc/rfc8628#section-3.5"},
	{"oauth.code-expired", SeverityFail, You, "", "https://www.rfc-editor.org/rfc/rfc8628#section-3.5"},
	{"oauth.declined", SeverityFail, You, "", ""},
	{"oauth.refresh-dead", SeverityFail, You, "", ""},
	{"oauth.testing-expiry", SeverityFail, You, "", "https://developers.google.com/identity/protocols/oauth2#expiration"},
	{"oauth.clock", SeverityFail, You, "", ""},
	{"oauth.request-malformed", SeverityUnknown, You, "oauth.token_url", "https://www.rfc-editor.org/rfc/rfc6749#section-5.2"},
	{"oauth.not-oauth-endpoint", SeverityFail, You, "oauth.token_url", "https://www.rfc-editor.org/rfc/rfc6749#section-5"},
	{"oauth.setting", SeverityUnknown, You, "", ""},
	{"oauth.token-file", SeverityUnknown, You, "", ""},

	// Mail over HTTP.
	{"api.not-enabled", SeverityFail, You, "oauth.client_id", "https://console.cloud.google.com/apis/library/gmail.googleapis.com"},
	{"api.mailbox-missing", SeverityFail, TenantAdmin, "sender.address", ""},
	{"api.not-an-api", SeverityFail, You, "api.base_url", ""},

	// Envelope.
	{"env.sender-not-owned", SeverityFail, You, "sender.address", ""},
	{"env.sender-unverified", SeverityFail, You, "sender.address", ""},
	{"env.sender-domain-bad", SeverityFail, You, "sender.address", ""},
	{"env.sender-suspended", SeverityFail, Provider, "", ""},
	{"env.relay-denied", SeverityFail, You, "smtp.auth.method", ""},
	{"env.pop-before-smtp", SeverityFail, You, "smtp.auth.method", ""},
	{"env.recipient-unknown", SeverityFail, You, "trial.recipient", ""},
	{"env.greylisted", SeverityUnknown, You, "", "https://www.rfc-editor.org/rfc/rfc6647"},
	{"env.blocklisted", SeverityFail, NetworkAdmin, "smtp.port", "https://check.spamhaus.org/"},
	{"env.no-ptr", SeverityFail, NetworkAdmin, "", "https://www.rfc-editor.org/rfc/rfc1912#section-2.1"},
	{"env.quota", SeverityFail, You, "", ""},

	// Message. A trial text that a filter dislikes says nothing of the settings.
	{"data.too-large", SeverityFail, You, "", "https://www.rfc-editor.org/rfc/rfc1870"},
	{"data.storage", SeverityFail, MailAdmin, "trial.recipient", ""},
	{"data.domain-auth", SeverityFail, MailAdmin, "sender.address", "https://www.rfc-editor.org/rfc/rfc7489"},
	{"data.content-rejected", SeverityUnknown, You, "", ""},
	{"data.headers-invalid", SeverityUnknown, You, "", "https://www.rfc-editor.org/rfc/rfc5322#section-3.6"},
	{"data.encoding", SeverityUnknown, You, "", "https://www.rfc-editor.org/rfc/rfc5321#section-2.3"},

	// Arrival. A mail that has not come is a failure of the whole way; one that
	// came to the wrong folder did come.
	{"arrive.not-arrived", SeverityFail, You, "trial.recipient", ""},
	{"arrive.junk", SeverityWarn, You, "", ""},
	{"arrive.auth-failed", SeverityWarn, MailAdmin, "sender.address", "https://www.rfc-editor.org/rfc/rfc7489"},
	{"arrive.not-removed", SeverityWarn, You, "", "https://www.rfc-editor.org/rfc/rfc4315"},
	// The sender's domain in DNS. Receivers judge by it; what only lowers the
	// chances is a warning, and what is not known is no failure.
	{"domain.dns-failed", SeverityUnknown, NetworkAdmin, "", ""},
	{"domain.address-unknown", SeverityUnknown, NetworkAdmin, "", ""},
	{"domain.spf-missing", SeverityWarn, MailAdmin, "", "https://www.rfc-editor.org/rfc/rfc7208"},
	{"domain.spf-lacks-relay", SeverityFail, MailAdmin, "", "https://www.rfc-editor.org/rfc/rfc7208"},
	{"domain.spf-relay-unknown", SeverityUnknown, MailAdmin, "", "https://www.rfc-editor.org/rfc/rfc7208"},
	{"domain.spf-broken", SeverityWarn, MailAdmin, "", "https://www.rfc-editor.org/rfc/rfc7208#section-4.6.4"},
	{"domain.spf-open", SeverityWarn, MailAdmin, "", "https://www.rfc-editor.org/rfc/rfc7208"},
	{"domain.not-yours", SeverityFail, You, "sender.address", ""},
	{"domain.dmarc-missing", SeverityWarn, MailAdmin, "", "https://www.rfc-editor.org/rfc/rfc7489"},
	{"domain.dmarc-broken", SeverityWarn, MailAdmin, "", "https://www.rfc-editor.org/rfc/rfc7489"},
	{"domain.dkim-needed", SeverityUnknown, MailAdmin, "", "https://www.rfc-editor.org/rfc/rfc6376"},
	{"domain.mx-missing", SeverityWarn, MailAdmin, "", "https://www.rfc-editor.org/rfc/rfc5321#section-5.1"},
	{"domain.mx-null", SeverityWarn, MailAdmin, "sender.address", "https://www.rfc-editor.org/rfc/rfc7505"},
	{"domain.mx-dangling", SeverityWarn, MailAdmin, "", "https://www.rfc-editor.org/rfc/rfc5321#section-5.1"},
	{"domain.ptr-mismatch", SeverityWarn, NetworkAdmin, "", "https://www.rfc-editor.org/rfc/rfc1912#section-2.1"},
	{"domain.helo-unresolvable", SeverityWarn, MailAdmin, "", "https://www.rfc-editor.org/rfc/rfc5321#section-4.1.1.1"},

	// This program and this machine.
	{"secret.unreadable", SeverityUnknown, You, "smtp.auth.password", ""},
	{"config.ca-file", SeverityUnknown, You, "smtp.ca_file", ""},
	{"check.unsupported", SeverityUnknown, You, "smtp.auth.method", ""},
	{"run.cancelled", SeverityUnknown, You, "", ""},
	{Unrecognised, SeverityUnknown, You, "", ""},
}

// All gives every cause, in the order of the ladder.
func All() []Cause {
	return append([]Cause(nil), catalogue[:]...)
}

// Lookup gives the cause of that id.
func Lookup(id string) (Cause, bool) {
	for _, c := range catalogue {
		if c.ID == id {
			return c, true
		}
	}
	return Cause{}, false
}

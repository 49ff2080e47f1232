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
	{"dns.no-mail-route", SeverityFail, You, "trial.recipient", ""},
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
	{"session.helo-rejected", SeverityFail, You, "smtp.helo", ""},
	{"session.too-many-connections", SeverityUnknown, You, "", ""},
	{"session.unavailable", SeverityUnknown, MailAdmin, "", ""},
	{"session.protocol-error", SeverityUnknown, You, "", ""},

	// TLS.
	{"tls.needs-implicit", SeverityFail, You, "smtp.security", ""},
	{"tls.needs-starttls", SeverityFail, You, "smtp.security", ""},
	{"tls.starttls-missing", SeverityFail, You, "smtp.security", ""},
	{"tls.starttls-refused", SeverityFail, MailAdmin, "smtp.security", ""},
	{"tls.injected", SeverityFail, NetworkAdmin, "smtp.security", ""},
	{"tls.name-mismatch", SeverityFail, You, "smtp.host", ""},
	{"tls.expired", SeverityFail, MailAdmin, "", ""},
	{"tls.expires-soon", SeverityWarn, MailAdmin, "", ""},
	{"tls.not-yet-valid", SeverityFail, You, "", ""},
	{"tls.self-signed", SeverityFail, You, "smtp.ca_file", ""},
	{"tls.untrusted-ca", SeverityFail, You, "smtp.ca_file", ""},
	{"tls.missing-intermediate", SeverityFail, MailAdmin, "", ""},
	{"tls.intercepted", SeverityFail, NetworkAdmin, "smtp.ca_file", ""},
	{"tls.version", SeverityFail, MailAdmin, "", ""},
	{"tls.handshake-failed", SeverityFail, MailAdmin, "smtp.host", ""},
	{"tls.client-cert", SeverityFail, You, "smtp.port", ""},
	{"tls.unverified", SeverityWarn, You, "smtp.verify_certificate", ""},

	// Sign-in with a password.
	{"auth.missing", SeverityFail, You, "smtp.auth.method", ""},
	{"auth.not-offered", SeverityFail, You, "smtp.port", ""},
	{"auth.tls-first", SeverityFail, You, "smtp.security", ""},
	{"auth.mechanism", SeverityFail, You, "smtp.auth.method", ""},
	{"auth.plaintext-refused", SeverityFail, You, "smtp.security", ""},
	{"auth.no-tls", SeverityWarn, You, "smtp.security", ""},
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
	{"auth.server-unproved", SeverityFail, MailAdmin, "smtp.host", ""},

	// POP3. A mailbox that another session holds was not judged.
	{"pop.apop-unavailable", SeverityFail, You, "smtp.auth.method", ""},
	{"pop.apop-weak", SeverityWarn, You, "smtp.security", ""},
	{"pop.mailbox-locked", SeverityUnknown, You, "", ""},
	{"pop.login-delay", SeverityUnknown, You, "", ""},
	{"pop.no-top", SeverityUnknown, MailAdmin, "", ""},

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
	{"oauth.redirect-mismatch", SeverityFail, You, "oauth.redirect_uri", ""},
	{"oauth.scope-invalid", SeverityFail, You, "oauth.scopes", ""},
	{"oauth.consent-missing", SeverityFail, You, "", ""},
	{"oauth.admin-consent", SeverityFail, TenantAdmin, "", ""},
	{"oauth.user-not-allowed", SeverityFail, You, "oauth.account", ""},
	{"oauth.user-account", SeverityFail, You, "oauth.account", ""},
	{"oauth.wrong-account", SeverityWarn, You, "oauth.account", ""},
	{"oauth.ends-soon", SeverityWarn, You, "oauth.client_secret_expires", ""},
	{"oauth.mfa-required", SeverityFail, You, "", ""},
	{"oauth.conditional-access", SeverityFail, TenantAdmin, "", ""},
	{"oauth.pending", SeverityUnknown, You, "", ""},
	{"oauth.code-expired", SeverityFail, You, "", ""},
	{"oauth.declined", SeverityFail, You, "", ""},
	{"oauth.refresh-dead", SeverityFail, You, "", ""},
	{"oauth.testing-expiry", SeverityFail, You, "", "https://developers.google.com/identity/protocols/oauth2#expiration"},
	{"oauth.clock", SeverityFail, You, "", ""},
	{"oauth.request-malformed", SeverityUnknown, You, "oauth.token_url", ""},
	{"oauth.not-oauth-endpoint", SeverityFail, You, "oauth.token_url", ""},
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
	{"env.greylisted", SeverityUnknown, You, "", ""},
	{"env.blocklisted", SeverityFail, NetworkAdmin, "smtp.port", ""},
	{"env.no-ptr", SeverityFail, NetworkAdmin, "", ""},
	{"env.quota", SeverityFail, You, "", ""},

	// Message. A trial text that a filter dislikes says nothing of the settings.
	{"data.too-large", SeverityFail, You, "", ""},
	{"data.storage", SeverityFail, MailAdmin, "trial.recipient", ""},
	{"data.domain-auth", SeverityFail, MailAdmin, "sender.address", ""},
	{"data.content-rejected", SeverityUnknown, You, "", ""},
	{"data.headers-invalid", SeverityUnknown, You, "", ""},
	{"data.encoding", SeverityUnknown, You, "", ""},

	// Arrival. A mail that has not come is a failure of the whole way; one that
	// came to the wrong folder did come.
	{"arrive.not-arrived", SeverityFail, You, "trial.recipient", ""},
	{"arrive.junk", SeverityWarn, You, "", ""},
	{"arrive.auth-failed", SeverityWarn, MailAdmin, "sender.address", ""},
	{"arrive.not-removed", SeverityWarn, You, "", ""},
	// The sender's domain in DNS. Receivers judge by it; what only lowers the
	// chances is a warning, and what is not known is no failure.
	{"domain.dns-failed", SeverityUnknown, NetworkAdmin, "", ""},
	{"domain.address-unknown", SeverityUnknown, NetworkAdmin, "", ""},
	{"domain.spf-missing", SeverityWarn, MailAdmin, "", ""},
	{"domain.spf-lacks-relay", SeverityFail, MailAdmin, "", ""},
	{"domain.spf-relay-unknown", SeverityUnknown, MailAdmin, "", ""},
	{"domain.spf-broken", SeverityWarn, MailAdmin, "", ""},
	{"domain.spf-open", SeverityWarn, MailAdmin, "", ""},
	{"domain.not-yours", SeverityFail, You, "sender.address", ""},
	{"domain.dmarc-missing", SeverityWarn, MailAdmin, "", ""},
	{"domain.dmarc-broken", SeverityWarn, MailAdmin, "", ""},
	{"domain.dkim-needed", SeverityUnknown, MailAdmin, "", ""},
	{"domain.mx-missing", SeverityWarn, MailAdmin, "", ""},
	{"domain.mx-null", SeverityWarn, MailAdmin, "sender.address", ""},
	{"domain.mx-dangling", SeverityWarn, MailAdmin, "", ""},
	{"domain.ptr-mismatch", SeverityWarn, NetworkAdmin, "", ""},
	{"domain.helo-unresolvable", SeverityWarn, MailAdmin, "", ""},

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

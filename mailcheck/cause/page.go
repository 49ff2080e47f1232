package cause

import "strings"

// page is the official page for a cause at one provider, where the general
// entry has none or a worse one.
type page struct{ cause, software, url string }

var pages = [...]page{
	{"auth.bad-credentials", Gmail, "https://support.google.com/mail/?p=BadCredentials"},
	{"auth.app-password", Gmail, "https://support.google.com/mail/?p=InvalidSecondFactor"},
	{"auth.browser-login", Gmail, "https://support.google.com/mail/?p=WebLoginRequired"},
	{"auth.missing", Gmail, "https://support.google.com/mail/?p=WantAuthError"},
	{"env.blocklisted", Gmail, "https://support.google.com/mail/?p=NotAuthorizedError"},
	{"env.relay-denied", Gmail, "https://support.google.com/a/answer/2956491"},
	{"auth.app-password", ICloud, "https://support.apple.com/102525"},
	{"auth.bad-credentials", ICloud, "https://support.apple.com/102525"},
	{"auth.app-password", Fastmail, "https://www.fastmail.help/hc/en-us/articles/360058752854-App-passwords"},
	{"auth.bad-credentials", Fastmail, "https://www.fastmail.help/hc/en-us/articles/360058752854-App-passwords"},
	{"auth.app-password", MailRu, "https://help.mail.ru/mail/security/protection/external"},
	{"auth.bad-credentials", MailRu, "https://help.mail.ru/mail/security/protection/external"},
	{"auth.app-password", Yandex, "https://yandex.com/support/mail/mail-clients/others.html"},
	{"auth.protocol-disabled", Yandex, "https://yandex.com/support/mail/mail-clients/others.html"},
	{"auth.protocol-disabled", GMX, "https://support.gmx.com/pop-imap/toggle.html"},
	{"auth.bad-credentials", Zoho, "https://www.zoho.com/mail/help/zoho-smtp.html"},
	{"auth.bad-credentials", SES, "https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html"},
	{"auth.bad-credentials", SendGrid, "https://www.twilio.com/docs/sendgrid/for-developers/sending-email/integrating-with-the-smtp-api"},
	{"auth.bad-credentials", Brevo, "https://developers.brevo.com/docs/smtp-integration"},
	{"auth.smtp-auth-disabled-mailbox", Microsoft365, "https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/authenticated-client-smtp-submission"},
	{"auth.policy-blocked", Microsoft365, "https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/authenticated-client-smtp-submission"},
	{"auth.token-rejected", Microsoft365, "https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth"},
	{"auth.mailbox-permission", Microsoft365, "https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth"},
	{"auth.basic-auth-disabled", Microsoft365, "https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth"},
	{"auth.token-rejected", Gmail, "https://developers.google.com/gmail/imap/xoauth2-protocol"},
	{"oauth.secret-expired", Microsoft365, "https://aka.ms/NewClientSecret"},
	{"oauth.redirect-mismatch", Microsoft365, "https://learn.microsoft.com/entra/identity-platform/reply-url"},
	{"oauth.admin-consent", Microsoft365, "https://learn.microsoft.com/entra/identity/enterprise-apps/grant-admin-consent"},
	{"oauth.admin-consent", Gmail, "https://support.google.com/a/answer/7281227"},
	{"oauth.refresh-dead", Gmail, "https://developers.google.com/identity/protocols/oauth2#expiration"},
	{"oauth.refresh-dead", Microsoft365, "https://learn.microsoft.com/entra/identity-platform/refresh-tokens"},
	{"oauth.scope-invalid", Gmail, "https://developers.google.com/gmail/imap/xoauth2-protocol"},
	{"auth.rate-limited", Microsoft365, "https://aka.ms/concurrent_sending"},
	{"env.blocklisted", Microsoft365, "https://sender.office.com/"},
	{"data.domain-auth", Microsoft365, "https://go.microsoft.com/fwlink/p/?linkid=2319303"},
	{"data.domain-auth", ICloud, "https://support.apple.com/en-us/HT204137"},
	{"auth.missing", Microsoft365, "https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/authenticated-client-smtp-submission"},
	{"env.sender-suspended", Microsoft365, "https://learn.microsoft.com/defender-office-365/outbound-spam-restore-restricted-users"},
	{"env.quota", Gmail, "https://support.google.com/a/answer/166852"},
	{"env.quota", Microsoft365, "https://learn.microsoft.com/office365/servicedescriptions/exchange-online-service-description/exchange-online-limits"},
	{"env.no-ptr", Gmail, senderGuidelines},
	{"data.domain-auth", Gmail, senderGuidelines},
	{"data.content-rejected", Gmail, senderGuidelines},
	{"env.sender-unverified", SES, "https://docs.aws.amazon.com/ses/latest/dg/verify-addresses-and-domains.html"},
	// What the administrator of such a server needs.
	{"auth.not-offered", Postfix, postfixSASL},
	{"auth.mechanism", Postfix, postfixSASL},
	{"auth.temporary", Postfix, postfixSASL},
	{"env.sender-not-owned", Postfix, postfixSASL},
	{"env.relay-denied", Postfix, "https://www.postfix.org/SMTPD_ACCESS_README.html"},
	{"env.blocklisted", Postfix, "https://www.postfix.org/SMTPD_ACCESS_README.html"},
	{"tls.starttls-missing", Postfix, postfixTLS},
	{"tls.starttls-refused", Postfix, postfixTLS},
	{"tls.missing-intermediate", Postfix, postfixTLS},
	{"tls.version", Postfix, postfixTLS},
	{"tls.handshake-failed", Postfix, postfixTLS},
	{"auth.not-offered", Dovecot, dovecotAuth},
	{"auth.mechanism", Dovecot, dovecotAuth},
	{"auth.temporary", Dovecot, dovecotAuth},
}

const (
	senderGuidelines = "https://support.google.com/a/answer/81126"
	postfixSASL      = "https://www.postfix.org/SASL_README.html"
	postfixTLS       = "https://www.postfix.org/TLS_README.html"
	dovecotAuth      = "https://doc.dovecot.org/configuration_manual/authentication/authentication_mechanisms"
)

// manuals explain a provider's own replies and errors of one kind, by the
// first part of the cause's id.
var manuals = [...]page{
	{"session", Gmail, "https://support.google.com/a/answer/3726730"},
	{"env", Gmail, "https://support.google.com/a/answer/3726730"},
	{"data", Gmail, "https://support.google.com/a/answer/3726730"},
	{"env", Microsoft365, "https://learn.microsoft.com/troubleshoot/exchange/email-delivery/ndr/non-delivery-reports-in-exchange-online"},
	{"data", Microsoft365, "https://learn.microsoft.com/troubleshoot/exchange/email-delivery/ndr/non-delivery-reports-in-exchange-online"},
	{"oauth", Microsoft365, "https://learn.microsoft.com/entra/identity-platform/reference-error-codes"},
	{"oauth", Gmail, "https://developers.google.com/identity/protocols/oauth2/native-app"},
}

// apiPages are those of the mail APIs. What pages says of SMTP is of no use
// there.
var apiPages = [...]page{
	{"auth.token-rejected", Gmail, "https://developers.google.com/gmail/api/auth/scopes"},
	{"auth.token-rejected", Microsoft365, "https://learn.microsoft.com/graph/api/user-sendmail"},
	{"auth.mailbox-permission", Microsoft365, "https://learn.microsoft.com/exchange/permissions-exo/application-rbac"},
	{"oauth.scope-invalid", Gmail, "https://developers.google.com/gmail/api/auth/scopes"},
	{"oauth.scope-invalid", Microsoft365, "https://learn.microsoft.com/graph/api/user-sendmail"},
	{"oauth.admin-consent", Microsoft365, "https://learn.microsoft.com/entra/identity/enterprise-apps/grant-admin-consent"},
	{"oauth.admin-consent", Gmail, "https://support.google.com/a/answer/7281227"},
}

// urlOf is the page for a cause at this software: the one about the very
// cause, else what the provider says of its error number, else its manual,
// else the cause's own.
func urlOf(c Cause, v *view) string {
	list := pages[:]
	if v.proto == "api" {
		list = apiPages[:]
	}
	for _, p := range list {
		if p.cause == c.ID && p.software == v.software {
			return p.url
		}
	}
	kind, _, _ := strings.Cut(c.ID, ".")
	// Microsoft's own page on an AADSTS number; the fact holds digits alone.
	if number := v.facts[FactAADSTS]; kind == "oauth" && v.software == Microsoft365 && onlyOf(number, "0123456789") && number != "" {
		return "https://login.microsoftonline.com/error?code=" + number
	}
	for _, p := range manuals {
		if p.cause == kind && p.software == v.software {
			return p.url
		}
	}
	return c.URL
}

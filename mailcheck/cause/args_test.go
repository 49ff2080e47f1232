package cause

import "testing"

// TestServerCommands: the command that looks at a server's TLS is whole and
// can be typed, whatever is known of the server.
func TestServerCommands(t *testing.T) {
	for name, c := range map[string]struct {
		e    Evidence
		want string
	}{
		"nothing":        {Evidence{}, "openssl s_client -connect HOST:587 -starttls smtp"},
		"starttls":       {Evidence{Host: "mail.example.co.jp", Port: 587, Security: "starttls"}, "openssl s_client -connect mail.example.co.jp:587 -starttls smtp"},
		"tls":            {Evidence{Host: "mail.example.co.jp", Port: 2465, Security: "tls"}, "openssl s_client -connect mail.example.co.jp:2465"},
		"port tells":     {Evidence{Host: "mail.example.co.jp", Port: 465}, "openssl s_client -connect mail.example.co.jp:465"},
		"security tells": {Evidence{Host: "mail.example.co.jp", Port: 465, Security: "starttls"}, "openssl s_client -connect mail.example.co.jp:465 -starttls smtp"},
		"pop3":           {Evidence{Stage: "pop3.tls", Host: "2001:db8::5", Port: 110, Security: "starttls"}, "openssl s_client -connect [2001:db8::5]:110 -starttls pop3"},
		"imap":           {Evidence{Stage: "imap.tls", Host: "mail.example.co.jp", Security: "tls"}, "openssl s_client -connect mail.example.co.jp:993"},
		"hostile":        {Evidence{Host: "a$(reboot)b", Port: 25, Security: "none"}, "openssl s_client -connect HOST:25 -starttls smtp"},
	} {
		if got := New("tls.expired", Certain, c.e).Args["openssl"]; got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if got := New("tls.expired", Certain, Evidence{Host: "2001:db8::5", Port: 25}).Args["where"]; got != "[2001:db8::5]:25" {
		t.Errorf("where: %q", got)
	}
}

// TestPages: the page about the very cause goes before the provider's on its
// error number, and that before its manual; digits alone become part of a URL.
func TestPages(t *testing.T) {
	for _, c := range []struct{ id, software, aadsts, stage, want string }{
		{"oauth.secret-expired", Microsoft365, "7000222", "", "https://aka.ms/NewClientSecret"},
		{"oauth.user-account", Microsoft365, "50053", "", "https://login.microsoftonline.com/error?code=50053"},
		{"oauth.user-account", Microsoft365, "50053&x=", "", "https://learn.microsoft.com/entra/identity-platform/reference-error-codes"},
		{"oauth.user-account", Gmail, "50053", "", "https://developers.google.com/identity/protocols/oauth2/native-app"},
		{"oauth.user-account", "", "", "", ""},
		{"env.quota", Gmail, "", "smtp.data", "https://support.google.com/a/answer/166852"},
		{"env.greylisted", Gmail, "", "smtp.rcpt", "https://support.google.com/a/answer/3726730"},
		{"env.greylisted", "", "", "smtp.rcpt", "https://www.rfc-editor.org/rfc/rfc6647"},
	} {
		e := Evidence{Stage: c.stage, Software: c.software, Facts: map[string]string{FactAADSTS: c.aadsts}}
		if got := New(c.id, Certain, e).URL; got != c.want {
			t.Errorf("%s at %s (%s): %q, want %q", c.id, c.software, c.aadsts, got, c.want)
		}
	}
}

// TestMakersAndWho: a wording that only one service has decides what the fix
// says and who must act; it makes nothing more certain.
func TestMakersAndWho(t *testing.T) {
	for _, c := range []struct {
		text, cause, software string
		who                   Who
	}{
		{"535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy.", "auth.policy-blocked", Microsoft365, TenantAdmin},
		{"550 5.1.8 Access denied, bad outbound sender AS(42004) [x.outlook.com]", "env.sender-suspended", Microsoft365, TenantAdmin},
		{"invalid_grant AADSTS50053: The account is locked", "oauth.user-account", Microsoft365, You},
		{"554 Message rejected: Email address is not verified. The following identities failed the check in region EU-WEST-1: a@example.org", "env.sender-unverified", SES, You},
	} {
		f := Find(Evidence{Text: c.text})[0]
		if f.Cause != c.cause || f.Args["software"] != c.software || f.Who != c.who {
			t.Errorf("%s: %s at %q, %s acts", c.text, f.Cause, f.Args["software"], f.Who)
		}
	}
	for _, id := range []string{"auth.policy-blocked", "auth.mailbox-permission"} {
		if who := New(id, Certain, Evidence{Stage: "imap.mailbox", Software: Dovecot}).Who; who != MailAdmin {
			t.Errorf("%s at a server without tenants: %s acts", id, who)
		}
	}
}

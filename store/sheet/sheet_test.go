package sheet

import (
	"slices"
	"testing"
	"time"

	"todoku/store"
)

// profile is a proved set-up with STARTTLS and CRAM-MD5; change alters it.
func profile(change func(*store.Profile)) store.Profile {
	p := store.Default()
	p.Name, p.Application, p.ServerType = "alerts", "garoon", "smtp"
	p.Sender.Address = "alerts@example.co.jp"
	p.SMTP.Host, p.SMTP.Port, p.SMTP.Security = "mail.example.co.jp", 587, "starttls"
	p.SMTP.Auth = store.Auth{Method: "cram-md5", Username: "alerts", Password: store.SecretRef{From: "file", Path: "alerts.secret"}}
	if change != nil {
		change(&p)
	}
	return p
}

func withPop(p *store.Profile) {
	p.SMTP.Auth = store.Auth{Method: "pop-before-smtp"}
	p.PopBeforeSMTP = store.PopBeforeSMTP{
		Host: "pop.example.co.jp", Port: 995, Security: "tls", APOP: true, Username: "box",
		Password: store.SecretRef{From: "env", Name: "POP_PASSWORD"},
		Wait:     store.Duration(3 * time.Second), Timeout: store.Duration(20 * time.Second),
	}
}

func withOAuth(p *store.Profile) {
	p.ServerType = "google"
	p.SMTP.Auth = store.Auth{Method: "xoauth2", Username: "alerts@example.co.jp"}
}

func withReceiving(p *store.Profile) {
	p.SMTP.Security, p.SMTP.Auth.Method = "starttls", "login"
	p.Receive = store.Receive{Protocol: "pop3", Host: "pop.example.co.jp", Port: 995, Security: "tls", Auth: "apop",
		LeaveOnServer: true, KeepDays: 14, Timeout: store.DefaultTimeout}
}

func withAPI(p *store.Profile) {
	p.ServerType, p.Provider, p.SMTP = "api", "microsoft365", store.Default().SMTP
	p.SMTP.Auth.Username = "alerts@example.co.jp"
	p.OAuth = store.OAuth{ClientID: "client", Tenant: "tenant", ClientSecret: store.SecretRef{From: "file", Path: "alerts.oauth.secret"}}
	p.Form = store.Form{"manager_root": "https://192.0.2.7/ConMasManager"}
}

func garoon(t *testing.T, change func(*store.Profile)) Sheet {
	t.Helper()
	app, ok := ByID("garoon")
	if !ok {
		t.Fatal("no garoon")
	}
	return app.Sheet(profile(change))
}

// row finds the nth row with a label, or with a key where there is no label.
func row(t *testing.T, s Sheet, label string, nth int) Row {
	t.Helper()
	for _, r := range s.Rows {
		if r.Label == label || r.Label == "" && r.Key == label {
			if nth == 0 {
				return r
			}
			nth--
		}
	}
	t.Fatalf("no row %q", label)
	return Row{}
}

func TestGaroonSheet(t *testing.T) {
	const timeout = "タイムアウトまでの時間"
	for name, c := range map[string]struct {
		change func(*store.Profile)
		want   map[string]string // label → value, act in parentheses, or state and reason
	}{
		"starttls": {nil, map[string]string{
			"システムメールアカウント": "使用する", "使用するメールサーバー": "システムメール用にメールサーバーを設定する",
			"システムメールアドレス": "alerts@example.co.jp", "メールの送信にOAuthを使用する": "(leave)",
			"OAuthクライアント": "skip no_oauth", "送信メールサーバー名(SMTP)": "mail.example.co.jp",
			"送信メールサーバーポート番号": "587", "暗号化通信": "STARTTLSを使用する", timeout: "10",
			"SMTP認証方式": "CRAM-MD5", "送信用アカウント": "alerts", "送信用パスワード": "secret file",
			"受信後に送信を行う(POP before SMTP)": "skip pop_excluded", "送信までの待ち時間": "skip no_pop",
			"受信メールサーバー名": "skip no_pop", "APOP認証を行う": "skip no_pop", "受信用パスワード": "skip no_pop",
			"OAuth認可": "skip no_oauth",
		}},
		"no sign-in": {func(p *store.Profile) {
			p.ServerType, p.SMTP.Host, p.SMTP.Port, p.SMTP.Security = "local", "localhost", 25, "none"
			p.SMTP.Auth = store.Auth{Method: "none"}
		}, map[string]string{
			"暗号化通信": "(使用しない)", "SMTP認証方式": "(設定なし)", "送信メールサーバーポート番号": "25",
			"送信用アカウント": "skip no_smtp_auth", "送信用パスワード": "skip no_smtp_auth",
			"受信後に送信を行う(POP before SMTP)": "(leave)", "受信メールサーバー名": "skip no_pop",
		}},
		"pop before smtp": {withPop, map[string]string{
			"SMTP認証方式": "(設定なし)", "送信用アカウント": "skip no_smtp_auth",
			"受信後に送信を行う(POP before SMTP)": "設定する", "送信までの待ち時間": "3",
			"受信メールサーバー名": "pop.example.co.jp", "受信メールサーバーポート番号": "995", "TLSの使用": "(tick)",
			"APOP認証を行う": "設定する", "受信用アカウント": "box", "受信用パスワード": "secret env", timeout + "/1": "20",
		}},
		"pop without tls or apop": {func(p *store.Profile) {
			withPop(p)
			p.PopBeforeSMTP.Security, p.PopBeforeSMTP.APOP, p.PopBeforeSMTP.Wait = "none", false, 0
		}, map[string]string{"TLSの使用": "(leave)", "APOP認証を行う": "(leave)", "送信までの待ち時間": "0"}},
		"gmail": {withOAuth, map[string]string{
			"メールの送信にOAuthを使用する": "(tick)", "OAuthクライアント": "Gmail",
			"送信メールサーバー名(SMTP)": "skip set_by_oauth", "送信メールサーバーポート番号": "skip set_by_oauth",
			"暗号化通信": "skip set_by_oauth", timeout: "10", "SMTP認証方式": "skip oauth_instead",
			"送信用アカウント": "skip no_smtp_auth", "OAuth認可": "認可済み",
			"受信後に送信を行う(POP before SMTP)": "skip pop_excluded",
		}},
		"exchange": {func(p *store.Profile) { withOAuth(p); p.ServerType = "microsoft365" },
			map[string]string{"OAuthクライアント": "Exchange Online"}},
		"workspace by provider": {func(p *store.Profile) { withOAuth(p); p.ServerType, p.Provider = "provider", "google-workspace" },
			map[string]string{"OAuthクライアント": "Gmail"}},
		"app password": {func(p *store.Profile) { p.ServerType, p.SMTP.Auth.Method = "google", "plain" },
			map[string]string{"メールの送信にOAuthを使用する": "(leave)", "SMTP認証方式": "PLAIN"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := garoon(t, c.change)
			for label, want := range c.want {
				label, nth := nthOf(label)
				if got := told(row(t, s, label, nth)); got != want {
					t.Errorf("%s: %q, want %q", label, got, want)
				}
			}
			if s.Impossible || s.Missing {
				t.Errorf("impossible %v, missing %v", s.Impossible, s.Missing)
			}
			if len(s.Rows) != len(manuals["garoon"].form) {
				t.Errorf("%d rows, the form has %d fields", len(s.Rows), len(manuals["garoon"].form))
			}
		})
	}
}

// told is a row as the tables above write it.
func told(r Row) string {
	switch {
	case r.State != Fill:
		return string(r.State) + " " + r.Reason.Code
	case r.Act != "":
		return "(" + r.Act + ")"
	case r.Secret:
		return "secret " + r.Ref.From
	}
	return r.Value
}

func nthOf(label string) (string, int) {
	if n := len(label); n > 2 && label[n-2:] == "/1" {
		return label[:n-2], 1
	}
	return label, 0
}

func TestGaroonCannotExpress(t *testing.T) {
	for name, c := range map[string]struct {
		change        func(*store.Profile)
		label, reason string
	}{
		"scram":         {func(p *store.Profile) { p.SMTP.Auth.Method = "scram-sha-256" }, "SMTP認証方式", "no_scram"},
		"oauthbearer":   {func(p *store.Profile) { p.SMTP.Auth.Method = "oauthbearer" }, "SMTP認証方式", "no_oauthbearer"},
		"unknown":       {func(p *store.Profile) { p.SMTP.Auth.Method = "ntlm" }, "smtp.auth.method", "not_a_choice"},
		"timeout":       {func(p *store.Profile) { p.SMTP.Timeout = store.Duration(15 * time.Second) }, "タイムアウトまでの時間", "timeout_not_a_choice"},
		"half a second": {func(p *store.Profile) { p.SMTP.Timeout = store.Duration(10500 * time.Millisecond) }, "タイムアウトまでの時間", "timeout_not_a_choice"},
		"ca file":       {func(p *store.Profile) { p.SMTP.CAFile = "ca.pem" }, "smtp.ca_file", "no_ca_file"},
		"no check":      {func(p *store.Profile) { p.SMTP.VerifyCertificate = false }, "smtp.verify_certificate", "no_verify_switch"},
		"helo":          {func(p *store.Profile) { p.SMTP.HELO = "host.example" }, "smtp.helo", "no_helo"},
		"http api":      {func(p *store.Profile) { p.ServerType = "api" }, "server_type", "no_http_api"},
		"oauth elsewhere": {func(p *store.Profile) { withOAuth(p); p.ServerType = "smtp" },
			"OAuthクライアント", "oauth_other_service"},
		"oauth at fastmail": {func(p *store.Profile) { withOAuth(p); p.ServerType, p.Provider = "provider", "fastmail" },
			"OAuthクライアント", "oauth_other_service"},
		"oauth in a national cloud": {func(p *store.Profile) { withOAuth(p); p.ServerType, p.Provider = "provider", "microsoft365-cn" },
			"OAuthクライアント", "oauth_other_service"},
		"pop starttls": {func(p *store.Profile) { withPop(p); p.PopBeforeSMTP.Security = "starttls" },
			"TLSの使用", "no_pop_starttls"},
		"pop wait": {func(p *store.Profile) { withPop(p); p.PopBeforeSMTP.Wait = store.Duration(11 * time.Second) },
			"送信までの待ち時間", "wait_not_a_choice"},
	} {
		t.Run(name, func(t *testing.T) {
			s := garoon(t, c.change)
			r := row(t, s, c.label, 0)
			if r.State != Impossible || r.Reason.Code != c.reason || r.Value != "" || !s.Impossible {
				t.Errorf("%+v, sheet impossible %v", r, s.Impossible)
			}
			if r.Reason.Args["app"] != "Garoon" {
				t.Errorf("args %v", r.Reason.Args)
			}
		})
	}
}

// Whatever way of signing in a profile has, the form either takes it or says
// that it cannot.
func TestNoMethodVanishes(t *testing.T) {
	for _, app := range Apps() {
		for _, m := range store.Methods {
			p := profile(func(p *store.Profile) {
				withPop(p)
				p.ServerType, p.SMTP.Auth.Method = "google", m
			})
			allowed, _, _ := app.Allows(p, "smtp.auth.method", m)
			said := slices.ContainsFunc(app.Sheet(p).Rows, func(r Row) bool { return r.State == Impossible && r.Key == "smtp.auth.method" })
			if said == allowed {
				t.Errorf("%s, %s: allowed %v, sheet says impossible %v", app.ID, m, allowed, said)
			}
		}
	}
}

func TestSenderNameIsLostNotImpossible(t *testing.T) {
	s := garoon(t, func(p *store.Profile) { p.Sender.Name = "監視システム" })
	r := row(t, s, "sender.name", 0)
	if r.State != Lost || r.Reason.Code != "no_sender_name" || r.Reason.Args["value"] != "監視システム" || s.Impossible {
		t.Errorf("%+v, impossible %v", r, s.Impossible)
	}
}

func TestWhatTheProfileLeavesOutIsNamed(t *testing.T) {
	s := garoon(t, func(p *store.Profile) {
		p.SMTP.Host, p.SMTP.Port = "", 0
		p.SMTP.Auth.Username, p.SMTP.Auth.Password = "", store.SecretRef{}
	})
	for label, key := range map[string]string{
		"送信メールサーバー名(SMTP)": "smtp.host", "送信メールサーバーポート番号": "smtp.port",
		"送信用アカウント": "smtp.auth.username", "送信用パスワード": "smtp.auth.password",
	} {
		if r := row(t, s, label, 0); r.State != Missing || r.Reason.Code != "not_set" || r.Reason.Args["key"] != key {
			t.Errorf("%s: %+v", label, r)
		}
	}
	if !s.Missing || s.Impossible {
		t.Errorf("missing %v, impossible %v", s.Missing, s.Impossible)
	}
}

func TestAnySheetHoldsOnlyWhatApplies(t *testing.T) {
	app, _ := ByID("any")
	count := func(change func(*store.Profile)) int {
		s := app.Sheet(profile(change))
		for _, r := range s.Rows {
			if r.State != Fill {
				t.Errorf("%s: %+v", r.Label, r)
			}
		}
		return len(s.Rows)
	}
	for name, c := range map[string]struct {
		change func(*store.Profile)
		rows   int
	}{
		"starttls": {nil, 9},
		"scram":    {func(p *store.Profile) { p.SMTP.Auth.Method = "scram-sha-1" }, 9},
		"plain":    {func(p *store.Profile) { p.SMTP.Security, p.SMTP.Auth.Method = "none", "none" }, 6},
		"pop":      {withPop, 14},
		"oauth":    {withOAuth, 7},
		"named":    {func(p *store.Profile) { p.Sender.Name = "監視" }, 10},
		"lax":      {func(p *store.Profile) { p.SMTP.VerifyCertificate, p.SMTP.CAFile = false, "ca.pem" }, 10},
	} {
		if n := count(c.change); n != c.rows {
			t.Errorf("%s: %d rows, want %d", name, n, c.rows)
		}
	}
}

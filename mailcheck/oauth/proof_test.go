package oauth

import (
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"todoku/store"
)

func signed(t *testing.T, claims jwt.MapClaims) store.Secret {
	t.Helper()
	s, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString([]byte("k"))
	if err != nil {
		t.Fatal(err)
	}
	return store.NewSecret(s)
}

func TestProof(t *testing.T) {
	ask := []string{"https://outlook.office.com/SMTP.Send", "offline_access", "openid"}
	r := store.NewSecret("r")
	base := func(set ...string) store.Profile {
		return profile(append([]string{"sender.address", "alerts@example.co.jp", "smtp.auth.username", "alerts@example.co.jp"}, set...)...)
	}
	for name, x := range map[string]struct {
		provider string
		scopes   []string
		tok      store.Token
		p        store.Profile
		want     string // codes
	}{
		"all well":           {microsoft, ask, store.Token{Refresh: r, Account: "Alerts@example.co.jp", Scopes: []string{"https://outlook.office365.com/SMTP.Send"}}, base(), ""},
		"short names":        {microsoft, []string{"https://graph.microsoft.com/Mail.Send"}, store.Token{Refresh: r, Scopes: []string{"openid", "mail.send"}}, base(), ""},
		"scopes not told":    {microsoft, ask, store.Token{Refresh: r}, base(), ""},
		"scopes in token":    {microsoft, ask, store.Token{Refresh: r, Access: signed(t, jwt.MapClaims{"scp": "IMAP.AccessAsUser.All"})}, base(), ScopesMissing},
		"scope missing":      {"", []string{"mail", "imap"}, store.Token{Refresh: r, Scopes: []string{"mail"}}, base(), ScopesMissing},
		"whole URLs count":   {google, []string{googleMail}, store.Token{Refresh: r, Scopes: []string{googleSend}}, base(), ScopesMissing},
		"no refresh token":   {microsoft, ask, store.Token{}, base(), NoRefreshToken},
		"other account":      {microsoft, ask, store.Token{Refresh: r, Account: "taro@example.co.jp"}, base(), OtherAccount},
		"bare login":         {"", nil, store.Token{Refresh: r, Account: "alerts"}, base(), ""},
		"shared":             {microsoft, ask, store.Token{Refresh: r, Account: "taro@example.co.jp"}, base("oauth.account", "taro@example.co.jp"), SharedMailbox},
		"shared, other":      {microsoft, ask, store.Token{Refresh: r, Account: "hanako@example.co.jp"}, base("oauth.account", "taro@example.co.jp"), OtherAccount},
		"application":        {microsoft, []string{"https://outlook.office365.com/.default"}, store.Token{Flow: "app-only"}, base(), ""},
		"two things at once": {"", []string{"x"}, store.Token{Scopes: []string{"y"}}, base(), ScopesMissing + " " + NoRefreshToken},
	} {
		var got []string
		for _, r := range Proof(Client{Provider: x.provider, Scopes: x.scopes}, x.tok, x.p) {
			got = append(got, r.Code)
		}
		if strings.Join(got, " ") != x.want {
			t.Errorf("%s: %v, want %s", name, got, x.want)
		}
	}
}

func TestIdentity(t *testing.T) {
	now := time.Now().Truncate(time.Second)
	got, ok := Identity(store.Token{Access: signed(t, jwt.MapClaims{
		"upn": "a@example.jp\x1b[2J", "aud": "https://outlook.office.com", "tid": "t-1", "appid": "c-1", "scp": "SMTP.Send IMAP.AccessAsUser.All",
		"roles": []string{"b", "a"}, "nbf": now.Unix(), "exp": now.Add(time.Hour).Unix(),
	})})
	if !ok || got.Account != "a@example.jp<001B>[2J" || got.Audience != "https://outlook.office.com" || got.Tenant != "t-1" || got.ClientID != "c-1" ||
		!slices.Equal(got.Scopes, []string{"SMTP.Send", "IMAP.AccessAsUser.All"}) || !slices.Equal(got.Roles, []string{"a", "b"}) ||
		!got.Since.Equal(now) || !got.Until.Equal(now.Add(time.Hour)) {
		t.Errorf("%+v", got)
	}
	for sub, want := range map[string]string{"a@example.jp": "a@example.jp", "1138": ""} {
		if got, _ := Identity(store.Token{Access: signed(t, jwt.MapClaims{"sub": sub})}); got.Account != want {
			t.Errorf("%+v", got)
		}
	}
	for _, opaque := range []string{"", "ya29.a0AfH6", "a.b.c", "EwB4A8l6BAAU"} {
		if _, ok := Identity(store.Token{Access: store.NewSecret(opaque)}); ok {
			t.Errorf("%q is readable", opaque)
		}
	}
}

func TestEnds(t *testing.T) {
	at := time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)
	r := store.NewSecret("r")
	for name, x := range map[string]struct {
		provider, date string
		tok            store.Token
		want           time.Time
		why            string
	}{
		"testing":      {google, "", store.Token{Refresh: r, SignedIn: at, Renewed: at, Ends: at.Add(7 * day)}, at.Add(7 * day), EndTesting},
		"told":         {"", "", store.Token{Refresh: r, SignedIn: at, Ends: at.Add(30 * day)}, at.Add(30 * day), EndTold},
		"microsoft":    {microsoft, "", store.Token{Refresh: r, Renewed: at}, at.Add(90 * day), EndUnused},
		"google":       {google, "", store.Token{Refresh: r, Renewed: at}, at.AddDate(0, 6, 0), EndUnused},
		"secret first": {microsoft, "2026-05-01", store.Token{Refresh: r, Renewed: at}, time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC), EndClientSecret},
		"secret later": {microsoft, "2027-05-01", store.Token{Refresh: r, Renewed: at}, at.Add(90 * day), EndUnused},
		"application":  {microsoft, "2027-05-01", store.Token{Flow: "app-only", Expiry: at}, time.Date(2027, 5, 1, 0, 0, 0, 0, time.UTC), EndClientSecret},
		"no refresh":   {microsoft, "", store.Token{Expiry: at}, at, EndAccessToken},
		"not known":    {"", "", store.Token{Refresh: r}, time.Time{}, ""},
	} {
		p := profile()
		p.OAuth.ClientSecretExpires = x.date
		if got, why := Ends(Client{Provider: x.provider}, x.tok, p); !got.Equal(x.want) || why != x.why {
			t.Errorf("%s: %v %s", name, got, why)
		}
	}
}

func TestPlace(t *testing.T) {
	for name, x := range map[string]struct {
		env    map[string]string
		ssh    bool
		tunnel string
	}{
		"ssh":        {map[string]string{"SSH_CONNECTION": "198.51.100.7 52000 203.0.113.5 22", "USER": "ope"}, true, "ssh -L 41234:127.0.0.1:41234 ope@203.0.113.5"},
		"other port": {map[string]string{"SSH_CONNECTION": "2001:db8::7 52000 2001:db8::5 2222", "USER": "ope"}, true, "ssh -L 41234:127.0.0.1:41234 -p 2222 ope@2001:db8::5"},
		"mapped":     {map[string]string{"SSH_CONNECTION": "::ffff:198.51.100.7 1 ::ffff:203.0.113.5 22", "LOGNAME": "ope"}, true, "ssh -L 41234:127.0.0.1:41234 ope@203.0.113.5"},
		"sudo":       {map[string]string{"SSH_CONNECTION": "198.51.100.7 1 203.0.113.5 22", "USER": "root", "SUDO_USER": "ope"}, true, "ssh -L 41234:127.0.0.1:41234 ope@203.0.113.5"},
		"odd name":   {map[string]string{"SSH_CONNECTION": "198.51.100.7 1 203.0.113.5 22", "USER": "a;b"}, true, ""},
		"tty only":   {map[string]string{"SSH_TTY": "/dev/pts/1", "DISPLAY": "localhost:10.0"}, true, ""},
		"console":    {nil, false, ""},
	} {
		s := Place(func(k string) string { return x.env[k] })
		if s.SSH != x.ssh || s.Display && (s.SSH || runtime.GOOS == "linux") || s.Tunnel(41234) != x.tunnel {
			t.Errorf("%s: %+v %q", name, s, s.Tunnel(41234))
		}
		if s.Tunnel(0) != "" {
			t.Error("a tunnel to no port")
		}
	}
	if s := Place(func(k string) string { return map[string]string{"WAYLAND_DISPLAY": "wayland-0"}[k] }); !s.Display {
		t.Errorf("%+v", s)
	}
}

package bundle

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"mime"
	"net/url"
	"strings"
	"testing"

	"todoku/mailcheck"
	"todoku/store"
)

// person is somebody whom no bundle may name.
func person() store.Profile {
	p := store.Default()
	p.Name, p.ServerType = "kaisha-alerts", "smtp"
	p.Sender = store.Sender{Address: "yamada.taro@himitsu-kaisha.co.jp", Name: "山田 太郎"}
	p.SMTP.Host, p.SMTP.Port, p.SMTP.HELO = "mail.himitsu-kaisha.co.jp", 587, "taro-laptop.lan"
	p.SMTP.Auth = store.Auth{Method: "login", Username: `HIMITSU\ytaro`}
	p.OAuth.ClientID = "desktop-client-77"
	return p
}

func taught() *Mask {
	m := NewMask()
	m.LearnProfile(person())
	return m
}

// personal are the values that must not come out, whatever stands around them.
var personal = []string{
	"yamada.taro", "ytaro", "himitsu", "himitsu-kaisha", "himitsu-kaisha.co.jp", "taro-laptop", "山田", "太郎", "desktop-client-77",
	"203.0.113.77", "2001:db8:aa::77",
}

// told is the first personal value that s still tells.
func told(s string) string {
	s = foldString(s)
	for _, p := range personal {
		if strings.Contains(s, foldString(p)) {
			return p
		}
	}
	return ""
}

func TestText(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{"250 ok", "250 ok"},
		{"550 5.1.1 <yamada.taro@himitsu-kaisha.co.jp>: unknown", "550 5.1.1 <user1@domain1.example>: unknown"},
		{"YAMADA.TARO@HIMITSU-KAISHA.CO.JP.", "user1@domain1.example."},
		{"user=yamada.taro@himitsu-kaisha.co.jp", "user=user1@domain1.example"},
		{"orcpt=rfc822;yamada.taro@himitsu-kaisha.co.jp", "orcpt=rfc822;user1@domain1.example"},
		{"someone.else@himitsu-kaisha.co.jp", "user3@domain1.example"},
		{`"odd one"@himitsu-kaisha.co.jp`, "user3@domain1.example"},
		{"who@[203.0.113.77]", "user3@[ipv4-documentation-1]"},
		{"220 mail.himitsu-kaisha.co.jp ESMTP Himitsu-Kaisha gateway", "220 mail.domain1.example ESMTP domain1 gateway"},
		{"250-mail.himitsu-kaisha.co.jp\n250 himitsu.gw.lan", "250-mail.domain1.example\n250 host2.domain3.example"},
		{"gw07.osaka.himitsu-kaisha.co.jp", "gw07.host2.domain1.example"},
		{"250-Hello TARO-LAPTOP [203.0.113.77]", "250-Hello domain2 [ipv4-documentation-1]"},
		{"smtp.gmail.com and smtp.office365.com", "smtp.gmail.com and smtp.office365.com"},
		{"x@gmail.com", "user3@gmail.com"},
		{"himitsu-kaisha-co-jp.mail.protection.outlook.com", "host2.mail.protection.outlook.com"},
		{"https://aka.ms/smtp_auth_disabled", "https://aka.ms/smtp_auth_disabled"},
		{"https://support.google.com/mail/?p=BadCredentials", "https://support.google.com/mail/?p=BadCredentials"},
		{"https://www.spamhaus.org/query/ip/203.0.113.77", "https://www.spamhaus.org/query/ip/ipv4-documentation-1"},
		{"77.113.0.203.zen.spamhaus.org", "ipv4-documentation-1.zen.spamhaus.org"},
		{"77.113.0.203.in-addr.arpa", "ipv4-documentation-1.in-addr.arpa"},
		{"https://bob:pw@portal.acme.example/reset?token=1", "https://[hidden]@host2.domain3.example/..."},
		{"10.1.2.3 10.1.2.4 10.1.2.3", "ipv4-private-1 ipv4-private-2 ipv4-private-1"},
		{"127.0.0.53 ::1 8.8.8.8 [2001:db8:aa::77]:587 fe80::1%eth7", "127.0.0.53 ::1 8.8.8.8 [ipv6-documentation-1]:587 ipv6-link-local-2%[id2]"},
		{"::ffff:203.0.113.77", "ipv4-documentation-1"},
		{"lookup mail.himitsu-kaisha.co.jp on 192.168.7.1:53: no such host", "lookup mail.domain1.example on ipv4-private-1:53: no such host"},
		{"open /home/taro/.config/todoku/a.toml: no such file", "open [path1]: no such file"},
		{`open C:\Users\taro\a.toml: no`, `open [path1] no`},
		{"request 11111111-2222-3333-4444-555555555555", "request [id2]"},
		{"device 52:54:00:ab:cd:ef", "device [id2]"},
		{"at 12:34:56 on 2026-11-25T12:34:56Z", "at 12:34:56 on 2026-11-25T12:34:56Z"},
		{"AUTH PLAIN LOGIN XOAUTH2 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "AUTH PLAIN LOGIN XOAUTH2 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"},
		{"token 3f9ac1d2e4b5968778695a4b3c2d1e0f", "token [opaque1]"},
		{"token ya29.a0AfH6SMBx1234567890abcdefgh", "token domain3.example"},
		{"smtp.auth.password SMTP.Send", "smtp.auth.password SMTP.Send"},
		{"STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied", "STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied"},
		{"AADSTS700016: not found in the directory 'Himitsu Kogyo' with 'client_assertion'", "AADSTS700016: not found in the directory '[name7]' with 'client_assertion'"},
		{"<20261125.77@mail.himitsu-kaisha.co.jp>", "<user3@mail.domain1.example>"},
	} {
		m := taught()
		if got := m.Text(tc.in); got != tc.want {
			t.Errorf("%s\n got %s\nwant %s", tc.in, got, tc.want)
		}
	}
}

func TestEncodedFormsAreMasked(t *testing.T) {
	b64 := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	forms := map[string]func(string) string{
		"plain": func(s string) string { return s }, "upper": strings.ToUpper, "title": strings.ToTitle,
		"wide": func(s string) string {
			return strings.Map(func(r rune) rune {
				if r > ' ' && r < 0x7f {
					return r + 0xfee0
				}
				return r
			}, s)
		},
		"folded":        func(s string) string { return strings.ReplaceAll(s, " ", "\n\t") },
		"base64":        b64,
		"base64 raw":    func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) },
		"base64 twice":  func(s string) string { return b64(b64(s)) },
		"plain sasl":    func(s string) string { return b64("\x00" + s + "\x00geheim99") },
		"xoauth2":       func(s string) string { return b64("user=" + s + "\x01auth=Bearer ya29.abcdefgh\x01\x01") },
		"digest":        func(s string) string { return b64(`username="` + s + `",realm="himitsu-kaisha.co.jp",nonce="abc"`) },
		"cram":          func(s string) string { return b64(s + " 0123456789abcdef0123456789abcdef") },
		"percent":       url.PathEscape,
		"percent twice": func(s string) string { return url.PathEscape(url.PathEscape(s)) },
		"every percent": func(s string) string {
			var b strings.Builder
			for i := range len(s) {
				fmt.Fprintf(&b, "%%%02X", s[i])
			}
			return b.String()
		},
		"query":    func(s string) string { return "https://webmail.himitsu-kaisha.co.jp/?u=" + url.QueryEscape(s) },
		"q-word":   func(s string) string { return mime.QEncoding.Encode("utf-8", s+"é") },
		"b-word":   func(s string) string { return mime.BEncoding.Encode("utf-8", s+"é") },
		"hex":      func(s string) string { return hex.EncodeToString([]byte(s)) },
		"in words": func(s string) string { return "x" + s + "x" },
		"quoted": func(s string) string {
			var b strings.Builder
			for i := range len(s) {
				fmt.Fprintf(&b, "=%02X", s[i])
			}
			return b.String()
		},
		"json": func(s string) string { return `{"name":"` + jsonEscaped(s) + `"}` },
	}
	for name, form := range forms {
		for _, value := range []string{"yamada.taro", "ytaro", "yamada.taro@himitsu-kaisha.co.jp", "himitsu-kaisha", "山田 太郎", "taro-laptop", "desktop-client-77"} {
			for _, around := range [][2]string{{"", ""}, {"535 5.7.8 refused: ", " (sorry)"}, {"<", ">"}, {"[", "]:25"}, {"user=", ";"}} {
				in := around[0] + form(value) + around[1]
				out := taught().Text(in)
				if strings.Contains(out, form(value)) || told(out) != "" || strings.Contains(out, "geheim99") || strings.Contains(out, "ya29") {
					t.Errorf("%s of %s: %q is told as %q", name, value, in, out)
				}
			}
		}
	}
}

// TestPartsWithinBase64 cuts what cannot be decoded as a whole.
func TestPartsWithinBase64(t *testing.T) {
	for shift := range 4 {
		whole := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("\x80", 6+shift) + "desktop-client-77" + "\x80\x81\xff"))
		out := taught().Text("535 " + whole)
		d, _ := decode64(strings.Fields(strings.NewReplacer("[", " ", "]", " ").Replace(out))[1])
		if strings.Contains(d, "desktop") || !strings.Contains(out, "[") {
			t.Errorf("shift %d: %s", shift, out)
		}
	}
}

// TestShortBase64: what is too short to be taken for a token is masked for what
// is in it.
func TestShortBase64(t *testing.T) {
	for _, in := range []string{
		base64.StdEncoding.EncodeToString([]byte("\x80ytaro\xff\xff")), base64.StdEncoding.EncodeToString([]byte("\x80\x80ytaro\xff\xff")),
		base64.StdEncoding.EncodeToString([]byte("\x80\x80\x80ytaro\xff\xff")), base64.StdEncoding.EncodeToString([]byte("\x00a\x00geheim9")),
	} {
		if out := taught().Text("334 " + in); strings.Contains(out, in) {
			t.Errorf("%s stays: %s", in, out)
		}
	}
}

func TestLines(t *testing.T) {
	for _, tc := range []struct{ dir, in, want string }{
		{"S", `* LIST (\HasNoChildren) "/" "Kunde Meier"`, `* LIST (\HasNoChildren) "/" [folder1]`},
		{"S", `* LIST () "." INBOX.Spam`, `* LIST () "." INBOX.Spam`},
		{"C", `a3 EXAMINE "Kunde Meier"`, `a3 EXAMINE [folder1]`},
		{"C", `a3 EXAMINE INBOX`, `a3 EXAMINE INBOX`},
		{"C", `a3 LOGIN "taro2" [hidden]`, `a3 LOGIN "user3" [hidden]`},
		{"C", `USER taro2`, `USER user3`},
		{"C", `EHLO secretbox`, `EHLO host2`},
		{"S", `250-gw greets taro2 at secretbox`, `250-gw greets taro2 at secretbox`},
	} {
		m := taught()
		l := mailcheck.Line{Dir: tc.dir, Text: tc.in}
		m.LearnLine(l)
		if got := m.Line(l).Text; got != tc.want {
			t.Errorf("%s\n got %s\nwant %s", tc.in, got, tc.want)
		}
	}
}

func TestCertificateNames(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{"CN=R11,O=Let's Encrypt,C=US", "CN=R11, O=Let's Encrypt, C=US"},
		{`CN=WE2,O=Google Trust Services,C=US`, `CN=WE2, O=Google Trust Services, C=US`},
		{"CN=*.himitsu-kaisha.co.jp,O=Himitsu Kaisha K.K.,L=Osaka,C=JP", "CN=*.domain1.example, O=[name7], L=[name8], C=JP"},
		{"CN=Himitsu FW,O=Fortinet", "CN=[name7], O=[name8] (fortinet)"},
		{`CN=Himitsu Root CA,O=Himitsu\, Inc.`, "CN=[name7], O=[name8]"},
	} {
		if got := taught().DN(tc.in); got != tc.want {
			t.Errorf("%s\n got %s\nwant %s", tc.in, got, tc.want)
		}
	}
}

// TestEqualStaysEqual: the same value has the same pseudonym wherever it
// stands, and different ones have different pseudonyms.
func TestEqualStaysEqual(t *testing.T) {
	m := taught()
	for _, pair := range [][2]string{
		{"a@x.example", "A@X.EXAMPLE"}, {"10.0.0.1", "::ffff:10.0.0.1"}, {"例え.jp", "xn--r8jz45g.jp"}, {"host.acme.jp", "HOST.acme.jp"},
	} {
		if a, b := m.Text(pair[0]), m.Text(pair[1]); a != b || a == pair[0] {
			t.Errorf("%q and %q became %q and %q", pair[0], pair[1], a, b)
		}
	}
	seen := map[string]string{}
	for _, s := range []string{"a@x.jp", "b@x.jp", "a@y.jp", "10.0.0.1", "10.0.0.2", "web1.x.jp", "web2.x.jp"} {
		got := m.Text(s)
		if other, ok := seen[got]; ok {
			t.Errorf("%s and %s are both %s", s, other, got)
		}
		seen[got] = s
	}
}

// TestEveryKeyIsDecided: a key that nobody has thought about is not shown, and
// fails here.
func TestEveryKeyIsDecided(t *testing.T) {
	for _, key := range store.Keys() {
		if _, ok := shownAs(key); !ok {
			t.Errorf("%s: say in settings.go how it is shown", key)
		}
	}
}

func TestSettingsTellNobody(t *testing.T) {
	p := person()
	p.SMTP.CAFile = "/home/ytaro/ca.pem"
	p.SMTP.Auth.Password = store.SecretRef{From: "command", Argv: []string{"pass", "himitsu/mail"}}
	p.OAuth.Tenant, p.OAuth.Issuer = "himitsu-kaisha.onmicrosoft.com", "https://login.himitsu-kaisha.co.jp/realms/himitsu"
	p.OAuth.Scopes = []string{"https://outlook.office.com/SMTP.Send", "offline_access"}
	p.Form, p.Notify = store.Form{"himitsu": "x"}, store.Notify{"to": "ytaro@himitsu-kaisha.co.jp"}
	m := NewMask()
	m.LearnProfile(p)
	var all strings.Builder
	for _, r := range m.settings(p) {
		all.WriteString(r.Name + " = " + r.Value + "\n")
	}
	if w := told(all.String()); w != "" {
		t.Errorf("%s is told:\n%s", w, all.String())
	}
	for _, want := range []string{
		"smtp.auth.password.from = command\n", "smtp.auth.password.argv = (set)\n", "smtp.ca_file = (set)\n", "smtp.host = mail.domain1.example\n",
		"oauth.scopes = https://outlook.office.com/SMTP.Send offline_access\n", "form = (1 keys, not shown)\n",
	} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("there is no %q in\n%s", want, all.String())
		}
	}
}

// FuzzMask surrounds what must not be told with anything.
func FuzzMask(f *testing.F) {
	f.Add("535 5.7.8 ", " refused", uint8(0))
	f.Add("<", "@x.jp>", uint8(3))
	f.Add("=?utf-8?q?", "?=", uint8(6))
	f.Add("%41", "%", uint8(1))
	f.Add("https://", "/a?b=c", uint8(8))
	f.Add("dXNlcm5hbWU9", "==", uint8(2))
	f.Fuzz(func(t *testing.T, before, after string, which uint8) {
		value := personal[int(which)%len(personal)]
		if digit(before, after) && strings.ContainsAny(value[:1], "2") {
			return // another address
		}
		whole := mailcheck.Neutralise(before + value + after)
		if w := told(before); w != "" || told(after) != "" {
			return
		}
		out := taught().Text(whole)
		if strings.Contains(foldString(out), foldString(value)) {
			t.Errorf("%q is told: %q", whole, out)
		}
	})
}

func digit(before, after string) bool {
	const hexes = "0123456789abcdefABCDEF:."
	return before != "" && strings.ContainsRune(hexes, rune(before[len(before)-1])) || after != "" && strings.ContainsRune(hexes, rune(after[0]))
}

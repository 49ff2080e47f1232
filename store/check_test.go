package store

import (
	"strings"
	"testing"
)

// codeOf is the code of a problem, "" for none.
func codeOf(p *Problem) string {
	if p == nil {
		return ""
	}
	return p.Code
}

func TestCheckAddress(t *testing.T) {
	long := func(n int) string { return strings.Repeat("a", n) }
	domain := strings.Repeat(long(49)+".", 4) + "example" // 207 octets
	for in, want := range map[string]string{
		"a@example.com":                  "",
		"a.b+c@example.co.jp":            "",
		"!#$%&'*+-/=?^_`{|}~@example.jp": "",
		`"a b"@example.com`:              "",
		`"a\"b"@example.com`:             "",
		`"a@b"@example.com`:              "",
		`""@example.com`:                 "",
		"a@[192.0.2.1]":                  "",
		"a@[IPv6:2001:db8::1]":           "",
		"a@localhost":                    "",
		"info@日本語.jp":                    "",
		long(64) + "@example.com":        "",
		long(46) + "@" + domain:          "",
		long(47) + "@" + domain:          "too_long",
		long(65) + "@example.com":        "address_local_long",
		"a@" + long(64) + ".com":         "address_not_a_name",
		"":                               "missing_key",
		"alerts":                         "address_no_at",
		"@example.com":                   "address_local_empty",
		"a@":                             "address_domain_empty",
		"a..b@example.com":               "address_dots",
		".a@example.com":                 "address_dots",
		"a.@example.com":                 "address_dots",
		"a b@example.com":                "address_local_char",
		"a@b@example.com":                "address_local_char",
		"(x)a@example.com":               "address_local_char",
		"担当@example.com":                 "address_local_script",
		"\"担当\"@example.com":             "address_local_script",
		`"a@example.com`:                 "address_quote",
		`"a"b"@example.com`:              "address_quote",
		`"a\"@example.com`:               "address_quote",
		"a＠example.com":                  "address_fullwidth",
		"Taro <a@example.com>":           "address_has_name",
		"<a@example.com>":                "address_has_name",
		"a@example.com.":                 "address_not_a_name",
		"a@exa mple.com":                 "address_not_a_name",
		"a@-x.com":                       "address_not_a_name",
		"a@x..com":                       "address_not_a_name",
		"a@192.0.2.1":                    "address_bare_ip",
		"a@192.0.2":                      "address_bad_ip",
		"a@[192.0.2]":                    "address_bad_ip",
		"a@[2001:db8::1]":                "address_bad_ip",
		"a@[IPv6:192.0.2.1]":             "address_bad_ip",
		"a@example.com\r\nDATA":          "line_break",
		"a@example.com\n":                "line_break",
		"a\x00@example.com":              "control_character",
		"a@example.com\u2028":            "line_break",
		"a\xff@example.com":              "not_utf8",
		"a," + "b@example.com":           "address_local_char",
	} {
		if got := codeOf(CheckAddress(in)); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if p := CheckAddress("Taro <a@example.com>"); p.Args["address"] != "a@example.com" {
		t.Errorf("address meant: %v", p.Args)
	}
}

func TestCheckHost(t *testing.T) {
	for in, want := range map[string]string{
		"mail.example.com":                       "",
		"mail.example.com.":                      "",
		"localhost":                              "",
		"mail_1.example.com":                     "",
		"192.0.2.1":                              "",
		"2001:db8::1":                            "",
		"fe80::1%eth0":                           "",
		"メール.example.jp":                         "",
		"":                                       "missing_key",
		"https://mail.example.com/x":             "host_is_url mail.example.com",
		"smtp://u:p@mail.example.com:587":        "host_is_url mail.example.com 587",
		"smtps://[2001:db8::1]:465/":             "host_is_url 2001:db8::1 465",
		"mail.example.com/":                      "host_is_url mail.example.com",
		"mail.example.com:587":                   "host_has_port mail.example.com 587",
		"[2001:db8::1]:25":                       "host_has_port 2001:db8::1 25",
		"[2001:db8::1]":                          "host_has_port 2001:db8::1",
		"mail example.com":                       "host_has_space mailexample.com",
		" mail.example.com":                      "host_has_space mail.example.com",
		"mail.example.com　":                      "host_has_space mail.example.com",
		"a@mail.example.com":                     "host_is_address mail.example.com",
		"mail..example.com":                      "host_not_a_name mail..example.com",
		"-mail.example.com":                      "host_not_a_name -mail.example.com",
		"mail.example.com;x":                     "host_not_a_name mail.example.com;x",
		strings.Repeat("a", 64):                  "host_not_a_name " + strings.Repeat("a", 64),
		"192.0.2.256":                            "host_bad_ip 192.0.2.256",
		"192.0.2":                                "host_bad_ip 192.0.2",
		"mail.example.com\r\nQUIT":               "line_break",
		"mail\x1b[2J.example.com":                "control_character",
		strings.Repeat("abcdefghi.", 26) + "com": "too_long",
	} {
		p := CheckHost(in)
		got := codeOf(p)
		if strings.HasPrefix(got, "host_") {
			got = strings.TrimSpace(got + " " + p.Args["host"] + " " + p.Args["port"])
		}
		if got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if got := HostASCII("メール.example.jp"); got != "xn--4dkua4c.example.jp" {
		t.Errorf("HostASCII: %q", got)
	}
}

func TestCheckName(t *testing.T) {
	for in, want := range map[string]string{
		"alerts":                "",
		"alerts-2.prod_x":       "",
		"監視":                    "",
		"ガ":                     "", // a letter and a combining mark
		"":                      "missing_key",
		"../alerts":             "name_character",
		"a/b":                   "name_character",
		`a\b`:                   "name_character",
		"a b":                   "name_character",
		".hidden":               "name_character",
		"-x":                    "name_character",
		"a.":                    "name_character",
		"a:b":                   "name_character",
		"new":                   "name_reserved",
		"NUL":                   "name_reserved",
		"com1.x":                "name_reserved",
		"a.toml":                "name_reserved",
		"a\nb":                  "line_break",
		strings.Repeat("a", 65): "too_long",
	} {
		if got := codeOf(CheckName(in)); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestSetAndGet(t *testing.T) {
	p := Default()
	for _, c := range []struct{ key, value, want string }{
		{"smtp.port", "587", "587"},
		{"smtp.timeout", "90", "1m30s"},
		{"smtp.timeout", "2m", "2m"},
		{"smtp.verify_certificate", "false", "false"},
		{"smtp.verify_certificate", "", "true"}, // the default comes back
		{"oauth.scopes", "a  b 'c d'", "a b 'c d'"},
		{"smtp.auth.password.from", "command", "command"},
		{"smtp.auth.password.argv", `C:\Tools\pass.exe show "mail server"`, `'C:\Tools\pass.exe' show 'mail server'`},
		{"form.x", "5", "5"},
		{"form.x", "05", "05"},
		{"form.x.y", "true", "true"},
		{"notify.to", "a@example.com;b@example.com", "a@example.com;b@example.com"},
	} {
		if prob := Set(&p, c.key, c.value); prob != nil {
			t.Errorf("Set %s: %v", c.key, prob)
		}
		if got, ok := Get(&p, c.key); !ok || got != c.want {
			t.Errorf("%s = %q, want %q", c.key, got, c.want)
		}
	}
	if Set(&p, "form.x", ""); p.Form["x"] != nil {
		t.Error("an empty value does not remove a form key")
	}
	before, _ := Encode(p)
	for key, c := range map[string]struct{ value, code string }{
		"smtp.port":               {"0", "out_of_range"},
		"smtp.prot":               {"1", "unknown_key_near"},
		"smtp":                    {"x", "unknown_key"},
		"form":                    {"x", "unknown_key"},
		"form.a":                  {"x\ny", "line_break"},
		"proof.verdict":           {"pass", "written_by_program"},
		"smtp.auth.password":      {"hunter2", "inline_secret"},
		"smtp.host":               {"https://x.example/", "host_is_url"},
		"smtp.timeout":            {"soon", "not_a_duration"},
		"smtp.allow_plaintext":    {"yes", "not_one_of"},
		"receive.keep_days":       {"x", "not_a_number"},
		"smtp.auth.password.argv": {"a 'b", "open_quote"},
		"sender.name":             {"a\rb", "line_break"},
		"schema":                  {"9", "newer_schema"},
	} {
		prob := Set(&p, key, c.value)
		if codeOf(prob) != c.code || prob.Key != key {
			t.Errorf("Set %s=%s: %v, want %s", key, c.value, prob, c.code)
		} else if strings.Contains(prob.Error(), "hunter2") {
			t.Errorf("shows a secret: %v", prob)
		}
	}
	if after, _ := Encode(p); string(after) != string(before) {
		t.Error("a refused Set changed the profile")
	}
}

// Every listed key can be read; none of them is a secret itself.
func TestKeys(t *testing.T) {
	p := Default()
	for _, k := range Keys() {
		if _, ok := Get(&p, k); !ok {
			t.Errorf("Get %s", k)
		}
	}
	all := " " + strings.Join(Keys(), " ") + " "
	for _, k := range []string{"schema", "smtp.auth.password.from", "oauth.client_secret.argv", "trial.send", "pop_before_smtp.apop"} {
		if !strings.Contains(all, " "+k+" ") {
			t.Errorf("%s is missing", k)
		}
	}
	if strings.Contains(all, " smtp.auth.password ") {
		t.Error("the secret itself is listed")
	}
}

func TestWordsComeBack(t *testing.T) {
	for _, words := range [][]string{{"a"}, {"a b", `c"d`, "e'f", `g\h`, ""}, {`both ' and " and \`}} {
		got, p := SplitWords(JoinWords(words))
		if p != nil || strings.Join(got, "\x00") != strings.Join(words, "\x00") {
			t.Errorf("%q became %q", words, got)
		}
	}
}

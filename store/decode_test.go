package store

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"
)

// full has every kind of key, comments and hand-made spacing.
const full = `# the alerts profile
schema = 1
name = "alerts"
server_type = "smtp"   # ours

[sender]
address = "alerts@example.co.jp"
name = "監視システム"

[smtp]
host      = 'mail.example.co.jp'
port      = 587
security  = "starttls"
# helo = "later"

[smtp.auth]
method = "cram-md5"
username = "alerts"
password = { from = "file", path = "alerts.secret" } # never here

# who hears of it
[notify]
to = ["a@example.com", "b@example.com"]

[form]
"画面 名" = "x"
minutes = 5
on = true
`

func TestDecodeFull(t *testing.T) {
	p, err := Decode([]byte(full), "alerts.toml")
	if err != nil {
		t.Fatal(err)
	}
	if p.SMTP.Host != "mail.example.co.jp" || p.SMTP.Port != 587 || p.SMTP.Auth.Password.Path != "alerts.secret" {
		t.Errorf("decoded %+v", p.SMTP)
	}
	// Defaults of what the file leaves out.
	if !p.SMTP.VerifyCertificate || p.SMTP.Timeout.D() != 10*time.Second || p.Application != "any" {
		t.Errorf("defaults missing: %+v", p)
	}
	if got, _ := Get(&p, "notify.to"); got != "a@example.com b@example.com" {
		t.Errorf("notify.to = %q", got)
	}
	if got, _ := Get(&p, "form.minutes"); got != "5" {
		t.Errorf("form.minutes = %q", got)
	}
}

// minimal lines; a test replaces or adds some.
func profileText(change ...string) string {
	s := `schema = 1
name = "a"
server_type = "smtp"
sender.address = "a@example.com"

[smtp]
host = "mail.example.com"
port = 25
security = "none"
`
	return strings.NewReplacer(change...).Replace(s)
}

func TestDecodeProblems(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		key  string
		code string
		line int
	}{
		"unknown key":            {profileText(`port = 25`, "port = 25\nhots = 1"), "smtp.hots", "unknown_key_near", 9},
		"unknown key far":        {profileText(`port = 25`, "port = 25\ncompletely_else = 1"), "smtp.completely_else", "unknown_key", 9},
		"unknown table":          {profileText() + "[mail]\nx = 1\n", "mail", "unknown_key", 10},
		"unknown inline":         {profileText() + "auth = { method = \"none\", mehtod = 1 }\n", "smtp.auth.mehtod", "unknown_key_near", 10},
		"case counts":            {profileText("host =", "Host ="), "smtp.Host", "unknown_key_near", 7},
		"quoted dotted key":      {profileText() + "\"auth.method\" = \"none\"\n", "smtp.\"auth.method\"", "unknown_key_near", 10},
		"duplicate key":          {profileText("port = 25", "port = 25\nport = 26"), "smtp.port", "duplicate_key", 9},
		"duplicate table":        {profileText() + "[smtp]\nhelo = \"x\"\n", "smtp", "duplicate_key", 10},
		"string for a number":    {profileText("25", `"25"`), "smtp.port", "wrong_type", 8},
		"number for a string":    {profileText(`"mail.example.com"`, "5"), "smtp.host", "wrong_type", 7},
		"string for a boolean":   {profileText() + `verify_certificate = "no"`, "smtp.verify_certificate", "wrong_type", 10},
		"float for a number":     {profileText("25", "25.0"), "smtp.port", "wrong_type", 8},
		"number for a duration":  {profileText() + "timeout = 10", "smtp.timeout", "wrong_type", 10},
		"array of numbers":       {profileText() + "[oauth]\nscopes = [1]", "oauth.scopes", "wrong_type", 11},
		"value for a table":      {profileText("[smtp]", "smtp = 1\n[x]"), "smtp", "wrong_type", 6},
		"array of tables":        {profileText("[smtp]", "[[smtp]]"), "smtp", "wrong_type", 6},
		"table in form":          {profileText() + "[form.sub]\nx = 1", "form.sub", "wrong_type", 10},
		"float in form":          {profileText() + "[form]\nx = 1.5", "form.x", "wrong_type", 11},
		"form is a value":        {"form = 1\n" + profileText(), "form", "wrong_type", 1},
		"number of a verdict":    {profileText() + "[proof.stages]\n\"smtp.tls\" = 1", "proof.stages.smtp.tls", "wrong_type", 11},
		"huge number":            {profileText("25", "99999999999"), "smtp.port", "out_of_range", 8},
		"bad duration":           {profileText() + `timeout = "ten"`, "smtp.timeout", "not_a_duration", 10},
		"duration out of range":  {profileText() + `timeout = "0s"`, "smtp.timeout", "out_of_range", 10},
		"wait too long":          {profileText() + "[pop_before_smtp]\nwait = \"11s\"", "pop_before_smtp.wait", "out_of_range", 11},
		"port zero":              {profileText("25", "0"), "smtp.port", "out_of_range", 8},
		"port too high":          {profileText("25", "65536"), "smtp.port", "out_of_range", 8},
		"unknown security":       {profileText(`"none"`, `"ssl"`), "smtp.security", "not_one_of", 9},
		"unknown server type":    {profileText(`"smtp"`, `"exchange"`), "server_type", "not_one_of", 3},
		"unknown method":         {profileText() + `auth.method = "ntlm"`, "smtp.auth.method", "not_one_of", 10},
		"newer schema":           {profileText("schema = 1", "schema = 2"), "schema", "newer_schema", 1},
		"schema zero":            {profileText("schema = 1", "schema = 0"), "schema", "bad_schema", 1},
		"schema a string":        {profileText("schema = 1", `schema = "1"`), "schema", "wrong_type", 1},
		"no schema":              {profileText("schema = 1", ""), "schema", "missing_key", 0},
		"no name":                {profileText(`name = "a"`, ""), "name", "missing_key", 0},
		"no server type":         {profileText(`server_type = "smtp"`, ""), "server_type", "missing_key", 0},
		"no sender":              {profileText(`sender.address = "a@example.com"`, ""), "sender.address", "missing_key", 0},
		"no host":                {profileText(`host = "mail.example.com"`, ""), "smtp.host", "missing_key", 0},
		"no port":                {profileText("port = 25", ""), "smtp.port", "missing_key", 0},
		"no security":            {profileText(`security = "none"`, ""), "smtp.security", "missing_key", 0},
		"provider without id":    {profileText(`"smtp"`, `"provider"`), "provider", "missing_key", 0},
		"api without provider":   {profileText(`"smtp"`, `"api"`), "provider", "missing_key", 0},
		"api of another":         {profileText(`"smtp"`, "\"api\"\nprovider = \"sakura\""), "provider", "not_one_of", 4},
		"user without method":    {profileText() + `auth.username = "u"`, "smtp.auth.method", "missing_key", 0},
		"pop before smtp":        {profileText() + `auth.method = "pop-before-smtp"`, "pop_before_smtp.host", "missing_key", 0},
		"receive without host":   {profileText() + "[receive]\nprotocol = \"imap\"", "receive.host", "missing_key", 0},
		"line break in a value":  {profileText(`"a@example.com"`, `"a@example.com\r\nRCPT TO:<x@example.net>"`), "sender.address", "line_break", 4},
		"NUL in a value":         {profileText() + "auth.method = \"none\"\nauth.username = \"a\\u0000b\"", "smtp.auth.username", "control_character", 11},
		"escape in a form value": {profileText() + "[form]\nx = \"\\u001b[2J\"", "form.x", "control_character", 11},
		"line break in argv":     {profileText() + "auth.method = \"plain\"\nauth.password = {from=\"command\", argv=[\"a\\nb\"]}", "smtp.auth.password.argv", "line_break", 11},
		"place without a path":   {profileText() + "auth.method = \"plain\"\nauth.password = {from=\"file\"}", "smtp.auth.password.path", "missing_key", 0},
		"path without a place":   {profileText() + "auth.method = \"plain\"\nauth.password = {path=\"x\"}", "smtp.auth.password.from", "missing_key", 0},
		"a credential's name":    {profileText() + "auth.method = \"plain\"\nauth.password = {from=\"systemd-credential\", name=\"a:b\"}", "smtp.auth.password.name", "not_a_credential_name", 11},
		"a credential's option":  {profileText() + "auth.method = \"plain\"\nauth.password = {from=\"systemd-credential\", name=\"-p\"}", "smtp.auth.password.name", "not_a_credential_name", 11},
		"a private key":          {profileText() + "auth.method = \"plain\"\nauth.password = {from=\"age\", path=\"a\", identity=\"b\", recipients=[\"AGE-SECRET-KEY-1\"]}", "smtp.auth.password.recipients", "not_a_recipient", 11},
		"age without a key":      {profileText() + "auth.method = \"plain\"\nauth.password = {from=\"age\", path=\"a\"}", "smtp.auth.password.identity", "missing_key", 0},
		"keyring without a name": {profileText() + "auth.method = \"plain\"\nauth.password = {from=\"keyring\", service=\"a\"}", "smtp.auth.password.account", "missing_key", 0},
		"unknown place":          {profileText() + "auth.method = \"plain\"\nauth.password = {from=\"vault\"}", "smtp.auth.password.from", "not_one_of", 11},
		"env name":               {profileText() + "auth.method = \"plain\"\nauth.password = {from=\"env\", name=\"A-B\"}", "smtp.auth.password.name", "not_an_env_name", 11},
		"plain http for tokens":  {profileText() + "[oauth]\ntoken_url = \"http://login.example.com/\"", "oauth.token_url", "url_not_https", 11},
		"not a URL":              {profileText() + "[api]\nbase_url = \"graph\"", "api.base_url", "not_a_url", 11},
		"password in a URL":      {profileText() + "[oauth]\nissuer = \"https://u:hunter2@example.com/\"", "oauth.issuer", "url_has_password", 11},
		"not a date":             {profileText() + "[oauth]\nclient_secret_expires = \"2026-13-01\"", "oauth.client_secret_expires", "not_a_date", 11},
		"too long":               {profileText() + `helo = "` + strings.Repeat("a", 3000) + `"`, "smtp.helo", "too_long", 10},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Decode([]byte(c.text), "a.toml")
			var ps Problems
			if !errors.As(err, &ps) {
				t.Fatalf("no problems but %v", err)
			}
			for _, p := range ps {
				if p.Key == c.key {
					if p.Code != c.code || p.Line != c.line || p.File != "a.toml" {
						t.Errorf("got %s line %d file %q, want %s line %d", p.Code, p.Line, p.File, c.code, c.line)
					}
					return
				}
			}
			t.Errorf("no problem with %s: %v", c.key, err)
		})
	}
}

func TestDecodeSyntax(t *testing.T) {
	for text, line := range map[string]int{
		"schema = \n":                        1,
		"schema = 1\nname = \"a\n":           2,
		"schema = 1\n[smtp\n":                2,
		"schema = 1 name = \"a\"\n":          1,
		"schema = 1\n\n\npassword = hunter2": 4,
		"\xff\xfes\x00":                      1,
	} {
		_, err := Decode([]byte(text), "x.toml")
		var p *Problem
		if !errors.As(err, &p) || p.Code != "syntax" {
			t.Errorf("%q: %v", text, err)
		} else if p.Line != line {
			t.Errorf("%q: line %d, want %d", text, p.Line, line)
		}
	}
}

// A secret typed into the file by mistake is refused and repeated nowhere.
func TestInlineSecretIsNeverShown(t *testing.T) {
	for _, line := range []string{
		`auth.password = "hunter2"`,
		`auth = { method = "plain", password = "hunter2" }`,
		`auth.password = { from = "file", path = "x", value = "hunter2" }`,
		`auth.password = { secret = "hunter2" }`,
		`auth.password = ["hunter2"]`,
		`auth.password = hunter2`,
		`auth.password = "hunter2`,
		`auth.password = hunter`,
		"[smtp.auth.password]\nvalue = hunter",
		"[oauth]\nclient_secret = \"hunter2\"",
		"[receive]\npassword = \"hunter2\"",
	} {
		_, err := Decode([]byte(profileText()+line+"\n"), "x.toml")
		if err == nil {
			t.Errorf("accepted %s", line)
			continue
		}
		if strings.Contains(err.Error(), "hunter") {
			t.Errorf("%s: shows the secret: %v", line, err)
		}
		var p *Problem
		if errors.As(err, &p) && p.Code != "inline_secret" && p.Code != "syntax" {
			t.Errorf("%s: %v", line, err)
		}
	}
}

// All that is wrong is told at once, in the order of the file.
func TestProblemsAreInOrder(t *testing.T) {
	text := "schema = 1\nserver_type = \"x\"\n[smtp]\nport = 99999\nhost = \"a b\"\n[form]\nb = \"\\n\"\na = \"\\n\"\n"
	const want = "x:2: server_type|x:4: smtp.port|x:5: smtp.host|x:7: form.b|x:8: form.a|x: name|x: sender.address|x: smtp.security"
	for range 5 {
		_, err := Decode([]byte(text), "x")
		var ps Problems
		errors.As(err, &ps)
		var got []string
		for _, p := range ps {
			line, _, _ := strings.Cut(p.Error(), p.Key+": ")
			got = append(got, line+p.Key)
		}
		if strings.Join(got, "|") != want {
			t.Fatalf("%s", strings.Join(got, "|"))
		}
	}
}

func TestServerTypesThatBringTheirServer(t *testing.T) {
	for _, kind := range []string{"provider", "google", "microsoft365", "local", "api"} {
		text := "schema = 1\nname = \"a\"\nserver_type = \"" + kind + "\"\nprovider = \"google\"\n[sender]\naddress = \"a@example.com\"\n"
		if _, err := Decode([]byte(text), ""); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

func TestDecodeTakesByteOrderMarkAndCRLF(t *testing.T) {
	text := byteOrderMark + strings.ReplaceAll(profileText(), "\n", "\r\n")
	if _, err := Decode([]byte(text), ""); err != nil {
		t.Fatal(err)
	}
	_, err := Decode([]byte(strings.Replace(text, "port", "prot", 1)), "")
	var p *Problem
	if !errors.As(err, &p) || p.Line != 8 {
		t.Errorf("line of an unknown key after a mark: %v", err)
	}
}

func TestDecodePartial(t *testing.T) {
	p, keys, err := DecodePartial([]byte("sender.address = \"a@example.com\"\n[smtp.auth]\npassword = {from = \"env\", name = \"X\"}\n[form]\na = 1\n"), "")
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Join(keys, " ")
	for _, k := range []string{"sender.address", "smtp.auth.password.from", "smtp.auth.password.name", "form.a"} {
		if !strings.Contains(got, k) {
			t.Errorf("keys %q lack %s", got, k)
		}
	}
	if p.SMTP.Auth.Password.Name != "X" || !p.SMTP.VerifyCertificate {
		t.Errorf("%+v", p.SMTP)
	}
	if _, _, err := DecodePartial([]byte("smtp.port = 0\n"), ""); err == nil {
		t.Error("accepted port 0")
	}
}

// Every code that the package uses is in the table of Problem, and the other
// way round, so that no text is forgotten.
func TestProblemTableIsComplete(t *testing.T) {
	table := readSource(t, "problem.go")
	for code := range codesInSource(t) {
		if !strings.Contains(table, "\n//\t  "+code+" ") && !strings.Contains(table, "\n//\t  "+code+"\n") {
			t.Errorf("%s is not in the table", code)
		}
	}
}

func readSource(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

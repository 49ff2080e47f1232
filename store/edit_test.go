package store

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func mustDecode(t *testing.T, text string) Profile {
	t.Helper()
	p, err := Decode([]byte(text), "")
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return p
}

func set(t *testing.T, p *Profile, key, value string) {
	t.Helper()
	if prob := Set(p, key, value); prob != nil {
		t.Fatal(prob)
	}
}

func TestEncode(t *testing.T) {
	p := Default()
	for _, kv := range [][2]string{
		{"name", "alerts"}, {"server_type", "smtp"}, {"sender.address", "alerts@example.co.jp"}, {"sender.name", `監視 "A" \`},
		{"smtp.host", "mail.example.co.jp"}, {"smtp.port", "587"}, {"smtp.security", "starttls"}, {"smtp.timeout", "20s"},
		{"smtp.auth.method", "cram-md5"}, {"smtp.auth.username", "alerts"},
		{"smtp.auth.password.from", "file"}, {"smtp.auth.password.path", "alerts.secret"},
		{"form.システム", "x"}, {"form.minutes", "5"}, {"trial.send", "true"},
	} {
		set(t, &p, kv[0], kv[1])
	}
	p.SMTP.Auth.Password.Name = "left over" // of another place: not written
	p.Proof = Proof{Time: time.Date(2026, 4, 1, 9, 0, 0, 5, time.UTC), Version: "v1", Verdict: "pass", Stages: map[string]string{"smtp.tls": "pass"}}
	got, err := Encode(p)
	if err != nil {
		t.Fatal(err)
	}
	const want = `schema = 1
name = "alerts"
server_type = "smtp"

[sender]
address = "alerts@example.co.jp"
name = "監視 \"A\" \\"

[smtp]
host = "mail.example.co.jp"
port = 587
security = "starttls"
timeout = "20s"

[smtp.auth]
method = "cram-md5"
username = "alerts"
password = { from = "file", path = "alerts.secret" }

[trial]
send = true

[form]
minutes = 5
"システム" = "x"

[proof]
time = 2026-04-01T09:00:00Z
version = "v1"
verdict = "pass"

[proof.stages]
"smtp.tls" = "pass"
`
	if string(got) != want {
		t.Errorf("got\n%s", got)
	}
	if !current.says(got, p) {
		t.Error("does not decode to the profile")
	}
}

// What is written without a password says no method; with one it must.
func TestEncodeSaysTheMethodWhereDecodeWantsIt(t *testing.T) {
	p := mustDecode(t, profileText())
	p.SMTP.Auth.Username = "u"
	text, err := Encode(p)
	if err != nil {
		t.Fatal(err)
	}
	mustDecode(t, string(text))
	text, err = Edit([]byte(profileText()), p)
	if err != nil {
		t.Fatal(err)
	}
	mustDecode(t, string(text))
}

func TestEditKeepsTheRest(t *testing.T) {
	p := mustDecode(t, full)
	set(t, &p, "smtp.port", "465")
	set(t, &p, "smtp.security", "tls")
	set(t, &p, "smtp.ca_file", "ca.pem")
	set(t, &p, "oauth.tenant", "x")
	set(t, &p, "pop_before_smtp.host", "pop.example.com")
	set(t, &p, "pop_before_smtp.port", "110")
	set(t, &p, "form.minutes", "")
	p.SMTP.Auth.Password = SecretRef{From: "env", Name: "MAIL_PASSWORD"}
	got, err := Edit([]byte(full), p)
	if err != nil {
		t.Fatal(err)
	}
	want := strings.NewReplacer(
		"port      = 587", "port      = 465",
		`security  = "starttls"`, `security  = "tls"`+"\n"+`ca_file = "ca.pem"`,
		`{ from = "file", path = "alerts.secret" } # never here`, `{ from = "env", name = "MAIL_PASSWORD" } # never here`,
		"minutes = 5\n", "",
	).Replace(full) + "\n[pop_before_smtp]\nhost = \"pop.example.com\"\nport = 110\n\n[oauth]\ntenant = \"x\"\n"
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestEditNothing(t *testing.T) {
	got, err := Edit([]byte(full), mustDecode(t, full))
	if err != nil || string(got) != full {
		t.Errorf("%v\n%s", err, got)
	}
}

// Shapes that people write by hand; each gets smtp.auth.username = "new".
func TestEditShapes(t *testing.T) {
	head := "schema = 1\nname = \"a\"\nserver_type = \"local\"\nsender.address = \"a@example.com\"\n"
	for name, c := range map[string]struct{ old, want string }{
		"no table":               {head, head + "\n[smtp.auth]\nmethod = \"none\"\nusername = \"new\"\n"},
		"table":                  {head + "[smtp.auth]\nmethod = \"plain\"\n[trial]\n", head + "[smtp.auth]\nmethod = \"plain\"\nusername = \"new\"\n[trial]\n"},
		"empty table":            {head + "[smtp.auth]\n\n[trial]\n", head + "[smtp.auth]\nmethod = \"none\"\nusername = \"new\"\n\n[trial]\n"},
		"table without line end": {head + "[smtp.auth]\nmethod = \"plain\"", head + "[smtp.auth]\nmethod = \"plain\"\nusername = \"new\"\n"},
		"parent table": {
			head + "[smtp]\nhelo = \"x\"\n# helo is odd\n\n# the trial\n[trial]\nsend = true\n",
			head + "[smtp]\nhelo = \"x\"\n# helo is odd\n\n[smtp.auth]\nmethod = \"none\"\nusername = \"new\"\n\n# the trial\n[trial]\nsend = true\n",
		},
		"dotted in the table": {head + "[smtp]\nauth.method = \"plain\" # x\nhelo = \"x\"\n", head + "[smtp]\nauth.method = \"plain\" # x\nauth.username = \"new\"\nhelo = \"x\"\n"},
		"dotted at the root":  {head + "smtp.auth.method = \"plain\"\n", head + "smtp.auth.method = \"plain\"\nsmtp.auth.username = \"new\"\n"},
		"inline, key there":   {head + "smtp = { auth = { method = \"plain\", username = 'old' } } # x\n", head + "smtp = { auth = { method = \"plain\", username = \"new\" } } # x\n"},
		"multi-line string":   {head + "[smtp.auth]\nmethod = \"plain\"\nusername = \"\"\"\\\n  old\"\"\" # x\n", head + "[smtp.auth]\nmethod = \"plain\"\nusername = \"new\" # x\n"},
		"quoted keys":         {head + "[ \"smtp\" . 'auth' ]\n\"method\" = \"plain\"\n\"username\"=\"old\"\n", head + "[ \"smtp\" . 'auth' ]\n\"method\" = \"plain\"\n\"username\"=\"new\"\n"},
		"subtable first":      {head + "[smtp.auth.password]\nfrom = \"env\"\nname = \"X\"\n[smtp.auth]\nmethod = \"plain\"\n", head + "[smtp.auth.password]\nfrom = \"env\"\nname = \"X\"\n[smtp.auth]\nmethod = \"plain\"\nusername = \"new\"\n"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, ends := range []string{"\n", "\r\n"} {
				old, want := strings.ReplaceAll(c.old, "\n", ends), strings.ReplaceAll(c.want, "\n", ends)
				p := mustDecode(t, old)
				p.SMTP.Auth.Username = "new"
				got, err := Edit([]byte(old), p)
				if err != nil {
					t.Fatal(err)
				}
				if string(got) != want {
					t.Errorf("got\n%q\nwant\n%q", got, want)
				}
			}
		})
	}
}

func TestEditSecretPlaces(t *testing.T) {
	head := profileText() + "[smtp.auth]\nmethod = \"plain\"\n"
	for name, c := range map[string]struct {
		old  string
		ref  SecretRef
		want string
	}{
		"table of its own": {
			head + "[smtp.auth.password]\nfrom = \"file\" # kept\npath = \"x\"\n", SecretRef{From: "env", Name: "X"},
			head + "[smtp.auth.password]\nfrom = \"env\" # kept\nname = \"X\"\n",
		},
		"dotted": {
			head + "password.from = \"file\"\npassword.path = \"x\"\n", SecretRef{From: "command", Argv: []string{"pass", "a b"}},
			head + "password.from = \"command\"\npassword.argv = [\"pass\", \"a b\"]\n",
		},
		"none any more": {head + "password = {from = \"env\", name = \"X\"} # gone\n# kept\n", SecretRef{}, head + "# kept\n"},
		"none, dotted":  {head + "password.from = \"env\"\npassword.name = \"X\"\n# kept\n", SecretRef{}, head + "# kept\n"},
		"first one":     {head, SecretRef{From: "file", Path: "x"}, head + "password = { from = \"file\", path = \"x\" }\n"},
	} {
		t.Run(name, func(t *testing.T) {
			p := mustDecode(t, c.old)
			p.SMTP.Auth.Password = c.ref
			got, err := Edit([]byte(c.old), p)
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestEditRefusesWithTheLinesToType(t *testing.T) {
	old := "schema = 1\nname = \"a\"\nserver_type = \"smtp\"\nsender = { address = \"a@example.com\" }\nsmtp = { host = \"h\", port = 25, security = \"none\" }\n[form]\nx = {}\n"
	old = strings.Replace(old, "[form]\nx = {}\n", "form = { x = 1 }\n", 1)
	p := mustDecode(t, old)
	set(t, &p, "smtp.helo", "x.example")
	set(t, &p, "smtp.auth.username", "u")
	set(t, &p, "form.x", "")
	_, err := Edit([]byte(old), p)
	var prob *Problem
	if !errors.As(err, &prob) || prob.Code != "edit_by_hand" {
		t.Fatalf("%v", err)
	}
	if want := "[smtp]\nhelo = \"x.example\"\n[smtp.auth]\nmethod = \"none\"\nusername = \"u\""; prob.Args["lines"] != want {
		t.Errorf("lines %q", prob.Args["lines"])
	}
	if prob.Args["remove"] != "form.x" {
		t.Errorf("remove %q", prob.Args["remove"])
	}
}

func TestEditBrokenFile(t *testing.T) {
	if _, err := Edit([]byte("smtp.port = \"x\""), Default()); err == nil {
		t.Error("edited a file that does not decode")
	}
}

// TestEditToAnAPI: what belonged to the mail server is taken out, whatever else
// stood there stays; and an API's profile need not say how it signs in.
func TestEditToAnAPI(t *testing.T) {
	const old = `schema = 1
name = "alerts"
server_type = "smtp"
[sender]
address = "alerts@example.co.jp"
[smtp] # ours
host = "mail.example.co.jp"
port = 587
security = "starttls"
timeout = "20s"
[smtp.auth]
method = "plain"
username = "alerts@example.co.jp"
password = { from = "file", path = "alerts.secret" }
`
	p := mustDecode(t, old)
	p.ServerType, p.Provider = "api", "google"
	p.SMTP.Host, p.SMTP.Port, p.SMTP.Security = "", 0, ""
	p.SMTP.Auth.Method, p.SMTP.Auth.Password = "none", SecretRef{}
	got, err := Edit([]byte(old), p)
	if err != nil {
		t.Fatal(err)
	}
	for _, gone := range []string{"host", "port", "security", "method", "password"} {
		if strings.Contains(string(got), gone) {
			t.Errorf("%s stays:\n%s", gone, got)
		}
	}
	if back := mustDecode(t, string(got)); back.SMTP.Auth.Username != "alerts@example.co.jp" || !strings.Contains(string(got), "# ours\ntimeout = \"20s\"") {
		t.Errorf("\n%s", got)
	}
	anew, err := Encode(p)
	if err != nil || strings.Contains(string(anew), "method") {
		t.Errorf("%v\n%s", err, anew)
	}
	if back := mustDecode(t, string(anew)); back.SMTP.Auth.Username != "alerts@example.co.jp" {
		t.Errorf("\n%s", anew)
	}
}

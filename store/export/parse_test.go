package export

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/BurntSushi/toml"
	"go.yaml.in/yaml/v3"
	goini "gopkg.in/ini.v1"

	"todoku/store"
)

// rendered is p for a tool, secrets revealed.
func rendered(t *testing.T, id string, p store.Profile) Result {
	t.Helper()
	tl, _ := ByID(id)
	r, err := tl.Render(p, options(strings.TrimSpace(awkwardSecret)))
	if err != nil {
		t.Fatalf("%s: %v", id, err)
	}
	return r
}

// text is its first file as it is written, comments and all.
func text(r Result) string { return r.Parts[0].Text("alerts", said) }

// What each format's own reader makes of an export is what the profile says.
func TestReadersUnderstand(t *testing.T) {
	p := noBlanks()
	secret, user := strings.TrimSpace(awkwardSecret), p.SMTP.Auth.Username
	want := func(what, got, value string) {
		t.Helper()
		if got != value {
			t.Errorf("%s: %q, want %q", what, got, value)
		}
	}

	var config map[string]any
	if _, err := toml.Decode(text(rendered(t, "himalaya", p)), &config); err != nil {
		t.Fatal(err)
	}
	account := config["accounts"].(map[string]any)["alerts"].(map[string]any)
	send := account["message"].(map[string]any)["send"].(map[string]any)["backend"].(map[string]any)
	want("himalaya", send["login"].(string), user)
	want("himalaya", send["auth"].(map[string]any)["cmd"].(string), `printf '%s\n' "$MAIL_PASSWORD"`)
	want("himalaya", account["display-name"].(string), p.Sender.Name)

	var alertmanager struct{ Global map[string]any }
	if err := yaml.Unmarshal([]byte(text(rendered(t, "alertmanager", p))), &alertmanager); err != nil {
		t.Fatal(err)
	}
	want("alertmanager", alertmanager.Global["smtp_auth_password"].(string), secret)
	want("alertmanager", alertmanager.Global["smtp_auth_username"].(string), user)

	var redmine map[string]map[string]struct {
		Settings map[string]any `yaml:"smtp_settings"`
	}
	byCommand := p
	byCommand.SMTP.Auth.Password = store.SecretRef{From: "command", Argv: []string{"pass"}}
	if err := yaml.Unmarshal([]byte(text(rendered(t, "redmine", byCommand))), &redmine); err != nil {
		t.Fatal(err)
	}
	want("redmine", redmine["production"]["email_delivery"].Settings["password"].(string), secret)

	for id, c := range map[string]struct{ section, key, value string }{
		"gitea":   {"mailer", "PASSWD", secret},
		"grafana": {"smtp", "user", user},
		"aerc":    {"alerts", "from", mailbox(p.Sender)},
	} {
		p := p
		if id == "grafana" {
			p.Sender.Name = "x #; y" // ${…} would be expanded, and is refused
		}
		f, err := goini.Load([]byte(text(rendered(t, id, p))))
		if err != nil {
			t.Fatalf("%s: %v", id, err)
		}
		want(id, f.Section(c.section).Key(c.key).String(), c.value)
	}
}

func TestXOAUTH2FilesAreJSON(t *testing.T) {
	p := byToken()
	p.OAuth.ClientSecret = store.SecretRef{From: "file", Path: "x"}
	n := 0
	for _, part := range rendered(t, "postfix", p).Parts {
		if part.Comment != "" {
			continue
		}
		n++
		var m map[string]string
		if err := json.Unmarshal([]byte(part.Body), &m); err != nil {
			t.Errorf("%s: %v", part.Path, err)
		}
		for _, key := range []string{"client_secret", "refresh_token"} {
			if v, ok := m[key]; ok && v != strings.TrimSpace(awkwardSecret) {
				t.Errorf("%s: %q", key, v)
			}
		}
	}
	if n != 2 {
		t.Errorf("%d files without comments", n)
	}
}

// Whatever a value is, its escape either refuses it or means exactly it.
func FuzzEscapes(f *testing.F) {
	for _, s := range []string{"", "a", awkwardSecret, "`", "`\"\"\"", `"`, `\`, "'", "<%= 1 %>", "%>", "é\u2028", "\u007f", "${x}", "$__file{/x}", "a\tb", "\ufffe", "\uffff", "\ufeff", "#", ";"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) || store.CheckLine("", s) != nil {
			return // in no profile
		}
		v := value{"x", s}
		quoted, err := quoteJSON(v)
		if err != nil {
			t.Fatal(err)
		}
		var inTOML struct{ X string }
		if _, err := toml.Decode("x = "+quoted, &inTOML); err != nil || inTOML.X != s {
			t.Errorf("TOML: %q is %q: %v", s, inTOML.X, err)
		}
		var inYAML map[string]string
		if err := yaml.Unmarshal([]byte("x: "+quoted), &inYAML); err != nil || inYAML["x"] != s {
			t.Errorf("YAML: %q is %q: %v", s, inYAML["x"], err)
		}
		if quoted, err := ini(v); err == nil {
			file, err := goini.Load([]byte("x = " + quoted + "\n"))
			if err != nil || file.Section("").Key("x").String() != s {
				t.Errorf("ini: %q is %q: %v", s, file.Section("").Key("x").String(), err)
			}
		}
	})
}

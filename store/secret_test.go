package store

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

// However a secret is printed, alone or inside something, it stays hidden.
func TestSecretIsNeverPrinted(t *testing.T) {
	s := NewSecret("hunter2")
	things := map[string]any{
		"value":            s,
		"pointer":          &s,
		"field":            struct{ S Secret }{s},
		"unexported field": struct{ s Secret }{s},
		"deep": struct {
			m map[string]struct{ s *Secret }
		}{map[string]struct{ s *Secret }{"x": {&s}}},
		"slice":     []Secret{s},
		"map":       map[string]Secret{"x": s},
		"interface": []any{s},
	}
	for name, v := range things {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%T"} {
			if got := fmt.Sprintf(verb, v); strings.Contains(got, "hunter2") || strings.Contains(got, "68756e74657232") {
				t.Errorf("%s with %s: %s", name, verb, got)
			}
		}
		j, _ := json.Marshal(v)
		var b, x bytes.Buffer
		_ = toml.NewEncoder(&b).Encode(map[string]any{"v": v})
		slog.New(slog.NewTextHandler(&x, nil)).Info("x", "v", v)
		slog.New(slog.NewJSONHandler(&x, nil)).Info("x", "v", v)
		if all := string(j) + b.String() + x.String(); strings.Contains(all, "hunter2") {
			t.Errorf("%s: %s", name, all)
		}
	}
	if s.Reveal() != "hunter2" || s.IsZero() || !(Secret{}).IsZero() || !NewSecret("").IsZero() {
		t.Error("the value itself is wrong")
	}
}

func TestWriteSecretFileRefuses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.secret")
	for v, code := range map[string]string{
		"":                        "secret_not_set",
		"hunter2\n":               "line_break",
		"hunter2\r\nMAIL FROM:<>": "line_break",
		"hunter2\x00":             "control_character",
		"hunter2" + strings.Repeat("x", MaxSecret): "secret_too_long",
	} {
		err := WriteSecretFile(path, NewSecret(v), "")
		wantCode(t, err, code)
		if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("shows the secret: %v", err)
		}
	}
}

func TestSecretFileNames(t *testing.T) {
	for key, want := range map[string]string{
		"smtp.auth.password":       "a.secret",
		"oauth.client_secret":      "a.oauth.secret",
		"receive.password":         "a.receive.secret",
		"pop_before_smtp.password": "a.pop_before_smtp.secret",
	} {
		if got := SecretFile("a", key); got != want {
			t.Errorf("%s: %s", key, got)
		}
	}
}

func TestNeutral(t *testing.T) {
	for _, c := range []struct {
		in   string
		max  int
		want string
	}{
		{" 認証 failed\r\nagain\t", 99, "認証 failed again"},
		{"\x1b[2J\x00\u202e\x9b", 99, "<001B>[2J<0000><202E><FFFD>"},
		{"0123456789ABCDEF", 8, "…89ABCDEF"},
		{"xx日本語", 7, "…本語"}, // cut between characters
	} {
		if got := Neutral(c.in, c.max); got != c.want {
			t.Errorf("%q: %q, want %q", c.in, got, c.want)
		}
	}
}

// TestNoProblemRepeatsWhatStandsInASecretsTable: people write the password
// itself where its place belongs.
func TestNoProblemRepeatsWhatStandsInASecretsTable(t *testing.T) {
	for _, line := range []string{
		`smtp.auth.password = { from = "TopSecret-1" }`,
		`smtp.auth.password = { from = "env", name = "TopSecret-1" }`,
		`oauth.client_secret = { from = "TopSecret-1" }`,
		`receive.password.from = "TopSecret-1"`,
	} {
		_, err := Decode([]byte("schema = 1\nname = \"a\"\nserver_type = \"local\"\nsender.address = \"a@example.org\"\n"+line+"\n"), "a.toml")
		if err == nil {
			t.Errorf("%s: no problem", line)
		} else if strings.Contains(err.Error(), "TopSecret") {
			t.Errorf("%s: %v", line, err)
		}
	}
	p := Default()
	for _, key := range []string{"smtp.auth.password.from", "pop_before_smtp.password.from"} {
		if prob := Set(&p, key, "TopSecret-1"); prob == nil || strings.Contains(prob.Error(), "TopSecret") {
			t.Errorf("%s: %v", key, prob)
		}
	}
}

package steps

import (
	"os"
	"path/filepath"
	"testing"
)

// TestASecretThatIsThereNeedNotBeTyped: who provides the file or the variable
// beforehand has given the answer.
func TestASecretThatIsThereNeedNotBeTyped(t *testing.T) {
	m := newMachine(t, "alerts")
	m.Answer(passwordKey+".path", "given.secret")
	t.Setenv("STEPS_TEST_SECRET", "hunter2")
	for _, c := range []struct {
		from, name string
		make       bool
		optional   bool
	}{
		{"file", "", false, false},
		{"file", "", true, true},
		{"env", "STEPS_TEST_SECRET", false, true},
		{"env", "STEPS_TEST_SECRET_NOT_SET", false, false},
	} {
		if c.make {
			if err := os.WriteFile(filepath.Join(m.env.Places.Profiles, "given.secret"), []byte("hunter2"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		answer(t, m, passwordKey+".from", c.from)
		if c.name != "" {
			answer(t, m, passwordKey+".name", c.name)
		}
		for _, q := range (credentials{}).Questions(m.draft, m.env) {
			if q.ID == passwordKey && (q.Optional != c.optional || q.Answered != c.optional) {
				t.Errorf("%s %s: optional %v, answered %v, want %v", c.from, c.name, q.Optional, q.Answered, c.optional)
			}
		}
	}
}

// TestTheMachinesOwnRelaySpeaksPlain: nothing crosses a network there, and its
// certificate, where it has one, is seldom valid.
func TestTheMachinesOwnRelaySpeaksPlain(t *testing.T) {
	for _, port := range []string{"", "25", "2525", "10025"} {
		m := newMachine(t, "alerts")
		answer(t, m, "server_type", "local")
		if port != "" {
			answer(t, m, "smtp.port", port)
		}
		if got := m.Profile().SMTP.Security; got != "none" {
			t.Errorf("port %q: security %q", port, got)
		}
		answer(t, m, "smtp.security", "starttls")
		answer(t, m, "smtp.port", "26")
		if got := m.Profile().SMTP.Security; got != "starttls" {
			t.Errorf("port %q: security %q, want what was answered", port, got)
		}
	}
}

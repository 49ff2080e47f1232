package secret

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"todoku/store"
)

// memory is a keyring without a desktop. after, if set, runs when something was
// kept; fault, if set, is all it answers.
type memory struct {
	kept  map[string]string
	after func()
	fault error
}

func (m *memory) Get(_ context.Context, service, account string) (store.Secret, error) {
	v, ok := m.kept[service+"/"+account]
	switch {
	case m.fault != nil:
		return store.Secret{}, m.fault
	case !ok:
		return store.Secret{}, failed(ErrNotSet, "secret_keyring_missing", "service", service, "account", account)
	}
	return store.NewSecret(v), nil
}

func (m *memory) Set(_ context.Context, service, account string, v store.Secret) error {
	if m.fault != nil {
		return m.fault
	}
	m.kept[service+"/"+account] = v.Reveal()
	if m.after != nil {
		m.after()
	}
	return nil
}

// desktop is a person's session with that keyring.
func desktop(m *memory) System {
	return System{Keyring: m, Root: func() bool { return false }, Getenv: func(name string) string {
		return map[string]string{"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"}[name]
	}}
}

var inKeyring = store.SecretRef{From: "keyring", Service: "todoku", Account: "alerts"}

func TestKeyring(t *testing.T) {
	m := &memory{kept: map[string]string{}}
	sys := desktop(m)
	_, err := sys.Read(t.Context(), inKeyring, "")
	want(t, err, ErrNotSet, "secret_keyring_missing")
	if err := sys.Keep(t.Context(), inKeyring, "", store.NewSecret("hunter2"), ""); err != nil {
		t.Fatal(err)
	}
	if v, err := sys.Read(t.Context(), inKeyring, ""); err != nil || v.Reveal() != "hunter2" {
		t.Errorf("%q %v", v.Reveal(), err)
	}
	m.after = func() { m.kept["todoku/alerts"] = "other" }
	want(t, sys.Keep(t.Context(), inKeyring, "", store.NewSecret("hunter2"), ""), ErrUnusable, "secret_differs")
	m.kept["todoku/alerts"] = ""
	_, err = sys.Read(t.Context(), inKeyring, "")
	want(t, err, ErrNotSet, "secret_empty")
}

// TestWhoHasNoKeyring: it is not even asked.
func TestWhoHasNoKeyring(t *testing.T) {
	m := &memory{kept: map[string]string{"todoku/alerts": "hunter2"}}
	sys := desktop(m)
	sys.Root = func() bool { return true }
	_, err := sys.Read(t.Context(), inKeyring, "")
	want(t, err, ErrUnavailable, "secret_keyring_root")
	always := runtime.GOOS == "windows" || runtime.GOOS == "darwin"
	for _, address := range []string{"", "autolaunch:", "disabled:"} {
		sys := desktop(m)
		sys.Getenv = func(name string) string {
			return map[string]string{"DBUS_SESSION_BUS_ADDRESS": address}[name]
		}
		v, err := sys.Read(t.Context(), inKeyring, "")
		if always {
			if err != nil || v.Reveal() != "hunter2" {
				t.Errorf("%q %v", v.Reveal(), err)
			}
			continue
		}
		want(t, err, ErrUnavailable, "secret_keyring_session")
		want(t, sys.Keep(t.Context(), inKeyring, "", store.NewSecret("hunter2"), ""), ErrUnavailable, "secret_keyring_session")
	}
}

// playKeyringChild is the test binary as the child process.
func playKeyringChild() {
	k := &fakeLibrary{kept: map[string]string{"todoku/alerts": "hunter2"}}
	switch os.Getenv("SECRET_TEST_CHILD") {
	case "hang":
		time.Sleep(time.Minute) // killed long before
	case "garbage":
		os.Stdout.WriteString("hunter2\n")
		os.Exit(0)
	case "crash":
		os.Stderr.WriteString("panic: \x1b[2Jlost\n")
		os.Exit(2)
	case "locked":
		k.isLocked = true
	case "broken":
		k.fault = errors.New("The name \x1borg.freedesktop.secrets was not provided")
	case "big":
		k.fault = keyring.ErrSetDataTooBig
	}
	for _, word := range append(os.Args, os.Environ()...) {
		if strings.Contains(word, "typed-secret") {
			k.fault = errors.New("the secret is in " + word)
		}
	}
	if serveKeyring(os.Stdin, os.Stdout, k) != nil {
		os.Exit(3)
	}
	os.Exit(0)
}

type fakeLibrary struct {
	kept     map[string]string
	isLocked bool
	fault    error
}

func (f *fakeLibrary) locked() (bool, error) { return f.isLocked, f.fault }
func (f *fakeLibrary) Get(service, account string) (string, error) {
	v, ok := f.kept[service+"/"+account]
	if !ok {
		return "", keyring.ErrNotFound
	}
	return v, nil
}
func (f *fakeLibrary) Set(service, account, v string) error {
	f.kept[service+"/"+account] = v
	return nil
}

func TestKeyringChild(t *testing.T) {
	k := childKeyring{limit: 20 * time.Second}
	if v, err := k.Get(t.Context(), "todoku", "alerts"); err != nil || v.Reveal() != "hunter2" {
		t.Errorf("%q %v", v.Reveal(), err)
	}
	if err := k.Set(t.Context(), "todoku", "alerts", store.NewSecret("typed-secret")); err != nil {
		t.Error(err)
	}
	_, err := k.Get(t.Context(), "todoku", "nobody")
	want(t, err, ErrNotSet, "secret_keyring_missing")
	for play, w := range map[string]struct {
		kind error
		code string
	}{
		"locked": {ErrUnavailable, "secret_keyring_locked"}, "broken": {ErrUnavailable, "secret_keyring_failed"}, "big": {ErrUnusable, "secret_keyring_big"},
		"garbage": {ErrUnavailable, "secret_keyring_failed"}, "crash": {ErrCommand, "secret_command_failed"},
	} {
		t.Setenv("SECRET_TEST_CHILD", play)
		_, err := k.Get(t.Context(), "todoku", "alerts")
		p := want(t, err, w.kind, w.code)
		if strings.ContainsRune(p.Args["detail"]+p.Args["stderr"], 0x1b) {
			t.Errorf("%s: %q", play, p.Args)
		}
	}
	t.Setenv("SECRET_TEST_CHILD", "hang")
	_, err = childKeyring{limit: 300 * time.Millisecond}.Get(t.Context(), "todoku", "alerts")
	want(t, err, ErrUnavailable, "secret_keyring_slow")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := k.Get(ctx, "todoku", "alerts"); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// TestKeyringCalls: a locked keyring is asked for nothing, and what is no call
// has no answer.
func TestKeyringCalls(t *testing.T) {
	k := &fakeLibrary{kept: map[string]string{"todoku/alerts": "hunter2"}, isLocked: true}
	var out bytes.Buffer
	if err := serveKeyring(strings.NewReader(`{"op":"get","service":"todoku","account":"alerts"}`), &out, k); err != nil {
		t.Fatal(err)
	}
	var a keyringAnswer
	if err := json.Unmarshal(out.Bytes(), &a); err != nil || a != (keyringAnswer{Fault: "locked"}) {
		t.Errorf("%s %v", out.String(), err)
	}
	k.isLocked = false
	for _, call := range []string{"", "{}", `{"op":"get","service":"todoku"}`, `{"op":"list","service":"a","account":"b"}`, strings.Repeat("[", maxCall+1)} {
		out.Reset()
		if err := serveKeyring(strings.NewReader(call), &out, k); err == nil || out.Len() > 0 {
			t.Errorf("%.30q: %v, %s", call, err, out.String())
		}
	}
}

package sheet

import (
	"testing"

	"todoku/store"
)

func TestGaroonLimits(t *testing.T) {
	app, _ := ByID("garoon")
	for _, c := range []struct{ key, value, reason string }{
		{"smtp.timeout", "10s", ""},
		{"smtp.timeout", "100s", ""},
		{"smtp.timeout", "1m40s", ""},
		{"smtp.timeout", "120s", ""},
		{"smtp.timeout", "2m", ""},
		{"smtp.timeout", "120", ""},
		{"smtp.timeout", "0s", "timeout_not_a_choice"},
		{"smtp.timeout", "9s", "timeout_not_a_choice"},
		{"smtp.timeout", "10500ms", "timeout_not_a_choice"},
		{"smtp.timeout", "11s", "timeout_not_a_choice"},
		{"smtp.timeout", "110s", "timeout_not_a_choice"},
		{"smtp.timeout", "130s", "timeout_not_a_choice"},
		{"smtp.timeout", "-10s", "timeout_not_a_choice"},
		{"smtp.timeout", "", "timeout_not_a_choice"},
		{"smtp.timeout", "ten", "timeout_not_a_choice"},
		{"pop_before_smtp.timeout", "90s", ""},
		{"pop_before_smtp.timeout", "110s", "timeout_not_a_choice"},
		{"pop_before_smtp.wait", "0s", ""},
		{"pop_before_smtp.wait", "10s", ""},
		{"pop_before_smtp.wait", "11s", "wait_not_a_choice"},
		{"pop_before_smtp.wait", "-1s", "wait_not_a_choice"},
		{"pop_before_smtp.wait", "500ms", "wait_not_a_choice"},
		{"pop_before_smtp.security", "none", ""},
		{"pop_before_smtp.security", "tls", ""},
		{"pop_before_smtp.security", "starttls", "no_pop_starttls"},
		{"smtp.auth.method", "none", ""},
		{"smtp.auth.method", "plain", ""},
		{"smtp.auth.method", "login", ""},
		{"smtp.auth.method", "cram-md5", ""},
		{"smtp.auth.method", "digest-md5", ""},
		{"smtp.auth.method", "pop-before-smtp", ""},
		{"smtp.auth.method", "xoauth2", ""},
		{"smtp.auth.method", "oauthbearer", "no_oauthbearer"},
		{"smtp.auth.method", "scram-sha-1", "no_scram"},
		{"smtp.auth.method", "scram-sha-256", "no_scram"},
		{"smtp.auth.method", "ntlm", "not_a_choice"},
		{"smtp.security", "none", ""},
		{"smtp.security", "tls", ""},
		{"smtp.security", "starttls", ""},
		{"server_type", "smtp", ""},
		{"server_type", "local", ""},
		{"server_type", "provider", ""},
		{"server_type", "api", "no_http_api"},
		{"smtp.verify_certificate", "true", ""},
		{"smtp.verify_certificate", "false", "no_verify_switch"},
		{"smtp.ca_file", "", ""},
		{"smtp.ca_file", "ca.pem", "no_ca_file"},
		{"smtp.helo", "", ""},
		{"smtp.helo", "host.example", "no_helo"},
		{"sender.name", "監視", ""}, // lost, but mail goes out
		{"smtp.port", "2525", ""},
		{"smtp.host", "192.0.2.1", ""},
	} {
		ok, reason, args := app.Allows(store.Default(), c.key, c.value)
		if ok != (c.reason == "") || reason != c.reason {
			t.Errorf("%s = %q: %v %q, want %q", c.key, c.value, ok, reason, c.reason)
		}
		if !ok && (args["value"] != c.value || args["app"] != "Garoon" || args["app_ja"] != "Garoon") {
			t.Errorf("%s = %q: args %v", c.key, c.value, args)
		}
	}
}

func TestNearestChoice(t *testing.T) {
	app, _ := ByID("garoon")
	for value, want := range map[string]string{
		"1s": "10", "15s": "20", "101s": "120", "110s": "120", "5m": "120", "10500ms": "20", "ten": "120",
	} {
		_, _, args := app.Allows(store.Default(), "smtp.timeout", value)
		if args["nearest"] != want || args["choices"] != "10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 120" {
			t.Errorf("%s: %v, want nearest %s", value, args, want)
		}
	}
}

func TestAnyLimitsNothing(t *testing.T) {
	app, _ := ByID("any")
	for _, m := range store.Methods {
		if ok, reason, _ := app.Allows(store.Default(), "smtp.auth.method", m); !ok {
			t.Errorf("%s: %s", m, reason)
		}
	}
	for key, value := range map[string]string{
		"smtp.timeout": "17s", "smtp.verify_certificate": "false", "smtp.ca_file": "x", "server_type": "api",
	} {
		if ok, reason, _ := app.Allows(store.Default(), key, value); !ok {
			t.Errorf("%s = %s: %s", key, value, reason)
		}
	}
	if v := app.Values(store.Default(), "smtp.timeout"); v != nil {
		t.Errorf("values %q", v)
	}
}

// A value of the list is spelled as the profile spells it, so that a choice
// that was made is found again.
func TestValuesAreSpelledLikeTheProfile(t *testing.T) {
	app, _ := ByID("garoon")
	values := app.Values(store.Default(), "smtp.timeout")
	if len(values) != 11 {
		t.Fatalf("%d values: %q", len(values), values)
	}
	for _, v := range values {
		p := store.Default()
		if problem := store.Set(&p, "smtp.timeout", v); problem != nil {
			t.Fatalf("%s: %v", v, problem)
		}
		if got, _ := store.Get(&p, "smtp.timeout"); got != v {
			t.Errorf("%s reads back as %s", v, got)
		}
		if ok, _, _ := app.Allows(store.Default(), "smtp.timeout", v); !ok {
			t.Errorf("%s is offered and refused", v)
		}
	}
}

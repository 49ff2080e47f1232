package sasl

import (
	"errors"
	"testing"

	"todoku/store"
)

const googleToken = "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg"

// TestBearer: the examples of Google's page and of RFC 7628 section 4.1, and
// what follows a fault.
func TestBearer(t *testing.T) {
	for _, c := range []struct {
		method, name string
		c            Credentials
		first, dummy string
	}{
		{"xoauth2", "XOAUTH2", Credentials{Username: "someuser@example.com", Password: store.NewSecret(googleToken)},
			"user=someuser@example.com\x01auth=Bearer " + googleToken + "\x01\x01", ""},
		{"oauthbearer", "OAUTHBEARER", Credentials{Username: "user@example.com", Host: "server.example.com", Port: 143,
			Password: store.NewSecret("vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==")},
			"n,a=user@example.com,\x01host=server.example.com\x01port=143\x01auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\x01\x01", "\x01"},
		{"oauthbearer", "OAUTHBEARER", Credentials{Username: "a,b=c@example.com", Password: store.NewSecret("t")},
			"n,a=a=2Cb=3Dc@example.com,\x01auth=Bearer t\x01\x01", "\x01"},
	} {
		b, err := New(c.method, c.c)
		if err != nil {
			t.Fatal(err)
		}
		name, first, err := b.Start()
		if err != nil || name != c.name || string(first) != c.first {
			t.Errorf("%s: %s %q, %v; want %q", c.method, name, first, err, c.first)
		}
		if !b.Secret() || !Bearer(c.method) || !Plaintext(c.method) {
			t.Errorf("%s: the token is not guarded", c.method)
		}
		if Fault(b) != "" {
			t.Errorf("%s: a fault before there is one: %q", c.method, Fault(b))
		}
		got, err := b.Next([]byte(`{"status":"401"}`))
		if err != nil || got == nil || string(got) != c.dummy || b.Secret() {
			t.Errorf("%s: to a fault: %q, %v (secret %v)", c.method, got, err, b.Secret())
		}
		if Fault(b) != `{"status":"401"}` {
			t.Errorf("%s: fault %q", c.method, Fault(b))
		}
		if _, err := b.Next(nil); !errors.Is(err, ErrChallenge) {
			t.Errorf("%s: a challenge too many: %v", c.method, err)
		}
		if err := b.Finish(); err != nil {
			t.Errorf("%s: Finish: %v", c.method, err)
		}
	}
}

// TestBearerCredentials: nothing that ends a field or a line gets in.
func TestBearerCredentials(t *testing.T) {
	for _, method := range []string{"xoauth2", "oauthbearer"} {
		for _, c := range []struct{ user, token string }{{"a\x01b", "t"}, {"a", "t\x01u"}, {"a", "t\r\nu"}, {"a\x00", "t"}, {"a", ""}} {
			_, err := New(method, Credentials{Username: c.user, Password: store.NewSecret(c.token)})
			if !errors.Is(err, ErrCredentials) {
				t.Errorf("%s %q %q: %v, want ErrCredentials", method, c.user, c.token, err)
			}
		}
	}
	if Fault(&plain{}) != "" || Bearer("plain") {
		t.Error("PLAIN is no bearer")
	}
}

package oauth

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"todoku/store"
)

// provider is an OAuth server whose token endpoint says what a test tells it.
type provider struct {
	*httptest.Server
	t *testing.T

	mu     sync.Mutex
	asked  []url.Values // of the token endpoint
	device url.Values   // last of the device endpoint
	users  []string     // of Authorization headers, "" for none
	answer func(n int, form url.Values) (status int, body any)
	code   map[string]any // of the device endpoint
}

func newProvider(t *testing.T, answer func(n int, form url.Values) (int, any)) *provider {
	t.Helper()
	p := &provider{t: t, answer: answer, code: map[string]any{
		"device_code": "dev-code-secret", "user_code": "WDJB-MJHT", "verification_uri": "https://example.com/device", "expires_in": 900,
	}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		user, _, _ := r.BasicAuth()
		p.mu.Lock()
		p.asked, p.users = append(p.asked, r.PostForm), append(p.users, user)
		n := len(p.asked)
		p.mu.Unlock()
		status, body := p.answer(n, r.PostForm)
		send(w, status, body)
	})
	mux.HandleFunc("POST /device", func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		p.mu.Lock()
		p.device = r.PostForm
		p.mu.Unlock()
		send(w, 200, p.code)
	})
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

func send(w http.ResponseWriter, status int, body any) {
	if text, ok := body.(string); ok {
		w.WriteHeader(status)
		fmt.Fprint(w, text)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// client is a public one at p, with a clock that only its own sleep moves.
func (p *provider) client() (Client, *clock) {
	k := &clock{at: time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)}
	return Client{
		AuthorizeURL: p.URL + "/auth", TokenURL: p.URL + "/token", DeviceURL: p.URL + "/device",
		ID: "client-1", Scopes: []string{"mail", "offline_access"}, Now: k.now, Sleep: k.sleep,
	}, k
}

func (p *provider) requests() []url.Values {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]url.Values(nil), p.asked...)
}

type clock struct {
	mu    sync.Mutex
	at    time.Time
	slept []time.Duration
}

func (k *clock) now() time.Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.at
}

func (k *clock) sleep(ctx context.Context, d time.Duration) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.slept = append(k.slept, d)
	k.at = k.at.Add(d)
	return ctx.Err()
}

func goodToken() map[string]any {
	return map[string]any{
		"access_token": "access-secret", "token_type": "Bearer", "expires_in": 3600,
		"refresh_token": "refresh-secret", "scope": "mail offline_access",
	}
}

func oauthError(code string) map[string]any { return map[string]any{"error": code} }

// wantError takes an *Error with that code out of err.
func wantError(t *testing.T, err error, code string) *Error {
	t.Helper()
	var e *Error
	if !asError(err, &e) || e.Code != code {
		t.Fatalf("got %v, want %q", err, code)
	}
	return e
}

func wantKey(t *testing.T, err error, code, key string) {
	t.Helper()
	var p *store.Problem
	if !asError(err, &p) || p.Code != code || p.Key != key {
		t.Fatalf("got %v, want %s of %s", err, code, key)
	}
}

// noSecrets fails where one of the secrets of these tests stands in s.
func noSecrets(t *testing.T, s string) {
	t.Helper()
	for _, secret := range []string{"access-secret", "refresh-secret", "dev-code-secret", "client-secret", "the-code"} {
		if strings.Contains(s, secret) {
			t.Errorf("%s in %s", secret, s)
		}
	}
}

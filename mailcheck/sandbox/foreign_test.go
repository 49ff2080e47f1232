package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/oauth2"
)

// startOAuth runs a sandbox that has the provider.
func startOAuth(t *testing.T, o Options) *Sandbox {
	t.Helper()
	o.OAuth, o.Dir = true, t.TempDir()
	s, err := Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// foreign is a client that others wrote, for the registration named.
func (s *Sandbox) foreign(id, secret string) *oauth2.Config {
	return &oauth2.Config{
		ClientID: id, ClientSecret: secret, Scopes: s.OAuth.Scopes,
		Endpoint: oauth2.Endpoint{AuthURL: s.OAuth.AuthorizeURL, TokenURL: s.OAuth.TokenURL, DeviceAuthURL: s.OAuth.DeviceURL, AuthStyle: oauth2.AuthStyleInParams},
	}
}

func (s *Sandbox) public() *oauth2.Config { return s.foreign(s.OAuth.PublicClientID, "") }

// within bounds a flow of a foreign client.
func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), testTime)
	t.Cleanup(cancel)
	return ctx
}

// signedIn does the device flow and lets the account allow it.
func signedIn(t *testing.T, s *Sandbox, c *oauth2.Config, account string) *oauth2.Token {
	t.Helper()
	ctx := within(t)
	d, err := c.DeviceAuth(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Approve(ctx, d.VerificationURIComplete, account); err != nil {
		t.Fatal(err)
	}
	token, err := c.DeviceAccessToken(ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// renew asks for new tokens once.
func renew(t *testing.T, c *oauth2.Config, refresh string) (*oauth2.Token, error) {
	t.Helper()
	return c.TokenSource(within(t), &oauth2.Token{RefreshToken: refresh}).Token()
}

// refusedAs is the OAuth error code of err.
func refusedAs(err error) string {
	var e *oauth2.RetrieveError
	if errors.As(err, &e) {
		return e.ErrorCode
	}
	return ""
}

func (s *Sandbox) active(t *testing.T, token string) map[string]any {
	t.Helper()
	r, err := http.NewRequestWithContext(within(t), http.MethodPost, s.OAuth.IntrospectURL, strings.NewReader(url.Values{"token": {token}}.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth(s.OAuth.ClientID, s.OAuth.ClientSecret)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	var out map[string]any
	if status := s.fetch(t, r, &out); status != http.StatusOK {
		t.Fatalf("introspection answers %d", status)
	}
	return out
}

// fetch sends a request and reads JSON.
func (s *Sandbox) fetch(t *testing.T, r *http.Request, into any) int {
	t.Helper()
	tr := &http.Transport{TLSClientConfig: s.clientTLS()}
	defer tr.CloseIdleConnections()
	w, err := (&http.Client{Transport: tr, Timeout: testTime}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Body.Close()
	data, err := io.ReadAll(w.Body)
	if err == nil && into != nil && len(data) > 0 {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		t.Fatalf("%v: %s", err, data)
	}
	return w.StatusCode
}

func (s *Sandbox) post(t *testing.T, address string, fields url.Values, into any) int {
	t.Helper()
	r, err := http.NewRequestWithContext(within(t), http.MethodPost, address, strings.NewReader(fields.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.fetch(t, r, into)
}

// waiting is a program that waits on a loopback port to be called back.
func waiting(t *testing.T) (string, <-chan url.Values) {
	t.Helper()
	got := make(chan url.Values, 4)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := &http.Server{ReadHeaderTimeout: testTime, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got <- r.URL.Query()
		_, _ = io.WriteString(w, "back")
	})}
	done := make(chan struct{})
	go func() { defer close(done); _ = srv.Serve(l) }()
	t.Cleanup(func() { _ = srv.Close(); <-done })
	return "http://" + l.Addr().String() + "/back", got
}

package sandbox

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"todoku/store"
)

func TestDiscovery(t *testing.T) {
	s := startOAuth(t, Options{})
	for _, base := range []string{s.OAuth.Issuer, s.OAuth.SecureIssuer} {
		for _, path := range []string{"/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"} {
			r, err := http.NewRequestWithContext(within(t), http.MethodGet, base+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			var out map[string]any
			if status := s.fetch(t, r, &out); status != http.StatusOK || out["issuer"] != base || out["token_endpoint"] != base+"/token" || out["device_authorization_endpoint"] != base+"/device/code" {
				t.Errorf("%s: %d %v", base+path, status, out)
			}
		}
	}
}

func TestOAuthConfig(t *testing.T) {
	s := startOAuth(t, Options{})
	path := filepath.Join(s.Config, s.OAuth.Profile+".toml")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if p, err := store.Decode(data, path); err != nil || p.OAuth.Issuer != s.OAuth.Issuer || p.SMTP.Auth.Method != "xoauth2" {
		t.Errorf("%v\n%s", err, data)
	}
	if strings.Contains(string(data), s.OAuth.ClientSecret) {
		t.Error("the profile holds the client's secret")
	}
	for _, f := range OAuthFaults() {
		one, err := Start(t.Context(), Options{Fault: f.Name, OAuth: true})
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		path := filepath.Join(one.Config, one.Profile+".toml")
		data, err := os.ReadFile(path)
		if err == nil {
			_, err = store.Decode(data, path)
		}
		if err := errors.Join(err, one.Close()); err != nil {
			t.Errorf("%s: %v\n%s", f.Name, err, data)
		}
	}
	if _, err := Start(t.Context(), Options{Fault: "oauth.declined"}); !errors.Is(err, ErrUnknownFault) {
		t.Errorf("without OAuth: %v", err)
	}
}

// Close ends the provider, too, with a connection open and a page half read.
func TestCloseEndsOAuth(t *testing.T) {
	s, err := Start(t.Context(), Options{OAuth: true, Accounts: 3})
	if err != nil {
		t.Fatal(err)
	}
	signedIn(t, s, s.public(), s.Accounts[0].Address)
	var open []net.Conn
	for _, base := range []string{s.OAuth.Issuer, s.OAuth.SecureIssuer} {
		u, err := url.Parse(base)
		if err != nil {
			t.Fatal(err)
		}
		c := dial(t, u.Host)
		if u.Scheme == "https" {
			c = tls.Client(c, s.clientTLS())
		}
		if _, err := io.WriteString(c, "POST /token HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\ngrant"); err != nil {
			t.Fatal(err)
		}
		open = append(open, c, dial(t, u.Host))
	}
	before := time.Now()
	if err := errors.Join(s.Close(), s.Close()); err != nil {
		t.Error(err)
	}
	if took := time.Since(before); took > 3*time.Second {
		t.Errorf("Close took %v", took)
	}
	for _, c := range open {
		_ = c.Close()
	}
	noGoroutines(t, "oauth")
}

func TestWithoutOAuth(t *testing.T) {
	s := start(t, "")
	_, err1 := s.Browse(t.Context(), "http://127.0.0.1/", "")
	_, err2 := s.Token(t.Context())
	_, err3 := s.ServiceAccount()
	_, _, err4 := s.AppCertificate()
	for _, err := range []error{s.Approve(t.Context(), "BCDF-GHJK", ""), err1, err2, err3, err4} {
		if !errors.Is(err, ErrNoOAuth) {
			t.Errorf("%v", err)
		}
	}
	s.AllowRedirect("http://127.0.0.1:1/")
	s.Revoke(s.Accounts[0].Address)
	if s.Requests(grantRefresh) != 0 || s.ReadyOAuth("device").Name != "" || s.ReadyAPI("google", "device").Name != "" {
		t.Error("something of a provider is there")
	}
}

package sandbox

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	foreign "golang.org/x/oauth2/jwt"
)

func TestServiceAccount(t *testing.T) {
	s := startOAuth(t, Options{})
	path, err := s.ServiceAccount()
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var key struct {
		Email string `json:"client_email"`
		Key   string `json:"private_key"`
		ID    string `json:"private_key_id"`
		URI   string `json:"token_uri"`
	}
	if err := json.Unmarshal(data, &key); err != nil {
		t.Fatal(err)
	}
	c := foreign.Config{Email: key.Email, PrivateKey: []byte(key.Key), PrivateKeyID: key.ID, TokenURL: key.URI,
		Subject: s.Accounts[1].Address, Scopes: []string{"https://mail.google.com/"}}
	token, err := c.TokenSource(within(t)).Token()
	if err != nil {
		t.Fatal(err)
	}
	if got := s.active(t, token.AccessToken); got["username"] != s.Accounts[1].Address || token.RefreshToken != "" {
		t.Errorf("%v", got)
	}
	for name, spoil := range map[string]func(*foreign.Config){
		"unknown mailbox": func(c *foreign.Config) { c.Subject = "nobody@sandbox.test" },
		"unknown account": func(c *foreign.Config) { c.Email = "other@example.net" },
		"no mail scope":   func(c *foreign.Config) { c.Scopes = []string{"openid"} },
		"other audience":  func(c *foreign.Config) { c.Audience = "https://example.net/token" },
		"too long":        func(c *foreign.Config) { c.Expires = 3 * time.Hour },
	} {
		bad := c
		spoil(&bad)
		if _, err := bad.TokenSource(within(t)).Token(); err == nil {
			t.Errorf("%s: a token", name)
		}
	}
	if _, err := s.ServiceAccount(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.TokenSource(within(t)).Token(); err == nil {
		t.Error("a key that was replaced still signs")
	}
}

func TestAppCertificate(t *testing.T) {
	s := startOAuth(t, Options{})
	_, file, err := s.AppCertificate()
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	key, err := jwt.ParseRSAPrivateKeyFromPEM(data)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	ask := func(claims jwt.RegisteredClaims, method jwt.SigningMethod) int {
		signed, err := jwt.NewWithClaims(method, claims).SignedString(key)
		if err != nil {
			t.Fatal(err)
		}
		return s.post(t, s.OAuth.TokenURL, url.Values{"grant_type": {grantApp}, "scope": {"https://outlook.office365.com/.default"},
			"client_assertion_type": {assertionType}, "client_assertion": {signed}}, nil)
	}
	good := jwt.RegisteredClaims{Issuer: s.OAuth.ClientID, Subject: s.OAuth.ClientID, Audience: jwt.ClaimStrings{s.OAuth.TokenURL},
		ID: "1", IssuedAt: jwt.NewNumericDate(now), NotBefore: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(time.Minute))}
	if status := ask(good, jwt.SigningMethodPS256); status != http.StatusOK {
		t.Fatalf("status %d", status)
	}
	for name, spoil := range map[string]func(*jwt.RegisteredClaims){
		"used before":    func(*jwt.RegisteredClaims) {},
		"no id":          func(c *jwt.RegisteredClaims) { c.ID = "" },
		"other subject":  func(c *jwt.RegisteredClaims) { c.ID, c.Subject = "2", "x" },
		"other audience": func(c *jwt.RegisteredClaims) { c.ID, c.Audience = "3", jwt.ClaimStrings{"https://example.net"} },
		"expired":        func(c *jwt.RegisteredClaims) { c.ID, c.ExpiresAt = "4", jwt.NewNumericDate(now.Add(-time.Hour)) },
		"not yet":        func(c *jwt.RegisteredClaims) { c.ID, c.NotBefore = "5", jwt.NewNumericDate(now.Add(30*time.Minute)) },
	} {
		bad := good
		spoil(&bad)
		if status := ask(bad, jwt.SigningMethodRS256); status != http.StatusUnauthorized {
			t.Errorf("%s: status %d", name, status)
		}
	}
}

package oauth

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"todoku/store"
)

// keyPair writes a self-signed certificate and its key.
func keyPair(t *testing.T, key any) (cert, keyFile string, der []byte) {
	t.Helper()
	var public any
	switch k := key.(type) {
	case *rsa.PrivateKey:
		public = &k.PublicKey
	case *ecdsa.PrivateKey:
		public = &k.PublicKey
	}
	about := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "todoku"}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, about, about, public, key)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cert, keyFile = filepath.Join(dir, "c.pem"), filepath.Join(dir, "k.pem")
	writePEM(t, cert, "CERTIFICATE", der)
	writePEM(t, keyFile, "PRIVATE KEY", pkcs8)
	return cert, keyFile, der
}

func writePEM(t *testing.T, file, kind string, data []byte) {
	t.Helper()
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: data}), 0o600); err != nil {
		t.Fatal(err)
	}
}

func rsaKey(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestClientCertificate(t *testing.T) {
	rk := rsaKey(t)
	ek, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		provider, alg string
		key, public   any
	}{{microsoft, "PS256", rk, &rk.PublicKey}, {"", "RS256", rk, &rk.PublicKey}, {"", "ES256", ek, &ek.PublicKey}} {
		p := newProvider(t, func(int, url.Values) (int, any) { return 200, goodToken() })
		c, _ := p.client()
		var der []byte
		c.Provider, c.Now = x.provider, nil
		c.Certificate, c.Key, der = keyPair(t, x.key)
		tok, err := AppOnly(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		if tok.Flow != "app-only" || tok.ClientID != "client-1" {
			t.Errorf("%+v", tok)
		}
		asked := p.requests()[0]
		if asked.Get("grant_type") != "client_credentials" || asked.Get("scope") != "mail offline_access" || asked.Has("client_secret") ||
			asked.Get("client_assertion_type") != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" {
			t.Errorf("%v", asked)
		}
		claims := jwt.RegisteredClaims{}
		got, err := jwt.ParseWithClaims(asked.Get("client_assertion"), &claims, func(*jwt.Token) (any, error) { return x.public, nil },
			jwt.WithAudience(c.TokenURL), jwt.WithIssuer("client-1"), jwt.WithSubject("client-1"), jwt.WithExpirationRequired())
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(der)
		if got.Method.Alg() != x.alg || got.Header["x5t#S256"] != base64.RawURLEncoding.EncodeToString(sum[:]) || claims.ID == "" {
			t.Errorf("%v %+v", got.Header, claims)
		}
	}
}

// Certificate and key may stand in one file, as many tools make them.
func TestKeyInTheCertificateFile(t *testing.T) {
	p := newProvider(t, func(int, url.Values) (int, any) { return 200, goodToken() })
	c, _ := p.client()
	cert, key, _ := keyPair(t, rsaKey(t))
	one, _ := os.ReadFile(cert)
	two, _ := os.ReadFile(key)
	both := filepath.Join(t.TempDir(), "both.pem")
	if err := os.WriteFile(both, append(one, two...), 0o600); err != nil {
		t.Fatal(err)
	}
	c.Certificate = both
	if _, err := AppOnly(t.Context(), c); err != nil {
		t.Error(err)
	}
}

func TestKeyFilesThatAreNone(t *testing.T) {
	cert, key, _ := keyPair(t, rsaKey(t))
	dir := t.TempDir()
	bad := filepath.Join(dir, "bad.pem")
	if err := os.WriteFile(bad, []byte("top-secret-material"), 0o600); err != nil {
		t.Fatal(err)
	}
	locked := filepath.Join(dir, "locked.pem")
	writePEM(t, locked, "ENCRYPTED PRIVATE KEY", []byte("x"))
	notCert := filepath.Join(dir, "notcert.pem")
	writePEM(t, notCert, "CERTIFICATE", []byte("x"))
	for _, x := range [][4]string{
		{bad, key, "cannot_read", "oauth.client_certificate"}, {notCert, key, "cannot_read", "oauth.client_certificate"},
		{cert, bad, "cannot_read", "oauth.client_key"}, {cert, locked, "cannot_read", "oauth.client_key"},
		{cert, "", "cannot_read", "oauth.client_certificate"}, {cert, filepath.Join(dir, "none"), "secret_no_file", "oauth.client_key"},
	} {
		_, err := AppOnly(t.Context(), Client{ID: "c", TokenURL: "http://127.0.0.1:1", Certificate: x[0], Key: x[1]})
		wantKey(t, err, x[2], x[3])
		if strings.Contains(err.Error(), "top-secret") {
			t.Error(err)
		}
	}
	_, err := AppOnly(t.Context(), Client{TokenURL: "http://127.0.0.1:1", ServiceAccountFile: bad})
	wantKey(t, err, "cannot_read", "oauth.service_account_file")
}

// serviceKey writes a key file as Google hands it out.
func serviceKey(t *testing.T, key *rsa.PrivateKey, tokenURL string) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(map[string]string{
		"type": "service_account", "client_email": "robot@project.example", "private_key_id": "k1", "token_uri": tokenURL,
		"private_key": string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})),
	})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "robot.json")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestServiceAccount(t *testing.T) {
	srv := newProvider(t, func(int, url.Values) (int, any) { return 200, map[string]any{"access_token": "a1", "expires_in": 3599} })
	key := rsaKey(t)
	file := serviceKey(t, key, srv.URL+"/token")
	p := store.Default()
	p.ServerType, p.Sender.Address = "google", "alerts@example.co.jp"
	p.OAuth.ServiceAccountFile, p.OAuth.Flow = filepath.Base(file), "app-only"
	c, err := ClientOf(t.Context(), p, filepath.Dir(file), nil)
	if err != nil {
		t.Fatal(err)
	}
	tok, err := AppOnly(t.Context(), c)
	if err != nil || tok.ClientID != "robot@project.example" {
		t.Fatalf("%+v %v", tok, err)
	}
	asked := srv.requests()[0]
	if len(asked) != 2 || asked.Get("grant_type") != grantJWT {
		t.Errorf("%v", asked)
	}
	claims := jwt.MapClaims{}
	got, err := jwt.ParseWithClaims(asked.Get("assertion"), claims, func(*jwt.Token) (any, error) { return &key.PublicKey, nil },
		jwt.WithAudience(srv.URL+"/token"), jwt.WithIssuer("robot@project.example"), jwt.WithSubject("alerts@example.co.jp"))
	if err != nil || got.Method.Alg() != "RS256" || got.Header["kid"] != "k1" || claims["scope"] != googleMail {
		t.Errorf("%v %v %v", err, got, claims)
	}
	if life := claims["exp"].(float64) - claims["iat"].(float64); life != 3600 {
		t.Errorf("life %v", life)
	}
}

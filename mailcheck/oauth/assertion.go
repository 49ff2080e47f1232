package oauth

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"todoku/store"
)

const (
	maxKeyFile    = 64 << 10
	assertionLife = 10 * time.Minute // of a client's assertion
	accountLife   = time.Hour        // Google takes up to this
)

// assertion proves the client with its certificate's key (RFC 7523 section
// 2.2). Microsoft wants RSA-PSS and the SHA-256 thumbprint of the certificate;
// others know RS256 or ES256 and find the key by the same thumbprint.
func (c Client) assertion() (string, error) {
	cert, err := readPEM("oauth.client_certificate", c.Certificate, "CERTIFICATE")
	if err != nil {
		return "", err
	}
	if _, err := x509.ParseCertificate(cert.Bytes); err != nil {
		return "", badKeyFile("oauth.client_certificate", c.Certificate, "not an X.509 certificate")
	}
	keyField, keyFile := "oauth.client_key", c.Key
	if keyFile == "" {
		keyField, keyFile = "oauth.client_certificate", c.Certificate
	}
	block, err := readPEM(keyField, keyFile, "PRIVATE KEY")
	if err != nil {
		return "", err
	}
	key, method, err := signer(block, c.Provider == "microsoft")
	if err != nil {
		return "", badKeyFile(keyField, keyFile, err.Error())
	}
	now := c.now()
	t := jwt.NewWithClaims(method, jwt.MapClaims{
		"iss": c.ID, "sub": c.ID, "aud": c.TokenURL, "jti": rand.Text(),
		"iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(assertionLife).Unix(),
	})
	thumb := sha256.Sum256(cert.Bytes)
	t.Header["x5t#S256"] = base64.RawURLEncoding.EncodeToString(thumb[:]) // RFC 7515 section 4.1.8
	return t.SignedString(key)
}

// signer is the key in a PEM block, and how to sign with it.
func signer(block *pem.Block, pss bool) (crypto.Signer, jwt.SigningMethod, error) {
	text := pem.EncodeToMemory(block)
	if key, err := jwt.ParseECPrivateKeyFromPEM(text); err == nil {
		return key, ecMethod(key), nil
	}
	key, err := jwt.ParseRSAPrivateKeyFromPEM(text)
	if err != nil {
		return nil, nil, errKeyKind{block.Type}
	}
	return key, rsaMethod(key, pss), nil
}

func ecMethod(key *ecdsa.PrivateKey) jwt.SigningMethod {
	switch key.Curve.Params().BitSize {
	case 384:
		return jwt.SigningMethodES384
	case 521:
		return jwt.SigningMethodES512
	}
	return jwt.SigningMethodES256
}

func rsaMethod(_ *rsa.PrivateKey, pss bool) jwt.SigningMethod {
	if pss {
		return jwt.SigningMethodPS256
	}
	return jwt.SigningMethodRS256
}

// errKeyKind is a PEM block that is no key we can sign with.
type errKeyKind struct{ kind string }

func (e errKeyKind) Error() string {
	if strings.Contains(e.kind, "ENCRYPTED") {
		return "the private key has a passphrase"
	}
	return "not an RSA or EC private key"
}

// account is a Google service account's key file.
type account struct {
	ID       string
	KeyID    string
	Key      store.Secret
	TokenURI string
	file     string
}

// readServiceAccount never repeats what it reads. The error is a Problem.
func readServiceAccount(file string) (account, error) {
	const key = "oauth.service_account_file"
	data, err := readKeyFile(key, file)
	if err != nil {
		return account{}, err
	}
	var f struct {
		ID       string `json:"client_email"`
		KeyID    string `json:"private_key_id"`
		Key      string `json:"private_key"`
		TokenURI string `json:"token_uri"`
	}
	if json.Unmarshal(data, &f) != nil || f.ID == "" || f.Key == "" {
		return account{}, badKeyFile(key, file, "not a service account's JSON key")
	}
	return account{ID: f.ID, KeyID: f.KeyID, Key: store.NewSecret(f.Key), TokenURI: f.TokenURI, file: file}, nil
}

// assertion asks for c.Scopes in the name of c.Subject (RFC 7523 section 2.1,
// with Google's scope claim).
func (a account) assertion(c Client) (string, error) {
	const field = "oauth.service_account_file"
	block, _ := pem.Decode([]byte(a.Key.Reveal()))
	if block == nil {
		return "", badKeyFile(field, a.file, "private_key is not PEM")
	}
	key, method, err := signer(block, false)
	if err != nil {
		return "", badKeyFile(field, a.file, err.Error())
	}
	now := c.now()
	claims := jwt.MapClaims{
		"iss": a.ID, "aud": c.TokenURL, "scope": strings.Join(c.Scopes, " "),
		"iat": now.Unix(), "exp": now.Add(accountLife).Unix(),
	}
	if c.Subject != "" {
		claims["sub"] = c.Subject
	}
	t := jwt.NewWithClaims(method, claims)
	if a.KeyID != "" {
		t.Header["kid"] = a.KeyID
	}
	return t.SignedString(key)
}

// readPEM gives the first block of a file whose type ends as asked for.
func readPEM(key, file, kind string) (*pem.Block, error) {
	data, err := readKeyFile(key, file)
	if err != nil {
		return nil, err
	}
	for {
		block, rest := pem.Decode(data)
		if block == nil {
			return nil, badKeyFile(key, file, "no PEM block "+kind)
		}
		if strings.HasSuffix(block.Type, kind) {
			return block, nil
		}
		data = rest
	}
}

func readKeyFile(key, file string) ([]byte, error) {
	data, err := store.ReadFile(file, maxKeyFile, "secret_no_file")
	if err != nil {
		return nil, withKey(err, key)
	}
	return data, nil
}

func badKeyFile(key, file, detail string) *store.Problem {
	return &store.Problem{Key: key, Code: "cannot_read", File: file, Args: map[string]string{"file": file, "detail": detail}}
}

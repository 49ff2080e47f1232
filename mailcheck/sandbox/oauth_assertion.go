package sandbox

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"net/http"
	"path/filepath"
	"slices"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const (
	rsaBits          = 2048 // both providers want RSA
	maxAssertion     = 16 << 10
	maxAssertionLife = time.Hour + 5*time.Minute // Google's limit, and clocks
	serviceFile      = "service-account.json"
	appCertFile      = "client.pem"
	appKeyFile       = "client.key"
)

// serviceKey is a Google service account.
type serviceKey struct {
	email  string
	public crypto.PublicKey
}

// serviceAccount makes the key at the first call, the file at each.
func (s *Sandbox) serviceAccount() (string, error) {
	o := s.impl.oauth
	key, block, err := newRSA()
	if err != nil {
		return "", err
	}
	email := "mailer@sandbox-project.iam.gserviceaccount.com"
	data, err := json.MarshalIndent(map[string]string{
		"type": "service_account", "project_id": "sandbox-project", "private_key_id": keyID, "private_key": string(block),
		"client_email": email, "client_id": "100000000000000000001", "token_uri": o.plain + "/token",
	}, "", "  ")
	if err != nil {
		return "", fmt.Errorf("write the service account: %w", err)
	}
	path := filepath.Join(s.Config, serviceFile)
	if err := writePrivate(path, data); err != nil {
		return "", fmt.Errorf("write the service account: %w", err)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.service = &serviceKey{email, key.Public()}
	return path, nil
}

// appCertificate replaces the certificate of an earlier call.
func (s *Sandbox) appCertificate() (cert, keyFile string, err error) {
	key, block, err := newRSA()
	if err != nil {
		return "", "", err
	}
	now := time.Now()
	t := &x509.Certificate{
		SerialNumber: big.NewInt(now.UnixNano()), Subject: pkix.Name{CommonName: s.OAuth.ClientID},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(30 * day), KeyUsage: x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, t, t, key.Public(), key)
	if err != nil {
		return "", "", fmt.Errorf("make the client's certificate: %w", err)
	}
	cert, keyFile = filepath.Join(s.Config, appCertFile), filepath.Join(s.Config, appKeyFile)
	if err := writePrivate(cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})); err != nil {
		return "", "", fmt.Errorf("write the client's certificate: %w", err)
	}
	if err := writePrivate(keyFile, block); err != nil {
		return "", "", fmt.Errorf("write the client's key: %w", err)
	}
	c := s.impl.oauth.private
	c.mu.Lock()
	defer c.mu.Unlock()
	c.proof = key.Public()
	return cert, keyFile, nil
}

func newRSA() (*rsa.PrivateKey, []byte, error) {
	key, err := rsa.GenerateKey(rand.Reader, rsaBits)
	if err != nil {
		return nil, nil, fmt.Errorf("make a key: %w", err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, nil, fmt.Errorf("write a key: %w", err)
	}
	return key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), nil
}

// unprovenIssuer is who an assertion says it is from.
func unprovenIssuer(assertion string) string {
	var c jwt.RegisteredClaims
	if len(assertion) > maxAssertion {
		return ""
	}
	if _, _, err := jwt.NewParser().ParseUnverified(assertion, &c); err != nil {
		return ""
	}
	return c.Issuer
}

// assertionClaims are those of both kinds of assertion.
type assertionClaims struct {
	jwt.RegisteredClaims
	Scope string `json:"scope"`
}

// verify checks an assertion (RFC 7523 section 3): signature, issuer, that it
// was made for this endpoint, and its times.
func (o *oauthServer) verify(assertion, issuer string, key crypto.PublicKey, r *http.Request) (assertionClaims, bool) {
	var c assertionClaims
	if len(assertion) > maxAssertion || key == nil {
		return c, false
	}
	p := jwt.NewParser(
		jwt.WithValidMethods([]string{"RS256", "PS256"}), jwt.WithIssuer(issuer), jwt.WithAudience(o.base(r)+"/token", o.base(r)),
		jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithLeeway(time.Minute))
	_, err := p.ParseWithClaims(assertion, &c, func(*jwt.Token) (any, error) { return key, nil })
	return c, err == nil && time.Until(c.ExpiresAt.Time) <= maxAssertionLife
}

// proves is RFC 7523 section 2.2. An assertion is good once.
func (o *oauthServer) proves(c *client, assertion string, r *http.Request) bool {
	c.mu.Lock()
	key := c.proof
	c.mu.Unlock()
	claims, ok := o.verify(assertion, c.id, key, r)
	if !ok || claims.Subject != c.id || claims.ID == "" {
		return false
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if _, seen := o.assertions.get(claims.ID); seen {
		return false
	}
	o.assertions.put(claims.ID, struct{}{}, maxAssertionLife)
	return true
}

// redeemJWT is RFC 7523 section 2.1 as Google does it: a service account acts
// for the mailbox in sub.
func (o *oauthServer) redeemJWT(_ *client, r *http.Request) (*grant, []string, answer) {
	if o.service == nil {
		return nil, nil, badGrant("Invalid grant: account not found")
	}
	assertion := r.PostForm.Get("assertion")
	if unprovenIssuer(assertion) != o.service.email {
		return nil, nil, badGrant("Invalid grant: account not found")
	}
	c, ok := o.verify(assertion, o.service.email, o.service.public, r)
	if !ok {
		return nil, nil, badGrant("Invalid JWT Signature.")
	}
	who, ok := o.m.accounts.find(c.Subject)
	if !ok {
		return nil, nil, badGrant("Invalid email or User ID")
	}
	list, ok := scopes(c.Scope)
	if !ok || c.Scope == "" || !slices.ContainsFunc(list, mailScope) {
		return nil, nil, refused(http.StatusUnauthorized, "unauthorized_client",
			"Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.")
	}
	return o.granted(&client{id: o.service.email}, who, list, o.base(r), false), nil, answer{}
}

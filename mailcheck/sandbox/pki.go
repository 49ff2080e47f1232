package sandbox

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"slices"
	"sync/atomic"
	"time"
)

// certificate names what the servers show.
type certificate int

const (
	goodCert            certificate = iota
	otherName                       // for mail.example.net only
	expiredCert                     // ended three days ago
	futureCert                      // begins in three days
	selfSigned                      // the leaf signed by itself
	unknownCA                       // a full chain to a root that nobody knows
	missingIntermediate             // the leaf alone
	interceptedCert                 // issued by the root of a virus scanner
	expiringCert                    // five days left
	fetchedIntermediate             // the leaf alone, and where its issuer's is
	fetchedStranger                 // the same of a root that nobody knows
)

const day = 24 * time.Hour

// authority is a certificate that can sign.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

// pki is a throw-away CA: its keys never leave memory.
type pki struct {
	now  time.Time
	root authority
	mid  authority

	issuerURL string                 // where the issuer's certificate is to be had
	issuer    atomic.Pointer[[]byte] // DER
}

func newPKI() (*pki, error) {
	p := &pki{now: time.Now()}
	var err error
	if p.root, err = p.authority("todoku sandbox root", "todoku sandbox", nil); err != nil {
		return nil, err
	}
	if p.mid, err = p.authority("todoku sandbox issuing CA", "todoku sandbox", &p.root); err != nil {
		return nil, err
	}
	return p, nil
}

// pool holds the root.
func (p *pki) pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(p.root.cert)
	return pool
}

// pem is the root as a file for other programs.
func (p *pki) pem() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: p.root.cert.Raw})
}

func (p *pki) authority(name, organisation string, parent *authority) (authority, error) {
	t := &x509.Certificate{
		Subject:   pkix.Name{CommonName: name, Organization: []string{organisation}},
		NotBefore: p.now.Add(-30 * day), NotAfter: p.now.Add(365 * day),
		IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	return sign(t, parent)
}

// sign makes a key and has parent certify it; without parent it certifies
// itself.
func sign(t *x509.Certificate, parent *authority) (authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return authority{}, fmt.Errorf("make a key: %w", err)
	}
	if t.SerialNumber, err = rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120)); err != nil {
		return authority{}, fmt.Errorf("make a serial number: %w", err)
	}
	by := authority{t, key}
	if parent != nil {
		by = *parent
	}
	der, err := x509.CreateCertificate(rand.Reader, t, by.cert, &key.PublicKey, by.key)
	if err != nil {
		return authority{}, fmt.Errorf("sign %s: %w", t.Subject, err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return authority{}, fmt.Errorf("read back %s: %w", t.Subject, err)
	}
	return authority{cert, key}, nil
}

// leaf makes the server's certificate and the chain that it sends.
func (p *pki) leaf(kind certificate) (tls.Certificate, error) {
	t := &x509.Certificate{
		Subject:   pkix.Name{CommonName: Host},
		NotBefore: p.now.Add(-day), NotAfter: p.now.Add(90*day + time.Hour),
		DNSNames:    []string{Host, Alias, "imap." + Domain, "pop." + Domain, "localhost"},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	issuer, chain := &p.mid, []*x509.Certificate{p.mid.cert}
	switch kind {
	case otherName:
		t.Subject.CommonName, t.DNSNames, t.IPAddresses = "mail.example.net", []string{"mail.example.net", "www.example.net"}, nil
	case expiredCert:
		t.NotBefore, t.NotAfter = p.now.Add(-93*day), p.now.Add(-3*day-time.Hour)
	case futureCert:
		t.NotBefore = p.now.Add(3*day + time.Hour)
	case expiringCert:
		t.NotAfter = p.now.Add(5*day + time.Hour)
	case selfSigned:
		issuer, chain = nil, nil
	case missingIntermediate:
		chain = nil
	case unknownCA, interceptedCert:
		stranger, sent, err := p.stranger(kind)
		if err != nil {
			return tls.Certificate{}, err
		}
		issuer, chain = &stranger, sent
	case fetchedIntermediate:
		chain = nil
		p.publish(t, p.mid)
	case fetchedStranger:
		stranger, _, err := p.stranger(unknownCA)
		if err != nil {
			return tls.Certificate{}, err
		}
		issuer, chain = &stranger, nil
		p.publish(t, stranger)
	}
	return chained(t, issuer, chain)
}

// chained signs t and puts the chain under it.
func chained(t *x509.Certificate, issuer *authority, chain []*x509.Certificate) (tls.Certificate, error) {
	made, err := sign(t, issuer)
	if err != nil {
		return tls.Certificate{}, err
	}
	out := tls.Certificate{Certificate: [][]byte{made.cert.Raw}, PrivateKey: made.key, Leaf: made.cert}
	for _, c := range chain {
		out.Certificate = append(out.Certificate, c.Raw)
	}
	return out, nil
}

// stranger is an issuer that no pool of ours knows, and what it sends along.
func (p *pki) stranger(kind certificate) (authority, []*x509.Certificate, error) {
	if kind == interceptedCert {
		// The name that failures.json records for this scanner.
		root, err := p.authority("Avast Web/Mail Shield Root", "Avast Web/Mail Shield", nil)
		return root, nil, err
	}
	root, err := p.authority("Example Corporation Root CA", "Example Corporation", nil)
	if err != nil {
		return authority{}, nil, err
	}
	mid, err := p.authority("Example Corporation Issuing CA", "Example Corporation", &root)
	return mid, []*x509.Certificate{mid.cert, root.cert}, err
}

// tlsMode is how the servers shake hands.
type tlsMode int

const (
	usualTLS     tlsMode = iota
	oldVersion           // TLS 1.0 and 1.1 only
	noCipher             // no cipher suite in common
	unknownSNI           // refuses the name asked for
	brokenTLS            // fails inside the server
	refusesName          // refuses whoever names a host
	refusesLarge         // refuses a ClientHello that is longer than a packet
	oldCipher            // RC4 alone
	askForCert           // demands a client certificate
	tls12Client          // the same under TLS 1.2, where the handshake itself fails
)

// config is the TLS side of every server.
func (p *pki) config(f fault) (*tls.Config, error) {
	cert, err := p.leaf(f.cert)
	if err != nil {
		return nil, err
	}
	c := &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	switch f.tls {
	case oldVersion:
		c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	case noCipher:
		// RSA key exchange cannot be had with an ECDSA certificate.
		c.MaxVersion, c.CipherSuites = tls.VersionTLS12, []uint16{tls.TLS_RSA_WITH_AES_128_GCM_SHA256}
	case unknownSNI:
		c.Certificates = nil
		c.GetCertificate = func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return nil, nil }
	case brokenTLS:
		c.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) { return nil, errBroken }
	case refusesName:
		c.GetConfigForClient = func(h *tls.ClientHelloInfo) (*tls.Config, error) { return nil, brokenIf(h.ServerName != "") }
	case refusesLarge:
		c.GetConfigForClient = func(h *tls.ClientHelloInfo) (*tls.Config, error) {
			return nil, brokenIf(slices.Contains(h.SupportedCurves, tls.X25519MLKEM768))
		}
	case oldCipher:
		c.MaxVersion, c.CipherSuites = tls.VersionTLS12, []uint16{tls.TLS_ECDHE_ECDSA_WITH_RC4_128_SHA}
	case askForCert:
		c.ClientAuth = tls.RequireAnyClientCert
	case tls12Client:
		c.ClientAuth, c.MaxVersion = tls.RequireAnyClientCert, tls.VersionTLS12
	}
	return c, nil
}

func brokenIf(broken bool) error {
	if broken {
		return errBroken
	}
	return nil
}

// errBroken stands for any inner failure of a TLS server.
var errBroken = fmt.Errorf("no key for this session")

package mailcheck

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"todoku/mailcheck/cause"
)

// Bounds of fetching an issuer's certificate.
const (
	maxIssuer  = 64 << 10 // octets
	maxIssuers = 3        // certificates between the server's and the root
)

// askIssuer fetches the certificate that a server ought to have sent along,
// from where its own certificate says that it is (RFC 5280 section 4.2.2.1, id-ad-
// caIssuers). If the chain is whole with it, an intermediate is missing; if
// not, nobody here trusts the root.
func (l *ladder) askIssuer(ctx context.Context, e cause.Evidence) (t told) {
	var bad *tls.CertificateVerificationError
	if !errors.As(e.Err, &bad) || len(bad.UnverifiedCertificates) == 0 {
		return t
	}
	roots, err := l.roots()
	if err != nil {
		return t
	}
	chain := bad.UnverifiedCertificates[:len(bad.UnverifiedCertificates):len(bad.UnverifiedCertificates)]
	for range maxIssuers {
		last := chain[len(chain)-1]
		from := issuerURL(last)
		if from == nil || bytes.Equal(last.RawIssuer, last.RawSubject) {
			break
		}
		c, err := l.fetchIssuer(ctx, from)
		if err == nil {
			err = last.CheckSignatureFrom(c)
		}
		if err != nil {
			t.probe(cause.AskIssuer, from.String(), cause.AnswerFailed)
			return t
		}
		chain = append(chain, c)
		if chained(chain, roots, l.now()) {
			t.fact(cause.FactAIA, cause.AnswerCompletes)
			t.probe(cause.AskIssuer, from.String(), cause.AnswerCompletes)
			return t
		}
		t.probe(cause.AskIssuer, from.String(), cause.AnswerUntrusted)
	}
	if len(t.probes) > 0 {
		t.fact(cause.FactAIA, cause.AnswerUntrusted)
	}
	return t
}

// chained says that a chain leads to a root. Whether the leaf is still valid
// is another question.
func chained(chain []*x509.Certificate, roots *x509.CertPool, now time.Time) bool {
	between := x509.NewCertPool()
	for _, c := range chain[1:] {
		between.AddCert(c)
	}
	at := now
	if leaf := chain[0]; at.After(leaf.NotAfter) {
		at = leaf.NotAfter
	} else if at.Before(leaf.NotBefore) {
		at = leaf.NotBefore
	}
	_, err := chain[0].Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, CurrentTime: at})
	return err == nil
}

// issuerURL is where the issuer's certificate is; http only: what is fetched
// proves itself by its signature.
func issuerURL(c *x509.Certificate) *url.URL {
	for _, s := range c.IssuingCertificateURL {
		if u, err := url.Parse(s); err == nil && u.Scheme == "http" && u.Host != "" && u.User == nil {
			return u
		}
	}
	return nil
}

// fetchIssuer gets one certificate, DER or PEM. Redirects are not followed.
func (l *ladder) fetchIssuer(ctx context.Context, from *url.URL) (*x509.Certificate, error) {
	client := http.Client{
		Transport:     &http.Transport{DialContext: l.dialIssuer, DisableKeepAlives: true, MaxResponseHeaderBytes: maxIssuer},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, from.String(), nil)
	if err != nil {
		return nil, err
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("fetch the issuer: %w", err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("fetch the issuer: %s", res.Status)
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, maxIssuer))
	if err != nil {
		return nil, fmt.Errorf("fetch the issuer: %w", err)
	}
	if block, _ := pem.Decode(body); block != nil {
		body = block.Bytes
	}
	return x509.ParseCertificate(body)
}

var errInward = errors.New("an address inside, named by a server outside")

// dialIssuer connects by the dialer of the run. A certificate that nobody has
// vouched for yet must not lead to services that only this machine can reach:
// it may name an address inside only where the mail server itself is inside.
func (l *ladder) dialIssuer(ctx context.Context, _, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	addrs, err := l.o.resolver().LookupNetIP(ctx, "ip", host)
	if err != nil {
		return nil, err
	}
	err = errInward
	for _, ip := range addrs {
		ip = ip.Unmap()
		if insideOf(ip) > l.ownInside() {
			continue
		}
		var c net.Conn
		if c, err = l.open(ctx, families[familyOf(ip)].tcp, net.JoinHostPort(ip.String(), port)); err == nil {
			return c, nil
		}
	}
	return nil, err
}

// ownInside is insideOf of the mail server.
func (l *ladder) ownInside() int {
	at, err := netip.ParseAddrPort(l.remote)
	if err != nil {
		return 0
	}
	return insideOf(at.Addr())
}

// insideOf is 0 for an address of the world, 1 for a private one, 2 for this
// machine, 3 for what nobody serves certificates from.
func insideOf(ip netip.Addr) int {
	switch {
	case ip.IsLoopback():
		return 2
	case ip.IsPrivate():
		return 1
	case ip.IsGlobalUnicast():
		return 0
	}
	return 3
}

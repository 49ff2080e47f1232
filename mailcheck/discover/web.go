package discover

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// Bounds of a document.
const (
	maxDocument  = 256 << 10 // octets
	maxHeader    = 64 << 10  // octets of an answer before the document
	maxRedirects = 4
	addressWait  = 2 * time.Second // for one address of several
)

// fetch gets a document. Redirects are followed by hand: never from HTTPS to
// HTTP, never in a circle, and to addresses of private networks only within
// the address's own domain, whose owner could name them directly. A 404 or 410
// means that there is none.
func (a *asker) fetch(ctx context.Context, address string) ([]byte, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, failed(ReasonRedirectBad)
	}
	for hop := range maxRedirects {
		resp, body, err := a.get(ctx, u, hop > 0)
		if err != nil {
			return nil, err
		}
		switch {
		case resp.StatusCode == http.StatusOK:
			return body, nil
		case resp.StatusCode == http.StatusNotFound || resp.StatusCode == http.StatusGone:
			return nil, nothing("")
		case resp.StatusCode/100 != 3 || resp.Header.Get("Location") == "":
			return nil, failed(ReasonStatus)
		}
		next, err := u.Parse(resp.Header.Get("Location"))
		switch {
		case err != nil || next.Hostname() == "" || next.Scheme != "https" && next.Scheme != "http":
			return nil, failed(ReasonRedirectBad)
		case u.Scheme == "https" && next.Scheme != "https":
			return nil, failed(ReasonInsecure)
		}
		u = next
	}
	return nil, failed(ReasonRedirectLoop)
}

// get asks once, over a connection of its own. No cookies, no sign-in, and no
// name of a person: the request says nothing but which document.
func (a *asker) get(ctx context.Context, u *url.URL, sent bool) (*http.Response, []byte, error) {
	raw, err := a.connect(ctx, u, sent)
	if err != nil {
		return nil, nil, err
	}
	defer raw.Close()
	defer context.AfterFunc(ctx, func() { _ = raw.Close() })()
	conn := raw
	if u.Scheme == "https" {
		secure := tls.Client(conn, &tls.Config{ServerName: asciiName(u.Hostname()), RootCAs: a.o.Roots, MinVersion: tls.VersionTLS12})
		if err := secure.HandshakeContext(ctx); err != nil {
			return nil, nil, tlsReason(ctx, err)
		}
		conn = secure
	}
	plain := *u
	plain.User, plain.Fragment = nil, ""
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, plain.String(), nil)
	if err != nil {
		return nil, nil, failed(ReasonRedirectBad)
	}
	req.Close = true
	req.Header.Set("User-Agent", "todoku")
	req.Header.Set("Accept", "application/xml, text/xml, application/json")
	resp, body, err := exchange(conn, req)
	if ctx.Err() != nil { // closed by us: what looks like its end may be none
		return nil, nil, ctx.Err()
	}
	return resp, body, err
}

// exchange writes the request and reads the whole answer.
func exchange(conn net.Conn, req *http.Request) (*http.Response, []byte, error) {
	if err := req.Write(conn); err != nil {
		return nil, nil, err
	}
	all := &io.LimitedReader{R: conn, N: maxHeader + maxDocument + 1}
	resp, err := http.ReadResponse(bufio.NewReader(all), req)
	switch {
	case err != nil && timedOut(err):
		return nil, nil, err
	case err != nil:
		return nil, nil, failed(ReasonHTTP)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return resp, nil, nil
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxDocument+1))
	switch {
	case len(body) > maxDocument || all.N <= 0:
		return nil, nil, failed(ReasonTooLarge)
	case err != nil && timedOut(err):
		return nil, nil, err
	case err != nil:
		return nil, nil, failed(ReasonHTTP)
	}
	return resp, body, nil
}

// connect opens a connection to the first address that answers.
func (a *asker) connect(ctx context.Context, u *url.URL, sent bool) (net.Conn, error) {
	host, port := asciiName(u.Hostname()), u.Port()
	if port == "" {
		port = map[string]string{"https": "443", "http": "80"}[u.Scheme]
	}
	addrs, err := a.addresses(ctx, host)
	if err != nil {
		return nil, err
	}
	var last error
	for _, ip := range addrs {
		if sent && private(ip) && !a.t.owns(host) {
			return nil, failed(ReasonPrivate)
		}
		c, err := a.dial(ctx, net.JoinHostPort(ip.String(), port))
		if err == nil {
			return c, nil
		}
		if last = err; ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	if timedOut(last) {
		return nil, failed(ReasonTimeout)
	}
	return nil, failed(ReasonConnect)
}

func (a *asker) dial(ctx context.Context, address string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, addressWait)
	defer cancel()
	if a.o.Dial != nil {
		return a.o.Dial(ctx, "tcp", address)
	}
	return (&net.Dialer{}).DialContext(ctx, "tcp", address)
}

// addresses resolves a host; an alias in a circle is named as such.
func (a *asker) addresses(ctx context.Context, host string) ([]netip.Addr, error) {
	if ip, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{ip}, nil
	}
	addrs, err := a.o.Resolver.LookupNetIP(ctx, "ip", host+".")
	if err == nil {
		return addrs, nil
	}
	var d *net.DNSError
	if errors.As(err, &d) && d.IsNotFound && aliasLoop(ctx, a.o.Resolver, host) {
		return nil, failed(ReasonCNAMELoop)
	}
	return nil, err
}

// aliasLoop follows the aliases of a name without an address. Resolvers give
// such an answer as it is, or fail (RFC 1034 section 5.2.2).
func aliasLoop(ctx context.Context, r *net.Resolver, host string) bool {
	seen := map[string]bool{}
	for range maxRecords {
		seen[strings.ToLower(host)] = true
		next, err := r.LookupCNAME(ctx, host+".")
		next = strings.TrimSuffix(next, ".")
		if err != nil || next == "" {
			return false
		}
		if seen[strings.ToLower(next)] {
			return true
		}
		host = next
	}
	return true
}

// shared is the address space behind a carrier's translation (RFC 6598).
var shared = netip.MustParsePrefix("100.64.0.0/10")

// private says that an address means another machine to everybody.
func private(ip netip.Addr) bool {
	ip = ip.Unmap()
	return ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast() || ip.IsUnspecified() || ip.IsMulticast() || shared.Contains(ip)
}

func asciiName(host string) string {
	if clean, ok := cleanHost(host); ok {
		return clean
	}
	return host
}

// tlsReason tells a bad certificate from no TLS at all.
func tlsReason(ctx context.Context, err error) error {
	var c *tls.CertificateVerificationError
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &c):
		return failed(ReasonCertificate)
	case timedOut(err):
		return err
	}
	return failed(ReasonTLS)
}

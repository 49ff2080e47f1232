package oauth

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// metadata is what is used of an issuer's published data (RFC 8414 section 2,
// OpenID Connect Discovery 1.0 section 3).
type metadata struct {
	Issuer       string   `json:"issuer"`
	AuthorizeURL string   `json:"authorization_endpoint"`
	TokenURL     string   `json:"token_endpoint"`
	DeviceURL    string   `json:"device_authorization_endpoint"` // RFC 8628 section 4
	TokenAuth    []string `json:"token_endpoint_auth_methods_supported"`
}

// discover asks the issuer for its endpoints: OpenID first, since nearly
// everybody has it, then RFC 8414, which puts the path behind its own.
func (c *Client) discover(ctx context.Context, issuer string) error {
	u, err := url.Parse(issuer)
	if err != nil || !safeURL(issuer) {
		return missing("oauth.issuer")
	}
	path := strings.TrimSuffix(u.EscapedPath(), "/")
	root := u.Scheme + "://" + u.Host
	var first error
	for _, at := range []string{
		root + path + "/.well-known/openid-configuration",
		root + "/.well-known/oauth-authorization-server" + path,
	} {
		m, err := c.metadata(ctx, at)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			if first == nil {
				first = err
			}
			continue
		}
		return c.use(m, issuer, at)
	}
	return first
}

var errMoved = errors.New("moved again and again")

// metadata reads one document. The error is an *Error or ctx's.
func (c Client) metadata(ctx context.Context, at string) (metadata, error) {
	r := request{endpoint: "discovery", url: at, wants: "token_endpoint"}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		return metadata{}, failed(ctx, err, r)
	}
	h := c.http(ctx, r)
	h.CheckRedirect = func(_ *http.Request, via []*http.Request) error {
		if len(via) > 3 {
			return errMoved
		}
		return nil
	}
	res, err := h.Do(req)
	if err != nil {
		return metadata{}, failed(ctx, err, r)
	}
	defer res.Body.Close()
	var m metadata
	if err := json.NewDecoder(res.Body).Decode(&m); err != nil {
		return metadata{}, failed(ctx, err, r)
	}
	return m, nil
}

// use takes over endpoints that are the issuer's own and safe to send secrets to.
func (c *Client) use(m metadata, issuer, at string) error {
	if !sameIssuer(m.Issuer, issuer) {
		return &Error{Endpoint: "discovery", Host: hostOf(at), Err: ErrIssuer}
	}
	for _, raw := range []string{m.AuthorizeURL, m.TokenURL, m.DeviceURL} {
		if raw != "" && (!safeURL(raw) || len(raw) > maxURL) {
			return &Error{Endpoint: "discovery", Host: hostOf(at), Err: errUnsafe}
		}
	}
	c.Issuer, c.AuthorizeURL, c.TokenURL, c.DeviceURL = m.Issuer, m.AuthorizeURL, m.TokenURL, m.DeviceURL
	if c.Provider == google {
		c.DeviceURL = "" // published, but refuses every mail scope
	}
	// RFC 8414 section 2: without a list, client_secret_basic.
	c.basic = len(m.TokenAuth) == 0 || !slices.Contains(m.TokenAuth, "client_secret_post")
	return nil
}

// sameIssuer compares as RFC 8414 section 3.3 says, but for a slash at the end.
// Microsoft's data for all tenants names a placeholder.
func sameIssuer(got, want string) bool {
	got, want = strings.TrimSuffix(got, "/"), strings.TrimSuffix(want, "/")
	if before, after, ok := strings.Cut(got, "{tenantid}"); ok {
		return strings.HasPrefix(want, before) && strings.HasSuffix(want, after)
	}
	return got == want
}

// safeURL takes https, and http on loopback, where nobody listens in.
func safeURL(raw string) bool {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.User != nil {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname())
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return strings.EqualFold(host, "localhost") || err == nil && ip.IsLoopback()
}

package sandbox

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"fmt"
	"html/template"
	"io"
	"log"
	"maps"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Limits of the OAuth server.
const (
	maxForm        = 64 << 10 // octets of a request to the OAuth server, headers too
	maxTokenLength = 8000
	tokenLife      = time.Hour
	refreshLife    = 24 * time.Hour
	codeLife       = time.Minute
	ticketLife     = 10 * time.Minute
	deviceLife     = 10 * time.Minute
	pollInterval   = 1 // seconds: RFC 8628 says 5 where nothing is said
)

// oauthServer is the OAuth provider and the mail APIs behind it.
type oauthServer struct {
	m       *servers
	pages   *template.Template
	plain   string // base URLs
	secure  string
	public  *client
	private *client
	service *serviceKey // nil until asked for
	key     *ecdsa.PrivateKey
	life    time.Duration
	length  int
	shared  *account

	mu         sync.Mutex // guards all below, and what it points to
	requests   map[string]int
	given      map[string]int // answers of the fault, by step
	tickets    shelf[ticket]
	codes      shelf[*code]
	devices    shelf[*device]
	users      shelf[*device] // by user code
	access     shelf[*access]
	refresh    shelf[*refresh]
	assertions shelf[struct{}] // ids of JWTs seen
}

// startOAuth brings the provider up and says where it is.
func (m *servers) startOAuth(ctx context.Context, opts Options) (*OAuth, error) {
	if opts.TokenLength < 0 || opts.TokenLength > maxTokenLength || opts.TokenLife < 0 {
		return nil, fmt.Errorf("tokens of %d octets for %v", opts.TokenLength, opts.TokenLife)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make the key of tokens: %w", err)
	}
	pages, err := template.ParseFS(pageFiles, "page.html")
	if err != nil {
		return nil, fmt.Errorf("read the pages: %w", err)
	}
	o := &oauthServer{
		m: m, pages: pages, key: key, life: tokenLife, length: opts.TokenLength, shared: m.accounts.share(),
		requests: map[string]int{}, given: map[string]int{},
	}
	if opts.TokenLife > 0 {
		o.life = opts.TokenLife
	}
	if err := o.listen(ctx); err != nil {
		return nil, err
	}
	o.register()
	m.oauth = o
	return &OAuth{
		Issuer: o.plain, SecureIssuer: o.secure,
		AuthorizeURL: o.plain + "/authorize", AutoAuthorizeURL: o.plain + "/authorize/auto",
		TokenURL: o.plain + "/token", DeviceURL: o.plain + "/device/code",
		VerificationURL: o.plain + "/device", IntrospectURL: o.plain + "/introspect",
		PublicClientID: o.public.id, ClientID: o.private.id, ClientSecret: o.private.secret, RedirectURI: o.plain + "/app/callback",
		Scopes: usualScopes(), Shared: o.shared.Address,
		GraphURL: o.secure + "/v1.0", GmailURL: o.secure + "/gmail/v1",
	}, nil
}

// listen opens both ports. Certificate faults are SMTP's: here it is good.
func (o *oauthServer) listen(ctx context.Context) error {
	cert, err := o.m.pki.leaf(goodCert)
	if err != nil {
		return err
	}
	mux := o.routes()
	for _, scheme := range []string{"http", "https"} {
		l, err := listen(ctx)
		if err != nil {
			return err
		}
		o.m.listeners = append(o.m.listeners, l)
		base := scheme + "://" + loopback + ":" + strconv.Itoa(l.port())
		s := &http.Server{
			Handler: mux, ErrorLog: log.New(io.Discard, "", 0), MaxHeaderBytes: maxForm,
			ReadHeaderTimeout: idleTimeout, ReadTimeout: idleTimeout, WriteTimeout: idleTimeout, IdleTimeout: idleTimeout,
		}
		o.m.http = append(o.m.http, s)
		if scheme == "http" {
			o.plain = base
			o.m.running.Go(func() { _ = s.Serve(l) })
			continue
		}
		o.secure = base
		on := tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12})
		o.m.running.Go(func() { _ = s.Serve(on) })
	}
	return nil
}

// routes is every path there is.
func (o *oauthServer) routes() http.Handler {
	mux := http.NewServeMux()
	for path, h := range map[string]http.HandlerFunc{
		"GET /.well-known/openid-configuration":       o.discovery,
		"GET /.well-known/oauth-authorization-server": o.discovery,
		"GET /jwks":                                 o.jwks,
		"GET /authorize":                            o.authorize,
		"GET /authorize/auto":                       o.authorize,
		"POST /authorize":                           o.decide,
		"POST /device/code":                         o.deviceCode,
		"GET /device":                               o.devicePage,
		"POST /device":                              o.deviceDecide,
		"POST /token":                               o.token,
		"POST /introspect":                          o.introspect,
		"GET /userinfo":                             o.userinfo,
		"GET /app/callback":                         o.callback,
		"GET /v1.0/me":                              o.graphMe,
		"POST /v1.0/me/sendMail":                    o.graphSend,
		"POST /v1.0/users/{user}/sendMail":          o.graphSend,
		"GET /gmail/v1/users/{user}/profile":        o.gmailProfile,
		"POST /gmail/v1/users/{user}/messages/send": o.gmailSend,
		"POST /upload/gmail/v1/users/{user}/messages/send": o.gmailSend,
	} {
		mux.HandleFunc(path, h)
	}
	return mux
}

// base is the URL under which a request came.
func (o *oauthServer) base(r *http.Request) string {
	if r.TLS != nil {
		return o.secure
	}
	return o.plain
}

// form reads a bounded form; r.PostForm then has the body's values only.
func form(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	return r.ParseForm()
}

// instead gives the fault's answer at a step, or at the wider step around it.
func (o *oauthServer) instead(steps ...string) (answer, bool) {
	for _, step := range steps {
		a, ok := o.m.fault.answers[step]
		if !ok {
			continue
		}
		o.mu.Lock()
		defer o.mu.Unlock()
		o.given[step]++
		return a, a.times == 0 || o.given[step] <= a.times
	}
	return answer{}, false
}

// count is how many token requests of a grant_type there were.
func (o *oauthServer) count(grantType string) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.requests[grantType]
}

// discovery is RFC 8414's and OpenID's document.
func (o *oauthServer) discovery(w http.ResponseWriter, r *http.Request) {
	if a, ok := o.instead(atDiscovery); ok {
		a.write(w, r, nil)
		return
	}
	base := o.base(r)
	sendJSON(w, http.StatusOK, map[string]any{
		"issuer":                                base,
		"authorization_endpoint":                base + "/authorize",
		"token_endpoint":                        base + "/token",
		"device_authorization_endpoint":         base + "/device/code",
		"introspection_endpoint":                base + "/introspect",
		"userinfo_endpoint":                     base + "/userinfo",
		"jwks_uri":                              base + "/jwks",
		"scopes_supported":                      append(usualScopes(), "email", "profile"),
		"response_types_supported":              []string{"code"},
		"response_modes_supported":              []string{"query"},
		"grant_types_supported":                 grantTypes(),
		"code_challenge_methods_supported":      []string{"S256"},
		"token_endpoint_auth_methods_supported": []string{"client_secret_basic", "client_secret_post", "private_key_jwt", "none"},
		"subject_types_supported":               []string{"public"},
		"id_token_signing_alg_values_supported": []string{"ES256"},

		"authorization_response_iss_parameter_supported": true, // RFC 9207
	})
}

func sendJSON(w http.ResponseWriter, status int, v any) {
	answer{status: status, kind: kindJSON, body: asJSON(v)}.write(w, &http.Request{}, nil)
}

// callback stands for the application that ClientID was registered for.
func (o *oauthServer) callback(w http.ResponseWriter, r *http.Request) {
	webPage(http.StatusOK, "sandbox", "The application of this client id waits here.").write(w, r, nil)
}

// revoke ends the sign-ins of an account.
func (o *oauthServer) revoke(who string) {
	a, ok := o.m.accounts.find(who)
	if !ok {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	for r := range maps.Values(o.refresh.items) {
		if r.thing.grant.account == a {
			r.thing.grant.dead = true
		}
	}
	for t := range maps.Values(o.access.items) {
		if t.thing.grant.account == a {
			t.thing.grant.dead = true
		}
	}
}

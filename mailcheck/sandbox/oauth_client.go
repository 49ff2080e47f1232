package sandbox

import (
	"crypto"
	"crypto/rand"
	"crypto/subtle"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// Grant types, as token requests name them.
const (
	grantCode    = "authorization_code"
	grantRefresh = "refresh_token"
	grantApp     = "client_credentials"
	grantDevice  = "urn:ietf:params:oauth:grant-type:device_code" // RFC 8628
	grantJWT     = "urn:ietf:params:oauth:grant-type:jwt-bearer"  // RFC 7523

	assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
)

func grantTypes() []string {
	return []string{grantCode, grantRefresh, grantApp, grantDevice, grantJWT}
}

// client is a registration.
type client struct {
	id     string
	secret string // empty: a public client
	grants []string

	mu        sync.Mutex
	redirects []string         // exact; a public client has every loopback one
	proof     crypto.PublicKey // of its certificate; nil: none
}

// register makes the two clients; their ids are the same at every start, so
// that a profile kept over a restart still names them.
func (o *oauthServer) register() {
	o.public = &client{id: "sandbox-public", grants: []string{grantCode, grantRefresh, grantDevice}}
	o.private = &client{
		id: "sandbox-web", secret: rand.Text(), grants: []string{grantCode, grantRefresh, grantApp, grantDevice},
		redirects: []string{o.plain + "/app/callback", o.secure + "/app/callback"},
	}
}

func (o *oauthServer) client(id string) (*client, bool) {
	switch id {
	case o.public.id:
		return o.public, true
	case o.private.id:
		return o.private, true
	}
	return nil, false
}

func (o *oauthServer) allowRedirect(uri string) {
	o.private.mu.Lock()
	defer o.private.mu.Unlock()
	o.private.redirects = append(o.private.redirects, uri)
}

// allows says whether the client may be sent back to uri. Native programs may
// use any port of the loopback interface (RFC 8252 section 7.3).
func (c *client) allows(uri string) (*url.URL, bool) {
	u, err := url.Parse(uri)
	if err != nil || u.Fragment != "" || u.User != nil {
		return nil, false
	}
	if c.secret != "" {
		c.mu.Lock()
		defer c.mu.Unlock()
		return u, slices.Contains(c.redirects, uri)
	}
	host := u.Hostname()
	ip := net.ParseIP(host)
	return u, u.Scheme == "http" && u.Port() != "" && (host == "localhost" || ip != nil && ip.IsLoopback())
}

// authenticate finds the client of a request and checks its proof: HTTP Basic
// or the form (RFC 6749 section 2.3.1), or a signed assertion (RFC 7523
// section 2.2). The answer is the refusal.
func (o *oauthServer) authenticate(r *http.Request) (*client, answer, bool) {
	id, secret := r.PostForm.Get("client_id"), r.PostForm.Get("client_secret")
	if user, password, ok := r.BasicAuth(); ok {
		u, err1 := url.QueryUnescape(user)
		p, err2 := url.QueryUnescape(password)
		if err1 != nil || err2 != nil || id != "" && id != u || secret != "" {
			return nil, refused(http.StatusBadRequest, "invalid_request", "More than one client authentication."), false
		}
		id, secret = u, p
	}
	assertion := r.PostForm.Get("client_assertion")
	if assertion != "" && id == "" {
		id = unprovenIssuer(assertion)
	}
	if id == "" {
		return nil, refused(http.StatusBadRequest, "invalid_request", "client_id is missing."), false
	}
	c, ok := o.client(id)
	switch {
	case !ok:
		return nil, refused(http.StatusUnauthorized, "invalid_client", "The OAuth client was not found."), false
	case c.secret == "" && (secret != "" || assertion != ""):
		return nil, refused(http.StatusUnauthorized, "invalid_client", "A public client has no secret."), false
	case c.secret == "":
		return c, answer{}, true
	case assertion != "":
		ok = r.PostForm.Get("client_assertion_type") == assertionType && o.proves(c, assertion, r)
	default:
		ok = subtle.ConstantTimeCompare([]byte(c.secret), []byte(secret)) == 1
	}
	if !ok {
		return nil, refused(http.StatusUnauthorized, "invalid_client", "Unauthorized"), false
	}
	return c, answer{}, true
}

// Scopes that mean something here.
const (
	scopeMail      = "mail" // the sandbox's own: SMTP, POP3, IMAP and both APIs
	scopeOffline   = "offline_access"
	scopeOpenID    = "openid"
	scopeGoogle    = "https://mail.google.com/"
	scopeGmailSend = "https://www.googleapis.com/auth/gmail.send"
	scopeOutlook   = "https://outlook.office.com/"
	scopeOutlook2  = "https://outlook.office365.com/"
	scopeGraph     = "https://graph.microsoft.com/"
)

// usualScopes are what a mail program asks for.
func usualScopes() []string { return []string{scopeMail, scopeOpenID, scopeOffline} }

// knownScope: besides the sandbox's own and OpenID's the real ones of Google
// and Microsoft, so that a profile for them can be tried here.
func knownScope(s string) bool {
	switch s {
	case scopeMail, scopeOpenID, scopeOffline, "email", "profile", "Mail.Send", "Mail.Send.Shared", "User.Read", "SMTP.Send", scopeGoogle:
		return true
	}
	for _, prefix := range []string{"https://www.googleapis.com/auth/", scopeOutlook, scopeOutlook2, scopeGraph} {
		if rest, ok := strings.CutPrefix(s, prefix); ok && rest != "" {
			return true
		}
	}
	return false
}

// scopes reads a scope parameter; empty means the usual ones.
func scopes(parameter string) ([]string, bool) {
	list := strings.Fields(parameter)
	if len(list) == 0 {
		return usualScopes(), true
	}
	return list, !slices.ContainsFunc(list, func(s string) bool { return !knownScope(s) })
}

// sendsSMTP: the scope lets its token send over SMTP; so do those below for the APIs.
func sendsSMTP(s string) bool {
	switch s {
	case scopeMail, scopeGoogle, "SMTP.Send", scopeOutlook + "SMTP.Send", scopeOutlook2 + "SMTP.Send", scopeOutlook + ".default", scopeOutlook2 + ".default":
		return true
	}
	return false
}

func sendsGraph(s string) bool {
	return s == scopeMail || s == "Mail.Send" || s == scopeGraph+"Mail.Send" || s == scopeGraph+"Mail.Send.Shared" || s == scopeGraph+".default"
}

func sendsGmail(s string) bool {
	return s == scopeMail || s == scopeGoogle || s == scopeGmailSend
}

// readsMail: the scope lets its token open the mailbox by POP3 or IMAP.
func readsMail(s, proto string) bool {
	name := strings.ToUpper(strings.TrimSuffix(proto, "3")) + ".AccessAsUser.All"
	switch s {
	case scopeMail, scopeGoogle, name, scopeOutlook + name, scopeOutlook2 + name, scopeOutlook + ".default", scopeOutlook2 + ".default":
		return true
	}
	return false
}

// mailScope: what a person may leave unticked.
func mailScope(s string) bool {
	return sendsSMTP(s) || sendsGraph(s) || sendsGmail(s) || readsMail(s, protoPOP3) || readsMail(s, protoIMAP)
}

// offline says that a sign-in gets a refresh token: Microsoft wants
// offline_access, Google access_type=offline and for devices nothing at all.
func offline(list []string, accessType string) bool {
	return accessType == "offline" || slices.ContainsFunc(list, func(s string) bool {
		return s == scopeOffline || s == scopeGoogle || strings.HasPrefix(s, "https://www.googleapis.com/auth/")
	})
}

package sandbox

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"time"
)

// token is the token endpoint (RFC 6749 section 3.2).
func (o *oauthServer) token(w http.ResponseWriter, r *http.Request) {
	if err := form(w, r); err != nil {
		refused(http.StatusBadRequest, "invalid_request", "The body is no form.").write(w, r, nil)
		return
	}
	kind := r.PostForm.Get("grant_type")
	do, step := o.grantType(kind)
	if do == nil {
		refused(http.StatusBadRequest, "unsupported_grant_type", "").write(w, r, nil)
		return
	}
	o.mu.Lock()
	o.requests[kind]++
	o.mu.Unlock()
	if a, ok := o.instead(step, atToken); ok {
		a.write(w, r, nil)
		return
	}
	var c *client
	if kind != grantJWT { // there the assertion is the proof
		var no answer
		var ok bool
		if c, no, ok = o.authenticate(r); !ok {
			no.write(w, r, nil)
			return
		}
		if !slices.Contains(c.grants, kind) {
			refused(http.StatusBadRequest, "unauthorized_client", "").write(w, r, nil)
			return
		}
	}
	o.mu.Lock()
	g, narrowed, no := do(c, r)
	var out tokenAnswer
	var err error
	if g != nil {
		out, err = o.issue(g, narrowed)
	}
	o.mu.Unlock()
	switch {
	case g == nil:
		no.write(w, r, nil)
	case err != nil:
		refused(http.StatusInternalServerError, "server_error", "").write(w, r, nil)
	default:
		sendJSON(w, http.StatusOK, out)
	}
}

// redeem checks what a token request brings; it holds the lock. Without a
// grant the answer is the refusal; scopes are nil or narrower than the grant's.
type redeem func(c *client, r *http.Request) (*grant, []string, answer)

func (o *oauthServer) grantType(kind string) (redeem, string) {
	switch kind {
	case grantCode:
		return o.redeemCode, atCode
	case grantDevice:
		return o.redeemDevice, atPoll
	case grantRefresh:
		return o.redeemRefresh, atRefresh
	case grantApp:
		return o.redeemApp, atApp
	case grantJWT:
		return o.redeemJWT, atApp
	}
	return nil, ""
}

func badGrant(description string) answer {
	return refused(http.StatusBadRequest, "invalid_grant", description)
}

// redeemCode: a code that comes twice ends what it gave (RFC 6749 section
// 4.1.2); the verifier must fit (RFC 7636 section 4.6).
func (o *oauthServer) redeemCode(c *client, r *http.Request) (*grant, []string, answer) {
	k, ok := o.codes.get(r.PostForm.Get("code"))
	switch {
	case !ok || k.grant.client != c:
		return nil, nil, badGrant("The code is not valid.")
	case k.used:
		k.grant.dead = true
		return nil, nil, badGrant("The code was used before.")
	}
	k.used = true
	switch {
	case k.redirect != r.PostForm.Get("redirect_uri"):
		return nil, nil, badGrant("redirect_uri is not that of the authorization request.")
	case !fits(k.challenge, r.PostForm.Get("code_verifier")):
		return nil, nil, badGrant("code_verifier does not fit.")
	}
	return k.grant, nil, answer{}
}

// fits checks S256; without a challenge there must be no verifier.
func fits(challenge, verifier string) bool {
	if challenge == "" {
		return verifier == ""
	}
	sum := sha256.Sum256([]byte(verifier))
	return subtle.ConstantTimeCompare([]byte(base64.RawURLEncoding.EncodeToString(sum[:])), []byte(challenge)) == 1
}

// redeemDevice is a poll (RFC 8628 section 3.5). Each one that comes too early
// makes the interval five seconds longer.
func (o *oauthServer) redeemDevice(c *client, r *http.Request) (*grant, []string, answer) {
	code := r.PostForm.Get("device_code")
	d, ok := o.devices.get(code)
	if !ok || d.client != c {
		return nil, nil, refused(http.StatusBadRequest, "expired_token", "")
	}
	now := time.Now()
	early := now.Sub(d.polled) < d.interval-d.interval/4 // a timer of the client may be a little fast
	d.polled = now
	switch {
	case d.declined:
		o.devices.take(code)
		return nil, nil, refused(http.StatusBadRequest, "access_denied", "")
	case d.account != nil:
		o.devices.take(code)
		return o.granted(c, d.account, d.scopes, d.issuer, offline(d.scopes, "")), nil, answer{}
	case early:
		d.interval += 5 * time.Second
		return nil, nil, refused(http.StatusBadRequest, "slow_down", "")
	}
	return nil, nil, refused(http.StatusBadRequest, "authorization_pending", "")
}

// granted is a grant as the fault leaves it.
func (o *oauthServer) granted(c *client, a *account, list []string, issuer string, offline bool) *grant {
	g := &grant{client: c, account: a, scopes: list, issuer: issuer, offline: offline && !o.m.fault.noRefresh}
	if o.m.fault.unticked {
		g.scopes = slices.DeleteFunc(slices.Clone(list), mailScope)
	}
	return g
}

// redeemRefresh rotates: each refresh token is good once.
func (o *oauthServer) redeemRefresh(c *client, r *http.Request) (*grant, []string, answer) {
	old, ok := o.refresh.get(r.PostForm.Get("refresh_token"))
	if !ok || old.grant.client != c {
		return nil, nil, badGrant("The refresh token is not valid.")
	}
	if old.used {
		old.grant.dead = true
	}
	if old.grant.dead {
		return nil, nil, badGrant("The refresh token is no longer valid.")
	}
	narrowed := strings.Fields(r.PostForm.Get("scope"))
	for _, s := range narrowed {
		if !slices.Contains(old.grant.scopes, s) { // RFC 6749 section 6
			return nil, nil, refused(http.StatusBadRequest, "invalid_scope", "More than was granted.")
		}
	}
	old.used = true
	return old.grant, narrowed, answer{}
}

// redeemApp is RFC 6749 section 4.4. Like Microsoft's, it wants a whole
// resource: single scopes are for people.
func (o *oauthServer) redeemApp(c *client, r *http.Request) (*grant, []string, answer) {
	list, ok := scopes(r.PostForm.Get("scope"))
	list = slices.DeleteFunc(list, func(s string) bool { return s == scopeOffline || s == scopeOpenID })
	for _, s := range list {
		ok = ok && (s == scopeMail || strings.HasSuffix(s, "/.default"))
	}
	if !ok || len(list) == 0 {
		return nil, nil, refused(http.StatusBadRequest, "invalid_scope", "Client credential flows must have a scope value with /.default.")
	}
	return o.granted(c, nil, list, o.base(r), false), nil, answer{}
}

package sandbox

import (
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"todoku/store"
)

// grant is one sign-in: all tokens that came from it die together.
type grant struct {
	client  *client
	account *account // nil: the application itself
	scopes  []string
	issuer  string // base URL it was made under
	offline bool   // has refresh tokens
	dead    bool
}

// access is an access token.
type access struct {
	grant   *grant
	scopes  []string
	issued  time.Time
	expires time.Time
}

// refresh is a refresh token; a used one that comes again means that it was
// stolen, and ends the grant (RFC 9700 section 4.14.2).
type refresh struct {
	grant *grant
	used  bool
}

// tokenAnswer is RFC 6749 section 5.1's, with OpenID's id_token.
type tokenAnswer struct {
	Type    string `json:"token_type"`
	Access  string `json:"access_token"`
	Expires int    `json:"expires_in"` // seconds
	Scope   string `json:"scope"`
	Refresh string `json:"refresh_token,omitempty"`
	ID      string `json:"id_token,omitempty"`
}

// issue makes the tokens of a grant; narrowed is nil or a part of its scopes.
// The caller holds the lock.
func (o *oauthServer) issue(g *grant, narrowed []string) (tokenAnswer, error) {
	list := g.scopes
	if len(narrowed) > 0 {
		list = narrowed
	}
	now := time.Now()
	a := &access{grant: g, scopes: list, issued: now, expires: now.Add(o.life)}
	token, err := o.accessToken(a)
	if err != nil {
		return tokenAnswer{}, err
	}
	o.access.put(token, a, o.life)
	out := tokenAnswer{Type: "Bearer", Access: token, Expires: int(o.life.Seconds()), Scope: strings.Join(list, " ")}
	if g.offline {
		out.Refresh = "r." + rand.Text() + rand.Text()
		o.refresh.put(out.Refresh, &refresh{grant: g}, refreshLife)
	}
	if g.account != nil && slices.Contains(list, scopeOpenID) {
		claims := o.claims(a, g.client.id)
		claims["email"], claims["email_verified"] = g.account.Address, true
		if out.ID, err = o.signed(claims); err != nil {
			return tokenAnswer{}, err
		}
	}
	return out, nil
}

// claims are those that both kinds of JWT share.
func (o *oauthServer) claims(a *access, audience string) jwt.MapClaims {
	c := jwt.MapClaims{
		"iss": a.grant.issuer, "aud": audience, "jti": rand.Text(),
		"iat": a.issued.Unix(), "nbf": a.issued.Unix(), "exp": a.expires.Unix(),
	}
	if who := a.grant.account; who != nil {
		c["sub"], c["preferred_username"], c["name"] = who.Username, who.Address, who.Name
	} else {
		c["sub"] = a.grant.client.id
	}
	return c
}

// accessToken is a JWT with Microsoft's names for what is inside, padded to
// the length asked for: real ones are long.
func (o *oauthServer) accessToken(a *access) (string, error) {
	c := o.claims(a, audience(a))
	c["appid"], c["client_id"] = a.grant.client.id, a.grant.client.id
	if a.grant.account != nil {
		c["scp"], c["upn"] = strings.Join(a.scopes, " "), a.grant.account.Address
	} else {
		c["roles"] = []string{"SMTP.SendAsApp", "Mail.Send"}
	}
	token, err := o.signed(c)
	if missing := o.length - len(token); err == nil && missing > 0 {
		c["pad"] = strings.Repeat("x", missing)
		token, err = o.signed(c)
	}
	return token, err
}

// audience is the resource that the first scope with one names.
func audience(a *access) string {
	for _, s := range a.scopes {
		for _, prefix := range []string{scopeOutlook, scopeOutlook2, scopeGraph} {
			if strings.HasPrefix(s, prefix) {
				return strings.TrimSuffix(prefix, "/")
			}
		}
	}
	return a.grant.issuer
}

const keyID = "sandbox"

func (o *oauthServer) signed(c jwt.MapClaims) (string, error) {
	t := jwt.NewWithClaims(jwt.SigningMethodES256, c)
	t.Header["kid"] = keyID
	return t.SignedString(o.key)
}

// jwks is the public half of the key (RFC 7517).
func (o *oauthServer) jwks(w http.ResponseWriter, _ *http.Request) {
	point, err := o.key.PublicKey.Bytes() // 0x04, X, Y
	if err != nil {
		http.Error(w, "no key", http.StatusInternalServerError)
		return
	}
	half := (len(point) - 1) / 2
	sendJSON(w, http.StatusOK, map[string]any{"keys": []map[string]string{{
		"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": keyID,
		"x": base64.RawURLEncoding.EncodeToString(point[1 : 1+half]), "y": base64.RawURLEncoding.EncodeToString(point[1+half:]),
	}}})
}

// valid finds an access token that is still good.
func (o *oauthServer) valid(token string) (*access, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	a, ok := o.access.get(token)
	return a, ok && !a.grant.dead
}

// may says that a token may act for a mailbox: its own, the shared one, or as
// the application any.
func (o *oauthServer) may(a *access, mailbox string) (*account, bool) {
	who, ok := o.m.accounts.find(mailbox)
	return who, ok && (a.grant.account == nil || a.grant.account == who || who == o.shared)
}

// introspect is RFC 7662, for the client with a secret.
func (o *oauthServer) introspect(w http.ResponseWriter, r *http.Request) {
	if err := form(w, r); err != nil {
		refused(http.StatusBadRequest, "invalid_request", "").write(w, r, nil)
		return
	}
	c, no, ok := o.authenticate(r)
	if ok && c != o.private {
		no, ok = refused(http.StatusUnauthorized, "invalid_client", "Only a client with a secret may ask."), false
	}
	if !ok {
		no.write(w, r, nil)
		return
	}
	a, ok := o.valid(r.PostForm.Get("token"))
	if !ok {
		sendJSON(w, http.StatusOK, map[string]any{"active": false})
		return
	}
	out := map[string]any{
		"active": true, "token_type": "Bearer", "client_id": a.grant.client.id, "scope": strings.Join(a.scopes, " "),
		"iss": a.grant.issuer, "aud": audience(a), "iat": a.issued.Unix(), "exp": a.expires.Unix(), "sub": a.grant.client.id,
	}
	if who := a.grant.account; who != nil {
		out["sub"], out["username"], out["email"] = who.Username, who.Address, who.Address
	}
	sendJSON(w, http.StatusOK, out)
}

// userinfo is OpenID's.
func (o *oauthServer) userinfo(w http.ResponseWriter, r *http.Request) {
	a, ok := o.valid(bearer(r))
	if !ok || a.grant.account == nil {
		w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`) // RFC 6750 section 3
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	who := a.grant.account
	sendJSON(w, http.StatusOK, map[string]any{"sub": who.Username, "email": who.Address, "email_verified": true, "name": who.Name})
}

// bearer is the token of a request's header (RFC 6750 section 2.1).
func bearer(r *http.Request) string {
	kind, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(kind, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// ready is a token without a sign-in, for what comes after one.
func (o *oauthServer) ready() (store.Token, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	g := &grant{client: o.public, account: o.m.accounts.list[0], scopes: usualScopes(), issuer: o.plain, offline: true}
	t, err := o.issue(g, nil)
	if err != nil {
		return store.Token{}, err
	}
	now := time.Now()
	return store.Token{
		Access: store.NewSecret(t.Access), Refresh: store.NewSecret(t.Refresh), Expiry: now.Add(o.life), Scopes: g.scopes,
		Account: g.account.Address, Flow: "device", ClientID: g.client.id, SignedIn: now, Renewed: now,
	}, nil
}

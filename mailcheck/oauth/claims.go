package oauth

import (
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"todoku/store"
)

// Claims are what an access token or id_token says about itself. They are read
// for the diagnosis only: nothing is trusted because of them, so no signature
// is checked.
type Claims struct {
	Account  string // mailbox or login name
	Audience string
	Tenant   string
	ClientID string
	Scopes   []string // delegated permissions
	Roles    []string // application permissions
	Since    time.Time
	Until    time.Time
}

// Identity reads the claims of t's access token; false: it is opaque, as
// Google's and those of personal Microsoft accounts are.
func Identity(t store.Token) (Claims, bool) { return readClaims(t.Access.Reveal()) }

// readClaims takes Microsoft's names (upn, unique_name, scp, tid, appid), those
// of RFC 9068 (scope, client_id) and of OpenID Connect (email, preferred_username).
func readClaims(raw string) (Claims, bool) {
	if strings.Count(raw, ".") != 2 {
		return Claims{}, false
	}
	m := jwt.MapClaims{}
	if _, _, err := jwt.NewParser().ParseUnverified(raw, m); err != nil {
		return Claims{}, false
	}
	text := func(keys ...string) string {
		for _, key := range keys {
			if s, ok := m[key].(string); ok && s != "" {
				return store.Neutral(s, 320)
			}
		}
		return ""
	}
	c := Claims{
		Account: text("email", "upn", "preferred_username", "unique_name", "username"),
		Tenant:  text("tid"), ClientID: text("appid", "azp", "client_id"),
		Scopes: strings.Fields(text("scp", "scope")),
	}
	if sub := text("sub"); c.Account == "" && strings.Contains(sub, "@") {
		c.Account = sub // some providers have no other name for it
	}
	if aud, err := m.GetAudience(); err == nil && len(aud) > 0 {
		c.Audience = store.Neutral(aud[0], 320)
	}
	if roles, ok := m["roles"].([]any); ok {
		for _, r := range roles {
			if s, ok := r.(string); ok {
				c.Roles = append(c.Roles, store.Neutral(s, 320))
			}
		}
		slices.Sort(c.Roles)
	}
	if at, err := m.GetNotBefore(); err == nil && at != nil {
		c.Since = at.Time
	}
	if at, err := m.GetExpirationTime(); err == nil && at != nil {
		c.Until = at.Time
	}
	return c, true
}

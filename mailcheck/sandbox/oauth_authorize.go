package sandbox

import (
	"cmp"
	"crypto/rand"
	"net/http"
	"net/url"
	"strings"
)

// ticket is an authorization request that waits for a person's decision.
type ticket struct {
	client    *client
	back      *url.URL // where the program waits
	redirect  string   // redirect_uri as it came
	state     string
	scopes    []string
	challenge string
	offline   bool
}

// code is an authorization code.
type code struct {
	grant     *grant
	redirect  string
	challenge string
	used      bool
}

// authorize is the authorization endpoint (RFC 6749 section 4.1.1). Until the
// redirect URI is known to be the client's, the browser is never sent there.
func (o *oauthServer) authorize(w http.ResponseWriter, r *http.Request) {
	if len(r.URL.RawQuery) > maxForm || r.ParseForm() != nil {
		webPage(http.StatusBadRequest, "invalid_request", "The query cannot be read.").write(w, r, nil)
		return
	}
	q := r.Form
	c, ok := o.client(q.Get("client_id"))
	if !ok {
		webPage(http.StatusUnauthorized, "invalid_client", "The OAuth client was not found.").write(w, r, nil)
		return
	}
	back, ok := c.allows(q.Get("redirect_uri"))
	if !ok {
		webPage(http.StatusBadRequest, "redirect_uri_mismatch", "The redirect URI is not registered: "+q.Get("redirect_uri")).write(w, r, nil)
		return
	}
	t := ticket{client: c, back: back, redirect: q.Get("redirect_uri"), state: q.Get("state"), challenge: q.Get("code_challenge")}
	if a, ok := o.instead(atAuthorize); ok {
		o.sendBack(w, r, t, a)
		return
	}
	if t.scopes, ok = scopes(q.Get("scope")); !ok {
		o.sendBack(w, r, t, sentBack("invalid_scope", "A scope is not known."))
		return
	}
	t.offline = offline(t.scopes, q.Get("access_type"))
	switch {
	case q.Get("response_type") != "code":
		o.sendBack(w, r, t, sentBack("unsupported_response_type", ""))
	case t.challenge == "" && c.secret == "" || t.challenge != "" && q.Get("code_challenge_method") != "S256":
		o.sendBack(w, r, t, sentBack("invalid_request", "code_challenge with S256 is needed."))
	case strings.HasSuffix(r.URL.Path, "/auto"):
		o.allow(w, r, t, cmp.Or(q.Get("login_hint"), o.m.accounts.list[0].Address))
	default:
		id := rand.Text()
		o.mu.Lock()
		o.tickets.put(id, t, ticketLife)
		o.mu.Unlock()
		o.show(w, http.StatusOK, view{Action: "/authorize", Ticket: id, Client: c.id, Scopes: t.scopes, Hint: q.Get("login_hint")})
	}
}

// decide is the form's answer.
func (o *oauthServer) decide(w http.ResponseWriter, r *http.Request) {
	if form(w, r) != nil {
		webPage(http.StatusBadRequest, "invalid_request", "The form cannot be read.").write(w, r, nil)
		return
	}
	o.mu.Lock()
	t, ok := o.tickets.take(r.PostForm.Get("ticket"))
	o.mu.Unlock()
	switch {
	case !ok:
		webPage(http.StatusBadRequest, "invalid_request", "This page is too old. Start again.").write(w, r, nil)
	case r.PostForm.Get("decision") != "allow":
		o.sendBack(w, r, t, sentBack("access_denied", ""))
	default:
		o.allow(w, r, t, r.PostForm.Get("account"))
	}
}

// allow sends the browser back with a code.
func (o *oauthServer) allow(w http.ResponseWriter, r *http.Request, t ticket, who string) {
	a, ok := o.m.accounts.find(who)
	if !ok || a == o.shared {
		o.sendBack(w, r, t, sentBack("access_denied", "There is no such account."))
		return
	}
	id := rand.Text()
	o.mu.Lock()
	o.codes.put(id, &code{
		grant: o.granted(t.client, a, t.scopes, o.base(r), t.offline), redirect: t.redirect, challenge: t.challenge,
	}, codeLife)
	o.mu.Unlock()
	o.sendBack(w, r, t, answer{redirect: true, body: url.Values{"code": {id}, "scope": {strings.Join(t.scopes, " ")}}.Encode()})
}

// sendBack adds what every redirect carries: the state, and who answers (RFC
// 9207).
func (o *oauthServer) sendBack(w http.ResponseWriter, r *http.Request, t ticket, a answer) {
	if a.redirect {
		more := url.Values{"iss": {o.base(r)}}
		if t.state != "" {
			more.Set("state", t.state)
		}
		a.body += "&" + more.Encode()
	}
	a.write(w, r, t.back)
}

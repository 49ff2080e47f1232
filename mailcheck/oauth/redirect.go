package oauth

import (
	"cmp"
	"crypto/subtle"
	"net/url"
	"regexp"
	"strings"
)

// Redirect is the redirect URI to register for c, and whether the provider
// then takes it with any port (RFC 8252 section 7.3). Microsoft wants
// localhost, where the others' any-port rule is for 127.0.0.1.
func Redirect(c Client) (uri string, anyPort bool) {
	switch {
	case c.RedirectURI != "":
		return c.RedirectURI, false
	case c.Provider == microsoft:
		return "http://localhost", true
	case c.Provider == google:
		return "http://127.0.0.1", true
	}
	return "http://127.0.0.1/callback", true
}

// readReply judges the parameters of a redirect; note says why it is none.
// Without a state, which only a pasted address may lack, it is unchecked.
func readReply(c Client, q url.Values, state string) (r reply, note string) {
	for _, key := range []string{"code", "state", "error", "iss"} {
		if len(q[key]) > 1 { // RFC 6749 section 3.1
			return reply{}, NoteWrongState
		}
	}
	got := q.Get("state")
	if got != "" && subtle.ConstantTimeCompare([]byte(got), []byte(state)) != 1 {
		return reply{}, NoteWrongState
	}
	// RFC 9207 section 2.4: an answer of another server.
	if iss := q.Get("iss"); iss != "" && c.Issuer != "" && !sameIssuer(c.Issuer, iss) {
		return reply{}, NoteWrongState
	}
	r = reply{code: q.Get("code"), checked: got != ""}
	if q.Get("error") != "" {
		w := watch{hide: []string{state, r.code}}
		r.err = &Error{Endpoint: "authorize", Host: hostOf(c.AuthorizeURL)}
		w.fill(r.err, map[string]any{
			"error": q.Get("error"), "error_description": q.Get("error_description"), "error_subtype": q.Get("error_subtype"),
		})
		return r, ""
	}
	if r.code == "" || strings.ContainsFunc(r.code, func(c rune) bool { return c < ' ' || c > '~' }) {
		return reply{}, NotePasteNoCode
	}
	return r, ""
}

// pageError is how providers' own error pages name an error: Microsoft by its
// number, Google by a word behind the HTTP status, others by RFC 6749's word.
// Such a page never leads back here, so its words have to be pasted.
var pageError = regexp.MustCompile(`AADSTS\d+|\bError 4\d\d: ([a-z_]+)|\berror\s*[:=]\s*"?([a-z]+(?:_[a-z]+)+)`)

// readPage makes an error of a pasted error page: words, no address.
func readPage(c Client, text string) (reply, bool) {
	m := pageError.FindStringSubmatch(text)
	if m == nil || len(strings.Fields(text)) < 3 {
		return reply{}, false
	}
	e := &Error{Endpoint: "authorize", Host: hostOf(c.AuthorizeURL)}
	(&watch{}).fill(e, map[string]any{"error": cmp.Or(m[1], m[2]), "error_description": text})
	return reply{err: e}, true
}

// read takes what a person pastes: the address that the browser ended at, its
// parameters alone, the bare code, or the words of the provider's error page.
// Terminals and mail programs break long lines, so white space counts for
// nothing.
func (a attempt) read(text string) (reply, string) {
	page, isPage := readPage(a.c, text)
	text = strings.Join(strings.Fields(text), "")
	text = strings.Trim(text, `"'<>`+"`")
	query := text
	if _, after, ok := strings.Cut(text, "?"); ok {
		query = after
	}
	query, fragment, _ := strings.Cut(query, "#")
	q, err := url.ParseQuery(query)
	if err != nil || !q.Has("code") && !q.Has("error") {
		if f, err := url.ParseQuery(fragment); err == nil && (f.Has("code") || f.Has("error")) {
			q = f
		}
	}
	switch {
	case q.Has("code_challenge") || q.Has("response_type"):
		return reply{}, NotePasteIsLink
	case q.Has("code") || q.Has("error"):
		return readReply(a.c, q, a.state)
	case isPage:
		return page, ""
	case strings.ContainsAny(text, "?&=:") || text == "":
		return reply{}, NotePasteNoCode
	}
	// A bare code; out of an address it is still escaped (Google's 4%2F0A…).
	if code, err := url.QueryUnescape(text); err == nil && strings.Contains(text, "%") {
		text = code
	}
	return readReply(a.c, url.Values{"code": {text}}, a.state)
}

package sandbox

import (
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// The steps of a sign-in at which a fault can answer in the server's stead.
const (
	atDiscovery = "discovery"
	atAuthorize = "authorize"
	atDevice    = "device"  // the request for a code
	atToken     = "token"   // any token request that has no answer of its own
	atPoll      = "poll"    // the token request of the device flow
	atCode      = "code"    // that of the authorization code
	atRefresh   = "refresh" // that of a refresh token
	atApp       = "app"     // that of client credentials and of a JWT
	atGraph     = "graph"
	atGmail     = "gmail"
)

// answer is a whole answer as data. {client}, {redirect} and {scope} in body
// are filled in from the request.
type answer struct {
	status   int
	kind     string // content type
	body     string
	redirect bool // body is the query that the program is sent back with
	times    int  // how often; 0: always
}

const (
	kindJSON = "application/json; charset=utf-8"
	kindHTML = "text/html; charset=utf-8"
)

// refused is the answer of RFC 6749 section 5.2; description may be empty.
func refused(status int, code, description string) answer {
	return answer{status: status, kind: kindJSON, body: asJSON(oauthError{Error: code, Description: description})}
}

// oauthError is the body of a refusal, with what Microsoft adds.
type oauthError struct {
	Error       string `json:"error"`
	Description string `json:"error_description,omitempty"`
	Codes       []int  `json:"error_codes,omitempty"`
	Timestamp   string `json:"timestamp,omitempty"`
	Trace       string `json:"trace_id,omitempty"`
	Correlation string `json:"correlation_id,omitempty"`
	URI         string `json:"error_uri,omitempty"`
	Suberror    string `json:"suberror,omitempty"`
}

// Ids and the time in Microsoft's answers are made up.
const (
	traceID     = "7a3f0b52-1c2d-4e5f-8a6b-000000000100"
	correlation = "2f9d4c11-5b6a-4c7d-9e8f-000000000200"
	entraTime   = "2026-01-05 00:00:00Z"
	entraTail   = " Trace ID: " + traceID + " Correlation ID: " + correlation + " Timestamp: " + entraTime
)

var aadsts = regexp.MustCompile(`^AADSTS([0-9]+)`)

// entra is a refusal of Microsoft's token endpoint: text begins with the
// AADSTS number.
func entra(status int, code, text, suberror string) answer {
	e := oauthError{
		Error: code, Description: text + entraTail, Suberror: suberror,
		Timestamp: entraTime, Trace: traceID, Correlation: correlation,
	}
	if m := aadsts.FindStringSubmatch(text); m != nil {
		n, _ := strconv.Atoi(m[1])
		e.Codes, e.URI = []int{n}, "https://login.microsoftonline.com/error?code="+m[1]
	}
	return answer{status: status, kind: kindJSON, body: asJSON(e)}
}

// sentBack is a refusal in the redirect (RFC 6749 section 4.1.2.1).
func sentBack(code, description string) answer {
	q := url.Values{"error": {code}}
	if description != "" {
		q.Set("error_description", description)
	}
	return answer{redirect: true, body: q.Encode()}
}

// webPage is what a browser shows, or what answers in the server's place.
func webPage(status int, title, text string) answer {
	return answer{status: status, kind: kindHTML, body: "<!DOCTYPE html>\n<html><head><title>" + html.EscapeString(title) +
		"</title></head>\n<body><h1>" + html.EscapeString(title) + "</h1><p>" + strings.ReplaceAll(html.EscapeString(text), "\n", "<br>\n") + "</p></body></html>\n"}
}

func asJSON(v any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(v) // of strings and numbers: cannot fail
	return strings.TrimSuffix(b.String(), "\n")
}

// write sends a. back is where the program waits, for answers that redirect.
func (a answer) write(w http.ResponseWriter, r *http.Request, back *url.URL) {
	if a.redirect && back != nil {
		http.Redirect(w, r, withQuery(back, a.body), http.StatusFound)
		return
	}
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	if a.kind != "" {
		h.Set("Content-Type", a.kind)
	}
	if a.status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Basic realm="sandbox"`) // RFC 6749 section 5.2
	}
	w.WriteHeader(a.status)
	_, _ = w.Write([]byte(a.filled(r)))
}

// filled puts the request's own words into the body, quoted for its kind.
func (a answer) filled(r *http.Request) string {
	quote := func(s string) string { return s }
	switch a.kind {
	case kindJSON:
		quote = func(s string) string { q := asJSON(s); return q[1 : len(q)-1] }
	case kindHTML:
		quote = html.EscapeString
	}
	client := r.Form.Get("client_id")
	if user, _, ok := r.BasicAuth(); ok && client == "" {
		client = user
	}
	return strings.NewReplacer("{client}", quote(client), "{redirect}", quote(r.Form.Get("redirect_uri")),
		"{scope}", quote(r.Form.Get("scope"))).Replace(a.body)
}

// withQuery adds a query to a redirect URI that may have one already.
func withQuery(u *url.URL, query string) string {
	out := *u
	if out.RawQuery != "" {
		query = out.RawQuery + "&" + query
	}
	out.RawQuery = query
	return out.String()
}

package mailcheck

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"todoku/mailcheck/cause"
	"todoku/mailcheck/oauth"
	"todoku/store"
)

// answered is one answer of an API, and what was asked.
type answered struct {
	status     int
	kind, body string

	mu    sync.Mutex
	asked []string
	auth  string
	sent  []byte
}

func (a *answered) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	a.mu.Lock()
	a.asked = append(a.asked, r.Method+" "+r.URL.RequestURI()+" "+r.Header.Get("Content-Type"))
	a.auth, a.sent = r.Header.Get("Authorization"), body
	a.mu.Unlock()
	if a.kind != "" {
		w.Header().Set("Content-Type", a.kind)
	}
	w.WriteHeader(a.status)
	_, _ = io.WriteString(w, a.body)
}

// apiProfile leads to a server of the test.
func apiProfile(provider, base string) store.Profile {
	p := store.Default()
	p.Name, p.ServerType, p.Provider = "test", "api", provider
	p.Sender.Address, p.Trial.Recipient = "alice@example.org", "bob@example.net"
	p.API.BaseURL = base
	return p
}

const (
	jsonKind  = "application/json; charset=utf-8"
	graphGood = `{"mail":"alice@example.org","userPrincipalName":"a@example.org"}`
)

// TestAPI: what is asked, and what is found.
func TestAPI(t *testing.T) {
	for name, c := range map[string]struct {
		provider, flow string
		send           bool
		answer         *answered
		asked, found   string
	}{
		"graph":                   {"microsoft365", "device", true, &answered{status: 202}, "POST /v1.0/me/sendMail text/plain", ""},
		"graph, application":      {"microsoft365", "app-only", true, &answered{status: 202}, "POST /v1.0/users/alice@example.org/sendMail text/plain", ""},
		"gmail":                   {"google", "loopback", true, &answered{status: 200, kind: jsonKind, body: `{"id":"18c0ffee"}`}, "POST /v1.0/users/me/messages/send application/json", ""},
		"graph, who is it":        {"microsoft365", "device", false, &answered{status: 200, kind: jsonKind, body: graphGood}, "GET /v1.0/me?$select=mail,userPrincipalName ", ""},
		"gmail, who is it":        {"google", "loopback", false, &answered{status: 200, kind: jsonKind, body: `{"emailAddress":"alice@example.org"}`}, "GET /v1.0/users/me/profile ", ""},
		"somebody else":           {"microsoft365", "device", false, &answered{status: 200, kind: jsonKind, body: `{"mail":"admin@example.org"}`}, "GET /v1.0/me?$select=mail,userPrincipalName ", "oauth.wrong-account warn api.token"},
		"known by its other name": {"microsoft365", "device", false, &answered{status: 200, kind: jsonKind, body: `{"mail":"a.lice@example.org","userPrincipalName":"Alice@Example.org"}`}, "GET /v1.0/me?$select=mail,userPrincipalName ", ""},
		"may only send":           {"google", "loopback", false, &answered{status: 403, kind: jsonKind, body: `{"error":{"code":403,"message":"Request had insufficient authentication scopes.","errors":[{"reason":"insufficientPermissions"}]}}`}, "GET /v1.0/users/me/profile ", ""},
		"API off":                 {"google", "loopback", false, &answered{status: 403, kind: jsonKind, body: `{"error":{"code":403,"message":"Gmail API has not been used","status":"PERMISSION_DENIED","details":[{"reason":"SERVICE_DISABLED"}]}}`}, "GET /v1.0/users/me/profile ", "api.not-enabled fail api.token"},
		"token refused":           {"microsoft365", "device", false, &answered{status: 401, kind: jsonKind, body: `{"error":{"code":"InvalidAuthenticationToken","message":"Lifetime validation failed"}}`}, "GET /v1.0/me?$select=mail,userPrincipalName ", "auth.token-rejected fail api.token"},
		"scope":                   {"microsoft365", "device", true, &answered{status: 403, kind: jsonKind, body: `{"error":{"code":"ErrorAccessDenied","message":"Access is denied."}}`}, "POST /v1.0/me/sendMail text/plain", "oauth.scope-invalid fail api.send"},
		"send as":                 {"microsoft365", "device", true, &answered{status: 403, kind: jsonKind, body: `{"error":{"code":"ErrorSendAsDenied","message":"no"}}`}, "POST /v1.0/me/sendMail text/plain", "env.sender-not-owned fail api.send"},
		"throttled":               {"microsoft365", "device", true, &answered{status: 429, kind: jsonKind, body: `{"error":{"code":"TooManyRequests","message":"no"}}`}, "POST /v1.0/me/sendMail text/plain", "auth.rate-limited unknown api.send"},
		"ill":                     {"google", "loopback", true, &answered{status: 503, kind: jsonKind, body: `{"error":{"code":503,"message":"backend"}}`}, "POST /v1.0/users/me/messages/send application/json", "session.unavailable unknown api.send"},
		"a page that says 200": {"google", "loopback", true, &answered{status: 200, kind: "text/html", body: "<html>Guest network</html>"},
			"POST /v1.0/users/me/messages/send application/json", "api.not-an-api fail api.send"},
		"a page that says 200 to Graph": {"microsoft365", "device", true, &answered{status: 200, kind: "text/html", body: "<html>"}, "POST /v1.0/me/sendMail text/plain", "api.not-an-api fail api.send"},
		"a redirect":                    {"microsoft365", "device", true, &answered{status: 302}, "POST /v1.0/me/sendMail text/plain", "api.not-an-api fail api.send"},
		"another server's 404":          {"microsoft365", "device", true, &answered{status: 404, kind: "text/html", body: "nginx"}, "POST /v1.0/me/sendMail text/plain", "api.not-an-api fail api.send"},
		"a gateway's 502":               {"microsoft365", "device", true, &answered{status: 502, kind: "text/html", body: "nginx"}, "POST /v1.0/me/sendMail text/plain", "session.unavailable unknown api.send"},
	} {
		t.Run(name, func(t *testing.T) {
			s := httptest.NewServer(c.answer)
			defer s.Close()
			p := apiProfile(c.provider, s.URL+"/v1.0/")
			p.OAuth.Flow = c.flow
			r := Run(t.Context(), p, Options{Token: signedIn(testToken), Send: c.send})
			if got := strings.Join(c.answer.asked, "\n"); got != c.asked {
				t.Errorf("asked %q, want %q", got, c.asked)
			}
			if c.answer.auth != "Bearer "+testToken {
				t.Errorf("authorization %q", c.answer.auth)
			}
			if got := first(r); got != c.found {
				t.Errorf("found %q, want %q\n%s", got, c.found, said(r))
			}
			if strings.Contains(fmt.Sprintf("%+v", r), testToken) {
				t.Errorf("the token is in the report: %+v", r)
			}
		})
	}
}

// TestAPIMail: the mail that arrives is the trial mail, in both forms.
func TestAPIMail(t *testing.T) {
	for _, provider := range store.APIs {
		a := &answered{status: map[string]int{"google": 200, "microsoft365": 202}[provider], kind: jsonKind, body: `{"id":"18c0ffee"}`}
		s := httptest.NewServer(a)
		r := Run(t.Context(), apiProfile(provider, s.URL), Options{Token: signedIn(testToken), Send: true})
		s.Close()
		raw := string(a.sent)
		if provider == "google" {
			var in struct{ Raw string }
			if err := json.Unmarshal(a.sent, &in); err != nil {
				t.Fatal(err)
			}
			raw = strings.NewReplacer("-", "+", "_", "/").Replace(in.Raw)
		}
		text, err := base64.StdEncoding.DecodeString(raw)
		if err != nil {
			t.Fatal(err)
		}
		m, err := mail.ReadMessage(strings.NewReader(string(text)))
		if err != nil {
			t.Fatal(err)
		}
		d := r.Stages[4].Detail
		if got := m.Header.Get("X-Todoku"); got == "" || got != d.TrialID || m.Header.Get("To") != "<bob@example.net>" || d.Address != "bob@example.net" {
			t.Errorf("%s: mail %q, stage %+v", provider, got, d)
		}
		if want := map[string]string{"google": "18c0ffee", "microsoft365": ""}[provider]; d.QueueID != want || r.Verdict != Pass {
			t.Errorf("%s: %s, id %q, want %q", provider, r.Verdict, d.QueueID, want)
		}
	}
}

// stages are the ids and verdicts of a report.
func stages(r Report) string {
	var list []string
	for _, s := range r.Stages {
		list = append(list, s.ID+" "+string(s.Verdict))
	}
	return strings.Join(list, ", ")
}

// TestAPIUntil: how far a run goes; a mail is sent only where it is asked for.
func TestAPIUntil(t *testing.T) {
	for until, want := range map[string]string{
		"resolve": "pass skipped skipped skipped skipped", "connect": "pass pass skipped skipped skipped", "caps": "pass pass skipped skipped skipped",
		"": "pass pass skipped pass skipped", "auth": "pass pass skipped pass skipped", "rcpt": "pass pass skipped pass skipped",
		"fnord": "pass pass skipped pass skipped", "data": "pass pass skipped pass pass", "send": "pass pass skipped pass pass",
	} {
		a := &answered{status: 202}
		if !strings.HasSuffix(want, "pass pass") {
			a = &answered{status: 200, kind: jsonKind, body: graphGood}
		}
		s := httptest.NewServer(a)
		r := Run(t.Context(), apiProfile("microsoft365", s.URL), Options{Token: signedIn(testToken), Until: until})
		s.Close()
		v := strings.Fields(want)
		want = fmt.Sprintf("api.resolve %s, api.connect %s, api.tls %s, api.token %s, api.send %s", v[0], v[1], v[2], v[3], v[4])
		if got := stages(r); got != want {
			t.Errorf("%q: %s, want %s\n%s", until, got, want, said(r))
		}
	}
}

// TestAPIUnusable: nothing is tried, nobody is connected to.
func TestAPIUnusable(t *testing.T) {
	never := func(context.Context, string, string) (net.Conn, error) {
		t.Error("connected")
		return nil, io.EOF
	}
	for name, c := range map[string]struct {
		provider, base string
		token          func(context.Context) (store.Token, error)
		found          string
	}{
		"no source of tokens": {"google", "", nil, "check.unsupported unknown api.resolve"},
		"no such API":         {"fnord", "", signedIn(testToken), "check.unsupported unknown api.resolve"},
		"in the clear":        {"google", "http://api.example.org", signedIn(testToken), "input.bad-host-or-port fail api.resolve"},
		"no URL":              {"google", "http://%zz", signedIn(testToken), "input.bad-host-or-port fail api.resolve"},
	} {
		r := Run(t.Context(), apiProfile(c.provider, c.base), Options{Token: c.token, Dial: never})
		if got := first(r); got != c.found {
			t.Errorf("%s: found %q, want %q", name, got, c.found)
		}
		if c.token != nil && c.provider == "google" && r.Findings[0].Field != "api.base_url" {
			t.Errorf("%s: field %q", name, r.Findings[0].Field)
		}
	}
}

// TestAPIToken: without a token nothing is sent, and why is said at its stage.
func TestAPIToken(t *testing.T) {
	a := &answered{status: 202}
	s := httptest.NewServer(a)
	defer s.Close()
	r := Run(t.Context(), apiProfile("google", s.URL), Options{Send: true, Token: func(context.Context) (store.Token, error) { return store.Token{}, oauth.ErrNotSignedIn }})
	if got := first(r); got != "oauth.sign-in-needed fail api.token" || len(a.asked) > 0 {
		t.Errorf("found %q, asked %q", got, a.asked)
	}
}

// TestAPIHangs: an API that says nothing ends with the limit, and with ctx.
func TestAPIHangs(t *testing.T) {
	done := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-done }))
	defer s.Close()
	defer close(done)
	p := apiProfile("microsoft365", s.URL)
	p.SMTP.Timeout = store.Duration(200 * time.Millisecond)
	if got := first(Run(t.Context(), p, Options{Token: signedIn(testToken)})); got != "net.timeout fail api.token" {
		t.Errorf("found %q", got)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	if got := first(Run(ctx, p, Options{Token: signedIn(testToken), Send: true})); got != "run.cancelled unknown api.send" {
		t.Errorf("found %q", got)
	}
}

// TestAPISettled: the servers of the APIs, and that RunAll counts by them.
func TestAPISettled(t *testing.T) {
	for provider, host := range map[string]string{"google": "gmail.googleapis.com", "microsoft365": "graph.microsoft.com"} {
		p := settled(apiProfile(provider, ""))
		if p.SMTP.Host != host || p.SMTP.Port != 443 || p.SMTP.Security != "tls" || hostKey(p) != host || accountKey(p) != host+"\x00alice@example.org" {
			t.Errorf("%+v, %q", p.SMTP, accountKey(p))
		}
	}
	r := untried(Job{Profile: apiProfile("google", "")}, cause.Finding{Cause: "auth.rate-limited"})
	if r.Host != "gmail.googleapis.com" || r.Stages[0].ID != "api.resolve" || r.Stages[0].Verdict != Unknown {
		t.Errorf("%+v", r)
	}
}

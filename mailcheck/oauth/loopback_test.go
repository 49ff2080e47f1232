package oauth

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"

	"todoku/store"
)

// person is who sits at the browser and at the terminal of a Loopback.
type person struct {
	t      *testing.T
	ctx    context.Context
	pasted chan string
	link   chan Event
	notes  chan string
	done   chan struct{} // closed at the end
	tok    store.Token
	err    error
}

// start begins a sign-in; link waits until it shows its link.
func start(t *testing.T, c Client) *person {
	t.Helper()
	u := &person{t: t, ctx: t.Context(), pasted: make(chan string), link: make(chan Event, 1), notes: make(chan string, 64), done: make(chan struct{})}
	go func() {
		defer close(u.done)
		u.tok, u.err = Loopback(u.ctx, c, func(e Event) {
			switch e.Kind {
			case LinkShown:
				u.link <- e
			case NoteShown:
				u.notes <- e.Note
			}
		}, u.pasted)
	}()
	t.Cleanup(func() { <-u.done })
	return u
}

// shown gives the link's parameters and event.
func (u *person) shown() (url.Values, Event) {
	u.t.Helper()
	e := <-u.link
	l, err := url.Parse(e.URL)
	if err != nil {
		u.t.Fatal(err)
	}
	return l.Query(), e
}

func (u *person) end() (store.Token, error) {
	<-u.done
	return u.tok, u.err
}

// browse opens an address at the listener; nothing is followed.
func (u *person) browse(method, at string, q url.Values) (int, string) {
	u.t.Helper()
	req, err := http.NewRequestWithContext(u.ctx, method, at+"?"+q.Encode(), nil)
	if err != nil {
		u.t.Fatal(err)
	}
	res, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req)
	if err != nil {
		u.t.Error(err)
		return 0, ""
	}
	defer res.Body.Close()
	body, _ := io.ReadAll(res.Body)
	return res.StatusCode, string(body)
}

// wantNote waits for a note.
func (u *person) wantNote(note string) {
	u.t.Helper()
	if got := <-u.notes; got != note {
		u.t.Errorf("note %q, want %q", got, note)
	}
}

// strict is a token endpoint that checks PKCE and redirect_uri as a provider does.
type strict struct {
	mu                  sync.Mutex
	challenge, redirect string
}

func (x *strict) expect(q url.Values) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.challenge, x.redirect = q.Get("code_challenge"), q.Get("redirect_uri")
}

func (x *strict) answer(_ int, form url.Values) (int, any) {
	x.mu.Lock()
	defer x.mu.Unlock()
	sum := sha256.Sum256([]byte(form.Get("code_verifier")))
	if form.Get("code") != "the-code/+" || form.Get("redirect_uri") != x.redirect || base64.RawURLEncoding.EncodeToString(sum[:]) != x.challenge {
		return 400, oauthError("invalid_grant")
	}
	return 200, goodToken()
}

func TestLoopbackInTheBrowser(t *testing.T) {
	x := &strict{}
	p := newProvider(t, x.answer)
	c, k := p.client()
	c.Account = "a@example.jp"
	u := start(t, c)
	q, e := u.shown()
	x.expect(q)
	for key, want := range map[string]string{
		"response_type": "code", "client_id": "client-1", "scope": "mail offline_access", "code_challenge_method": "S256",
		"login_hint": "a@example.jp", "prompt": "consent", "redirect_uri": "http://127.0.0.1:" + strconv.Itoa(e.Port) + "/callback",
	} {
		if q.Get(key) != want {
			t.Errorf("%s = %q, want %q", key, q.Get(key), want)
		}
	}
	if e.Host != "127.0.0.1" || e.Port == 0 || len(q.Get("state")) < 26 || len(q.Get("code_challenge")) != 43 {
		t.Errorf("%+v", e)
	}
	at := q.Get("redirect_uri")

	// Nothing of this ends the sign-in.
	good := url.Values{"code": {"the-code/+"}, "state": {q.Get("state")}}
	for _, x := range []struct {
		method, at string
		q          url.Values
		status     int
		note       string
	}{
		{"GET", strings.TrimSuffix(at, "callback"), good, 404, ""},
		{"GET", strings.TrimSuffix(at, "callback") + "favicon.ico", nil, 404, ""},
		{"POST", at, good, 405, ""},
		{"HEAD", at, good, 405, ""},
		{"GET", at, nil, 400, ""},
		{"GET", at, url.Values{"code": {"evil"}}, 400, NoteWrongState},
		{"GET", at, url.Values{"code": {"evil"}, "state": {"evil"}}, 400, NoteWrongState},
		{"GET", at, url.Values{"error": {"access_denied"}}, 400, NoteWrongState},
		{"GET", at, url.Values{"error": {"access_denied"}, "state": {"evil"}}, 400, NoteWrongState},
		{"GET", at, url.Values{"state": {q.Get("state")}}, 400, NoteWrongState},
		{"GET", at, url.Values{"code": {"the-code/+", "evil"}, "state": {q.Get("state")}}, 400, NoteWrongState},
	} {
		status, body := u.browse(x.method, x.at, x.q)
		if status != x.status || strings.Contains(body, "受け取りました") {
			t.Errorf("%s %s %v: %d %s", x.method, x.at, x.q, status, body)
		}
		if x.note != "" {
			u.wantNote(x.note)
		}
	}
	if n := len(p.requests()); n != 0 {
		t.Fatalf("asked for a token %d times", n)
	}
	status, body := u.browse("GET", at, good)
	if status != 200 || !strings.Contains(body, "端末の todoku に戻って") || !strings.Contains(body, "Go back to todoku") || strings.Contains(body, "the-code") {
		t.Errorf("%d %s", status, body)
	}
	tok, err := u.end()
	if err != nil || tok.Access.Reveal() != "access-secret" || tok.Flow != "loopback" || !tok.SignedIn.Equal(k.at) {
		t.Errorf("%+v %v", tok, err)
	}
	if _, err := net.Dial("tcp", "127.0.0.1:"+strconv.Itoa(e.Port)); err == nil {
		t.Error("the listener is still there")
	}
}

// The page must reach a browser that comes while the token is being asked for.
func TestSecondCallback(t *testing.T) {
	x := &strict{}
	asked, goOn := make(chan bool), make(chan bool)
	p := newProvider(t, func(n int, form url.Values) (int, any) {
		asked <- true
		<-goOn
		return x.answer(n, form)
	})
	c, _ := p.client()
	u := start(t, c)
	q, _ := u.shown()
	x.expect(q)
	good := url.Values{"code": {"the-code/+"}, "state": {q.Get("state")}}
	u.browse("GET", q.Get("redirect_uri"), good)
	<-asked
	for _, again := range []url.Values{good, {"error": {"access_denied"}, "state": {q.Get("state")}}} {
		if status, body := u.browse("GET", q.Get("redirect_uri"), again); status != 200 || !strings.Contains(body, "already") {
			t.Errorf("%d %s", status, body)
		}
	}
	close(goOn)
	if _, err := u.end(); err != nil || len(p.requests()) != 1 {
		t.Errorf("%v after %d requests", err, len(p.requests()))
	}
}

func TestErrorInTheRedirect(t *testing.T) {
	p := newProvider(t, nil)
	c, _ := p.client()
	for _, paste := range []bool{false, true} {
		u := start(t, c)
		q, _ := u.shown()
		back := url.Values{"error": {"access_denied"}, "error_description": {"AADSTS65004: <b>declined</b>\x1b[2J"}, "state": {q.Get("state")}}
		if paste {
			u.pasted <- q.Get("redirect_uri") + "?" + back.Encode()
		} else if status, body := u.browse("GET", q.Get("redirect_uri"), back); status != 200 || !strings.Contains(body, "access_denied") {
			t.Errorf("%d %s", status, body)
		}
		_, err := u.end()
		e := wantError(t, err, "access_denied")
		if e.Endpoint != "authorize" || e.AADSTS != "AADSTS65004" || e.Description != "AADSTS65004: <b>declined</b><001B>[2J" {
			t.Errorf("%+v", e)
		}
	}
}

func TestPagesEscape(t *testing.T) {
	p := newProvider(t, nil)
	c, _ := p.client()
	u := start(t, c)
	q, _ := u.shown()
	_, body := u.browse("GET", q.Get("redirect_uri"), url.Values{"error": {"<script>x"}, "state": {q.Get("state")}})
	if strings.Contains(body, "<script>") {
		t.Error(body)
	}
	_, err := u.end()
	wantError(t, err, "<script>x")
}

func TestRedirectByProvider(t *testing.T) {
	p := newProvider(t, nil)
	for provider, want := range map[string]string{google: "http://127.0.0.1:PORT", microsoft: "http://localhost:PORT", "": "http://127.0.0.1:PORT/callback"} {
		c, _ := p.client()
		c.Provider, c.Account = provider, ""
		ctx, cancel := context.WithCancel(t.Context())
		pasted := make(chan string)
		_, err := Loopback(ctx, c, func(e Event) {
			if e.Kind != LinkShown {
				return
			}
			l, _ := url.Parse(e.URL)
			if got := l.Query().Get("redirect_uri"); got != strings.Replace(want, "PORT", strconv.Itoa(e.Port), 1) {
				t.Errorf("%q: %s", provider, got)
			}
			if got := l.Query().Get("prompt") + l.Query().Get("access_type"); got != map[string]string{google: "consentoffline", microsoft: "select_account", "": "consent"}[provider] {
				t.Errorf("%q: %s", provider, got)
			}
			cancel()
		}, pasted)
		if !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
}

// A web client's redirect URI is used as it is, whoever answers there.
func TestExactRedirect(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	free, _ := net.Listen("tcp", "127.0.0.1:0")
	_, port, _ := net.SplitHostPort(free.Addr().String())
	free.Close()
	for uri, listens := range map[string]bool{
		"https://esm.example.jp/oauth/callback": false, "http://esm.example.jp/": false, "https://127.0.0.1/": false,
		"http://" + taken.Addr().String() + "/back": false, "http://localhost:" + port + "/back/": true,
	} {
		x := &strict{}
		p := newProvider(t, x.answer)
		c, _ := p.client()
		c.RedirectURI = uri
		u := start(t, c)
		q, e := u.shown()
		x.expect(q)
		if q.Get("redirect_uri") != uri || (e.Port != 0) != listens {
			t.Errorf("%s: %+v", uri, e)
		}
		good := url.Values{"code": {"the-code/+"}, "state": {q.Get("state")}}
		if listens {
			u.browse("GET", uri, good)
		} else {
			u.wantNote(NoteNoListener)
			u.pasted <- uri + "?" + good.Encode()
		}
		if _, err := u.end(); err != nil {
			t.Errorf("%s: %v", uri, err)
		}
	}
	taken.Close()
	// With nobody to paste there is no way to an answer.
	p := newProvider(t, nil)
	c, _ := p.client()
	c.RedirectURI = "https://esm.example.jp/"
	_, err = Loopback(t.Context(), c, nil, nil)
	if e := wantError(t, err, ""); !errors.Is(e, errNotHere) {
		t.Error(err)
	}
}

// Nothing but loopback is bound, and no other host name is answered.
func TestDoorIsLoopbackOnly(t *testing.T) {
	for _, host := range []string{"127.0.0.1", "localhost", "::1"} {
		all, err := listen(t.Context(), host, 0)
		if err != nil {
			t.Logf("%s: %v", host, err) // a machine without IPv6
			continue
		}
		for _, l := range all {
			if !l.Addr().(*net.TCPAddr).IP.IsLoopback() {
				t.Errorf("%s: %v", host, l.Addr())
			}
			l.Close()
		}
	}
	p := newProvider(t, nil)
	c, _ := p.client()
	d, err := open(t.Context(), c, "st")
	if err != nil {
		t.Fatal(err)
	}
	defer d.close()
	req, _ := http.NewRequestWithContext(t.Context(), "GET", d.redirect+"?state=st&code=x", nil)
	req.Host = "evil.example:" + strconv.Itoa(d.port)
	res, err := http.DefaultClient.Do(req)
	if err != nil || res.StatusCode != 404 {
		t.Errorf("%v %v", res, err)
	}
	res.Body.Close()
}

// An answer of another server than the one that was asked (RFC 9207).
func TestIssuerInTheRedirect(t *testing.T) {
	c := Client{Issuer: "https://a.example"}
	for iss, note := range map[string]string{"https://a.example": "", "https://a.example/": "", "https://b.example": NoteWrongState} {
		if _, got := readReply(c, url.Values{"code": {"x"}, "state": {"st"}, "iss": {iss}}, "st"); got != note {
			t.Errorf("%s: %q", iss, got)
		}
	}
}

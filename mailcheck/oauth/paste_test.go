package oauth

import (
	"net/url"
	"strings"
	"testing"
)

func TestPaste(t *testing.T) {
	code := url.QueryEscape("the-code/+")
	for name, form := range map[string]string{
		"whole address": "REDIRECT?code=" + code + "&state=STATE&session_state=1",
		"wrapped":       "  \"REDIRECT?co\n   de=" + code + "&sta\r\nte=STATE\"  ",
		"fragment":      "REDIRECT#code=" + code + "&state=STATE",
		"parameters":    "?code=" + code + "&state=STATE",
		"bare params":   "code=" + code,
		"bare code":     "the-code/+",
		"escaped code":  code,
	} {
		t.Run(name, func(t *testing.T) {
			x := &strict{}
			p := newProvider(t, x.answer)
			c, _ := p.client()
			u := start(t, c)
			q, _ := u.shown()
			x.expect(q)
			fill := strings.NewReplacer("REDIRECT", q.Get("redirect_uri"), "STATE", q.Get("state"))
			u.pasted <- fill.Replace(form)
			if tok, err := u.end(); err != nil || tok.Refresh.Reveal() != "refresh-secret" {
				t.Errorf("%+v %v", tok, err)
			}
		})
	}
}

// A slip at the terminal is told, and the browser's answer still counts.
func TestPasteThatIsNone(t *testing.T) {
	x := &strict{}
	p := newProvider(t, x.answer)
	c, _ := p.client()
	u := start(t, c)
	q, e := u.shown()
	x.expect(q)
	for _, slip := range [][2]string{
		{"", NotePasteNoCode}, {"   \n", NotePasteNoCode}, {e.URL, NotePasteIsLink}, {"https://example.com/", NotePasteNoCode},
		{"コード", NotePasteNoCode}, {"http://127.0.0.1/?code=", NotePasteNoCode},
		{q.Get("redirect_uri") + "?code=the-code&state=other", NoteWrongState}, {"mistyped", NotePasteRefused},
	} {
		u.pasted <- slip[0]
		u.wantNote(slip[1])
	}
	close(u.pasted) // the terminal has gone; the browser goes on
	u.browse("GET", q.Get("redirect_uri"), url.Values{"code": {"the-code/+"}, "state": {q.Get("state")}})
	if _, err := u.end(); err != nil {
		t.Error(err)
	}
	// A refused code that came with our state is final.
	u = start(t, c)
	q, _ = u.shown()
	u.pasted <- q.Get("redirect_uri") + "?code=old&state=" + q.Get("state")
	_, err := u.end()
	wantError(t, err, "invalid_grant")
}

// A provider's error page never leads back; its words can be pasted.
func TestPastedErrorPage(t *testing.T) {
	p := newProvider(t, nil)
	c, _ := p.client()
	for _, x := range [][3]string{
		{"Access blocked\nError 400: redirect_uri_mismatch\n", "redirect_uri_mismatch", ""},
		{"Sorry\nAADSTS50011: The redirect URI\x1b[2J does not match", "", "AADSTS50011"},
		{"AADSTS50011: The redirect URI 'http://localhost:8400/?a=b' specified in the request does not match", "", "AADSTS50011"},
		{"oops! something went wrong error : invalid_redirect_uri error_description : redirect_uri did not match state : x iss : https://oidc.example.org", "invalid_redirect_uri", ""},
	} {
		u := start(t, c)
		u.shown()
		u.pasted <- x[0]
		_, err := u.end()
		if e := wantError(t, err, x[1]); e.AADSTS != x[2] || e.Endpoint != "authorize" || e.Description == "" || strings.ContainsAny(e.Description, "\n\x1b") {
			t.Errorf("%+v", e)
		}
	}
}

package oauth

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// TestOddMembers: an answer that is JSON and cannot be used is told by the
// member that is to blame, and is never used.
func TestOddMembers(t *testing.T) {
	for body, field := range map[string]string{
		`{"token_type":"Bearer"}`: "access_token",
		`{"access_token":null}`:   "access_token",
		`{"access_token":""}`:     "access_token",
		`{"access_token":7}`:      "access_token",
		`{"access_token":"access-secret","access_token":"access-other"}`:                          "access_token",
		`{"access_token":"access-secret","expires_in":1,"expires_in":9}`:                          "expires_in",
		`{"access_token":"access-secret","token_type":"MAC"}`:                                     "token_type",
		`{"access_token":"access-secret","token_type":["Bearer"]}`:                                "token_type",
		`{"access_token":"access-secret","refresh_token":["refresh-secret"]}`:                     "refresh_token",
		`{"access_token":"access-secret","refresh_token":"refresh\nsecret"}`:                      "refresh_token",
		`{"access_token":"access-secret","id_token":{"a":1}}`:                                     "id_token",
		`{"access_token":"access-secret","to\u001b[2J":1,"to\u001b[2J":1}`:                        "to<001B>[2J",
		`{"access_token":"access secret"}`:                                                        "access_token",
		`{"access_token":"access-secret","token_type":"Bearer","\u202e":{},"` + "\u202e" + `":1}`: "<202E>",
	} {
		_, err := AppOnly(t.Context(), answering(t, text(200, "application/json", body)))
		if e := wantError(t, err, ""); e.Field != field || e.Err != nil {
			t.Errorf("%s: field %q, %v", body, e.Field, err)
		}
		noSecrets(t, err.Error())
	}
}

// TestMembersInOtherShapes: what providers write in their own way is read.
func TestMembersInOtherShapes(t *testing.T) {
	at := time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)
	for body, life := range map[string]time.Duration{
		`"expires_in":"1e3"`: 1000 * time.Second, `"expires_in":"NaN"`: 0, `"expires_in":"Infinity"`: 0, `"expires_in":-3600`: 0,
		`"expires_in":0.5`: 0, `"expires_in":1e300`: 0, `"expires_in":null`: 0, `"expires_in":[1]`: 0, `"expires_in":1e9`: 1e9 * time.Second,
		`"token_type":"bearer","expires_in":1`: time.Second, `"token_type":"BEARER"`: 0, `"token_type":null`: 0, `"scope":["a","b"]`: 0,
	} {
		c := answering(t, text(200, "application/json", "\ufeff"+`{"access_token":"access-secret",`+body+`}`))
		c.Now = func() time.Time { return at }
		got, err := AppOnly(t.Context(), c)
		want := at.Add(life)
		if life == 0 {
			want = time.Time{}
		}
		if err != nil || !got.Expiry.Equal(want) {
			t.Errorf("%s: %v, %v; want %v", body, got.Expiry, err, want)
		}
		if strings.Contains(body, "scope") && strings.Join(got.Scopes, " ") != "a b" {
			t.Errorf("%s: scopes %q", body, got.Scopes)
		}
	}
}

// TestDistantEnds: a JWT that ends after the year 9999, which no file can hold.
func TestDistantEnds(t *testing.T) {
	token := signed(t, jwt.MapClaims{"exp": 1e13}).Reveal()
	got, err := AppOnly(t.Context(), answering(t, text(200, "application/json", `{"access_token":"`+token+`"}`)))
	if err != nil || !got.Expiry.IsZero() {
		t.Errorf("%v, %v", got.Expiry, err)
	}
}

// TestOddDeviceAnswers: a code that nobody can type, or no page to type it on,
// is told at once: else a person waits for nothing.
func TestOddDeviceAnswers(t *testing.T) {
	good := func() map[string]any {
		return map[string]any{"device_code": "dev-code-secret", "user_code": "WDJB-MJHT", "verification_uri": "https://example.com/device"}
	}
	for _, c := range []struct {
		key   string
		value any
	}{
		{"user_code", nil}, {"user_code", ""}, {"user_code", 12345678}, {"user_code", "A\nB"}, {"user_code", "A\x1b]52;c;eA==\aB"},
		{"user_code", "A\u202eB"}, {"user_code", strings.Repeat("A", 1<<15)}, {"device_code", nil}, {"device_code", 5},
		{"verification_uri", nil}, {"verification_uri", "javascript:alert(1)"}, {"verification_uri", "data:text/html,x"}, {"verification_uri", "/device"},
		{"verification_uri", "https://example.com@evil.example/"}, {"verification_uri", "https:///device"}, {"verification_uri", "https://a\x1b[2J/"},
		{"verification_uri", "https://example.com/" + strings.Repeat("a", 3000)}, {"verification_uri_complete", 5},
	} {
		p := newProvider(t, func(int, url.Values) (int, any) { return 400, map[string]any{"error": "authorization_pending"} })
		p.code = good()
		p.code[c.key] = c.value
		cl, _ := p.client()
		_, err := Device(t.Context(), cl, func(e Event) { t.Errorf("%s %.40v: told %+v", c.key, c.value, e) })
		if e := wantError(t, err, ""); e.Field != c.key || e.Endpoint != "device" {
			t.Errorf("%s %.40v: %v", c.key, c.value, err)
		}
	}
}

// TestAddressesAreVisible: what is opened is what is shown, in ASCII.
func TestAddressesAreVisible(t *testing.T) {
	for raw, want := range map[string]string{
		"https://example.com/device":                     "https://example.com/device",
		"http://127.0.0.1:8080/device?a=b":               "http://127.0.0.1:8080/device?a=b",
		"https://[::1]:8080/":                            "https://[::1]:8080/",
		"https://例え.jp:8443/デバイス":                        "https://xn--r8jz45g.jp:8443/%E3%83%87%E3%83%90%E3%82%A4%E3%82%B9",
		"https://раураl.com/":                            "https://xn--l-7sba6dbr.com/",
		"https://a.example/?q=\u009b2J\u202e":            "https://a.example/?q=%C2%9B2J%E2%80%AE",
		"https://a.example/\u009d52;c;eA==\u009c#\u2066": "https://a.example/%C2%9D52;c;eA==%C2%9C#%E2%81%A6",
		"javascript:alert(1)":                            "",
		"https://u:p@a.example/":                         "",
		"https://a\u202e.example/":                       "",
		"ftp://a.example/":                               "",
		"https://:443/":                                  "",
	} {
		if got := webPage(raw); got != want {
			t.Errorf("%q: %q, want %q", raw, got, want)
		}
	}
}

// TestLinkIsVisible: an issuer's data cannot put control characters of the C1
// set, or ones that turn a line around, into the link that is shown and opened.
func TestLinkIsVisible(t *testing.T) {
	a := attempt{c: Client{AuthorizeURL: "https://a.example/\u009b2J?x=\u202e", ID: "1"}, redirect: "http://127.0.0.1:1", state: "s", verifier: "v"}
	link := a.link()
	if strings.ContainsFunc(link, func(r rune) bool { return r <= ' ' || r > '~' }) || !strings.Contains(link, "%C2%9B2J") || !strings.Contains(link, "state=s") {
		t.Errorf("%q", link)
	}
	if _, err := Loopback(t.Context(), Client{AuthorizeURL: "javascript:alert(1)", TokenURL: "x"}, nil, nil); err == nil {
		t.Error("a script is opened")
	}
}

// TestSecretInAHeaderIsHidden: a proxy that shows the request's header back.
func TestSecretInAHeaderIsHidden(t *testing.T) {
	c := answering(t, func(w http.ResponseWriter, r *http.Request) {
		text(502, "text/plain", "bad gateway for "+r.Header.Get("Authorization"))(w, r)
	})
	c.Provider, c.basic = "", true
	_, err := AppOnly(t.Context(), c)
	e := wantError(t, err, "")
	if !strings.Contains(e.FirstLine, "[hidden]") {
		t.Errorf("%q", e.FirstLine)
	}
}

// TestPrettyError: the first line of indented JSON says nothing.
func TestPrettyError(t *testing.T) {
	_, err := AppOnly(t.Context(), answering(t, text(404, "application/json", "{\n  \"error\": {\n    \"code\": 404\n  }\n}\n")))
	if e := wantError(t, err, ""); e.FirstLine != `{"error":{"code":404}}` {
		t.Errorf("%q", e.FirstLine)
	}
}

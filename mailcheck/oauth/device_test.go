package oauth

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"testing"
	"time"

	"todoku/store"
)

func asError[T error](err error, to *T) bool { return errors.As(err, to) }

const s = time.Second

// The provider's words and what they do to the pace.
func TestDevicePace(t *testing.T) {
	for name, x := range map[string]struct {
		interval any
		answers  []string
		want     []time.Duration
	}{
		"no interval":  {nil, []string{"authorization_pending", ""}, []time.Duration{5 * s, 5 * s}},
		"interval":     {2, []string{"authorization_pending", ""}, []time.Duration{2 * s, 2 * s}},
		"as a string":  {"3", []string{""}, []time.Duration{3 * s}},
		"slow_down":    {5, []string{"slow_down", "authorization_pending", "slow_down", ""}, []time.Duration{5 * s, 10 * s, 10 * s, 15 * s}},
		"out of order": {0, []string{"authorization_pending", "503", "", ""}, []time.Duration{5 * s, 5 * s, 10 * s}},
	} {
		t.Run(name, func(t *testing.T) {
			p := newProvider(t, func(n int, _ url.Values) (int, any) {
				switch a := x.answers[n-1]; a {
				case "":
					return 200, goodToken()
				case "503":
					return 503, "busy"
				default:
					return 400, oauthError(a)
				}
			})
			if x.interval != nil {
				p.code["interval"] = x.interval
			}
			c, k := p.client()
			var news []Event
			tok, err := Device(t.Context(), c, func(e Event) { news = append(news, e) })
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(k.slept, x.want) {
				t.Errorf("slept %v, want %v", k.slept, x.want)
			}
			if tok.Access.Reveal() != "access-secret" || tok.Refresh.Reveal() != "refresh-secret" || tok.Flow != "device" ||
				!tok.Expiry.Equal(k.at.Add(time.Hour)) || !tok.SignedIn.Equal(k.at) || tok.ClientID != "client-1" {
				t.Errorf("%+v", tok)
			}
			if slices.Contains(x.answers, "slow_down") && !slices.ContainsFunc(news, func(e Event) bool { return e.Kind == SlowedDown }) {
				t.Error("slow_down was not told")
			}
		})
	}
}

func TestDeviceShowsTheCode(t *testing.T) {
	p := newProvider(t, func(int, url.Values) (int, any) { return 200, goodToken() })
	p.code["verification_uri_complete"] = "https://example.com/device?user_code=WDJB-MJHT"
	c, k := p.client()
	began := k.at
	var first Event
	if _, err := Device(t.Context(), c, func(e Event) {
		if e.Kind == CodeShown {
			first = e
		}
	}); err != nil {
		t.Fatal(err)
	}
	if first.UserCode != "WDJB-MJHT" || first.VerificationURI != "https://example.com/device" ||
		first.VerificationURIComplete != "https://example.com/device?user_code=WDJB-MJHT" || !first.Expires.Equal(began.Add(900*s)) {
		t.Errorf("%+v", first)
	}
	noSecrets(t, fmt.Sprintf("%+v", first))
	asked := p.requests()[0]
	if asked.Get("device_code") != "dev-code-secret" || asked.Get("client_id") != "client-1" || asked.Get("scope") != "" {
		t.Errorf("asked %v", asked)
	}
	if p.device.Get("scope") != "mail offline_access" || p.device.Get("prompt") != "consent" {
		t.Errorf("asked %v", p.device)
	}
}

// What is not an address of a page is never sent to a screen or browser: the
// one with the code in it can be done without.
func TestDeviceAddressesAreWebPages(t *testing.T) {
	p := newProvider(t, func(int, url.Values) (int, any) { return 200, goodToken() })
	p.code["verification_uri_complete"], p.code["user_code"] = "https://x/\x1b[2J", " WDJB-MJHT\n"
	c, _ := p.client()
	if _, err := Device(t.Context(), c, func(e Event) {
		if e.VerificationURI != "https://example.com/device" || e.VerificationURIComplete != "" || e.UserCode != "WDJB-MJHT" {
			t.Errorf("%+v", e)
		}
	}); err != nil {
		t.Fatal(err)
	}
}

// TestEndlessCode: the end of a code that lives for decades is told as a day.
func TestEndlessCode(t *testing.T) {
	p := newProvider(t, func(int, url.Values) (int, any) { return 200, goodToken() })
	p.code["expires_in"] = 1e9
	c, k := p.client()
	began := k.at
	if _, err := Device(t.Context(), c, func(e Event) {
		if !e.Expires.Equal(began.Add(24 * time.Hour)) {
			t.Errorf("until %v", e.Expires)
		}
	}); err != nil {
		t.Fatal(err)
	}
}

// TestOddWaits: an interval or a life that no person outlasts is cut.
func TestOddWaits(t *testing.T) {
	for _, c := range []struct {
		key   string
		value any
		polls int
		took  time.Duration
	}{
		{"interval", 1e9, 15, 15 * time.Minute}, {"interval", 0, 180, 15 * time.Minute}, {"interval", -1, 180, 15 * time.Minute},
		{"expires_in", -1, 120, 10 * time.Minute},
	} {
		p := newProvider(t, func(int, url.Values) (int, any) { return 400, oauthError("authorization_pending") })
		p.code[c.key] = c.value
		cl, k := p.client()
		began := k.at
		_, err := Device(t.Context(), cl, nil)
		wantError(t, err, "expired_token")
		if n, took := len(p.requests()), k.at.Sub(began); n != c.polls || took != c.took {
			t.Errorf("%s %v: asked %d times in %v", c.key, c.value, n, took)
		}
	}
}

func TestDeviceEnds(t *testing.T) {
	for _, code := range []string{"access_denied", "authorization_declined", "expired_token", "bad_verification_code", "invalid_client"} {
		p := newProvider(t, func(int, url.Values) (int, any) { return 400, oauthError(code) })
		c, _ := p.client()
		_, err := Device(t.Context(), c, nil)
		if e := wantError(t, err, code); e.Status != 400 || e.Endpoint != "token" {
			t.Errorf("%+v", e)
		}
		if n := len(p.requests()); n != 1 {
			t.Errorf("%s: asked %d times", code, n)
		}
	}
}

// A code that is too old is not asked for again.
func TestDeviceCodeRunsOut(t *testing.T) {
	p := newProvider(t, func(int, url.Values) (int, any) { return 400, oauthError("authorization_pending") })
	p.code["expires_in"] = 12
	c, k := p.client()
	began := k.at
	_, err := Device(t.Context(), c, nil)
	wantError(t, err, "expired_token")
	if n := len(p.requests()); n != 2 || k.at.Sub(began) != 12*s {
		t.Errorf("asked %d times in %v", n, k.at.Sub(began))
	}
}

func TestDeviceGivesUpOnATroubleThatStays(t *testing.T) {
	p := newProvider(t, func(int, url.Values) (int, any) { return 502, "<html><title>Bad Gateway</title>" })
	c, k := p.client()
	_, err := Device(t.Context(), c, nil)
	if e := wantError(t, err, ""); e.Status != 502 || e.FirstLine != "Bad Gateway" {
		t.Errorf("%+v", e)
	}
	if want := []time.Duration{5 * s, 10 * s, 20 * s}; !slices.Equal(k.slept, want) {
		t.Errorf("slept %v", k.slept)
	}
}

func TestDeviceObeysContext(t *testing.T) {
	p := newProvider(t, func(int, url.Values) (int, any) { return 400, oauthError("authorization_pending") })
	c, _ := p.client()
	ctx, cancel := context.WithCancel(t.Context())
	c.Sleep = nil // really waits, and is woken
	_, err := Device(ctx, c, func(Event) { cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if _, err := Device(ctx, c, nil); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
}

// The secret goes where the server wants it, which only asking can tell.
func TestSecretInTheOtherPlace(t *testing.T) {
	for _, basic := range []bool{true, false} {
		p := newProvider(t, func(n int, form url.Values) (int, any) {
			if n == 1 {
				return 401, oauthError("invalid_client")
			}
			return 200, goodToken()
		})
		c, _ := p.client()
		c.Secret, c.basic = store.NewSecret("client-secret"), basic
		if _, err := Device(t.Context(), c, nil); err != nil {
			t.Fatal(err)
		}
		asked := p.requests()
		if len(asked) != 2 || (asked[0].Get("client_secret") == "") != basic || (asked[1].Get("client_secret") == "") == basic ||
			(p.users[0] != "") != basic || (p.users[1] != "") == basic {
			t.Errorf("basic %v: %v %q", basic, asked, p.users)
		}
	}
	p := newProvider(t, func(int, url.Values) (int, any) { return 401, oauthError("invalid_client") })
	c, _ := p.client()
	c.Secret, c.Provider = store.NewSecret("client-secret"), microsoft
	_, err := Device(t.Context(), c, nil)
	wantError(t, err, "invalid_client")
	if n := len(p.requests()); n != 1 {
		t.Errorf("a known provider was asked %d times", n)
	}
}

func TestNoDeviceFlowHere(t *testing.T) {
	_, err := Device(t.Context(), Client{}, nil)
	wantKey(t, err, "missing_key", "oauth.device_url")
	_, err = Loopback(t.Context(), Client{}, nil, nil)
	wantKey(t, err, "missing_key", "oauth.authorize_url")
	_, err = AppOnly(t.Context(), Client{})
	wantKey(t, err, "missing_key", "oauth.client_secret")
	_, err = SignIn(t.Context(), "oob", Client{}, nil, nil)
	wantKey(t, err, "not_one_of", "oauth.flow")
}

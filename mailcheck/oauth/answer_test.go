package oauth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"todoku/store"
)

// answering is a client whose every endpoint is h.
func answering(t *testing.T, h http.HandlerFunc) Client {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return Client{TokenURL: server.URL, DeviceURL: server.URL, ID: "client-1", Secret: store.NewSecret("client-secret"), Provider: microsoft}
}

func text(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if contentType != "" {
			w.Header().Set("Content-Type", contentType)
		} else {
			w.Header()["Content-Type"] = nil
		}
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}
}

// What is no OAuth answer is reported as what it is.
func TestAnswersThatAreNone(t *testing.T) {
	for name, x := range map[string]struct {
		status        int
		kind, body    string
		wantKind, say string
	}{
		"login page":   {200, "text/html; charset=utf-8", "<!doctype html><html><head>\n<title>Proxy &amp; login</title>", "text/html", "Proxy & login"},
		"page":         {403, "text/html", "\n\n  <h1>no</h1>\n", "text/html", "<h1>no</h1>"},
		"empty":        {200, "", "", "", ""},
		"empty 500":    {500, "", "", "", ""},
		"500":          {500, "text/plain", "boom\nat line 3", "text/plain", "boom"},
		"other JSON":   {404, "application/json", `{"message":"no route"}`, "application/json", `{"message":"no route"}`},
		"object error": {400, "application/json", `{"error":{"code":"x"}}`, "application/json", `{"error":{"code":"x"}}`},
		"array":        {200, "application/json", `[]`, "application/json", `[]`},
		"cut off":      {200, "application/json", `{"access_token":"access-secret","re`, "application/json", ""},
		"two objects":  {200, "application/json", `{"access_token":"access-secret"}{}`, "application/json", ""},
		"no token":     {200, "application/json", `{"token_type":"Bearer"}`, "application/json", `{"token_type":"Bearer"}`},
		"escapes":      {500, "text/plain", "a\x1b[2Jb\x00", "text/plain", "a<001B>[2Jb<0000>"},
		"long":         {500, "text/plain", strings.Repeat("長", 1000), "text/plain", strings.Repeat("長", 53) + "…"},
		"endless":      {200, "application/json", `{"x":"` + strings.Repeat("y", 1<<20), "application/json", `{"x":"` + strings.Repeat("y", 154) + "…"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := AppOnly(t.Context(), answering(t, text(x.status, x.kind, x.body)))
			e := wantError(t, err, "")
			if e.Status != x.status || e.ContentType != x.wantKind || e.FirstLine != x.say || e.Endpoint != "token" || e.Err != nil {
				t.Errorf("%+v", e)
			}
			noSecrets(t, err.Error())
			if strings.Contains(err.Error(), "JSON") || strings.Contains(err.Error(), "invalid character") {
				t.Errorf("a parse error: %v", err)
			}
		})
	}
}

func TestErrorAnswers(t *testing.T) {
	_, err := AppOnly(t.Context(), answering(t, text(401, "application/json", `{"error":"invalid_client",
		"error_description":"AADSTS7000222: The provided client secret keys are expired.\r\nTrace ID: 1","error_codes":[7000222],"suberror":"x"}`)))
	e := wantError(t, err, "invalid_client")
	if e.AADSTS != "AADSTS7000222" || e.Suberror != "x" || e.Status != 401 || !strings.HasPrefix(e.Description, "AADSTS7000222: The") || strings.ContainsAny(e.Description, "\r\n") {
		t.Errorf("%+v", e)
	}
	_, err = AppOnly(t.Context(), answering(t, text(400, "application/json", `{"error":"invalid_grant","error_codes":[50126],"error_subtype":"invalid_rapt"}`)))
	if e := wantError(t, err, "invalid_grant"); e.AADSTS != "AADSTS50126" || e.Suberror != "invalid_rapt" {
		t.Errorf("%+v", e)
	}
	// Errors with status 200, and as a form, are errors too.
	_, err = AppOnly(t.Context(), answering(t, text(200, "application/json", `{"error":"invalid_scope"}`)))
	wantError(t, err, "invalid_scope")
	_, err = AppOnly(t.Context(), answering(t, text(400, "text/plain", `error=invalid_scope&error_description=no+such`)))
	if e := wantError(t, err, "invalid_scope"); e.Description != "no such" {
		t.Errorf("%+v", e)
	}
}

func TestTokensInOddClothes(t *testing.T) {
	for body, kind := range map[string]string{
		`{"access_token":"access-secret","expires_in":"3600"}`:              "text/plain",
		`{"access_token":"access-secret","expires_in":3600.0}`:              "text/html",
		`access_token=access-secret&expires_in=3600&token_type=bearer`:      "application/x-www-form-urlencoded",
		"access_token=access-secret&expires_in=3600\n":                      "text/plain; charset=utf-8",
		`{"access_token":"access-secret","expires_in":3600,"interval":"x"}`: "",
	} {
		c := answering(t, text(200, kind, body))
		at := time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)
		c.Now = func() time.Time { return at }
		tok, err := AppOnly(t.Context(), c)
		if err != nil {
			t.Errorf("%s: %v", body, err)
			continue
		}
		if tok.Access.Reveal() != "access-secret" || !tok.Expiry.Equal(at.Add(time.Hour)) || !tok.Refresh.IsZero() {
			t.Errorf("%s: %+v", body, tok)
		}
	}
	_, err := AppOnly(t.Context(), answering(t, text(200, "application/json", `{"access_token":"a\u001b[2J"}`)))
	if e := wantError(t, err, ""); e.Field != "access_token" {
		t.Errorf("%v", e)
	}
	_, err = AppOnly(t.Context(), answering(t, text(200, "application/json", `{"access_token":"access-secret","refresh_token":{}}`)))
	if e := wantError(t, err, ""); e.Field != "refresh_token" {
		t.Errorf("%v", e)
	}
}

// A provider that repeats a secret does not get it into an error.
func TestRepeatedSecretsAreHidden(t *testing.T) {
	echo := func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		send(w, 400, map[string]any{"error": "invalid_grant", "error_description": "bad " + r.PostForm.Encode()})
	}
	c := answering(t, echo)
	c.Secret = store.NewSecret("client-secret/+ä")
	_, err := Refresh(t.Context(), c, store.Token{ClientID: "client-1", Refresh: store.NewSecret("refresh-secret")})
	e := wantError(t, err, "invalid_grant")
	noSecrets(t, fmt.Sprintf("%+v %v", *e, err))
	if !strings.Contains(e.Description, "[hidden]") {
		t.Error(e.Description)
	}
	page := func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		fmt.Fprintf(w, "you sent %s", r.PostForm.Get("refresh_token"))
	}
	_, err = Refresh(t.Context(), answering(t, page), store.Token{ClientID: "client-1", Refresh: store.NewSecret("refresh-secret")})
	if e := wantError(t, err, ""); e.FirstLine != "you sent [hidden]" {
		t.Error(e.FirstLine)
	}
}

// A token request is never sent on: neither to http nor anywhere.
func TestRedirectsAreNotFollowed(t *testing.T) {
	reached := false
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	defer other.Close()
	for _, status := range []int{302, 307} {
		c := answering(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other.URL+"/login?u=1", status) })
		_, err := AppOnly(t.Context(), c)
		u, _ := url.Parse(other.URL)
		if e := wantError(t, err, ""); e.Status != status || e.Location != u.Host {
			t.Errorf("%+v", e)
		}
		_, err = Device(t.Context(), c, nil)
		if e := wantError(t, err, ""); e.Status != status || e.Endpoint != "device" {
			t.Errorf("%+v", e)
		}
	}
	if reached {
		t.Error("followed")
	}
}

func TestSkewIsMeasured(t *testing.T) {
	at := time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)
	c := answering(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", at.Add(-10*time.Minute).Format(http.TimeFormat))
		send(w, 400, oauthError("invalid_grant"))
	})
	c.Now = func() time.Time { return at }
	_, err := AppOnly(t.Context(), c)
	if e := wantError(t, err, "invalid_grant"); e.Skew != -10*time.Minute {
		t.Errorf("%v", e.Skew)
	}
}

func TestTransportErrors(t *testing.T) {
	dead := httptest.NewServer(nil)
	dead.Close()
	c := Client{TokenURL: dead.URL, ID: "client-1", Secret: store.NewSecret("client-secret")}
	_, err := AppOnly(t.Context(), c)
	if e := wantError(t, err, ""); e.Err == nil || e.Status != 0 || e.Host == "" {
		t.Errorf("%+v", e)
	}
	noSecrets(t, err.Error())
	ctx, cancel := context.WithCancel(t.Context())
	c = answering(t, func(_ http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm() // only then does the server see the client go
		cancel()
		<-r.Context().Done()
	})
	if _, err := AppOnly(ctx, c); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	ctx, cancel = context.WithCancel(t.Context())
	c = answering(t, func(_ http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm() // only then does the server see the client go
		cancel()
		<-r.Context().Done()
	})
	if _, err := Device(ctx, c, nil); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

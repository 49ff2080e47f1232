package sandbox

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

const (
	letterTo = "someone@example.net"
	graphDoc = `{"message":{"subject":"試験 mail","body":{"contentType":"Text","content":"hello"},"toRecipients":[{"emailAddress":{"address":"someone@example.net"}}]}}`
)

func letter(from string) string {
	return "From: " + from + "\r\nTo: " + letterTo + "\r\nSubject: test\r\n\r\nhello\r\n"
}

// errorOf is the code that either API names in its refusal.
func errorOf(t *testing.T, r reached) string {
	t.Helper()
	var out struct {
		Error struct {
			Code   any
			Status string
		}
	}
	if err := json.Unmarshal([]byte(r.body), &out); err != nil {
		t.Fatalf("%v: %+v", err, r)
	}
	if out.Error.Status != "" {
		return out.Error.Status
	}
	code, _ := out.Error.Code.(string)
	return code
}

func TestMailAPIs(t *testing.T) {
	s := startOAuth(t, Options{})
	me := s.Accounts[0].Address
	graph, gmail := s.OAuth.GraphURL+"/me/sendMail", s.OAuth.GmailURL+"/users/me/messages/send"
	upload := s.OAuth.SecureIssuer + "/upload/gmail/v1/users/me/messages/send?uploadType=media"
	raw := func(from string) string {
		return `{"raw":"` + base64.URLEncoding.EncodeToString([]byte(letter(from))) + `"}`
	}
	for i, c := range []struct {
		address, kind, body string
		status              int
	}{
		{graph, "application/json", graphDoc, http.StatusAccepted},
		{s.OAuth.GraphURL + "/users/" + me + "/sendMail", "application/json", graphDoc, http.StatusAccepted},
		{graph, "text/plain", base64.StdEncoding.EncodeToString([]byte(letter(me))), http.StatusAccepted},
		{gmail, "application/json", raw(me), http.StatusOK},
		{gmail, "application/json", `{"raw":"` + base64.RawURLEncoding.EncodeToString([]byte(letter(me))) + `"}`, http.StatusOK},
		{upload, "message/rfc822", letter(me), http.StatusOK},
	} {
		if got := s.api(t, c.address, c.kind, c.body); got.status != c.status {
			t.Errorf("%s: %+v", c.address, got)
		}
		box := s.Mailbox()
		if len(box) != i+1 {
			t.Fatalf("%d messages after %s", len(box), c.address)
		}
		if m := box[i]; m.From != me || len(m.To) != 1 || m.To[0] != letterTo || !strings.Contains(string(m.Data), "hello") {
			t.Errorf("%+v", m)
		}
	}
	for _, c := range []struct{ address, kind, body, code string }{
		{graph, "application/json", "no JSON", "ErrorInvalidRecipients"},
		{graph, "application/json", "{}", "ErrorInvalidRecipients"},
		{graph, "text/plain", "%%%", "ErrorInvalidRecipients"},
		{graph, "text/plain", base64.StdEncoding.EncodeToString([]byte(letter("boss@sandbox.test"))), "ErrorSendAsDenied"},
		{s.OAuth.GraphURL + "/users/" + s.Accounts[1].Address + "/sendMail", "application/json", graphDoc, "ErrorAccessDenied"},
		{gmail, "application/json", "{}", "INVALID_ARGUMENT"},
		{gmail, "application/json", raw("boss@sandbox.test"), "INVALID_ARGUMENT"},
		{upload, "application/json", letter(me), "INVALID_ARGUMENT"},
		{s.OAuth.GmailURL + "/users/" + s.Accounts[1].Address + "/messages/send", "application/json", raw(me), "PERMISSION_DENIED"},
	} {
		if got := s.api(t, c.address, c.kind, c.body); got.status < 400 || errorOf(t, got) != c.code {
			t.Errorf("%s: %+v", c.address, got)
		}
	}
	if got := len(s.Mailbox()); got != 6 {
		t.Errorf("%d messages", got)
	}
}

// A token of the application has no mailbox of its own; one without the mail
// permission sends nothing.
func TestMailAPIsWantTheRightToken(t *testing.T) {
	s := startOAuth(t, Options{})
	get := func(fields url.Values) string {
		var out struct {
			Access string `json:"access_token"`
		}
		if status := s.post(t, s.OAuth.TokenURL, fields, &out); status != http.StatusOK {
			t.Fatalf("status %d", status)
		}
		return out.Access
	}
	app := get(url.Values{"grant_type": {grantApp}, "client_id": {s.OAuth.ClientID}, "client_secret": {s.OAuth.ClientSecret}, "scope": {"https://graph.microsoft.com/.default"}})
	named := s.OAuth.GraphURL + "/users/" + s.Accounts[1].Address + "/sendMail"
	if got := s.apiWith(t, app, named, "application/json", graphDoc); got.status != http.StatusAccepted || s.Mailbox()[0].From != s.Accounts[1].Address {
		t.Errorf("%+v", got)
	}
	c := s.public()
	c.Scopes = []string{"openid", "offline_access", "User.Read"}
	poor := signedIn(t, s, c, s.Accounts[0].Address).AccessToken
	graph, gmail := s.OAuth.GraphURL+"/me/sendMail", s.OAuth.GmailURL+"/users/me/messages/send"
	for _, no := range []struct {
		token, address string
		status         int
		code           string
	}{
		{app, graph, http.StatusForbidden, "ErrorAccessDenied"}, {app, gmail, http.StatusForbidden, "PERMISSION_DENIED"},
		{poor, graph, http.StatusForbidden, "ErrorAccessDenied"}, {poor, gmail, http.StatusForbidden, "PERMISSION_DENIED"},
		{"x", graph, http.StatusUnauthorized, "InvalidAuthenticationToken"}, {"x", gmail, http.StatusUnauthorized, "UNAUTHENTICATED"},
	} {
		if got := s.apiWith(t, no.token, no.address, "application/json", graphDoc); got.status != no.status || errorOf(t, got) != no.code {
			t.Errorf("%s: %+v", no.address, got)
		}
	}
	for _, address := range []string{s.OAuth.GraphURL + "/me", s.OAuth.Issuer + "/userinfo"} {
		r, err := http.NewRequestWithContext(within(t), http.MethodGet, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "bearer "+poor)
		if got := s.send(t, r); got.status != http.StatusOK || !strings.Contains(got.body, s.Accounts[0].Address) {
			t.Errorf("%s: %+v", address, got)
		}
	}
}

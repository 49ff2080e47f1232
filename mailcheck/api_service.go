package mailcheck

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"todoku/store"
)

// apiCall is one request to an API, and how its answer is read.
type apiCall struct {
	method, path string
	kind         string // Content-Type
	body         []byte
	want         int // HTTP status of success: a login page on the way says 200
	// read takes what is wanted from the JSON of a good answer.
	read func([]byte) string
}

// service is one mail API.
type service struct {
	base   string // without a final slash
	whoami apiCall
	send   func(p store.Profile, m trial) apiCall
}

// apiOf is the API that the profile sends with.
func apiOf(p store.Profile) service {
	if p.Provider == "google" {
		return gmailAPI()
	}
	return graphAPI()
}

// apiBase is where the API is.
func apiBase(p store.Profile) string {
	return strings.TrimRight(cmp.Or(p.API.BaseURL, apiOf(p).base), "/")
}

// graphAPI is Microsoft Graph (user: sendMail, with the message in MIME form).
func graphAPI() service {
	return service{
		base: "https://graph.microsoft.com/v1.0",
		whoami: apiCall{method: "GET", want: http.StatusOK, path: "/me?$select=mail,userPrincipalName", read: func(body []byte) string {
			var me struct{ Mail, UserPrincipalName string }
			_ = json.Unmarshal(body, &me)
			return me.Mail + " " + me.UserPrincipalName // often the same, not always
		}},
		send: func(p store.Profile, m trial) apiCall {
			path := "/me/sendMail"
			if p.OAuth.Flow == "app-only" { // nobody is "me"
				path = "/users/" + url.PathEscape(p.SMTP.Auth.Username) + "/sendMail"
			}
			return apiCall{method: "POST", path: path, want: http.StatusAccepted, kind: "text/plain", body: []byte(base64.StdEncoding.EncodeToString(m.text))}
		},
	}
}

// gmailAPI is the Gmail API (users.messages.send).
func gmailAPI() service {
	field := func(name string) func([]byte) string {
		return func(body []byte) string {
			var all map[string]any
			_ = json.Unmarshal(body, &all)
			s, _ := all[name].(string)
			return s
		}
	}
	return service{
		base:   "https://gmail.googleapis.com/gmail/v1",
		whoami: apiCall{method: "GET", want: http.StatusOK, path: "/users/me/profile", read: field("emailAddress")},
		send: func(_ store.Profile, m trial) apiCall {
			raw := `{"raw":"` + base64.URLEncoding.EncodeToString(m.text) + `"}`
			return apiCall{method: "POST", path: "/users/me/messages/send", want: http.StatusOK, kind: "application/json", body: []byte(raw), read: field("id")}
		},
	}
}

// apiFault is how both APIs tell an error: Graph's code is a word, Google's the
// status, with its word below errors or details.
type apiFault struct {
	Error struct {
		Code    any
		Message string
		Status  string
		Errors  []struct{ Reason string }
		Details []struct{ Reason string }
	}
}

// faultOf is the API's word for an error, and its sentence; false: the body is
// no answer of a mail API.
func faultOf(body []byte) (code, message string, ok bool) {
	var f apiFault
	if json.Unmarshal(body, &f) != nil || f.Error.Code == nil {
		return "", "", false
	}
	for _, d := range f.Error.Details {
		code = cmp.Or(code, d.Reason)
	}
	for _, d := range f.Error.Errors {
		code = cmp.Or(code, d.Reason)
	}
	if s, word := f.Error.Code.(string); word {
		code = cmp.Or(code, s)
	}
	return cmp.Or(code, f.Error.Status), f.Error.Message, true
}

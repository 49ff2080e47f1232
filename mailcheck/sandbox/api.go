package sandbox

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/mail"
	"strings"
)

// maxAPIBody is a message as base64 inside JSON.
const maxAPIBody = maxMessage/3*4 + 1<<16

// caller is who an API request acts for; nil: refused, and answered.
func (o *oauthServer) caller(w http.ResponseWriter, r *http.Request, step string, sends func(string) bool, no refusals) *account {
	if a, ok := o.instead(step); ok {
		apiAnswer(w, a)
		return nil
	}
	a, ok := o.valid(bearer(r))
	if !ok {
		apiAnswer(w, no.token)
		return nil
	}
	who := a.grant.account
	if user := r.PathValue("user"); user != "" && user != "me" || who == nil {
		if who, ok = o.may(a, user); !ok {
			apiAnswer(w, no.mailbox)
			return nil
		}
	}
	if !anyOf(a.scopes, sends) {
		apiAnswer(w, no.scope)
		return nil
	}
	return who
}

// refusals are an API's own words.
type refusals struct{ token, scope, mailbox, request, sender answer }

// apiAnswer sends an answer of an API: 401 asks for a token (RFC 6750 section 3).
func apiAnswer(w http.ResponseWriter, a answer) {
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Cache-Control", "no-store")
	if a.status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="sandbox", error="invalid_token"`)
	}
	w.WriteHeader(a.status)
	_, _ = io.WriteString(w, a.body)
}

// body reads a bounded request.
func body(w http.ResponseWriter, r *http.Request) ([]byte, bool) {
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxAPIBody))
	return data, err == nil
}

// deliver puts an Internet message into the mailbox, for whom its header says;
// or gives the refusal.
func (o *oauthServer) deliver(who *account, data []byte, a refusals) (string, *answer) {
	m, err := mail.ReadMessage(bytes.NewReader(data))
	if err != nil {
		return "", &a.request
	}
	var to []string
	for _, field := range []string{"To", "Cc", "Bcc"} {
		if m.Header.Get(field) == "" {
			continue
		}
		list, err := m.Header.AddressList(field)
		if err != nil {
			return "", &a.request
		}
		for _, one := range list {
			to = append(to, one.Address)
		}
	}
	if len(to) == 0 || len(to) > maxRcpt {
		return "", &a.request
	}
	if from, err := m.Header.AddressList("From"); err == nil && !who.owns(from[0].Address) {
		return "", &a.sender
	}
	id := strings.ToLower(rand.Text()[:16])
	o.m.accept(Message{ID: id, From: who.Address, To: to, Data: data}, origin{helo: "api", address: loopback, with: "HTTP"})
	return id, nil
}

// contentType is that of a request without its parameters.
func contentType(r *http.Request) string {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return ""
	}
	return kind
}

// gmailSend takes JSON with the message as base64url, or at the upload address
// the message itself.
func (o *oauthServer) gmailSend(w http.ResponseWriter, r *http.Request) {
	who := o.caller(w, r, atGmail, sendsGmail, gmailRefusals())
	if who == nil {
		return
	}
	data, ok := body(w, r)
	if ok && !strings.HasPrefix(r.URL.Path, "/upload/") {
		var in struct{ Raw string }
		ok = json.Unmarshal(data, &in) == nil && in.Raw != ""
		var err error
		data, err = base64.URLEncoding.DecodeString(in.Raw)
		if err != nil { // the padding may be left out
			data, err = base64.RawURLEncoding.DecodeString(in.Raw)
		}
		ok = ok && err == nil
	} else if ok {
		ok = contentType(r) == "message/rfc822"
	}
	no := gmailRefusals()
	if !ok {
		apiAnswer(w, no.request)
		return
	}
	id, refusal := o.deliver(who, data, no)
	if refusal != nil {
		apiAnswer(w, *refusal)
		return
	}
	sendJSON(w, http.StatusOK, map[string]any{"id": id, "threadId": id, "labelIds": []string{"SENT"}})
}

// gmailProfile tells whose mailbox it is.
func (o *oauthServer) gmailProfile(w http.ResponseWriter, r *http.Request) {
	if who := o.caller(w, r, atGmail, sendsGmail, gmailRefusals()); who != nil {
		sendJSON(w, http.StatusOK, map[string]any{"emailAddress": who.Address, "messagesTotal": 0, "threadsTotal": 0, "historyId": "1"})
	}
}

// gmailError is Google's form of a refusal.
func gmailError(status int, name, reason, message string) answer {
	return answer{status: status, kind: kindJSON, body: asJSON(map[string]any{"error": map[string]any{
		"code": status, "message": message, "status": name,
		"errors": []map[string]string{{"message": message, "domain": "global", "reason": reason}},
	}})}
}

func gmailRefusals() refusals {
	return refusals{
		token: gmailError(http.StatusUnauthorized, "UNAUTHENTICATED", "authError",
			"Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project."),
		scope: gmailError(http.StatusForbidden, "PERMISSION_DENIED", "insufficientPermissions",
			"Request had insufficient authentication scopes."),
		mailbox: gmailError(http.StatusForbidden, "PERMISSION_DENIED", "forbidden", "Delegation denied for the requested user"),
		request: gmailError(http.StatusBadRequest, "INVALID_ARGUMENT", "invalidArgument", "Recipient address required"),
		sender:  gmailError(http.StatusBadRequest, "INVALID_ARGUMENT", "invalidArgument", "Invalid From header"),
	}
}

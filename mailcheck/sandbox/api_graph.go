package sandbox

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"net/mail"
	"strings"
)

// graphMail is the body of sendMail, as far as a mail program uses it.
type graphMail struct {
	Message struct {
		Subject string
		Body    struct{ ContentType, Content string }
		From    *graphRecipient
		To      []graphRecipient `json:"toRecipients"`
		Cc      []graphRecipient `json:"ccRecipients"`
		Bcc     []graphRecipient `json:"bccRecipients"`
	}
}

type graphRecipient struct {
	EmailAddress struct{ Address, Name string }
}

// graphSend is sendMail: JSON, or a MIME message as base64 in text/plain. Like
// the real one it takes every recipient; what cannot be delivered would bounce.
func (o *oauthServer) graphSend(w http.ResponseWriter, r *http.Request) {
	no := graphRefusals()
	who := o.caller(w, r, atGraph, sendsGraph, no)
	if who == nil {
		return
	}
	data, ok := body(w, r)
	if ok && contentType(r) == "text/plain" {
		var err error
		data, err = base64.StdEncoding.DecodeString(string(bytes.TrimSpace(data)))
		ok = err == nil
	} else if ok {
		var m graphMail
		ok = json.Unmarshal(data, &m) == nil
		data = m.text(who)
	}
	if !ok {
		apiAnswer(w, no.request)
		return
	}
	if _, refusal := o.deliver(who, data, no); refusal != nil {
		apiAnswer(w, *refusal)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// text is the message that the server would send.
func (m graphMail) text(who *account) []byte {
	var b bytes.Buffer
	from := who.Address
	if m.Message.From != nil {
		from = m.Message.From.EmailAddress.Address
	}
	field := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\r\n", name, strings.NewReplacer("\r", " ", "\n", " ").Replace(value))
		}
	}
	field("From", (&mail.Address{Name: who.Name, Address: from}).String())
	for _, f := range []struct {
		name string
		list []graphRecipient
	}{{"To", m.Message.To}, {"Cc", m.Message.Cc}, {"Bcc", m.Message.Bcc}} {
		var all []string
		for _, one := range f.list {
			all = append(all, (&mail.Address{Name: one.EmailAddress.Name, Address: one.EmailAddress.Address}).String())
		}
		field(f.name, strings.Join(all, ", "))
	}
	field("Subject", mime.QEncoding.Encode("utf-8", m.Message.Subject))
	kind := "text/plain"
	if strings.EqualFold(m.Message.Body.ContentType, "html") {
		kind = "text/html"
	}
	field("MIME-Version", "1.0")
	field("Content-Type", kind+"; charset=utf-8")
	b.WriteString("\r\n" + m.Message.Body.Content)
	return b.Bytes()
}

// graphMe tells who signed in.
func (o *oauthServer) graphMe(w http.ResponseWriter, r *http.Request) {
	reads := func(s string) bool { return sendsGraph(s) || s == "User.Read" || s == scopeGraph+"User.Read" }
	if who := o.caller(w, r, atGraph, reads, graphRefusals()); who != nil {
		sendJSON(w, http.StatusOK, map[string]any{"id": who.Username, "displayName": who.Name, "mail": who.Address, "userPrincipalName": who.Address})
	}
}

// graphError is Microsoft Graph's form of a refusal.
func graphError(status int, code, message string) answer {
	return answer{status: status, kind: kindJSON, body: asJSON(map[string]any{"error": map[string]any{
		"code": code, "message": message,
		"innerError": map[string]string{"date": "2026-01-05T00:00:00", "request-id": traceID, "client-request-id": correlation},
	}})}
}

func graphRefusals() refusals {
	return refusals{
		token:   graphError(http.StatusUnauthorized, "InvalidAuthenticationToken", "Access token validation failure."),
		scope:   graphError(http.StatusForbidden, "ErrorAccessDenied", "Access is denied. Check credentials and try again."),
		mailbox: graphError(http.StatusForbidden, "ErrorAccessDenied", "Access is denied. Check credentials and try again."),
		request: graphError(http.StatusBadRequest, "ErrorInvalidRecipients", "At least one recipient is not valid."),
		sender: graphError(http.StatusForbidden, "ErrorSendAsDenied",
			"The user account which was used to submit this request does not have the right to send mail on behalf of the specified sending account., Cannot submit message."),
	}
}

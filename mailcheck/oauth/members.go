package oauth

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// texts are the members of an answer that are strings, where they are there
// (RFC 6749 section 5.1, RFC 8628 section 3.2, RFC 8414 section 2).
var texts = map[string][]string{
	"token":     {"access_token", "token_type", "refresh_token", "id_token"},
	"device":    {"device_code", "user_code", "verification_uri", "verification_url", "verification_uri_complete"},
	"discovery": {"issuer", "authorization_endpoint", "token_endpoint", "device_authorization_endpoint"},
}

// odd names the member because of which an answer cannot be used; empty: none.
func (w *watch) odd(fields map[string]any, body []byte) string {
	if key := doubled(body); key != "" {
		return key // section 3.2 of RFC 6749, for requests and answers alike: never twice
	}
	for _, key := range texts[w.endpoint] {
		if _, ok := fields[key].(string); !ok && fields[key] != nil {
			return key
		}
	}
	text := func(key string) string { s, _ := fields[key].(string); return strings.TrimSpace(s) }
	if text(w.wants) == "" {
		return w.wants
	}
	switch w.endpoint {
	case "token":
		// RFC 6749 section 7.1: a type that is not understood must not be used.
		// Some leave it out, and mean this one.
		if kind := text("token_type"); kind != "" && !strings.EqualFold(kind, "bearer") {
			return "token_type"
		}
	case "device":
		if !typable(text("user_code")) {
			return "user_code"
		}
		if webPage(text("verification_uri")) == "" && webPage(text("verification_url")) == "" {
			return "verification_uri"
		}
	}
	return ""
}

// plain brings the members that providers write in several ways into the one
// that the library reads.
func plain(fields map[string]any) {
	for _, key := range []string{"expires_in", "interval"} {
		if d, ok := seconds(fields[key]); ok {
			fields[key] = int64(d / time.Second)
		} else {
			delete(fields, key)
		}
	}
	if list, ok := fields["scope"].([]any); ok {
		var words []string
		for _, v := range list {
			if s, ok := v.(string); ok {
				words = append(words, s)
			}
		}
		fields["scope"] = strings.Join(words, " ")
	}
}

// doubled is a member that a JSON object has twice: which one counts would be
// anybody's guess (RFC 8259 section 4).
func doubled(body []byte) string {
	d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(body, []byte("\ufeff"))))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return ""
	}
	var seen []string
	for d.More() {
		key, err := d.Token()
		name, ok := key.(string)
		if err != nil || !ok {
			return ""
		}
		if slices.Contains(seen, name) {
			return name
		}
		seen = append(seen, name)
		var value json.RawMessage
		if d.Decode(&value) != nil {
			return ""
		}
	}
	return ""
}

package oauth

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"todoku/store"
)

// Error names the endpoint and the answer, for logs; faces have texts by cause.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("oauth: " + e.Endpoint + " endpoint")
	if e.Host != "" {
		b.WriteString(" " + e.Host)
	}
	if e.Status != 0 {
		fmt.Fprintf(&b, ": HTTP %d", e.Status)
	}
	for _, s := range []string{e.ContentType, e.Code, e.Suberror, e.Description, e.Field, e.FirstLine, e.Location} {
		if s != "" {
			b.WriteString(": " + s)
		}
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

// Unwrap gives the transport error.
func (e *Error) Unwrap() error { return e.Err }

// codeOf is the OAuth error code in err; empty: none.
func codeOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// passing tells troubles that may be over at the next try (RFC 8628 section
// 3.5 asks for that after a time-out).
func passing(err error) bool {
	var e *Error
	if !errors.As(err, &e) || e.Code != "" {
		return false
	}
	return e.Err != nil || e.Status == 502 || e.Status == 503 || e.Status == 504
}

// missing is the Problem of a key that a flow cannot do without.
func missing(key string) *store.Problem {
	return &store.Problem{Key: key, Code: "missing_key"}
}

// transport makes an Error of what x/oauth2 or net/http gave up with. Texts
// of decoders are left out: they may quote the answer.
func transport(err error, endpoint, at string) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	e = &Error{Endpoint: endpoint, Host: hostOf(at)}
	var u *url.Error
	if errors.As(err, &u) {
		e.Err = u.Err
		return e
	}
	e.Err = errUnreadable
	return e
}

// errUnreadable is an answer with the right fields of the wrong types.
var errUnreadable = errors.New("answer cannot be read")

// errUnsafe is an endpoint to which no secret may be sent.
var errUnsafe = errors.New("endpoint is neither https nor on loopback")

func hostOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return u.Host
}

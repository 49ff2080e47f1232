package sandbox

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// errDirectives is a DIGEST-MD5 response that cannot be read.
var errDirectives = errors.New("malformed digest-response")

// digestMD5 is the server side of DIGEST-MD5 (RFC 2831), with quality of
// protection "auth" and one realm.
type digestMD5 struct {
	accounts *accounts
	service  string // smtp | pop | imap
	nonce    string
	who      *account
}

// Next: challenge, check, rspauth, and the client's empty answer to that.
func (d *digestMD5) Next(response []byte) ([]byte, bool, error) {
	switch {
	case d.nonce == "":
		d.nonce = rand.Text()
		return fmt.Appendf(nil, `realm="%s",nonce="%s",qop="auth",charset=utf-8,algorithm=md5-sess`, Domain, d.nonce), false, nil
	case d.who != nil:
		return nil, true, nil
	}
	got, err := directives(string(response))
	if err != nil {
		return nil, false, err
	}
	one, ok := d.accounts.byUser[got["username"]]
	host, ours := strings.CutPrefix(got["digest-uri"], d.service+"/")
	if !ok || got["realm"] != Domain || got["nonce"] != d.nonce || got["nc"] != "00000001" || got["cnonce"] == "" ||
		(got["qop"] != "" && got["qop"] != "auth") || !ours || host == "" || got["authzid"] != "" {
		return nil, false, errRefused
	}
	if !hmac.Equal([]byte(digest(got, one.Password, "AUTHENTICATE:")), []byte(got["response"])) {
		return nil, false, errRefused
	}
	d.who = one
	return []byte("rspauth=" + digest(got, one.Password, ":")), false, nil
}

func (d *digestMD5) account() *account { return d.who }

// digest is the response-value of RFC 2831 section 2.1.2.1; a2 is what A2
// begins with: "AUTHENTICATE:" from the client, ":" from the server.
func digest(d map[string]string, password, a2 string) string {
	qop := d["qop"]
	if qop == "" {
		qop = "auth"
	}
	inner := md5.Sum([]byte(d["username"] + ":" + d["realm"] + ":" + password))
	a1 := string(inner[:]) + ":" + d["nonce"] + ":" + d["cnonce"]
	return hexMD5(hexMD5(a1) + ":" + d["nonce"] + ":" + d["nc"] + ":" + d["cnonce"] + ":" + qop + ":" + hexMD5(a2+d["digest-uri"]))
}

func hexMD5(s string) string {
	sum := md5.Sum([]byte(s))
	return hex.EncodeToString(sum[:])
}

// directives reads `a="x\"y",b=z` (RFC 2831 section 7.1). A directive that
// comes twice is an error.
func directives(s string) (map[string]string, error) {
	out := map[string]string{}
	for s = strings.TrimLeft(s, ", \t"); s != ""; s = strings.TrimLeft(s, ", \t") {
		name, rest, ok := strings.Cut(s, "=")
		name = strings.ToLower(strings.TrimSpace(name))
		if !ok || name == "" {
			return nil, errDirectives
		}
		var value string
		if strings.HasPrefix(rest, `"`) {
			if value, s, ok = quoted(rest[1:]); !ok {
				return nil, errDirectives
			}
		} else {
			value, s, _ = strings.Cut(rest, ",")
			value = strings.TrimSpace(value)
		}
		if _, twice := out[name]; twice {
			return nil, errDirectives
		}
		out[name] = value
	}
	return out, nil
}

// quoted reads up to the closing quote and undoes backslashes.
func quoted(s string) (value, rest string, ok bool) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '"':
			return b.String(), s[i+1:], true
		case '\\':
			if i++; i == len(s) {
				return "", "", false
			}
		}
		b.WriteByte(s[i])
	}
	return "", "", false
}

package importer

import (
	"net/url"
	"strings"
)

// muttServer is a server's URL taken apart.
type muttServer struct{ scheme, user, password, host, port string }

// muttURL reads proto[s]://[user[:password]@]host[:port][/path] (mutt manual,
// "URL Syntax"). A user name may hold an @.
func muttURL(raw string) (u muttServer, ok bool) {
	scheme, rest, ok := strings.Cut(raw, "://")
	if !ok {
		return u, false
	}
	u.scheme = strings.ToLower(scheme)
	at := strings.LastIndexByte(rest, '@')
	if slash := strings.IndexByte(rest[at+1:], '/'); slash >= 0 {
		rest = rest[:at+1+slash]
	}
	if at >= 0 {
		user, password, _ := strings.Cut(rest[:at], ":")
		u.user, u.password, rest = unescape(user), unescape(password), rest[at+1:]
	}
	u.host = rest
	if i := strings.LastIndexByte(rest, ':'); i >= 0 && !strings.HasSuffix(rest, "]") {
		u.host, u.port = rest[:i], rest[i+1:]
	}
	u.host = strings.Trim(u.host, "[]")
	return u, u.host != ""
}

// unescape decodes %40 and its like.
func unescape(s string) string {
	if out, err := url.PathUnescape(s); err == nil {
		return out
	}
	return s
}

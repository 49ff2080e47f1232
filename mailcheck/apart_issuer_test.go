package mailcheck

import (
	"context"
	"encoding/pem"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// TestIssuerOfStrangers: a certificate that nobody has vouched for does not
// lead inside, and what is fetched is bounded.
func TestIssuerOfStrangers(t *testing.T) {
	for _, c := range []struct {
		server, address string
		goes            bool
	}{
		{"203.0.113.5:587", "203.0.113.9:80", true},
		{"203.0.113.5:587", "127.0.0.1:80", false},
		{"203.0.113.5:587", "10.0.0.1:80", false},
		{"203.0.113.5:587", "169.254.169.254:80", false},
		{"203.0.113.5:587", "[::1]:80", false},
		{"203.0.113.5:587", "[::ffff:127.0.0.1]:80", false},
		{"10.0.0.5:587", "10.0.0.9:80", true},
		{"10.0.0.5:587", "127.0.0.1:80", false},
		{"127.0.0.1:587", "127.0.0.1:80", true},
		{"127.0.0.1:587", "169.254.169.254:80", false},
	} {
		gone := false
		l := newLadder(t.Context(), profile("none"), Options{Dial: func(context.Context, string, string) (net.Conn, error) {
			gone = true
			return nil, errors.New("no further")
		}})
		l.remote = c.server
		if _, err := l.dialIssuer(t.Context(), "tcp", c.address); err == nil || gone != c.goes {
			t.Errorf("from %s to %s: goes %t, want %t: %v", c.server, c.address, gone, c.goes, err)
		}
	}
}

func TestFetchIssuer(t *testing.T) {
	good := selfMade(t, "issuer", certNow, certNow.AddDate(1, 0, 0))
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/der":
			_, _ = w.Write(good.Raw)
		case "/pem":
			_ = pem.Encode(w, &pem.Block{Type: "CERTIFICATE", Bytes: good.Raw})
		case "/moved":
			http.Redirect(w, r, "/der", http.StatusFound)
		case "/failed":
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write(good.Raw)
		case "/long":
			_, _ = w.Write([]byte(strings.Repeat("x", maxIssuer) + "\n" + string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: good.Raw}))))
		}
	}))
	defer web.Close()
	l := newLadder(t.Context(), profile("none"), Options{})
	l.remote = "127.0.0.1:587"
	for path, want := range map[string]bool{"/der": true, "/pem": true, "/moved": false, "/failed": false, "/long": false, "/empty": false} {
		at, err := url.Parse(web.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		if c, err := l.fetchIssuer(t.Context(), at); (err == nil) != want || want && !c.Equal(good) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

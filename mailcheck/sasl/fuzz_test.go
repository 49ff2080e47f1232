package sasl

import (
	"strings"
	"testing"
)

func FuzzDigestChallenge(f *testing.F) {
	f.Add(`realm="elwood.innosoft.com",nonce="OA6MG9tEQGm2hh",qop="auth",algorithm=md5-sess,charset=utf-8`, "rspauth=ea40f60335c427b5527b84dbabcdfffd")
	f.Add(`nonce="\"\\",algorithm=md5-sess`, "")
	f.Fuzz(func(t *testing.T, first, second string) {
		c, _ := New("digest-md5", credentials("us\"er", "pass", "nonce"))
		if got, err := c.Next([]byte(first)); err == nil {
			if strings.ContainsAny(string(got), "\r\n") && !strings.ContainsAny(first, "\r\n") {
				t.Errorf("line break in %q", got)
			}
			if _, err := parseDirectives(string(got)); err != nil && len(got) <= maxChallenge {
				t.Errorf("own answer does not parse: %q: %v", got, err)
			}
		}
		if _, err := c.Next([]byte(second)); err == nil && !strings.Contains(strings.ToLower(second), "rspauth") {
			t.Errorf("proof taken from %q", second)
		}
	})
}

func FuzzChallenges(f *testing.F) {
	f.Add("r=nonce3rfc,s=QSXCR+Q6sek8bf92,i=4096", "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=")
	f.Add("<1896.697170952@postoffice.reston.mci.net>", "e=unknown-user")
	f.Fuzz(func(t *testing.T, first, second string) {
		if strings.Contains(first, "i=") && len(first) > 200 {
			return // high counts are allowed and slow
		}
		for _, method := range []string{"cram-md5", "scram-sha-1"} {
			c, _ := New(method, credentials("user", "pass", "nonce"))
			_, _, _ = c.Start()
			_, _ = c.Next([]byte(first))
			_, _ = c.Next([]byte(second))
			if err := c.Finish(); err == nil && method != "cram-md5" {
				t.Errorf("server proved by %q, %q", first, second)
			}
		}
	})
}

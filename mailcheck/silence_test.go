package mailcheck

import (
	"context"
	"io"
	"net"
	"testing"
	"time"

	"todoku/mailcheck/cause"
	"todoku/store"
)

// mute is a port that says nothing until it is spoken to, and then what answers
// the first octet.
func mute(answers map[byte]string) func(context.Context, string, string) (net.Conn, error) {
	return func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go func() {
			defer ours.Close()
			first := make([]byte, 1)
			if _, err := io.ReadFull(ours, first); err != nil {
				return
			}
			go func() { _, _ = io.Copy(io.Discard, ours) }()
			_, _ = io.WriteString(ours, answers[first[0]])
			if answers[first[0]] == "" {
				_, _ = io.Copy(io.Discard, ours)
			}
		}()
		return theirs, nil
	}
}

// TestSilence: what a silent port is, told by what it answers. 0x16 begins a
// ClientHello (RFC 8446 section 5.1).
func TestSilence(t *testing.T) {
	t.Parallel()
	const alert = "\x15\x03\x03\x00\x02\x02\x50"
	for name, c := range map[string]struct {
		answers map[byte]string
		want    string
		sure    cause.Confidence
	}{
		"nothing at all":           {nil, "net.no-banner", cause.Likely},
		"an alert is TLS":          {map[byte]string{0x16: alert, 'Q': alert}, "tls.needs-implicit", cause.Certain},
		"HTTP, asked by TLS":       {map[byte]string{0x16: "HTTP/1.1 400 Bad Request\r\n"}, "net.wrong-service", cause.Certain},
		"HTTP, asked by QUIT":      {map[byte]string{'Q': "HTTP/1.1 400 Bad Request\r\n"}, "net.wrong-service", cause.Certain},
		"something else":           {map[byte]string{'Q': "ERROR\r\n"}, "net.wrong-service", cause.Likely},
		"SMTP that has been slow":  {map[byte]string{'Q': "220 mx.example.org ESMTP\r\n"}, "net.no-banner", cause.Likely},
		"SMTP that closes at once": {map[byte]string{'Q': "421 mx.example.org closing\r\n"}, "net.no-banner", cause.Likely},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := profile("plain")
			p.SMTP.Timeout = store.Duration(400 * time.Millisecond)
			r := Run(t.Context(), p, Options{Dial: mute(c.answers), Password: with(nil).Password})
			if len(r.Findings) == 0 || r.Findings[0].Cause != c.want || r.Findings[0].Confidence != c.sure {
				t.Errorf("want %s (%s), got %+v", c.want, c.sure, r.Findings)
			}
		})
	}
}

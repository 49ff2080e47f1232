package mailcheck

import (
	"slices"
	"strings"
	"testing"
)

// TestMessage: the whole message goes to all its recipients, or to none.
func TestMessage(t *testing.T) {
	hi := []string{"220 mx", "250-mx\n250-SIZE 100\n250 PIPELINING", "250 from"}
	for name, c := range map[string]struct {
		to      []string
		replies []string
		want    string
		heard   []string
	}{
		"two": {[]string{"a@example.net", "b@example.net"}, append(slices.Clone(hi), "250 a", "250 b", "354 go on", silent, silent, silent, "250 queued as 42"), "",
			[]string{"MAIL FROM:<bounce@example.org> SIZE=17", "RCPT TO:<a@example.net>", "RCPT TO:<b@example.net>", "DATA", "Subject: x", "", "..", "."}},
		"one is unknown": {[]string{"a@example.net", "b@example.net"}, append(slices.Clone(hi), "250 a", "550 5.1.1 User unknown"), "env.recipient-unknown fail smtp.rcpt",
			[]string{"MAIL FROM:<bounce@example.org> SIZE=17", "RCPT TO:<a@example.net>", "RCPT TO:<b@example.net>", "QUIT"}},
	} {
		s := &scripted{replies: c.replies}
		o := with(s)
		o.Send, o.Message = true, &Message{From: "bounce@example.org", To: c.to, Text: []byte("Subject: x\r\n\r\n.\r\n")}
		o.alone = true
		p := profile("none")
		r := s.run(t, p, o)
		got := ""
		for _, f := range r.Findings {
			if f.Severity == "fail" {
				got = f.Cause + " " + string(f.Severity) + " " + f.Stage
			}
		}
		heard := slices.DeleteFunc(s.heard(), func(l string) bool { return strings.HasPrefix(l, "EHLO") })
		if n := len(c.heard); len(heard) > n {
			heard = heard[:n]
		}
		if got != c.want || !slices.Equal(heard, c.heard) {
			t.Errorf("%s: %q\n%q\n%q\n%s", name, got, heard, c.heard, said(r))
		}
		if strings.Contains(said(r), "Subject") {
			t.Errorf("%s: the message is in the transcript:\n%s", name, said(r))
		}
	}
}

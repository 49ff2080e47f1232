package mailcheck

import (
	"bufio"
	"net"
	"strings"
	"testing"
	"time"
)

func TestTimestamp(t *testing.T) {
	for greeting, want := range map[string][2]string{
		"+OK POP3 server ready <1896.697170952@dbc.mtview.ca.us>":      {"<1896.697170952@dbc.mtview.ca.us>", ""},
		"+OK Lab ready. <1efd.5.6b0743b1.RQxDsLL1d0142nmhYaGDMQ==@vm>": {"<1efd.5.6b0743b1.RQxDsLL1d0142nmhYaGDMQ==@vm>", ""},
		"+OK <1.2@[192.0.2.1]> ready":                                  {"<1.2@[192.0.2.1]>", ""},
		"+OK <hello> <1.2@mx>":                                         {"<1.2@mx>", ""},
		"+OK <<1.2@mx>>":                                               {"<1.2@mx>", ""},
		"+OK ready":                                                    {"", ""},
		"+OK <hello>":                                                  {"", "<hello>"},
		"+OK <1.2@>":                                                   {"", "<1.2@>"},
		"+OK <@mx>":                                                    {"", "<@mx>"},
		"+OK <a b@mx>":                                                 {"", "<a b@mx>"},
		"+OK <a@b@mx>":                                                 {"", "<a@b@mx>"},
		"+OK <\xd1\x31@mx>":                                            {"", "<\xd1\x31@mx>"},
		"+OK <1.2@mx":                                                  {"", "<1.2@mx"},
		"+OK <日本@mx>":                                                  {"", "<日本@mx>"},
	} {
		if stamp, fake := timestamp(greeting); stamp != want[0] || fake != want[1] {
			t.Errorf("%q: %q, %q, want %q", greeting, stamp, fake, want)
		}
	}
	// The example of RFC 1939 section 7.
	if got := apopDigest("<1896.697170952@dbc.mtview.ca.us>", "tanstaaf"); got != "c4c9334bac560ecc979e58001b3e22fb" {
		t.Error(got)
	}
}

// FuzzPOP reads anything as the answer to STAT, UIDL and TOP: it ends, within
// bounds, and what is shown is safe.
func FuzzPOP(f *testing.F) {
	f.Add("+OK 2 320\r\n1 a\r\n.\r\n")
	f.Add("-ERR [IN-USE] x\r\n")
	f.Add("+ PDFAbXg+\r\n+\r\n+OK\r\n..\r\n.x\r\n.\r\n")
	f.Add("+OK <1@mx>\n\x1b[31m\x00\xff\r\n")
	f.Fuzz(func(t *testing.T, in string) {
		var lines []Line
		w := &wire{conn: pipeEnd{}, log: &transcript{to: &lines}, in: bufio.NewReaderSize(strings.NewReader(in), maxReplyLine)}
		for w.dead == nil {
			r, err := w.readPop()
			if err != nil {
				break
			}
			if r.ok && r.more || len(r.code) > len(in) || popStatus(r.line) == 0 && !r.more {
				t.Errorf("%q is read as %+v", in, r)
			}
			size := 0
			if err := w.readPopLines(1<<10, maxPopShown, func(line string) { size += len(line) }); err == nil && size > 1<<10 {
				t.Errorf("%d octets", size)
			}
		}
		for _, l := range lines {
			if Neutralise(l.Text) != l.Text {
				t.Errorf("%q is shown", l.Text)
			}
		}
		stamp, _ := timestamp(in)
		if stamp != "" && (!strings.Contains(in, stamp) || strings.Trim(stamp, "<>") == "" || !ascii(stamp)) {
			t.Errorf("timestamp %q", stamp)
		}
	})
}

// pipeEnd is a connection with deadlines that do nothing.
type pipeEnd struct{ net.Conn }

func (pipeEnd) SetReadDeadline(time.Time) error { return nil }

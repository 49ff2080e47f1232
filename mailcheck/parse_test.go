package mailcheck

import (
	"bufio"
	"errors"
	"io"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

func TestNeutralise(t *testing.T) {
	for in, want := range map[string]string{
		"250 2.1.0 Ok":              "250 2.1.0 Ok",
		"メールを受け付けました":               "メールを受け付けました",
		"für 10 €, ça va":           "für 10 €, ça va",
		"a\tb":                      "a b",
		"\x1b[2Jx\x07\x00":          `\x1b[2Jx\x07\x00`,
		"a\r\nRCPT TO:<x>":          `a\x0d\x0aRCPT TO:<x>`,
		"\u009b31m":                 `\u009b31m`,
		"\u202egnp.exe\u2066":       `\u202egnp.exe\u2066`,
		"zero\u200bwidth\ufeff":     `zero\u200bwidth\ufeff`,
		"line\u2028sep":             `line\u2028sep`,
		"tag\U000e0041":             `tag\U000e0041`,
		"\xff\xc3(":                 `\xff\xc3(`,
		"\ufffd is a character too": "\ufffd is a character too",
	} {
		if got := Neutralise(in); got != want {
			t.Errorf("Neutralise(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzNeutralise(f *testing.F) {
	f.Add("\x1b[31m日本語\u202e\xff\r\n")
	f.Fuzz(func(t *testing.T, in string) {
		out := Neutralise(in)
		if again := Neutralise(out); again != out {
			t.Errorf("%q becomes %q, then %q", in, out, again)
		}
		for _, r := range out {
			if r < ' ' || r == 0x7f || (r > 0x7e && !shown(r)) {
				t.Errorf("%q: %q is left in %q", in, r, out)
			}
		}
	})
}

func readString(s string) (reply, error) {
	return readReply(bufio.NewReaderSize(strings.NewReader(s), maxReplyLine), func(l string) string { return l })
}

func TestReadReply(t *testing.T) {
	for _, c := range []struct {
		in   string
		code int
		n    int
		err  error
	}{
		{"220 mx\r\n", 220, 1, nil},
		{"250-a\r\n250-b\r\n250 c\r\n", 250, 3, nil},
		{"250\r\n", 250, 1, nil},
		{"250 only a line feed\n", 250, 1, nil},
		{"250-a\r\n550 b\r\n", 250, 1, errMixedCodes},
		{"220 " + strings.Repeat("a", maxReplyLine) + "\r\n", 0, 0, errLongLine},
		{strings.Repeat("220-x\r\n", maxReply), 220, 0, errLongReply},
		{"", 0, 0, io.EOF},
		{"220 cut", 0, 0, io.ErrUnexpectedEOF},
		{"220-a\r\n", 220, 1, io.EOF},
	} {
		r, err := readString(c.in)
		if !errors.Is(err, c.err) || (err == nil) != (c.err == nil) || r.code != c.code || (c.n > 0 && len(r.lines) != c.n) {
			t.Errorf("%.40q: %d, %d lines, %v; want %d, %d, %v", c.in, r.code, len(r.lines), err, c.code, c.n, c.err)
		}
	}
	for _, in := range []string{"* OK IMAP\r\n", "+OK POP\r\n", "HTTP/1.1 200 OK\r\n", "SSH-2.0-x\r\n", "\r\n", "22 x\r\n", "2200 x\r\n", "120 x\r\n", "620 x\r\n", "2x0 y\r\n", "220_x\r\n"} {
		var foreign *foreignError
		if _, err := readString(in); !errors.As(err, &foreign) {
			t.Errorf("%q: %v, want another protocol", in, err)
		}
	}
}

func FuzzReply(f *testing.F) {
	f.Add("250-mx\r\n250-AUTH PLAIN LOGIN\r\n250 SIZE 100\r\n")
	f.Add("220\r\n")
	f.Add("334 \xff\x00\r\n")
	f.Fuzz(func(t *testing.T, in string) {
		r, err := readString(in)
		if err != nil {
			return
		}
		code, _, _ := r.parts()
		if code < 200 || code > 599 || code != r.code {
			t.Errorf("code %d", code)
		}
		// What go-smtp's client is given must be a reply, and the same one.
		again, err := readString(r.canonical())
		if err != nil || again.code != r.code || len(again.lines) != len(r.lines) {
			t.Errorf("%q becomes %q: %v", in, r.canonical(), err)
		}
	})
}

func TestCapabilities(t *testing.T) {
	r, err := readString("250-mx says hello\r\n250-PIPELINING\r\n250-Size 1000\r\n250-auth plain LOGIN\r\n250-AUTH=LOGIN CRAM-MD5\r\n250-XXXXXXXA\r\n250 8BITMIME\r\n")
	if err != nil {
		t.Fatal(err)
	}
	c := parseCapabilities(r)
	if got, want := c.mechanisms(), []string{"PLAIN", "LOGIN", "CRAM-MD5"}; !slices.Equal(got, want) {
		t.Errorf("mechanisms %q, want %q", got, want)
	}
	if c.size() != 1000 || !c.has("pipelining") || c.has("STARTTLS") || c.has("mx") || c.masked() != "XXXXXXXA" {
		t.Errorf("size %d, pipelining %t, starttls %t, first line %t, masked %q", c.size(), c.has("pipelining"), c.has("STARTTLS"), c.has("mx"), c.masked())
	}
}

func FuzzCapabilities(f *testing.F) {
	f.Add("250-mx\r\n250-SIZE 99999999999999999999\r\n250 AUTH=\r\n")
	f.Fuzz(func(t *testing.T, in string) {
		r, err := readString(in)
		if err != nil {
			return
		}
		c := parseCapabilities(r)
		if c.size() < 0 || len(c.lines) > maxCapabilities {
			t.Errorf("size %d, %d lines", c.size(), len(c.lines))
		}
		for _, m := range append(c.mechanisms(), c.masked()) {
			if Neutralise(m) != m {
				t.Errorf("raw mechanism %q", m)
			}
		}
	})
}

func TestResolvConf(t *testing.T) {
	for in, want := range map[string][]string{
		"":                       {"127.0.0.1:53", "[::1]:53"},
		"nameserver 192.0.2.1\n": {"192.0.2.1:53"},
		"# nameserver 192.0.2.9\nsearch x\nnameserver\t2001:db8::1\n nameserver fe80::1%eth0\noptions edns0": {"[2001:db8::1]:53", "[fe80::1%eth0]:53"},
		"nameserver nonsense\nnameserver 192.0.2.2 # x":                                                      {"192.0.2.2:53"},
		strings.Repeat("nameserver 192.0.2.1\n", 9):                                                          {"192.0.2.1:53", "192.0.2.1:53", "192.0.2.1:53"},
	} {
		if got := parseResolvConf(strings.NewReader(in)); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func FuzzResolvConf(f *testing.F) {
	f.Add("nameserver 192.0.2.1\nnameserver fe80::1%eth0\n")
	f.Fuzz(func(t *testing.T, in string) {
		got := parseResolvConf(strings.NewReader(in))
		if len(got) == 0 || len(got) > maxNameservers {
			t.Errorf("%q: %q", in, got)
		}
	})
}

// dnsQuestion and dnsAnswer make messages for the parser of answers.
func dnsQuestion() dnsmessage.Message {
	return dnsmessage.Message{Header: dnsmessage.Header{ID: 7}, Questions: []dnsmessage.Question{
		{Name: dnsmessage.MustNewName("mail.example.org."), Type: dnsmessage.TypeA, Class: dnsmessage.ClassINET}}}
}

func dnsAnswer(t testing.TB, change func(*dnsmessage.Message)) []byte {
	m := dnsQuestion()
	m.Response = true
	change(&m)
	b, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestParseAnswer(t *testing.T) {
	record := dnsmessage.Resource{Header: dnsmessage.ResourceHeader{Name: dnsmessage.MustNewName("mail.example.org."), Class: dnsmessage.ClassINET}, Body: &dnsmessage.AResource{A: [4]byte{192, 0, 2, 1}}}
	for _, c := range []struct {
		name   string
		change func(*dnsmessage.Message)
		want   answer
		ours   bool
	}{
		{"no data", func(*dnsmessage.Message) {}, answer{}, true},
		{"an address", func(m *dnsmessage.Message) { m.Answers = append(m.Answers, record) }, answer{found: true, addrs: []netip.Addr{netip.MustParseAddr("192.0.2.1")}}, true},
		{"NXDOMAIN", func(m *dnsmessage.Message) { m.RCode = dnsmessage.RCodeNameError }, answer{rcode: dnsmessage.RCodeNameError}, true},
		{"cut", func(m *dnsmessage.Message) { m.Truncated = true }, answer{cut: true}, true},
		{"REFUSED without the question", func(m *dnsmessage.Message) { m.RCode, m.Questions = dnsmessage.RCodeRefused, nil }, answer{rcode: dnsmessage.RCodeRefused}, true},
		{"another id", func(m *dnsmessage.Message) { m.ID = 8 }, answer{}, false},
		{"a query", func(m *dnsmessage.Message) { m.Response = false }, answer{}, false},
		{"another name", func(m *dnsmessage.Message) { m.Questions[0].Name = dnsmessage.MustNewName("evil.example.org.") }, answer{}, false},
		{"no question", func(m *dnsmessage.Message) { m.Questions = nil }, answer{}, false},
	} {
		got, err := parseAnswer(dnsAnswer(t, c.change), dnsQuestion())
		if !reflect.DeepEqual(got, c.want) || (err == nil) != c.ours {
			t.Errorf("%s: %+v, %v; want %+v", c.name, got, err, c.want)
		}
	}
}

func FuzzDNSAnswer(f *testing.F) {
	f.Add(dnsAnswer(f, func(m *dnsmessage.Message) { m.RCode = dnsmessage.RCodeNameError }))
	f.Fuzz(func(t *testing.T, in []byte) {
		if a, err := parseAnswer(in, dnsQuestion()); err != nil && !reflect.DeepEqual(a, answer{}) {
			t.Errorf("%+v with %v", a, err)
		}
	})
}

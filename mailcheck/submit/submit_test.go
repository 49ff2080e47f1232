package submit

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"todoku/store"
)

func options() Options {
	return Options{From: "alerts@example.co.jp", Name: "Alerts", Now: func() time.Time { return time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC) },
		Aliases: func(name string) ([]string, bool) {
			list, ok := map[string][]string{"root": {"admin"}, "admin": {"a@example.org", "b@example.org"}, "loop": {"loop"}}[name]
			return list, ok
		}}
}

const dated = "Date: Wed, 25 Nov 2026 09:00:00 +0000\r\n"

// read gives the message, with its id replaced.
func read(t *testing.T, text string, change func(*Options)) Message {
	t.Helper()
	o := options()
	o.InHeader, o.Dots = true, true
	if change != nil {
		change(&o)
	}
	m, err := Read(iotest.OneByteReader(strings.NewReader(text)), o)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	header, body, _ := strings.Cut(string(m.Text), "\r\n\r\n")
	lines := strings.Split(header, "\r\n")
	for i, l := range lines {
		if strings.HasPrefix(l, "Message-ID: <") && strings.HasSuffix(l, "@example.co.jp>") && len(l) > 40 {
			lines[i] = "Message-ID: <id>"
		}
	}
	m.Text = []byte(strings.Join(lines, "\r\n") + "\r\n\r\n" + body)
	return m
}

func TestRead(t *testing.T) {
	from, id := "From: \"Alerts\" <alerts@example.co.jp>\r\n", "Message-ID: <id>\r\n"
	for name, c := range map[string]struct {
		text   string
		change func(*Options)
		to     []string
		want   string
	}{
		"whole":        {"From: x@example.org\nTo: a@example.org\nDate: now\nMessage-ID: <1@x>\n\nhi\n", nil, []string{"a@example.org"}, "From: x@example.org\r\nTo: a@example.org\r\nDate: now\r\nMessage-ID: <1@x>\r\n\r\nhi\r\n"},
		"bare":         {"To: a@example.org\r\n\r\nhi", nil, []string{"a@example.org"}, "To: a@example.org\r\n" + from + dated + id + "\r\nhi\r\n"},
		"no header":    {"disk full\n", func(o *Options) { o.InHeader, o.To = false, []string{"a@example.org"} }, []string{"a@example.org"}, from + dated + id + "\r\ndisk full\r\n"},
		"blind":        {"To: a@example.org\nBcc: b@example.org,\n c@example.org\nSubject: s\n\nx\n", nil, []string{"a@example.org", "b@example.org", "c@example.org"}, "To: a@example.org\r\nSubject: s\r\n" + from + dated + id + "\r\nx\r\n"},
		"blind, API":   {"To: a@example.org\nBcc: b@example.org\n\nx\n", func(o *Options) { o.ShowBlind = true }, []string{"a@example.org", "b@example.org"}, "To: a@example.org\r\n" + from + dated + id + "Bcc: b@example.org\r\n\r\nx\r\n"},
		"cron":         {"From: root (Cron Daemon)\nTo: root\nSubject: Cron\n\nx\n", nil, []string{"a@example.org", "b@example.org"}, "From: \"Cron Daemon\" <alerts@example.co.jp>\r\nTo: root\r\nSubject: Cron\r\n" + dated + id + "\r\nx\r\n"},
		"cron, new":    {"From: \"(Cron Daemon)\" <root>\nTo: a@example.org\n\nx\n", nil, []string{"a@example.org"}, "From: \"Cron Daemon\" <alerts@example.co.jp>\r\nTo: a@example.org\r\n" + dated + id + "\r\nx\r\n"},
		"mbox mark":    {"From root Wed Nov 25\nTo: a@example.org\n\nx\n", nil, []string{"a@example.org"}, "To: a@example.org\r\n" + from + dated + id + "\r\nx\r\n"},
		"names":        {"To: \"Doe, J\" <a@example.org>, team: b@example.org, c@example.org;\n\nx\n", nil, []string{"a@example.org", "b@example.org", "c@example.org"}, "To: \"Doe, J\" <a@example.org>, team: b@example.org, c@example.org;\r\n" + from + dated + id + "\r\nx\r\n"},
		"twice":        {"To: a@example.org\nCc: a@example.org\n\nx\n", func(o *Options) { o.To = []string{"a@example.org"} }, []string{"a@example.org"}, "To: a@example.org\r\nCc: a@example.org\r\n" + from + dated + id + "\r\nx\r\n"},
		"dot ends":     {"To: a@example.org\n\nx\n.\ny\n", func(o *Options) { o.Dots = false }, []string{"a@example.org"}, "To: a@example.org\r\n" + from + dated + id + "\r\nx\r\n"},
		"dot does not": {"To: a@example.org\n\nx\n.\ny\n", nil, []string{"a@example.org"}, "To: a@example.org\r\n" + from + dated + id + "\r\nx\r\n.\r\ny\r\n"},
		"lone CR":      {"To: a@example.org\nX-A: b\rBcc: c@example.org\n\nx\ry\n", nil, []string{"a@example.org"}, "To: a@example.org\r\nX-A: b Bcc: c@example.org\r\n" + from + dated + id + "\r\nx\r\ny\r\n"},
		"not ASCII":    {"To: a@example.org\n\nx\n", func(o *Options) { o.Name = "監視\r\nBcc: z@example.org" }, []string{"a@example.org"}, "To: a@example.org\r\nFrom: =?utf-8?b?55uj6KaWDQpCY2M6IHpAZXhhbXBsZS5vcmc=?=\r\n <alerts@example.co.jp>\r\n" + dated + id + "\r\nx\r\n"},
	} {
		m := read(t, c.text, c.change)
		if !slices.Equal(m.To, c.to) || string(m.Text) != c.want {
			t.Errorf("%s: to %q, want %q\n%q\n%q", name, m.To, c.to, m.Text, c.want)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		to   []string
		want string
	}{
		"nobody":          {"Subject: x\n\nx\n", nil, "message_no_recipient"},
		"unknown name":    {"To: nobody\n\nx\n", nil, "message_local_name"},
		"alias of itself": {"To: loop\n\nx\n", nil, "message_local_name"},
		"no address":      {"", []string{"a@b\r\nRCPT TO:<x@y>"}, "message_bad_recipient"},
		"too large":       {"To: a@example.org\n\n" + strings.Repeat("x", MaxMessage), nil, "message_too_large"},
	} {
		o := options()
		o.InHeader, o.To = true, c.to
		_, err := Read(strings.NewReader(c.text), o)
		var p *store.Problem
		if !errors.As(err, &p) || p.Code != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Read(iotest.ErrReader(errors.New("gone")), options()); err == nil || err.Error() != "gone" {
		t.Errorf("a reader that fails: %v", err)
	}
}

func TestParseAliases(t *testing.T) {
	all, err := ParseAliases(strings.NewReader("# comment\nroot: admin, ops@example.org # who\n\tmore@example.org\nPostMaster:root\nprog: |\"/bin/x\"\nfile: /var/mail/x\nlist: :include:/etc/list\n broken\n"))
	if err != nil || !slices.Equal(all["root"], []string{"admin", "ops@example.org", "more@example.org"}) || !slices.Equal(all["postmaster"], []string{"root"}) {
		t.Errorf("%v %v", all, err)
	}
	if len(all["prog"])+len(all["file"]) != 0 || !slices.Equal(all["list"], []string{"broken"}) {
		t.Errorf("%q", all)
	}
}

// FuzzRead: whatever comes in, what goes out has one header with a From, no
// Bcc, and no line that is not ended by CRLF.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"", "\n", "To: a@example.org\n\nx", "Bcc: a@example.org\n b\n\n.\n", "From: x\r\rBcc: y\n\n", " folded\nTo: x\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		o := options()
		o.To, o.InHeader = []string{"z@example.org"}, false
		m, err := Read(strings.NewReader(text), o)
		if err != nil {
			return
		}
		header, _, ok := strings.Cut(string(m.Text), "\r\n\r\n")
		low := "\r\n" + strings.ToLower(header)
		if !ok || strings.Count(low, "\r\nfrom:") < 1 || strings.Contains(low, "\r\nbcc:") {
			t.Errorf("%q", m.Text)
		}
		bare := strings.ReplaceAll(string(m.Text), "\r\n", "")
		if strings.ContainsAny(bare, "\r\n") || !strings.HasSuffix(string(m.Text), "\r\n") {
			t.Errorf("a line end that is none: %q", m.Text)
		}
	})
}

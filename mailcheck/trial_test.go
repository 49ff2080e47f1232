package mailcheck

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"net/mail"
	"strings"
	"testing"
	"time"

	"todoku/store"
)

func TestTrialMail(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.FixedZone("", 9*3600))
	long := strings.Repeat("監視システム", 12)
	for _, name := range []string{"", "Alerts", `A "quoted" \ name`, "監視システム", long} {
		m, err := newTrial(store.Sender{Address: "alerts@example.co.jp", Name: name}, "bob@example.net", now)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.SplitSeq(string(m.text), "\r\n") {
			if len(line) > 78 || !ascii(line) || strings.ContainsAny(line, "\r\n") {
				t.Errorf("line %q", line)
			}
		}
		got, err := mail.ReadMessage(bytes.NewReader(m.text))
		if err != nil {
			t.Fatal(err)
		}
		from, err := got.Header.AddressList("From")
		if err != nil || from[0].Address != "alerts@example.co.jp" || from[0].Name != name {
			t.Errorf("From %v, %v; want name %q", from, err, name)
		}
		if subject, err := new(mime.WordDecoder).DecodeHeader(got.Header.Get("Subject")); err != nil || subject != trialSubject {
			t.Errorf("Subject %q, %v", subject, err)
		}
		if date, err := got.Header.Date(); err != nil || !date.Equal(now) {
			t.Errorf("Date %v, %v", date, err)
		}
		if id := got.Header.Get("Message-ID"); id != "<todoku."+m.id+"@example.co.jp>" || got.Header.Get("X-Todoku") != m.id {
			t.Errorf("Message-ID %s, X-Todoku %s", id, got.Header.Get("X-Todoku"))
		}
		if got.Header.Get("Auto-Submitted") != "auto-generated" {
			t.Error("not marked as made by a program")
		}
		body, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, got.Body))
		if err != nil || !strings.Contains(string(body), "試験メール") || !strings.Contains(string(body), "trial mail") {
			t.Errorf("body %q, %v", body, err)
		}
	}
	if _, err := newTrial(store.Sender{Address: "a@b", Name: "x\r\nBcc: eve@example.net"}, "b@c", now); err == nil {
		t.Error("a line break got into a field")
	}
}

func TestQueueID(t *testing.T) {
	for reply, want := range map[string]string{
		"250 2.0.0 Ok: queued as 4XyZ12abcD": "4XyZ12abcD",
		"250 OK id=1rT3xk-0004Qb-2a":         "1rT3xk-0004Qb-2a",
		"250 2.6.0 <x@y> [InternalId=1234567, Hostname=a.example] Queued mail for delivery": "1234567",
		"250 2.0.0 42K3jd0H012345 Message accepted for delivery":                            "42K3jd0H012345",
		"250 ok 1700000000 qp 12345":                                                        "12345",
		"250 2.0.0 OK  1700000000 d2e1a72fcca58-6b.12 - gsmtp":                              "d2e1a72fcca58-6b.12",
		"250 Ok 0106018d1c2b3a4f-1234-5678-9abc-def0-000000":                                "0106018d1c2b3a4f-1234-5678-9abc-def0-000000",
		"250 2.0.0 Ok":         "",
		"250 Message accepted": "",
	} {
		if got := queueID(reply); got != want {
			t.Errorf("%q: %q, want %q", reply, got, want)
		}
	}
}

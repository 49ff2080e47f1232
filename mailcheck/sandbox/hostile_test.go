package sandbox

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func deadlineIn(t *testing.T, d time.Duration) (context.Context, context.CancelFunc) {
	t.Helper()
	return context.WithTimeout(t.Context(), d)
}

func TestEndlessLine(t *testing.T) {
	s := start(t, "hostile/endless-line")
	got := make([]byte, 4<<20)
	if _, err := io.ReadFull(dial(t, s.target()), got); err != nil {
		t.Fatal(err)
	}
	if bytes.ContainsAny(got, "\r\n") {
		t.Error("the line ended")
	}
}

func TestEndlessReply(t *testing.T) {
	s := start(t, "hostile/endless-reply")
	k := converse(t, s)
	k.reply()
	if _, err := io.WriteString(k.c, "EHLO client.example.org\r\n"); err != nil {
		t.Fatal(err)
	}
	for range 100_000 {
		line, err := k.r.ReadString('\n')
		if err != nil || !strings.HasPrefix(line, "250-") {
			t.Fatalf("%q %v", line, err)
		}
	}
}

func TestHugeBanner(t *testing.T) {
	s := start(t, "hostile/huge-banner")
	r := bufio.NewReader(dial(t, s.target()))
	size := 0
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		size += len(line)
		if strings.HasPrefix(line, "220 ") {
			break
		}
	}
	if size < 10_000_000 {
		t.Errorf("the banner has %d octets", size)
	}
}

func TestSlowDrip(t *testing.T) {
	s := start(t, "hostile/slow-drip")
	c := dial(t, s.target())
	got := make([]byte, 4)
	if _, err := io.ReadFull(c, got); err != nil || string(got) != "220-" {
		t.Errorf("%q %v", got, err)
	}
}

// The octets reach the client untouched, in the banner and in the refusal.
func TestSpikedReplies(t *testing.T) {
	for _, c := range []struct {
		fault string
		has   func(string) bool
	}{
		{"hostile/escape-codes", func(s string) bool { return strings.Contains(s, "\x1b[2J") && strings.Contains(s, "\u202e") }},
		{"hostile/nul", func(s string) bool { return strings.Contains(s, "\x00") }},
		{"hostile/invalid-utf8", func(s string) bool { return !utf8.ValidString(s) }},
	} {
		s := start(t, c.fault)
		if got := converse(t, s).reply(); !c.has(got) {
			t.Errorf("%s: banner %q", c.fault, got)
		}
		if got := converse(t, s).climb(atAuth); !strings.HasPrefix(got, "535-5.7.8 ") || !c.has(got) {
			t.Errorf("%s: refusal %q", c.fault, got)
		}
	}
}

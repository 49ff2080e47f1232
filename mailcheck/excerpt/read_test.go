package excerpt

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// TestRead: whole up to the limit, both ends beyond it, by readers that give
// one octet at a time too.
func TestRead(t *testing.T) {
	for name, c := range map[string]struct {
		text, begins, ends string
		cut                bool
	}{
		"empty":        {"", "", "", false},
		"short":        {"550 no", "550 no", "550 no", false},
		"at the limit": {"a" + strings.Repeat("x", MaxText-2) + "z", "ax", "xz", false},
		"one more":     {"a" + strings.Repeat("x", MaxText-1) + "z", "ax", "xz", true},
		"a log":        {"first\n" + strings.Repeat("line\n", MaxText) + "550 last", "first\n", "550 last", true},
	} {
		for how, r := range map[string]io.Reader{"at once": strings.NewReader(c.text), "by octets": iotest.OneByteReader(strings.NewReader(c.text))} {
			got, cut, err := Read(r)
			if err != nil || cut != c.cut || !strings.HasPrefix(got, c.begins) || !strings.HasSuffix(got, c.ends) || len(got) > MaxText || !cut && got != c.text {
				t.Errorf("%s, %s: %d octets, cut %v, %v", name, how, len(got), cut, err)
			}
		}
	}
	failing := io.MultiReader(strings.NewReader(strings.Repeat("x", MaxText+5)), iotest.ErrReader(errors.New("gone")))
	if _, _, err := Read(failing); err == nil {
		t.Error("a reader's error is lost")
	}
}

// TestTheEndOfALogIsRead, as its beginning is.
func TestTheEndOfALogIsRead(t *testing.T) {
	noise := strings.Repeat("Nov 25 10:00:00 mx cron[1]: (root) CMD (true)\n", 5000)
	line := "Nov 25 10:00:00 mx postfix/smtp[42]: 9F2C81A0B3: to=<bob@example.net>, relay=mx.example.net[192.0.2.7]:25, status=bounced (host mx.example.net[192.0.2.7] said: 550 5.1.1 User unknown (in reply to RCPT TO command))\n"
	for name, text := range map[string]string{"end": noise + line, "beginning": line + noise} {
		text, _, err := Read(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if _, list := Explain(text, Hints{}); list[0].Cause != "env.recipient-unknown" {
			t.Errorf("%s: %s", name, list[0].Cause)
		}
	}
}

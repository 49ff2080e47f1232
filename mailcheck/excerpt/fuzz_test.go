package excerpt

import (
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"todoku/mailcheck/cause"
)

// FuzzExplain: whatever is pasted ends soon, in at least one finding whose
// words are safe to show.
func FuzzExplain(f *testing.F) {
	data, err := os.ReadFile("testdata/excerpts.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, c := range strings.Split(string(data), "\n== ") {
		_, text, _ := strings.Cut(c, "\n")
		f.Add(text, "")
	}
	for _, file := range []string{"replies.json", "replies_imap.json", "oauth.json", "replies_threads.json"} {
		for _, s := range samples(f, file) {
			f.Add(s.Raw, s.Layer)
		}
	}
	f.Add("\x00\xff\r535", "smtp.auth")
	f.Fuzz(func(t *testing.T, text, stage string) {
		begin := time.Now()
		_, list := Explain(text, Hints{Stage: stage})
		if took := time.Since(begin); took > 10*time.Second {
			t.Errorf("took %v", took)
		}
		if len(list) == 0 && len(All(text)) > 0 {
			t.Error("a text without a finding")
		}
		for i, fi := range list {
			if fi.Confidence == cause.Certain && len(list) > 1 {
				t.Errorf("finding %d is certain among %d", i, len(list))
			}
			for _, w := range fi.Evidence {
				if !utf8.ValidString(w) || strings.ContainsAny(w, "\x00\x1b\r\n\u202e") {
					t.Errorf("words are not safe: %q", w)
				}
			}
			if strings.ContainsAny(fi.Args["host"], "\x00\x1b\r\n\u202e ") {
				t.Errorf("host is not safe: %q", fi.Args["host"])
			}
		}
	})
}

// TestLongTexts: the largest text takes seconds at most, whatever it is made of.
func TestLongTexts(t *testing.T) {
	for _, piece := range []string{" ", "535-", "535-a\n", "\n", "H=a [", "said: 550 ", "S: 535-\n", "AUTH\n535 5.7.8 x\n", "> > "} {
		begin := time.Now()
		found, _ := Explain(strings.Repeat(piece, MaxText/len(piece)+1), Hints{})
		if took := time.Since(begin); took > 20*time.Second {
			t.Errorf("%q took %v", piece, took)
		}
		t.Logf("%q: %v", piece, time.Since(begin))
		if len(found.Text) > MaxText {
			t.Errorf("%q: %d octets found", piece, len(found.Text))
		}
	}
}

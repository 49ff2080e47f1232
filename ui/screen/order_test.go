package screen

import (
	"slices"
	"strings"
	"testing"

	"todoku/mailcheck/cause"
	"todoku/ui/locale"
)

// TestOpenFailureOnTheScreen: where a failure has several explanations, the
// screen shows the first, says so, and names the next; what was asked to tell
// them apart stands with the server's words, here or behind the key.
func TestOpenFailureOnTheScreen(t *testing.T) {
	found := cause.Find(cause.Evidence{
		Stage: "smtp.auth", Code: 535, Text: "Authentication failed", Username: "a", Mechanism: "PLAIN",
		Probes: []cause.Probe{{Name: cause.AskInside, Answer: "\x1b[2J"}},
	})
	if len(found) < 2 {
		t.Fatalf("the reply is no longer an open one: %v", found)
	}
	for lang, want := range map[locale.Lang][]string{
		locale.English:  {"look here first", "if not, ", "probed  EHLO inside TLS: \\x1b"},
		locale.Japanese: {"まずここを確かめてください", "そうでなければ: ", "追加の確認  TLS の中での EHLO: \\x1b"},
	} {
		r := refused()
		r.Report.Findings = slices.Clone(found)
		f := newFake()
		f.proven("server", good())
		f.proven("credentials", r)
		f.at = 4
		w := stage(t, f, lang, 100, 50)
		whole := strings.Join(w.transcriptText(90), "\n")
		for _, s := range want {
			if !strings.Contains(frameText(w), s) {
				t.Errorf("%s: %q is not in\n%s", lang, s, frameText(w))
			}
		}
		for _, s := range []string{want[0], want[2]} {
			if strings.Count(whole, s) != 1 {
				t.Errorf("%s: %q is not once in\n%s", lang, s, whole)
			}
		}
		if small := frameText(stage(t, f, lang, 80, 24)); !strings.Contains(small, want[0]) || !strings.Contains(small, want[1]) {
			t.Errorf("%s: nothing of the other explanations in\n%s", lang, small)
		}
	}
}

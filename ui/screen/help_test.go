package screen

import (
	"regexp"
	"strings"
	"testing"

	"todoku/steps"
	"todoku/ui/locale"
)

// TestGuidesFitOneScreen: what to click elsewhere is read line by line at 80 by
// 24, every step begins a line, and no line break is shown as text.
func TestGuidesFitOneScreen(t *testing.T) {
	for _, lang := range []locale.Lang{locale.English, locale.Japanese} {
		w := stage(t, newFake(), lang, 80, 24)
		for _, provider := range []string{"google", "microsoft", "google_api", "microsoft_api", "other"} {
			for _, kind := range []string{"device", "loopback", "web", "app-only"} {
				id := "guide." + provider + "." + kind
				rows := w.guideText(steps.Text{ID: id, Args: map[string]string{"redirect": "http://127.0.0.1:8400/\x1b[2J", "permission": "Mail.Send.Shared", "mailbox": "alerts@example.co.jp"}}, 76)
				all := strings.Join(rows, "\n")
				if strings.Contains(all, "\x1b[2J") || strings.Contains(all, `\x0a`) || strings.Contains(all, "guide.") {
					t.Errorf("%s, %s:\n%s", lang, id, all)
				}
				if len(rows) > 15 { // the window less its frame, the title and the step's help
					t.Errorf("%s, %s: %d lines", lang, id, len(rows))
				}
				steps := regexp.MustCompile(`(?m)^\d `).FindAllString(w.texts.T(id, nil), -1)
				plain := regexp.MustCompile(`\x1b\[[0-9;]*m`).ReplaceAllString(all, "")
				if got := regexp.MustCompile(`(?m)^\d `).FindAllString(plain, -1); len(got) != len(steps) {
					t.Errorf("%s, %s: %d steps begin a line, want %d\n%s", lang, id, len(got), len(steps), plain)
				}
			}
		}
	}
}

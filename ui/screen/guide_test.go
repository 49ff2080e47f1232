package screen

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"todoku/steps"
	"todoku/ui/locale"
)

// TestEveryGuideFitsAScreen: it is read while it is obeyed elsewhere.
func TestEveryGuideFitsAScreen(t *testing.T) {
	source, err := os.ReadFile("../locale/steps.en.toml")
	if err != nil {
		t.Fatal(err)
	}
	ids := regexp.MustCompile(`"(guide\.[a-z_.-]+)" =`).FindAllStringSubmatch(string(source), -1)
	if len(ids) < 15 {
		t.Fatalf("%d guides", len(ids))
	}
	for _, lang := range []locale.Lang{locale.English, locale.Japanese} {
		for _, id := range ids {
			f := newFake()
			f.guide = steps.Text{ID: id[1], Args: map[string]string{"redirect": "http://localhost", "mailbox": "alerts@example.co.jp"}}
			w := stage(t, f, lang, 80, 24)
			all := ansi.Strip(strings.Join(w.helpText(76), "\n"))
			end := strings.Index(all, "\nenter ")
			if end < 0 {
				t.Fatalf("no keys below the guide:\n%s", all)
			}
			rows := strings.Split(strings.TrimRight(all[:end], "\n"), "\n")
			if len(rows) > 20 || strings.Contains(all[:end], `\x`) || strings.Contains(all[:end], "<no value>") {
				t.Errorf("%s %s: %d rows\n%s", lang, id[1], len(rows), all[:end])
			}
		}
	}
}

// TestStepsOfAGuide are told apart: each begins a line of its own.
func TestStepsOfAGuide(t *testing.T) {
	f := newFake()
	f.guide = steps.Text{ID: "guide.microsoft_api.device"}
	w := stage(t, f, locale.English, 40, 24)
	got := ansi.Strip(strings.Join(w.guide(36), "\n"))
	for _, want := range []string{"\n1 New registration", "\n  (client) ID", "\n3 API permissions"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

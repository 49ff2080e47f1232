package screen

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"todoku/steps"
	"todoku/ui/locale"
)

// TestEveryTextIsThere: an id without a text is shown as itself, so no page,
// in no language, may show one of ours.
func TestEveryTextIsThere(t *testing.T) {
	for _, lang := range []locale.Lang{locale.English, locale.Japanese} {
		f := newFake()
		w := stage(t, f, lang, 100, 60)
		see := func(what string) {
			if got := frameText(w); strings.Contains(got, "ui.") {
				t.Errorf("%s, %s: an id is on the screen:\n%s", lang, what, got)
			}
		}
		for f.at = range f.steps {
			w.refresh()
			see(f.step().id)
			f.proven(f.step().id, refused())
			w.refresh()
			see(f.step().id + " refused")
			press(w, ctrl('t'))
			see("transcript")
			press(w, tea.KeyPressMsg{Code: tea.KeyF1})
			see("help")
			press(w, esc)
		}
		f.diff = "-a\n+b\n" + strings.Repeat("x\n", 100)
		w.refresh()
		see("difference")
		w.prove(steps.Proof{Key: "x", Ports: true})
		see("running")
		w.save()
		see("saving")
		w.ended(savedMsg{errDisk})
		see("not saved")
		w.Update(tea.WindowSizeMsg{Width: 30, Height: 10})
		see("small window")
	}
}

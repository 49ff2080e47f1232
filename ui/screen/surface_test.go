package screen

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"todoku/ui/locale"
	"todoku/ui/look"
)

// TestSurfaceKnowsItsScreen: the last word counts.
func TestSurfaceKnowsItsScreen(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	s := &surface{Asker: look.NewAsker(f)}
	for _, c := range []struct {
		written string
		want    bool
	}{
		{"x", false}, {ansi.SetModeAltScreenSaveCursor + "frame", true}, {"frame", true}, {"end" + ansi.ResetModeAltScreenSaveCursor, false},
		{ansi.SetModeAltScreenSaveCursor + "x" + ansi.ResetModeAltScreenSaveCursor, false},
		{ansi.ResetModeAltScreenSaveCursor + "x" + ansi.SetModeAltScreenSaveCursor, true},
	} {
		if _, err := s.Write([]byte(c.written)); err != nil || s.full.Load() != c.want {
			t.Errorf("after %q: full %v, %v", c.written, s.full.Load(), err)
		}
	}
}

// TestDrawingBeginsAgain: where the wizard does not come back to the screen
// after a page outside of it, it is fetched back, until it is there.
func TestDrawingBeginsAgain(t *testing.T) {
	w := waiting(t, signing("loopback"), locale.English, 80, 24, linkNews())
	there := false
	w.drawn = func() bool { return there }
	if _, cmd := w.Update(printedMsg{}); cmd == nil {
		t.Fatal("nobody looks whether the wizard is back")
	}
	if _, cmd := w.Update(backMsg{}); cmd == nil {
		t.Error("a wizard that is not drawn stays away")
	}
	there = true
	if _, cmd := w.Update(backMsg{}); cmd != nil {
		t.Error("a wizard that is drawn is sent away")
	}
}

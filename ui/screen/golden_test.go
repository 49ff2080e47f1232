package screen

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"todoku/steps"
	"todoku/ui/locale"
	"todoku/ui/look"
)

var update = flag.Bool("update", false, "write the golden frames anew")

// stage puts a wizard over f at a step, in a window, with fine marks.
func stage(t testing.TB, f *fake, lang locale.Lang, width, height int) *wizard {
	t.Helper()
	w := newWizard(context.Background(), f, Options{Texts: texts(t, lang)})
	w.look.Marks = look.Fine()
	w.Update(tea.WindowSizeMsg{Width: width, Height: height})
	return w
}

// proven puts a result at a step of the fake.
func (f *fake) proven(id string, r steps.Result) {
	for _, s := range f.steps {
		if s.id == id {
			s.result, s.key = &r, f.key(s)
		}
	}
}

func frameText(w *wizard) string {
	rows, _ := w.frame()
	for i := range rows {
		rows[i] = strings.TrimRight(ansi.Strip(rows[i]), " ")
	}
	return strings.Join(rows, "\n") + "\n"
}

// TestFrames compares whole frames with files that read as the screen does.
func TestFrames(t *testing.T) {
	sizes := [][2]int{{60, 20}, {80, 24}, {120, 40}}
	for name, at := range map[string]func(*fake) int{
		"server": func(f *fake) int { f.proven("server", good()); return 3 },
		"failed": func(f *fake) int { f.proven("server", good()); f.proven("credentials", refused()); return 4 },
		"review": func(*fake) int { return 6 },
	} {
		for _, lang := range []locale.Lang{locale.English, locale.Japanese} {
			var all strings.Builder
			for _, size := range sizes {
				f := newFake()
				f.at = at(f)
				w := stage(t, f, lang, size[0], size[1])
				all.WriteString("== " + number(size[0]) + "x" + number(size[1]) + "\n" + frameText(w))
			}
			golden(t, name+"."+string(lang)+".txt", all.String())
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; got:\n%s", name, got)
	}
}

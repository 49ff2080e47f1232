package screen

import (
	"math/rand/v2"
	"testing"

	tea "charm.land/bubbletea/v2"

	"todoku/steps"
	"todoku/ui/locale"
	"todoku/ui/look"
)

// TestEveryFrameFits: whatever is in it and whatever size the window has, a
// frame has exactly as many rows, none wider, and its cursor is inside.
func TestEveryFrameFits(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 321))
	both := map[locale.Lang]*locale.Texts{locale.English: texts(t, locale.English), locale.Japanese: texts(t, locale.Japanese)}
	for range 400 {
		f := newFake()
		f.at = rng.IntN(len(f.steps))
		if rng.IntN(2) == 0 {
			f.proven("server", good())
		}
		if rng.IntN(2) == 0 {
			f.proven("credentials", refused())
		}
		f.text, f.diff = scrawl(rng, 400), ""
		if rng.IntN(3) == 0 {
			f.diff = scrawl(rng, 400)
		}
		w := newWizard(t.Context(), f, Options{Texts: both[locale.English]})
		w.look.Cells.Clusters = rng.IntN(2) == 0
		for range 12 {
			stir(rng, w, both)
			checkFrame(t, w)
		}
	}
}

// stir does something to the wizard.
func stir(rng *rand.Rand, w *wizard, both map[locale.Lang]*locale.Texts) {
	switch rng.IntN(8) {
	case 0, 1:
		w.Update(tea.WindowSizeMsg{Width: rng.IntN(140), Height: rng.IntN(50)})
	case 2:
		w.Update(tea.PasteMsg{Content: scrawl(rng, 60)})
	case 3:
		s := scrawl(rng, 3)
		w.Update(tea.KeyPressMsg{Text: s, Code: []rune(s + "x")[0]})
	case 4:
		keys := []tea.KeyPressMsg{{Code: tea.KeyTab}, {Code: tea.KeyUp}, {Code: tea.KeyDown}, {Code: tea.KeyLeft}, {Code: tea.KeyBackspace},
			{Code: tea.KeyEnd}, {Code: tea.KeyF1}, {Code: tea.KeyEscape}, {Code: 't', Mod: tea.ModCtrl}, {Code: tea.KeyPgDown}, {Code: tea.KeyPgUp}}
		w.Update(keys[rng.IntN(len(keys))])
	case 5:
		w.texts = both[[]locale.Lang{locale.English, locale.Japanese}[rng.IntN(2)]]
	case 6:
		w.alert, w.hint = scrawl(rng, 200), scrawl(rng, 100)
	case 7:
		w.run.stages = nil
		for _, s := range goodStages()[:rng.IntN(9)] {
			s.Detail.Software = scrawl(rng, 50)
			w.run.take(steps.Progress{Stage: &s})
		}
		w.run.cancel = nil
		if rng.IntN(2) == 0 {
			w.run.cancel = func() {}
		}
		w.run.target = target{scrawl(rng, 80), "587"}
		w.look.Marks = []look.Marks{look.ASCII(), look.Fine()}[rng.IntN(2)]
	}
}

func checkFrame(t *testing.T, w *wizard) {
	t.Helper()
	rows, cursor := w.frame()
	if w.width <= 0 || w.height <= 0 {
		return
	}
	if len(rows) != w.height {
		t.Fatalf("%dx%d: %d rows", w.width, w.height, len(rows))
	}
	for i, r := range rows {
		if n := w.look.Cells.Width(r); n > w.width {
			t.Fatalf("%dx%d: row %d has %d cells: %q", w.width, w.height, i, n, r)
		}
		for _, c := range r {
			if c == '\n' || c == '\r' || c == '\t' {
				t.Fatalf("row %d moves the cursor: %q", i, r)
			}
		}
	}
	if cursor != nil && (cursor.x < 0 || cursor.x >= w.width || cursor.y < 0 || cursor.y >= w.height) {
		t.Fatalf("%dx%d: cursor at %v", w.width, w.height, *cursor)
	}
}

// scrawl is random text with everything that is hard about it.
func scrawl(rng *rand.Rand, n int) string {
	pool := []string{"a", "B", "7", " ", "-", ".", "@", "日", "本", "語", "ー", "カ", "ｶ", "ﾞ", "が", "e\u0301", "\u0301", "─", "…", "👍", "👨‍👩‍👧", "🇯🇵", "１", "①",
		"\n", "\t", "\x1b[31m", "\u202e", "\x00", "\xff", "한", "ｗ", "\u200b", "mail.example.co.jp"}
	s := ""
	for range rng.IntN(n + 1) {
		s += pool[rng.IntN(len(pool))]
	}
	return s
}

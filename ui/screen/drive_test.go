package screen

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

// drain runs a Cmd, and those it leads to, until want comes; timers and the
// listener wait for things that a test sends by itself, so each runs apart.
func drain(t *testing.T, w *wizard, cmd tea.Cmd, want func() bool) {
	t.Helper()
	msgs := make(chan tea.Msg, 64)
	run := func(c tea.Cmd) { go func() { msgs <- c() }() }
	if cmd != nil {
		run(cmd)
	}
	limit := time.After(10 * time.Second)
	for !want() {
		select {
		case m := <-msgs:
			if b, ok := m.(tea.BatchMsg); ok {
				for _, c := range b {
					if c != nil {
						run(c)
					}
				}
				continue
			}
			if m == nil {
				continue
			}
			if _, next := w.Update(m); next != nil {
				run(next)
			}
		case <-limit:
			t.Fatalf("did not come; screen:\n%s", frameText(w))
		}
	}
}

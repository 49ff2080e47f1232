package screen

import (
	"bytes"
	"io"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"todoku/ui/look"
)

// surface is the terminal that is drawn on. It knows which of the two screens
// was asked for last. After a program of its own had the terminal, Bubble Tea
// may stop drawing for good (its issue 1778: the end of the old drawing loop can
// stop the clock of the new one); keys and messages still work then.
type surface struct {
	*look.Asker
	full atomic.Bool // the alternate screen
}

var _ io.ReaderFrom = (*surface)(nil)

// Write passes p on. Which screen it asks for counts from its beginning on: a
// terminal that is slow to take it is none that is not drawn on.
func (s *surface) Write(p []byte) (int, error) {
	on := bytes.LastIndex(p, []byte(ansi.SetModeAltScreenSaveCursor))
	off := bytes.LastIndex(p, []byte(ansi.ResetModeAltScreenSaveCursor))
	if on != off {
		s.full.Store(on > off)
	}
	return s.Asker.Write(p)
}

// ReadFrom keeps io.Copy from going past Write.
func (s *surface) ReadFrom(r io.Reader) (int64, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return 0, err
	}
	n, err := s.Write(b)
	return int64(n), err
}

// redrawn is how long the wizard may take to be on the screen again.
const redrawn = 300 * time.Millisecond

// backMsg asks whether the wizard is on the screen again.
type backMsg struct{}

// comeBack looks for the wizard a moment after it got the terminal back.
func comeBack() tea.Cmd {
	return tea.Tick(redrawn, func(time.Time) tea.Msg { return backMsg{} })
}

// drawAgain gives the terminal away once more, for no time, until the drawing
// has begun again.
func (w *wizard) drawAgain() tea.Cmd {
	if w.drawn == nil || w.drawn() {
		return nil
	}
	return tea.Exec(nothing{}, func(error) tea.Msg { return printedMsg{} })
}

// nothing is work that is done at once.
type nothing struct{}

func (nothing) Run() error          { return nil }
func (nothing) SetStdin(io.Reader)  {}
func (nothing) SetStdout(io.Writer) {}
func (nothing) SetStderr(io.Writer) {}

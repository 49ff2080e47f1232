package look

import (
	"bytes"
	"io"
	"os"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"
)

// This file finds out how wide the terminal draws the fine marks. The rules:
//
//   - Nothing waits: the first frame has ASCII marks, the question goes out
//     behind that frame, and the marks switch once when the answer comes.
//   - The question is asked on the alternate screen, at cells that the frame
//     keeps blank (Gap), with the characters concealed, and wiped at once.
//   - It is asked on row 1 far from its left edge: a report for row 1 and one
//     of the first 16 columns is the same bytes as a modified F3.

const (
	// gapFromRight is where the blank cells of the title row end.
	gapFromRight = 12
	// AskFrom is the least width of a window in which the question is asked.
	AskFrom = 60
)

// gapWidth is the room for every mark drawn two cells wide.
func gapWidth() int { return 2 * ansi.WcWidth.StringWidth(Fine().all()) }

// Gap are the cells of the top row that a frame of this width keeps blank: the
// columns from (the first is 0) up to, not including, to.
func Gap(width int) (from, to int) {
	to = width - gapFromRight
	return to - gapWidth(), to
}

// question prints the fine marks into the gap, asks where the cursor is, and
// wipes them.
func question(width int) string {
	from, _ := Gap(width)
	at := ansi.CursorPosition(from+1, 1)
	return ansi.SaveCursor + at + ansi.NewStyle().Conceal(true).String() + Fine().all() + ansi.RequestCursorPositionReport +
		ansi.ResetStyle + at + Spaces(gapWidth()) + ansi.RestoreCursor
}

// Measured takes the terminal's answer, the column (from 0) of its cursor in a
// window of the given width: the marks are fine when each took one cell.
func (l *Look) Measured(column, width int) {
	from, _ := Gap(width)
	if column == from+ansi.WcWidth.StringWidth(Fine().all()) {
		l.Marks = Fine()
	}
}

// Asker is a terminal that is asked about widths behind the first frame.
type Asker struct {
	*os.File
	inside, asked bool
}

// NewAsker wraps the terminal that the program draws on.
func NewAsker(out *os.File) *Asker { return &Asker{File: out} }

var _ io.ReaderFrom = (*Asker)(nil)

// Write passes p on, and the question behind it when p is the first frame on
// the alternate screen of a window wide enough.
func (a *Asker) Write(p []byte) (int, error) {
	if a.asked {
		return a.File.Write(p)
	}
	if !a.inside && !bytes.Contains(p, []byte(ansi.SetModeAltScreenSaveCursor)) {
		return a.File.Write(p)
	}
	a.inside = true
	width, _, err := term.GetSize(a.Fd())
	if err != nil || width < AskFrom {
		return a.File.Write(p)
	}
	a.asked = true
	n, err := a.File.Write(append(bytes.Clone(p), question(width)...))
	return min(n, len(p)), err
}

// ReadFrom keeps io.Copy from going past Write.
func (a *Asker) ReadFrom(r io.Reader) (int64, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return 0, err
	}
	n, err := a.Write(b)
	return int64(n), err
}

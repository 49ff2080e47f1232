// Package look is how the full-screen face looks: its colours, its marks, and
// how wide text is on this terminal. It knows nothing of mail and keeps no
// state of its own: a Look is made once and handed to whatever draws.
package look

// Look is what drawing needs to know about the terminal. It starts with what
// every terminal can show and is refined when the terminal answers.
type Look struct {
	Theme Theme
	Marks Marks
	Cells Cells
}

// New is the look of the first frame: ASCII marks, colours for a dark
// background, widths counted code point by code point.
func New() *Look {
	return &Look{Theme: Dark(), Marks: ASCII()}
}

package steps

import (
	"time"

	"todoku/mailcheck"
)

// EventKind says which news of a long work an Event is.
type EventKind string

// The kinds of news: a check changed its state; a code is to be typed
// elsewhere; a page is to be opened; what the browser shows may be pasted;
// something went by.
const (
	EventRow   EventKind = "row"
	EventCode  EventKind = "code"
	EventLink  EventKind = "link"
	EventPaste EventKind = "paste"
	EventNote  EventKind = "note"
)

// Event is a piece of news of a step's long work; only the fields of its kind
// are set.
type Event struct {
	Kind EventKind

	Row Row // row

	UserCode string    // code: to be typed
	URL      string    // code: where; link: what to open
	Complete string    // code: URL with the code in it; empty: not given
	Expires  time.Time // code

	SSH string // link: the line that leads the browser's answer to this machine; empty: not needed

	Note Text // note
}

// Row is one check of a long work, in the order in which they come.
type Row struct {
	ID      string // its label is the text "row.ID"
	Verdict mailcheck.Verdict
	Text    Text
	Took    time.Duration
}

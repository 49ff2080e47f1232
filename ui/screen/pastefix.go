package screen

import (
	"bytes"
	"os"

	"github.com/charmbracelet/x/ansi"
)

// pasteReader is a terminal whose end-of-paste marker always arrives whole.
// Bubble Tea's reader takes a marker that is split in time (a slow link) for
// text, and then every later key, ctrl+c too, goes into the paste: inside a
// paste, the beginning of a marker is held back until its rest is there. It
// embeds the file, so that raw mode and polling work as on the file itself.
type pasteReader struct {
	*os.File
	inside bool
	held   []byte // beginning of an end marker, handed out with what follows it
	tail   []byte // outside of a paste: what may be the beginning of a start marker; handed out already
}

// Read gives what has arrived, but for the beginning of an end marker. It may
// give nothing: the caller then polls again, and can be cancelled meanwhile.
func (r *pasteReader) Read(p []byte) (int, error) {
	if len(p) <= len(r.held) {
		n := copy(p, r.held) // no buffer for a marker: as good as no marker
		r.held = r.held[n:]
		return n, nil
	}
	had := copy(p, r.held)
	n, err := r.File.Read(p[had:])
	if err != nil {
		return 0, err
	}
	r.held = nil
	return had + n - r.hold(p[:had+n]), nil
}

// hold follows the markers in b and says how many bytes at its end are to be
// kept back because they may begin an end marker.
func (r *pasteReader) hold(b []byte) int {
	start, end := []byte(ansi.BracketedPasteStart), []byte(ansi.BracketedPasteEnd)
	rest := append(r.tail, b...)
	r.tail = nil
	for {
		marker := start
		if r.inside {
			marker = end
		}
		if i := bytes.Index(rest, marker); i >= 0 {
			r.inside = !r.inside
			rest = rest[i+len(marker):]
			continue
		}
		k := begun(rest, marker)
		if !r.inside {
			r.tail = bytes.Clone(rest[len(rest)-k:])
			return 0
		}
		r.held = bytes.Clone(rest[len(rest)-k:])
		return k
	}
}

// begun is how many bytes of marker stand at the end of b.
func begun(b, marker []byte) int {
	for k := min(len(marker)-1, len(b)); k > 0; k-- {
		if bytes.HasSuffix(b, marker[:k]) {
			return k
		}
	}
	return 0
}

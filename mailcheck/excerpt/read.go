package excerpt

import (
	"errors"
	"io"
)

// maxRead bounds how much of a log is read to find its end, in octets.
const maxRead = 64 << 20

// Read takes a text of any length: all of it up to MaxText octets, both ends
// of what is longer. Cut tells that something was left out.
func Read(r io.Reader) (text string, cut bool, err error) {
	r = io.LimitReader(r, maxRead)
	head := make([]byte, MaxText)
	n, err := io.ReadFull(r, head)
	if err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			err = nil
		}
		return string(head[:n]), false, err
	}
	tail := head[MaxText/2:]
	for {
		next := make([]byte, MaxText/2)
		n, err := io.ReadFull(r, next)
		tail = append(tail, next[:n]...)
		cut = cut || n > 0
		tail = tail[max(0, len(tail)-MaxText/2):]
		switch {
		case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
			return ends(string(head[:MaxText/2]), string(tail), cut), cut, nil
		case err != nil:
			return "", cut, err
		}
	}
}

// ends joins the two ends of a text; what was cut parts their lines.
func ends(head, tail string, cut bool) string {
	if cut {
		return head[:len(head)-1] + "\n" + tail
	}
	return head + tail
}

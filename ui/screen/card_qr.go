package screen

import (
	"strings"

	"rsc.io/qr"

	"todoku/ui/look"
)

// quiet is the blank margin of a QR code in modules. ISO/IEC 18004 wants four;
// every reader takes two, and two fit beside the steps.
const quiet = 2

// qr draws an address as a QR code in at most width cells and height rows, or
// nil where it does not fit. Two modules share a cell where the terminal draws
// half blocks one cell wide; else a module is two cells of ASCII.
func (w *wizard) qr(to string, width, height int) []string {
	code, err := qr.Encode(to, qr.L)
	if err != nil || to == "" {
		return nil
	}
	size := code.Size + 2*quiet
	// Light modules are the ones drawn, because the terminal is dark; a light
	// terminal gets the dark ones. Readers want dark on light.
	lit := func(x, y int) bool {
		dark := code.Black(x-quiet, y-quiet)
		inside := x < size && y < size
		return inside && dark == (w.look.Theme == look.Light())
	}
	fine := w.look.Marks.Good == look.Fine().Good
	wide, high := size, (size+1)/2
	if !fine {
		wide, high = 2*size, size
	}
	if wide > width || high > height {
		return nil
	}
	margin := look.Spaces((width - wide) / 2)
	var rows []string
	for y := 0; y < size; y++ {
		var b strings.Builder
		for x := range size {
			switch {
			case !fine && lit(x, y):
				b.WriteString("##")
			case !fine:
				b.WriteString("  ")
			case lit(x, y) && lit(x, y+1):
				b.WriteRune('█')
			case lit(x, y):
				b.WriteRune('▀')
			case lit(x, y+1):
				b.WriteRune('▄')
			default:
				b.WriteByte(' ')
			}
		}
		rows = append(rows, margin+w.look.Theme.Bright.Of(b.String()))
		if fine {
			y++
		}
	}
	return rows
}

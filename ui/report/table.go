package report

import (
	"io"
	"strings"

	"todoku/ui/look"
)

// Table writes rows of cells, columns aligned, however wide their characters
// are. The last column is never padded.
func Table(w io.Writer, rows [][]string) error {
	var cells look.Cells
	var widths []int
	for _, row := range rows {
		for i, c := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], cells.Width(c))
		}
	}
	var b strings.Builder
	for _, row := range rows {
		for i, c := range row {
			b.WriteString(c)
			if i < len(row)-1 {
				b.WriteString(look.Spaces(widths[i] - cells.Width(c) + 2))
			}
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}

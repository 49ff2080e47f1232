package cause

import "strings"

// Inspector is the product that the names in a certificate tell of, one that
// opens encryption on the way; empty: none is known.
func Inspector(names string) string {
	names = strings.ToLower(names)
	for _, w := range inspectors {
		if hasWord(names, w) {
			return w
		}
	}
	return ""
}

package export

import (
	"strings"
	"time"

	"todoku/store"
)

// Written is a file that Write looked at.
type Written struct {
	Path    string
	Backup  string // the file as it was before; empty: there was none
	Changed bool   // false: it said the same already
	Filled  bool   // somebody put the secret in where the placeholder was, and it stays
}

// Write merges every part into its file, and keeps a file that it changes beside
// it as PATH.YYYYMMDD-HHMMSS.bak. All files are read and merged before the first
// is written. The error is a Problem.
func (r Result) Write(name string, said func(Part) []string, now time.Time) ([]Written, error) {
	type change struct {
		part     Part
		old, new string
		found    bool
	}
	var changes []change
	for _, part := range r.Parts {
		old, found, err := store.ReadForeign(part.Path)
		if err != nil {
			return nil, err
		}
		text := part.Text(name, said(part))
		if found {
			if text, err = part.Merge(string(old), name, said(part)); err != nil {
				return nil, err
			}
		}
		changes = append(changes, change{part, string(old), text, found})
	}
	var done []Written
	for _, c := range changes {
		w := Written{Path: c.part.Path, Changed: !c.found || c.new != c.old}
		w.Filled = !w.Changed && c.part.Secret && strings.Contains(c.part.Body, Placeholder) && !strings.Contains(strings.ReplaceAll(c.old, "\r\n", "\n"), c.part.Body)
		if w.Changed {
			if c.found {
				w.Backup = c.part.Path + "." + now.Format("20060102-150405") + ".bak"
				if err := store.WriteForeign(w.Backup, []byte(c.old), true); err != nil {
					return done, err
				}
			}
			if err := store.WriteForeign(c.part.Path, []byte(c.new), c.part.Secret || !c.part.Open); err != nil {
				return done, err
			}
		}
		done = append(done, w)
	}
	return done, nil
}

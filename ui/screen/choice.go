package screen

import (
	"slices"
	"strings"

	"todoku/steps"
)

// choice is the list part of a field: where it stands, and how keys move it.
// What stands is the answer; there is nothing to confirm.
type choice struct {
	list []steps.Choice
	at   int // index of the answer; -1: none, or something typed
}

// sync takes the choices as they are now, and stands on value.
func (c *choice) sync(list []steps.Choice, value string) {
	c.list, c.at = list, -1
	for i, o := range list {
		if o.Value == value {
			c.at = i
		}
	}
}

// value is the answer that it stands on.
func (c *choice) value() string {
	if c.at < 0 || c.at >= len(c.list) {
		return ""
	}
	return c.list[c.at].Value
}

// move goes to the next choice up (-1) or down (1) that can be chosen. It is
// false at the end of the list, where the key goes on to the next field.
func (c *choice) move(by int) bool {
	i := c.at
	if i < 0 && by < 0 {
		i = len(c.list) // from what was typed, below the list
	}
	for i += by; i >= 0 && i < len(c.list); i += by {
		if !c.list[i].Disabled {
			c.at = i
			return true
		}
	}
	return false
}

// turn goes to the next choice, round and round: for yes and no.
func (c *choice) turn() bool {
	for n := 1; n <= len(c.list); n++ {
		i := (max(c.at, -1) + n) % len(c.list)
		if !c.list[i].Disabled {
			c.at = i
			return n < len(c.list)
		}
	}
	return false
}

// jump stands on a value, if it can be chosen.
func (c *choice) jump(value string) bool {
	for i, o := range c.list {
		if o.Value == value && !o.Disabled {
			c.at = i
			return true
		}
	}
	return false
}

// shut says why choices cannot be chosen, each reason once with those that it
// shuts: of all, or of those only whose row has no room for it.
func (w *wizard) shut(f *field, all bool) []string {
	if !f.isList() {
		return nil
	}
	column := w.noteColumn(f, w.leftWidth())
	room := w.leftWidth() - indent - 1 - column
	var reasons []string
	labels := map[string][]string{}
	for _, c := range f.list.list {
		s := w.text(c.Note)
		if !c.Disabled || s == "" || !all && column > 0 && w.look.Cells.Width(s) <= room {
			continue
		}
		if !slices.Contains(reasons, s) {
			reasons = append(reasons, s)
		}
		labels[s] = append(labels[s], w.text(c.Label))
	}
	for i, s := range reasons {
		reasons[i] = strings.Join(labels[s], ", ") + ": " + s
	}
	return reasons
}

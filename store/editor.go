package store

import (
	"bytes"
	"slices"
	"strings"
)

// editor collects the changes of one text and applies them in one go.
type editor struct {
	*layout
	changes []change
	added   []*change          // new tables, in the order of their keys
	byTable map[string]*change // the same by path
	refused bool               // some key stands where it cannot be changed
}

// change replaces the bytes from start to end; start == end inserts.
type change struct {
	start, end int
	text       string
	line       bool // text is whole lines, so it begins on a line of its own
}

func newEditor(data []byte) *editor {
	return &editor{layout: newLayout(data), byTable: map[string]*change{}}
}

// set gives a key its value where it stands, or adds it.
func (e *editor) set(u unit) {
	if old, ok := e.find(u.path); ok {
		v, err := tomlValue(u)
		if err != nil {
			e.refused = true
			return
		}
		e.changes = append(e.changes, change{start: old.value, end: old.end, text: v})
		return
	}
	if u.kind == kindSecret && e.hasBelow(u.path) {
		e.setParts(u)
		return
	}
	e.add(u)
}

// setParts changes a secret's place that is written key by key.
func (e *editor) setParts(u unit) {
	parts := refUnits(u.value.(SecretRef), u.path)
	for _, old := range e.entries {
		gone := func(p unit) bool { return slices.Equal(p.path, old.path) }
		if startsWith(old.path, u.path) && !slices.ContainsFunc(parts, gone) {
			e.remove(old)
		}
	}
	for _, p := range parts {
		e.set(p)
	}
}

// hasBelow tells whether path is a [table] or the start of dotted keys.
func (e *editor) hasBelow(path []string) bool {
	for _, t := range e.tables {
		if slices.Equal(t.path, path) {
			return true
		}
	}
	return slices.ContainsFunc(e.entries, func(x entry) bool { return startsWith(x.path, path) })
}

// drop takes a key out with its line.
func (e *editor) drop(u unit) {
	for _, old := range e.entries {
		if slices.Equal(old.path, u.path) || u.kind == kindSecret && startsWith(old.path, u.path) && !e.insideDropped(old, u.path) {
			e.remove(old)
		}
	}
}

// insideDropped: the value of path goes as a whole, with all that is in it.
func (e *editor) insideDropped(old entry, path []string) bool {
	whole, ok := e.find(path)
	return ok && old.start > whole.start
}

func (e *editor) remove(old entry) {
	if old.insideInline {
		e.refused = true
		return
	}
	e.changes = append(e.changes, change{start: e.lineStart(old.start), end: e.lineEnd(old.end), line: true})
}

// add puts a new key at the end of its table.
func (e *editor) add(u unit) {
	parent := u.path[:len(u.path)-1]
	for n := 1; n <= len(parent); n++ {
		if _, ok := e.find(parent[:n]); ok { // only an inline table can stand there
			e.refused = true
			return
		}
	}
	for _, t := range e.tables {
		if slices.Equal(t.path, parent) && !t.array {
			e.insert(t.end, u, len(parent))
			return
		}
	}
	// A table that exists through dotted keys cannot have a header too
	// (TOML v1.0.0, "Table"): another dotted key goes after the last one.
	for _, old := range slices.Backward(e.entries) {
		above := e.tables[old.table].path
		if startsWith(old.path, parent) && len(above) < len(parent) {
			e.insert(e.lineEnd(old.end), u, len(above))
			return
		}
	}
	e.addTable(u, parent)
}

// insert adds the line of u at a line's start; skip parts of its path are
// already said by the table's header.
func (e *editor) insert(at int, u unit, skip int) {
	line, ok := e.keyLine(u, skip)
	if ok {
		e.changes = append(e.changes, change{at, at, line, true})
	}
}

func (e *editor) keyLine(u unit, skip int) (string, bool) {
	v, err := tomlValue(u)
	if err != nil {
		e.refused = true
		return "", false
	}
	return tomlKey(u.path[skip:]) + " = " + v + e.newline, true
}

// addTable begins a new table, after the last one of its family.
func (e *editor) addTable(u unit, parent []string) {
	line, ok := e.keyLine(u, len(parent))
	if !ok {
		return
	}
	id := pathID(parent)
	c := e.byTable[id]
	if c == nil {
		at := e.placeFor(parent)
		c = &change{at, at, e.newline + "[" + tomlKey(parent) + "]" + e.newline, true}
		e.byTable[id], e.added = c, append(e.added, c)
	}
	c.text += line
}

// placeFor is the end of the last table that begins like path, without the
// comment block that belongs to the next header; else the end of the text.
func (e *editor) placeFor(path []string) int {
	next := -1
	for i, t := range e.tables {
		if len(t.path) > 0 && t.path[0] == path[0] {
			next = i + 1
		}
	}
	if next < 0 || next == len(e.tables) {
		return len(e.data)
	}
	at := e.tables[next].start
	floor := e.tables[next-1].end
	for at > floor && strings.HasPrefix(e.lineBefore(at), "#") {
		at = e.lineStart(at - 1)
	}
	for at > floor && e.lineBefore(at) == "" {
		at = e.lineStart(at - 1)
	}
	return at
}

// lineBefore is the line that ends where another starts, without blanks.
func (e *editor) lineBefore(at int) string {
	return string(bytes.TrimSpace(e.data[e.lineStart(at-1):at]))
}

// apply gives the new text.
func (e *editor) apply() []byte {
	all := slices.Clone(e.changes)
	for _, c := range e.added {
		all = append(all, *c)
	}
	slices.SortStableFunc(all, func(a, b change) int { return a.start - b.start })
	var out []byte
	at := 0
	for _, c := range all {
		if c.start < at { // two changes of the same bytes: says would find out
			e.refused = true
			continue
		}
		out = append(out, e.data[at:c.start]...)
		if c.line && c.text != "" && len(out) > 0 && out[len(out)-1] != '\n' {
			out = append(out, e.newline...)
		}
		out = append(out, c.text...)
		at = c.end
	}
	return append(out, e.data[at:]...)
}

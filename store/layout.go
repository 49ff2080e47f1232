package store

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// layout is where things stand in the text of a TOML file: for the lines that
// problems name, and for edits that touch nothing else. It understands the
// text, not its meaning; a text that does not parse gives the layout up to
// the fault.
type layout struct {
	data     []byte
	tables   []table // the first is the root, before any header
	entries  []entry // every key = value, those inside inline tables too
	repeated []entry // whose path stood there before
	newline  string  // of this file: "\n" or "\r\n"
	fault    int     // offset at which the text stops parsing; -1: nowhere
}

// table is a [header] and what stands under it up to the next one.
type table struct {
	path       []string
	array      bool // [[header]]
	start      int  // of the header line
	end        int  // after the last key's line, or after the header's
	valuesFrom int  // after the header's line
}

// entry is one key with its value.
type entry struct {
	path         []string // from the root
	table        int      // in tables
	start, end   int      // from the key to the end of the value
	value        int      // start of the value
	inline       bool     // the value is an inline table
	insideInline bool     // the key stands in an inline table
}

const byteOrderMark = "\uFEFF"

// newLayout reads data as far as it parses.
func newLayout(data []byte) *layout {
	l := &layout{data: data, newline: "\n", tables: []table{{}}, fault: -1}
	if i := bytes.IndexByte(data, '\n'); i > 0 && data[i-1] == '\r' {
		l.newline = "\r\n"
	}
	skip := 0
	if bytes.HasPrefix(data, []byte(byteOrderMark)) {
		skip = len(byteOrderMark)
	}
	l.tables[0] = table{start: skip, end: skip, valuesFrom: skip}
	seen := map[string]bool{}
	var p unstable.Parser
	p.Reset(slices.Clip(data[skip:])) // clipped, so that every fault is inside
	for p.NextExpression() {
		l.add(p.Expression(), skip, seen)
	}
	var fault *unstable.ParserError
	if errors.As(p.Error(), &fault) {
		l.fault = int(p.Range(fault.Highlight).Offset) + skip
	}
	return l
}

// add takes in one expression; skip is what the parser's offsets lack.
func (l *layout) add(n *unstable.Node, skip int, seen map[string]bool) {
	switch n.Kind {
	case unstable.Table, unstable.ArrayTable:
		path, first, last := keyOf(n, skip)
		end := l.lineEnd(last)
		l.tables = append(l.tables, table{path, n.Kind == unstable.ArrayTable, l.lineStart(first), end, end})
		if id := pathID(path); n.Kind == unstable.Table && !seen["["+id] {
			seen["["+id] = true
		} else if n.Kind == unstable.Table {
			l.repeated = append(l.repeated, entry{path: path, start: first})
		}
	case unstable.KeyValue:
		at := len(l.tables) - 1
		e := l.addEntry(n, l.tables[at].path, skip, at, false, seen)
		l.tables[at].end = l.lineEnd(e.end)
	}
}

// addEntry records a key and, where its value is an inline table, those in it.
func (l *layout) addEntry(n *unstable.Node, prefix []string, skip, at int, inside bool, seen map[string]bool) entry {
	path, first, last := keyOf(n, skip)
	path = append(prefix[:len(prefix):len(prefix)], path...)
	value := last
	for l.data[value] != '=' {
		value++
	}
	for value++; l.data[value] == ' ' || l.data[value] == '\t'; {
		value++
	}
	e := entry{path, at, first, int(n.Raw.Offset+n.Raw.Length) + skip, value, n.Value().Kind == unstable.InlineTable, inside}
	l.entries = append(l.entries, e)
	if array := l.tables[at].array; !array {
		if id := pathID(path); seen[id] {
			l.repeated = append(l.repeated, e)
		} else {
			seen[id] = true
		}
	}
	if e.inline {
		for it := n.Value().Children(); it.Next(); {
			if it.Node().Kind == unstable.KeyValue {
				l.addEntry(it.Node(), path, skip, at, true, seen)
			}
		}
	}
	return e
}

// keyOf is the dotted key of a node with the offsets where it starts and ends.
func keyOf(n *unstable.Node, skip int) (path []string, first, last int) {
	first = -1
	for it := n.Key(); it.Next(); {
		raw := it.Node().Raw
		if first < 0 {
			first = int(raw.Offset) + skip
		}
		last = int(raw.Offset+raw.Length) + skip
		path = append(path, string(it.Node().Data))
	}
	return path, first, last
}

// lineEnd is the offset after the line that holds offset i.
func (l *layout) lineEnd(i int) int {
	if n := bytes.IndexByte(l.data[i:], '\n'); n >= 0 {
		return i + n + 1
	}
	return len(l.data)
}

func (l *layout) lineStart(i int) int {
	return bytes.LastIndexByte(l.data[:i], '\n') + 1
}

// line is the 1-based line of an offset.
func (l *layout) line(i int) int {
	return bytes.Count(l.data[:i], []byte("\n")) + 1
}

// find is the entry of exactly this path.
func (l *layout) find(path []string) (entry, bool) {
	for _, e := range l.entries {
		if pathID(e.path) == pathID(path) {
			return e, true
		}
	}
	return entry{}, false
}

// lineOf is the line of a key or table, else of the one it would stand in;
// 0: neither.
func (l *layout) lineOf(path []string) int {
	for n := len(path); n > 0; n-- {
		at := -1
		first := func(p []string, start int) {
			if startsWith(p, path[:n]) && (at < 0 || start < at) {
				at = start
			}
		}
		for _, e := range l.entries {
			first(e.path, e.start)
		}
		for _, t := range l.tables[1:] {
			first(t.path, t.start)
		}
		if at >= 0 {
			return l.line(at)
		}
	}
	return 0
}

func startsWith(path, prefix []string) bool {
	return len(path) >= len(prefix) && pathID(path[:len(prefix)]) == pathID(prefix)
}

// pathID makes a path comparable; no key of ours holds a NUL.
func pathID(path []string) string { return strings.Join(path, "\x00") }

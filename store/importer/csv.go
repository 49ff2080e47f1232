package importer

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// delimiters are what may stand between cells; the header tells which.
const delimiters = ",\t;"

// table is a CSV file being read.
type table struct {
	*source
	reader  *csv.Reader
	columns []column
	titles  []string
	byKey   map[string]string // title by key
}

// readCSV reads a table with a header (columns.go) and an account per row.
func readCSV(s *source) {
	t := &table{source: s, byKey: map[string]string{}, reader: csv.NewReader(strings.NewReader(s.text))}
	t.reader.Comma = delimiter(s.text)
	t.reader.FieldsPerRecord = -1
	if !t.header() {
		return
	}
	for {
		cells, err := t.reader.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.broken(err)
			continue
		}
		no, _ := t.reader.FieldPos(0)
		if !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" }) {
			continue // what a spreadsheet leaves below its last row
		}
		a := t.account(no, "")
		if a == nil {
			return
		}
		a.titles = t.byKey
		if len(cells) != len(t.columns) {
			a.problem(no, "", "import.columns", "want", strconv.Itoa(len(t.columns)), "got", strconv.Itoa(len(cells)))
			continue
		}
		t.row(a, cells)
	}
}

// delimiter is the one that the first line has most of.
func delimiter(text string) rune {
	first, _, _ := strings.Cut(strings.TrimLeft(text, "\n"), "\n")
	best, most := ',', 0
	for _, d := range delimiters {
		if n := strings.Count(first, string(d)); n > most {
			best, most = d, n
		}
	}
	return best
}

// header reads the first line. It is false when no row could be understood.
func (t *table) header() bool {
	titles, err := t.reader.Read()
	if err != nil {
		if !errors.Is(err, io.EOF) {
			t.broken(err)
		}
		return false
	}
	no, _ := t.reader.FieldPos(0)
	before := len(t.res.Problems)
	seen := map[string]bool{}
	for i, title := range titles {
		title = strings.TrimSpace(title)
		t.titles = append(t.titles, title)
		if slices.ContainsFunc(logColumns(), func(l string) bool { return fold(l) == fold(title) }) {
			t.columns = append(t.columns, column{id: "-"})
			t.note(no, title, "import.logs_left")
			continue
		}
		c, ok := columnNamed(title)
		switch {
		case !ok && title == "":
			t.problem(no, "", "import.no_title", "column", strconv.Itoa(i+1))
		case !ok:
			t.problem(no, title, "import.unknown_column", "column", strconv.Itoa(i+1))
		case seen[c.id]:
			t.problem(no, title, "import.column_twice")
		}
		seen[c.id] = true
		t.columns = append(t.columns, c)
		t.byKey[c.key] = title
	}
	if unknown := len(t.res.Problems) - before; unknown*2 > len(titles) {
		// A row of data without a header: its cells are not to be told.
		t.res.Problems = t.res.Problems[:before]
		t.problem(no, "", "import.no_header", "column", "address")
	} else if !seen["address"] {
		t.problem(no, "", "import.no_header", "column", "address")
	}
	return len(t.res.Problems) == before
}

// broken says why a row cannot be taken apart. The reader goes on behind it.
func (t *table) broken(err error) {
	line, column := 1, 1
	var pe *csv.ParseError
	if errors.As(err, &pe) {
		line, column = pe.StartLine, pe.Column
	}
	if a := t.account(line, ""); a != nil {
		a.problem(line, "", "import.csv_broken", "column", strconv.Itoa(column))
	}
}

// needsPassword tells the methods that take one.
func needsPassword(method string) bool {
	switch method {
	case "none", "", "xoauth2", "oauthbearer", "pop-before-smtp":
		return false
	}
	return true
}

// fold brings titles and words to the form in which they are compared: narrow
// letters and digits, no blanks, lower case.
func fold(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(norm.NFKC.String(s)), ""))
}

// allowed are the words of a column, one for each value.
func allowed(words map[string]string) []string {
	shortest := map[string]string{}
	for w, v := range words {
		if old, ok := shortest[v]; !ok || w == v || old != v && w < old {
			shortest[v] = w
		}
	}
	var out []string
	for _, w := range shortest {
		out = append(out, w)
	}
	slices.Sort(out)
	return out
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

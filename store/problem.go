package store

import (
	"fmt"
	"sort"
	"strings"
)

// Problem is something wrong with one key of a profile or answer. Code names a
// text "problem.CODE" of the locale files; Args are that text's values.
type Problem struct {
	Key  string // "smtp.port"; empty when the whole file is meant
	Line int    // 1-based line in the file; 0 when there is none
	Code string // "unknown_key", "not_a_mailbox", "newer_schema" …
	Args map[string]string
	File string
}

// Error is the English fall-back for logs and wrapped errors; faces print
// "problem."+Code in the user's language instead.
func (p *Problem) Error() string {
	var b strings.Builder
	if p.File != "" {
		b.WriteString(p.File)
		if p.Line > 0 {
			fmt.Fprintf(&b, ":%d", p.Line)
		}
		b.WriteString(": ")
	}
	if p.Key != "" {
		b.WriteString(p.Key + ": ")
	}
	b.WriteString(strings.ReplaceAll(p.Code, "_", " "))
	keys := make([]string, 0, len(p.Args))
	for k := range p.Args {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		fmt.Fprintf(&b, " %s=%q", k, p.Args[k])
	}
	return b.String()
}

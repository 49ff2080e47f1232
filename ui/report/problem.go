package report

import (
	"errors"
	"strconv"
	"strings"

	"todoku/mailcheck"
	"todoku/store"
	"todoku/store/secret"
	"todoku/ui/locale"
)

// Problem is something wrong with a file or an answer, in words.
type Problem struct {
	File string
	Line int // 0: none
	Key  string
	Code string
	Text string
}

// String is "FILE:LINE: KEY: what is wrong", without the parts there are none
// of. A text about the whole file that names it itself says so once.
func (p Problem) String() string {
	var b strings.Builder
	file := mailcheck.Neutralise(p.File)
	if said := p.Line == 0 && p.Key == "" && strings.Contains(p.Text, file); file != "" && !said {
		b.WriteString(file)
		if p.Line > 0 {
			b.WriteString(":" + strconv.Itoa(p.Line))
		}
		b.WriteString(": ")
	}
	if p.Key != "" {
		b.WriteString(p.Key + ": ")
	}
	b.WriteString(p.Text)
	return b.String()
}

// Problems puts every store.Problem of err into words; an error that holds
// none is told as it is.
func Problems(err error, t *locale.Texts) []Problem {
	var out []Problem
	for _, e := range flatten(err) {
		var p *store.Problem
		if errors.As(e, &p) {
			out = append(out, ProblemText(p, t))
			continue
		}
		out = append(out, Problem{Code: "error", Text: mailcheck.Neutralise(e.Error())})
	}
	return out
}

// ProblemText is p in the language of t. A code with dots in it is the id of a
// text of its own, such as the reason why an application's form cannot take it.
func ProblemText(p *store.Problem, t *locale.Texts) Problem {
	said, ok := t.Has("problem."+p.Code, p.Args)
	if !ok && strings.Contains(p.Code, ".") {
		said, ok = t.Has(p.Code, p.Args)
	}
	if !ok {
		bare := *p
		bare.File, bare.Line, bare.Key = "", 0, ""
		said = bare.Error()
	}
	return Problem{File: p.File, Line: p.Line, Key: mailcheck.Neutralise(p.Key), Code: p.Code, Text: mailcheck.Neutralise(said)}
}

// flatten takes lists of errors apart, however deep they are wrapped.
func flatten(err error) []error {
	if err == nil {
		return nil
	}
	var many interface{ Unwrap() []error }
	if !errors.As(err, &many) {
		return []error{err}
	}
	if _, one := many.(*secret.Error); one { // a kind and its problem
		return []error{err}
	}
	var out []error
	for _, e := range many.Unwrap() {
		out = append(out, flatten(e)...)
	}
	return out
}

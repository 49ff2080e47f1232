package report

import (
	"regexp"
	"strconv"

	"todoku/mailcheck/cause"
	"todoku/ui/locale"
)

// Said is a finding in words: what is wrong, why, who acts, what to do in this
// order, and the server's own words.
type Said struct {
	Title, Why, Who string
	Fix             []string
	Order           string   // which of several explanations it is; empty: it stands alone
	Probed          []string // what else was asked, and what it answered
	Words           []string // neutralised already
	URL             string
}

// WordsLabel is the heading of words: a reply begins with its code (RFC 5321
// section 4.2); everything else is what todoku itself ran into.
func WordsLabel(words string, t *locale.Texts) string {
	if reply.MatchString(words) {
		return t.T("report.server_said", nil)
	}
	return t.T("report.seen", nil)
}

var reply = regexp.MustCompile(`^[2-5][0-9][0-9]([ -]|$)`)

// FindingText puts a finding into the language of t. A cause without texts of
// its own is told as an unrecognised one: never nothing, never a bare id.
func FindingText(f cause.Finding, t *locale.Texts) Said {
	id := f.Cause
	title, ok := t.Has(id+".title", f.Args)
	if !ok {
		id = cause.Unrecognised
		title = t.T(id+".title", f.Args)
	}
	s := Said{
		Title: title,
		Who:   t.T("report.who."+string(f.Who), nil),
		Words: f.Evidence,
		URL:   f.URL,
		Order: orderText(f, t),
	}
	for _, p := range f.Probes {
		s.Probed = append(s.Probed, ProbeText(p, t))
	}
	s.Why, _ = t.Has(id+".why", f.Args)
	for n := 1; ; n++ {
		fix, ok := t.Has(id+".fix_"+strconv.Itoa(n), f.Args)
		if !ok {
			break
		}
		s.Fix = append(s.Fix, fix)
	}
	return s
}

package report

import (
	"strconv"

	"todoku/mailcheck/cause"
	"todoku/ui/locale"
)

// ProbeText is what was asked to tell causes apart, and what it answered.
func ProbeText(p cause.Probe, t *locale.Texts) string {
	asked, ok := t.Has("report.ask."+p.Name, map[string]string{"at": p.At})
	if !ok {
		asked = p.Name + " " + p.At
	}
	answer, ok := t.Has("report.answered."+p.Answer, nil)
	if !ok {
		answer = p.Answer // the words of the other side
	}
	return asked + ": " + answer
}

// orderText says that a failure has several explanations, and in which order
// to look at them.
func orderText(f cause.Finding, t *locale.Texts) string {
	args := map[string]string{"place": strconv.Itoa(f.Place), "of": strconv.Itoa(f.Of)}
	switch {
	case f.Of < 2:
		return ""
	case f.Place > 1:
		return t.T("report.place", args)
	case f.Confidence == cause.Likely && f.Of == 2:
		return t.T("report.most_of_two", args)
	case f.Confidence == cause.Likely:
		return t.T("report.most_likely", args)
	case f.Of == 2:
		return t.T("report.one_of_two", args)
	}
	return t.T("report.one_of", args)
}

// Others are the titles of what else explains the failure of f, in order.
func Others(f cause.Finding, list []cause.Finding, t *locale.Texts) []string {
	var out []string
	for _, other := range list {
		if f.Of > 1 && other.Stage == f.Stage && other.Of == f.Of && other.Place > f.Place {
			out = append(out, FindingText(other, t).Title)
		}
	}
	return out
}

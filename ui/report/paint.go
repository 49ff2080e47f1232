package report

import "todoku/mailcheck"

// The colours are the terminal's own sixteen, so that they fit any theme.
const (
	bold  = "1"
	red   = "31"
	green = "32"
	amber = "33"
	cyan  = "36"
	grey  = "90"
)

func (p *printer) paint(colour, s string) string {
	if !p.o.Colour || s == "" {
		return s
	}
	return "\x1b[" + colour + "m" + s + "\x1b[0m"
}

// colours and marks of the verdicts. The marks are ASCII: many terminals draw
// ✓ and its like two cells wide in Japanese locales, and logs cannot ask.
var (
	colours = map[mailcheck.Verdict]string{
		mailcheck.Pass: green, mailcheck.Warn: amber, mailcheck.Fail: red,
		mailcheck.Unknown: amber, mailcheck.Skipped: grey, mailcheck.Running: cyan,
	}
	marks = map[mailcheck.Verdict]string{
		mailcheck.Pass: "v", mailcheck.Warn: "!", mailcheck.Fail: "x",
		mailcheck.Unknown: "?", mailcheck.Skipped: ".", mailcheck.Running: ">",
	}
)

func (p *printer) mark(v mailcheck.Verdict) string {
	m := marks[v]
	if m == "" {
		m = "."
	}
	return p.paint(colours[v], m)
}

func (p *printer) verdict(v mailcheck.Verdict) string {
	return p.paint(colours[v], p.t.T("report.verdict."+string(v), nil))
}

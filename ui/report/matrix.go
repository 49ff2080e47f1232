package report

import (
	"io"
	"slices"
	"strings"

	"todoku/mailcheck"
	"todoku/ui/locale"
	"todoku/ui/look"
)

// MatrixRow is one profile in a matrix.
type MatrixRow struct {
	Name   string
	Report mailcheck.Report
	Unread bool // the profile cannot be read: there is no report
}

// Matrix writes a row per profile and a column per stage; a ladder of its own,
// such as the mailbox's, gets a table of its own. The last cell is what is wrong.
func Matrix(w io.Writer, rows []MatrixRow, t *locale.Texts, o TextOptions) error {
	p := newPrinter(w, t, o)
	for i, leg := range legs(rows) {
		if i > 0 {
			p.line("")
		}
		p.matrix(leg, slices.DeleteFunc(slices.Clone(rows), func(r MatrixRow) bool {
			if r.Unread {
				return i > 0
			}
			return !slices.ContainsFunc(r.Report.Stages, func(s mailcheck.Stage) bool { return s.Prefix() == leg })
		}))
	}
	return p.err
}

// legs are the prefixes of the stages that were reached somewhere.
func legs(rows []MatrixRow) []string {
	var list []string
	for _, r := range rows {
		for _, s := range reached(r.Report) {
			if !slices.Contains(list, s.Prefix()) {
				list = append(list, s.Prefix())
			}
		}
	}
	if len(list) == 0 && len(rows) > 0 {
		return []string{""} // none could be read
	}
	return list
}

// stagesOf are the stages of one leg, in the order of the ladder: a stage that a
// later report alone has stands behind the one before it.
func stagesOf(leg string, rows []MatrixRow) []string {
	var ids []string
	for _, r := range rows {
		at := 0
		for _, s := range reached(r.Report) {
			if s.Prefix() != leg {
				continue
			}
			if i := slices.Index(ids, s.ID); i >= 0 {
				at = i + 1
				continue
			}
			ids = slices.Insert(ids, at, s.ID)
			at++
		}
	}
	for len(ids) > 0 && slices.Contains([]string{"data", mailcheck.StageArrive}, Short(ids[len(ids)-1])) && !tried(ids[len(ids)-1], rows) {
		ids = ids[:len(ids)-1] // nobody asked to send
	}
	return ids
}

// tried tells whether some report has judged a stage.
func tried(id string, rows []MatrixRow) bool {
	return slices.ContainsFunc(rows, func(r MatrixRow) bool {
		return slices.ContainsFunc(r.Report.Stages, func(s mailcheck.Stage) bool { return s.ID == id && s.Verdict != mailcheck.Skipped })
	})
}

func (p *printer) matrix(leg string, rows []MatrixRow) {
	ids := stagesOf(leg, rows)
	name := strings.ToUpper(leg)
	width := cells.Width(name)
	for _, r := range rows {
		width = max(width, cells.Width(mailcheck.Neutralise(r.Name)))
	}
	head := "  " + pad(name, width)
	for _, id := range ids {
		head += "  " + p.t.T("report.stage."+Short(id), nil)
	}
	p.line(head)
	for _, r := range rows {
		p.matrixRow(leg, r, ids, width)
	}
}

func (p *printer) matrixRow(leg string, r MatrixRow, ids []string, width int) {
	verdict := legVerdict(leg, r)
	name := mailcheck.Neutralise(r.Name)
	line := p.mark(verdict) + " " + pad(name, width)
	for _, id := range ids {
		v := mailcheck.Skipped
		for _, s := range r.Report.Stages {
			if s.ID == id {
				v = s.Verdict
			}
		}
		title := p.t.T("report.stage."+Short(id), nil)
		line += "  " + p.mark(v) + look.Spaces(cells.Width(title)-1)
	}
	p.line(strings.TrimRight(line+"  "+p.wrong(leg, r), " "))
}

// legVerdict is the worst verdict of a leg's stages.
func legVerdict(leg string, r MatrixRow) mailcheck.Verdict {
	if r.Unread {
		return mailcheck.Unknown
	}
	rank := []mailcheck.Verdict{mailcheck.Pass, mailcheck.Warn, mailcheck.Unknown, mailcheck.Fail}
	worst := 0
	for _, s := range r.Report.Stages {
		if s.Prefix() == leg {
			worst = max(worst, slices.Index(rank, s.Verdict))
		}
	}
	return rank[worst]
}

// wrong is the title of the first finding of the leg.
func (p *printer) wrong(leg string, r MatrixRow) string {
	if r.Unread {
		return p.t.T("report.unreadable", nil)
	}
	for _, f := range r.Report.Findings {
		if at, _, _ := strings.Cut(f.Stage, "."); at == leg {
			return FindingText(f, p.t).Title
		}
	}
	return ""
}

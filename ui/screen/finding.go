package screen

import (
	"slices"
	"strings"

	"todoku/mailcheck"
	"todoku/mailcheck/cause"
	"todoku/steps"
	"todoku/ui/look"
	"todoku/ui/report"
)

// finding is the gravest one of the current step's own proof. What an earlier
// step found stays in the ladder and in the transcript.
func (w *wizard) finding() (cause.Finding, bool) {
	if w.run.running() || !w.now.has || w.now.verdict() == "" || len(w.now.result.Report.Findings) == 0 {
		return cause.Finding{}, false
	}
	return w.now.result.Report.Findings[0], true
}

// notes is what is said below the page: what went wrong, else what was found,
// else what the field with the focus is about. A finding takes at most most
// rows.
func (w *wizard) notes(width, most int) []string {
	t := w.look.Theme
	if w.alert != "" {
		rows := fold(w.look, t.Bright, mailcheck.Neutralise(w.alert), width-2)
		for i := range rows {
			rows[i] = "  " + rows[i]
		}
		if len(rows) > 0 {
			rows[0] = t.Wrong.Of(w.look.Marks.Wrong) + " " + rows[0][2:]
		}
		return rows
	}
	if f, ok := w.finding(); ok {
		return w.findingRows(f, width, most)
	}
	if w.now.last() && w.now.unproved {
		return fold(w.look, t.Doubt, w.texts.T("ui.unproved", nil), width)
	}
	return w.helpRows(width)
}

// helpRows explain the field with the focus. A choice whose note is too long
// for its row has it here in full, and so has one that cannot be chosen.
func (w *wizard) helpRows(width int) []string {
	t := w.look.Theme
	text := w.text(w.now.help)
	var rows []string
	most := said
	if f := w.form.current(); f != nil {
		if s := w.text(f.q.Help); s != "" && s != f.q.Help.ID {
			text = s
		}
		if f.isList() && f.list.at >= 0 {
			column := w.noteColumn(f, w.leftWidth())
			if s := w.text(f.list.list[f.list.at].Note); column == 0 || w.look.Cells.Width(s) > w.leftWidth()-indent-1-column {
				rows = fold(w.look, t.Plain, s, width)
			}
		}
		for _, s := range w.shut(f, false) {
			rows = append(rows, fold(w.look, t.Grey, s, width)...)
			most = said + 1
		}
	}
	if rows = append(rows, fold(w.look, t.Grey, text, width)...); len(rows) < said && w.hint != "" {
		rows = append(rows, fold(w.look, t.Grey, mailcheck.Neutralise(w.texts.T(w.hint, nil)), width)...)
	}
	return rows[:min(len(rows), most)]
}

// findingRows tell a finding like a colleague: what is wrong, who acts, what
// to do, and last the server's own words. Where there is no room for all, the
// first remedies stand in full and the later ones have one row each, or give
// way; the server's words never do.
func (w *wizard) findingRows(f cause.Finding, width, most int) []string {
	said := report.FindingText(f, w.texts)
	head, fix, words := w.headRows(f, said, width), w.fixRows(said.Fix, width), w.wordRows(said.Words, width)
	head = append(head, w.orderRows(f, said, width)...)
	for i := range said.Probed {
		said.Probed[i] = w.texts.T("report.probed", nil) + "  " + said.Probed[i]
	}
	probed := w.wordRows(said.Probed, width)
	whole := slices.Concat(fix...)
	if len(head)+len(whole)+len(probed)+len(words) <= most {
		return slices.Concat(head, whole, probed, words)
	}
	if left := most - len(head) - len(whole) - len(words); left >= 0 {
		rows := slices.Concat(head, whole, probed[:left], words)
		rows[len(rows)-1] = w.withMore(rows[len(rows)-1])
		return rows
	}
	words = words[:min(len(words), 1)]
	room := max(most-len(head)-len(words), 0)
	short := w.fixRows(cutAll(w.look, said.Fix, width), width)
	var rows []string
	for i := range fix {
		later := len(fix) - i - 1
		if left := room - len(rows); i > 0 && len(fix[i]) > left-later {
			rows = append(rows, short[i]...)
		} else {
			rows = append(rows, fix[i]...)
		}
	}
	rows = slices.Concat(head, rows[:min(len(rows), room)], words)
	rows = rows[:min(len(rows), most)]
	rows[len(rows)-1] = w.withMore(rows[len(rows)-1])
	return rows
}

// wordRows are the server's own words, each line cut to one row.
func (w *wizard) wordRows(words []string, width int) []string {
	l := w.look
	var rows []string
	for _, s := range words {
		for _, line := range strings.Split(s, "\n") {
			rows = append(rows, "  "+l.Theme.Grey.Of(l.Cells.Cut(mailcheck.Neutralise(line), width-2, l.Marks.More)))
		}
	}
	return rows
}

// headRows say what is wrong and who acts. A warning is told in short.
func (w *wizard) headRows(f cause.Finding, said report.Said, width int) []string {
	l, t := w.look, w.look.Theme
	mark := l.Verdict(mailcheck.Verdict(f.Severity))
	title := l.Cells.Wrap(mailcheck.Neutralise(said.Title), width-2)
	var rows []string
	for i, s := range title {
		if i > 0 {
			mark = " "
		}
		rows = append(rows, mark+" "+t.Bright.Of(s))
	}
	who := mailcheck.Neutralise(said.Who)
	if last := len(title) - 1; last >= 0 && f.Severity == cause.SeverityWarn && l.Cells.Width(title[last])+3+l.Cells.Width(who) <= width-2 {
		rows[last] += "   " + t.Grey.Of(who)
	} else {
		label := w.texts.T("ui.who_acts", nil)
		rows = append(rows, "  "+t.Grey.Of(label)+"  "+t.Plain.Of(l.Cells.Cut(who, width-4-l.Cells.Width(label), l.Marks.More)))
	}
	return rows
}

// orderRows say that the failure has other explanations too, and which is next.
func (w *wizard) orderRows(f cause.Finding, said report.Said, width int) []string {
	l, t := w.look, w.look.Theme
	if said.Order == "" {
		return nil
	}
	rows := fold(l, t.Plain, said.Order, width-2)
	if others := report.Others(f, w.now.result.Report.Findings, w.texts); len(others) > 0 {
		text := w.texts.T("report.else", map[string]string{"title": strings.Join(others, " / ")})
		rows = append(rows, t.Grey.Of(l.Cells.Cut(mailcheck.Neutralise(text), width-2, l.Marks.More)))
	}
	for i := range rows {
		rows[i] = "  " + rows[i]
	}
	return rows
}

// fixRows are the steps of the remedy, numbered when there are several; at the
// first one, the key that leads to the field where it is done.
func (w *wizard) fixRows(fix []string, width int) [][]string {
	l, t := w.look, w.look.Theme
	all := make([][]string, len(fix))
	for i, s := range fix {
		key, number, room := "", "", width-2
		if len(fix) > 1 {
			number = itoa(i+1) + " "
			room -= 2
		}
		if i == 0 && w.jumpTo() != "" {
			key = t.Bright.Of(shownAs(actJump)) + " " + t.Grey.Of(w.texts.T("ui.key.jump", nil))
			room -= l.Cells.Width(key) + 3
		}
		for n, line := range fold(l, t.Plain, mailcheck.Neutralise(s), room) {
			row := "  " + t.Accent.Of(number) + line
			if n > 0 {
				row = "  " + look.Spaces(len(number)) + line
			} else if key != "" {
				row = l.Cells.Fit(row, width-l.Cells.Width(key)-2, "") + " " + key
			}
			all[i] = append(all[i], row)
		}
	}
	return all
}

// cutAll cuts every remedy to what stands in one row.
func cutAll(l *look.Look, fix []string, width int) []string {
	list := make([]string, len(fix))
	for i, s := range fix {
		list[i] = l.Cells.Cut(mailcheck.Neutralise(s), width-4, l.Marks.More)
	}
	return list
}

// fitNotes cuts what is said to n rows; where something is left out, the last
// one says which key shows all.
func (w *wizard) fitNotes(rows []string, n int) []string {
	full := make([]string, n)
	copy(full, rows)
	if len(rows) > n && n > 0 {
		full[n-1] = w.withMore(full[n-1])
	}
	return full
}

// withMore says at the end of a row which key shows all.
func (w *wizard) withMore(row string) string {
	more := w.look.Theme.Bright.Of(shownAs(actTranscript)) + " " + w.look.Theme.Grey.Of(w.texts.T("ui.more", nil))
	room := w.width - 2 - w.look.Cells.Width(more) - 2
	return w.look.Cells.Fit(row, room, w.look.Marks.More) + "  " + more
}

// hints are the keys that do something now, for the footer.
func (w *wizard) hints() []hint {
	name := func(do action) string { return w.texts.T("ui.key."+string(do), nil) }
	if w.saving.under {
		return []hint{{shownAs(actQuit), name(actQuit), 0}}
	}
	v := mailcheck.Verdict(w.now.verdict())
	failed := v == mailcheck.Fail || v == mailcheck.Unknown
	list := w.signInHints()
	if !w.run.card.waits() || w.run.card.paste {
		list = append([]hint{{shownAs(actEnter), w.enterLabel(failed), 0}}, list...)
	}
	if failed {
		list = append(list, hint{shownAs(actForce), name(actForce), 2})
	}
	if w.now.n > 1 {
		list = append(list, hint{shownAs(actBack), name(actBack), 1})
	}
	if w.now.proof.Key != "" && !failed && !w.now.proof.Login {
		list = append(list, hint{shownAs(actAgain), name(actAgain), 5})
	}
	if w.now.has || w.run.running() {
		list = append(list, hint{shownAs(actTranscript), name(actTranscript), 4})
	}
	list = append(list, hint{shownAs(actLanguage), w.texts.T("ui.other_language", nil), 3})
	help := shownAs(actHelp)
	if c := w.form.current(); c == nil || !c.typing() {
		help = "?"
	}
	return append(list, hint{help, name(actHelp), 2})
}

// enterLabel says what enter does from where the focus is.
func (w *wizard) enterLabel(failed bool) string {
	id := "ui.enter.next"
	switch {
	case failed:
		id = "ui.enter.retry"
	case w.run.card.paste:
		id = "ui.enter.paste"
	case w.form.focus < len(w.form.fields)-1:
	case w.now.last():
		id = "ui.enter.save"
	case w.now.proof.Key != "" && w.now.verdict() == "":
		id = "ui.enter.prove"
	}
	return w.texts.T(id, nil)
}

// entry is that of the current step.
func (s snapshot) entry() steps.Entry {
	for _, e := range s.entries {
		if e.Mark == steps.Current {
			return e
		}
	}
	return steps.Entry{}
}

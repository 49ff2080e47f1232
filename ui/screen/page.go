package screen

import (
	tea "charm.land/bubbletea/v2"

	"todoku/mailcheck"
	"todoku/steps"
	"todoku/store"
)

// This file is what the page does with answers and steps; how it is drawn is
// in accordion.go and fields.go.

// paste puts pasted text into the field with the focus. Nothing in it is ever
// taken for a key.
func (w *wizard) paste(s string) tea.Cmd {
	c := w.form.current()
	if c == nil || w.saving.under || w.over != "" {
		return nil
	}
	w.alert = ""
	changed := c.paste(s)
	cmd := w.answered(changed)
	if changed {
		// A paste is a whole answer: what was cleaned shows at once.
		c.settle()
	}
	return cmd
}

// answered tells the machine the answer of the field with the focus, drops a
// proof that it made stale, and begins a pause.
func (w *wizard) answered(changed bool) tea.Cmd {
	c := w.form.current()
	if !changed || c == nil {
		return nil
	}
	w.run.asked = false
	c.heard(w.m.Answer(c.q.ID, c.value()))
	if c.isList() {
		c.problem = c.answered.Problem
	}
	w.refresh()
	if w.run.running() && w.now.proof.Key != w.run.proof.Key {
		w.run.stop()
	}
	return w.rest()
}

// settle shows the field with the focus as the machine spelled it.
func (w *wizard) settle() {
	if c := w.form.current(); c != nil {
		c.settle()
	}
}

// moveFocus goes to the next field or the one before. At the end of the
// fields, up and down scroll what is below them.
func (w *wizard) moveFocus(do action, key string) {
	by := 1
	if do == actPrevious {
		by = -1
	}
	if !w.form.goTo(by) {
		if !w.scrollReview(key) && (key == "tab" || key == "shift+tab") {
			w.settle()
		}
	}
}

// enter is the only way forward: to the next field, and on the last one to the
// machine. After a proof that failed it tries again from wherever it is.
func (w *wizard) enter() tea.Cmd {
	if c := w.form.current(); c != nil {
		failed := w.now.verdict() == string(mailcheck.Fail) || w.now.verdict() == string(mailcheck.Unknown)
		if !failed && w.form.goTo(1) {
			return nil
		}
	}
	return w.confirm(false)
}

// confirm hands the step to the machine, and does what it says.
func (w *wizard) confirm(force bool) tea.Cmd {
	if w.handOver() {
		return nil
	}
	w.settle()
	w.run.asked = true
	a := w.m.Enter(force)
	w.refresh()
	switch a.Kind {
	case steps.Invalid:
		w.complain(a.Problems)
	case steps.Prove:
		if w.run.running() && w.run.proof.Key == a.Proof.Key {
			return nil // it is being proved; its result is what Enter waits for
		}
		return w.prove(a.Proof)
	case steps.Moved:
		return w.arrive()
	case steps.Finished:
		return w.save()
	}
	return nil
}

// complain shows problems at their fields; those of other steps are told, and
// the first of them is where ctrl+g leads.
func (w *wizard) complain(list []*store.Problem) {
	for i, p := range w.form.show(list) {
		if i == 0 {
			w.alert = w.problem(p)
			w.stray = p.Key
		}
	}
}

// arrive is called when another step has become the current one.
func (w *wizard) arrive() tea.Cmd {
	w.run.stop()
	w.run.asked = true
	w.scroll, w.alert, w.stray = scroll{}, "", ""
	w.refresh()
	return tea.Batch(w.keepDraft(), w.rest())
}

// back goes to the step before; every answer stays.
func (w *wizard) back() tea.Cmd {
	w.settle()
	if !w.m.Back() {
		return nil
	}
	return w.arrive()
}

// jump goes to the field that the finding, or a problem elsewhere, names.
func (w *wizard) jump() tea.Cmd {
	key := w.jumpTo()
	if key == "" {
		return nil
	}
	w.settle()
	if w.form.focusOn(key) || !w.m.GoTo(key) {
		return nil
	}
	cmd := w.arrive()
	w.form.focusOn(key)
	return cmd
}

// jumpTo is the key of the field that can be jumped to; empty: none.
func (w *wizard) jumpTo() string {
	if w.stray != "" {
		return w.stray
	}
	if f, ok := w.finding(); ok && f.Field != "" && f.Field != w.form.id() {
		return f.Field
	}
	return ""
}

// problem is what is wrong with an answer, in words.
func (w *wizard) problem(p *store.Problem) string {
	t := steps.ProblemText(p)
	if s, ok := w.texts.Has(t.ID, t.Args); ok {
		return mailcheck.Neutralise(s)
	}
	return mailcheck.Neutralise(p.Error())
}

// text is a text of the machine, in words.
func (w *wizard) text(t steps.Text) string {
	if t.IsZero() {
		return ""
	}
	return mailcheck.Neutralise(w.texts.T(t.ID, t.Args))
}

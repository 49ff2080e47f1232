package screen

import (
	"slices"
	"strings"

	"todoku/steps"
	"todoku/store"
)

// field is one question on the screen.
type field struct {
	q     steps.Question
	in    input  // what is typed; in a list, what is typed instead of chosen
	list  choice // only with choices
	dirty bool   // typed since the field got the focus: the machine's spelling waits
	// touched: the cursor moved in a proposal, so it is edited, not replaced.
	touched bool

	answered steps.Answered // what the machine said last
	problem  *store.Problem // shown under the field; nil: none, or not yet
	note     steps.Text     // what the machine cleaned
}

func (f *field) isList() bool { return len(f.q.Choices) > 0 }

// typing reports that printable keys are text in this field. In a list they
// are only where something else than a number may be typed.
func (f *field) typing() bool { return !f.isList() || f.q.Free && !f.numbers() }

// numbers reports that the list is one of numbers, so that only such are typed.
func (f *field) numbers() bool {
	return !slices.ContainsFunc(f.q.Choices, func(c steps.Choice) bool { return !isDigits(c.Value) })
}

// takes reports that text may be typed in place of a choice.
func (f *field) takes(text string) bool {
	return f.q.Free && (isDigits(text) || text != "" && !f.numbers())
}

// value is the answer as it stands on the screen.
func (f *field) value() string {
	if f.isList() && f.list.at >= 0 {
		return f.list.value()
	}
	return f.in.text
}

// sync takes the question as it is now.
func (f *field) sync(q steps.Question, focused bool) {
	f.q = q
	f.in.secret = q.Kind == steps.KindSecret
	switch {
	case f.isList() && focused && f.dirty:
		// What is being typed may pass through a listed value ("25" of "2525"), and
		// through one that the machine cleans ("mail." of "mail.example.org").
		f.list.list, f.list.at = q.Choices, -1
	case f.isList():
		f.list.sync(q.Choices, q.Value)
		if f.list.at >= 0 {
			f.in.set("")
		} else if f.in.text != q.Value {
			f.in.set(q.Value)
		}
	case f.in.secret, focused && f.dirty:
	case f.in.text != q.Value:
		f.in.set(q.Value)
	}
}

// key takes a key. handled says that it was for this field, changed that the
// answer is another one now.
func (f *field) key(key, text string) (handled, changed bool) {
	if f.isList() {
		return f.listKey(key, text)
	}
	if text != "" {
		f.clearProposal()
		changed = f.in.insert(text)
		f.dirty = f.dirty || changed
		return true, changed
	}
	handled, changed = f.in.edit(key)
	f.dirty, f.touched = f.dirty || changed, f.touched || handled
	return handled, changed
}

func (f *field) listKey(key, text string) (handled, changed bool) {
	if f.q.Kind == steps.KindConfirm {
		switch key {
		case "left", "right", "space":
			return true, f.list.turn()
		case "y", "n":
			before := f.list.at
			ok := f.list.jump(map[string]string{"y": "true", "n": "false"}[key])
			return true, ok && f.list.at != before
		}
	}
	switch key {
	case "up", "down":
		by := 1
		if key == "up" {
			by = -1
		}
		if below := f.list.at < 0 && f.in.text != ""; below && by > 0 {
			return false, false // what was typed stands below the list
		}
		if f.list.move(by) {
			f.in.set("")
			f.dirty = false
			return true, true
		}
		return false, false
	}
	if !f.q.Free {
		return false, false
	}
	if f.takes(text) {
		f.list.at, f.dirty = -1, true
		return true, f.in.insert(text)
	}
	if f.list.at < 0 {
		f.dirty = true
		return f.in.edit(key)
	}
	return false, false
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// paste takes pasted text. In a list it is typed where that is allowed.
func (f *field) paste(s string) bool {
	if f.isList() {
		if !f.takes(strings.TrimSpace(s)) {
			return false
		}
		f.list.at, f.dirty = -1, true
		return f.in.insert(strings.TrimSpace(s))
	}
	f.clearProposal()
	f.dirty = true
	return f.in.insert(s)
}

// proposed reports that the text is todoku's proposal, which nobody touched.
func (f *field) proposed() bool {
	return !f.isList() && !f.in.secret && !f.q.Answered && !f.dirty && !f.touched && f.in.text != ""
}

// clearProposal makes what is typed replace a proposal. To change a proposal
// instead, one moves in it first.
func (f *field) clearProposal() {
	if f.proposed() {
		f.in.set("")
	}
}

// heard takes the machine's answer to a change. A problem that is not shown
// yet stays unshown: what is half typed is always wrong.
func (f *field) heard(a steps.Answered) {
	f.answered, f.note = a, steps.Text{}
	if f.problem != nil {
		f.problem = a.Problem
	}
}

// settle is called when the focus leaves: now is the time to say what is wrong
// and to show the answer as the machine spelled it.
func (f *field) settle() {
	if !f.dirty {
		return
	}
	f.dirty = false
	f.problem, f.note = f.answered.Problem, f.answered.Note
	switch {
	case f.isList():
		if f.list.jump(f.in.text) {
			f.in.set("")
		}
	case !f.in.secret:
		f.in.set(f.answered.Value)
	case f.answered.Problem == nil:
		f.in.text = strings.TrimRight(f.in.text, "\r\n")
		f.in.pos = min(f.in.pos, len(f.in.text))
	}
}

// form is the fields of the current step.
type form struct {
	step   string
	fields []*field
	focus  int
}

// sync takes the questions as they are now. Fields that stay keep what is
// typed in them; another step begins at its first field.
func (f *form) sync(step string, qs []steps.Question) {
	old := map[string]*field{}
	focused := ""
	if step == f.step {
		focused = f.id()
		for _, fl := range f.fields {
			old[fl.q.ID] = fl
		}
	}
	f.step, f.fields, f.focus = step, f.fields[:0:0], 0
	for i, q := range qs {
		fl := old[q.ID]
		if fl == nil {
			fl = &field{}
		}
		fl.sync(q, q.ID == focused)
		f.fields = append(f.fields, fl)
		if q.ID == focused {
			f.focus = i
		}
	}
}

// current is the field with the focus; nil on a step that asks nothing.
func (f *form) current() *field {
	if f.focus < 0 || f.focus >= len(f.fields) {
		return nil
	}
	return f.fields[f.focus]
}

// id is the key of the field with the focus.
func (f *form) id() string {
	if c := f.current(); c != nil {
		return c.q.ID
	}
	return ""
}

// goTo moves the focus by so many fields; it is false at the ends.
func (f *form) goTo(by int) bool {
	to := f.focus + by
	if to < 0 || to >= len(f.fields) {
		return false
	}
	f.current().settle()
	f.focus = to
	return true
}

// focusOn moves the focus to the field for key.
func (f *form) focusOn(key string) bool {
	for i, fl := range f.fields {
		if fl.q.ID == key {
			if c := f.current(); c != nil && i != f.focus {
				c.settle()
			}
			f.focus = i
			return true
		}
	}
	return false
}

// show puts problems at their fields and the focus on the first of them. What
// belongs to no field here is given back.
func (f *form) show(problems []*store.Problem) (elsewhere []*store.Problem) {
	first := true
	for _, p := range problems {
		i := f.index(p.Key)
		if i < 0 {
			elsewhere = append(elsewhere, p)
			continue
		}
		f.fields[i].problem = p
		if first {
			f.focusOn(p.Key)
			f.fields[i].problem = p
			first = false
		}
	}
	return elsewhere
}

func (f *form) index(key string) int {
	for i, fl := range f.fields {
		if fl.q.ID == key {
			return i
		}
	}
	return -1
}

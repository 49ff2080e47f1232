package screen

import (
	"strings"
	"testing"

	"todoku/steps"
)

// TestTypingReplacesAProposal: what todoku proposes gives way to the first
// character typed or pasted, unless the cursor was moved in it before. What
// the user answered himself never does.
func TestTypingReplacesAProposal(t *testing.T) {
	for name, c := range map[string]struct {
		answered bool
		do       func(*field)
		want     string
	}{
		"typed":              {false, func(f *field) { f.key("x", "x") }, "x"},
		"typed on":           {false, func(f *field) { f.key("x", "x"); f.key("y", "y") }, "xy"},
		"pasted":             {false, func(f *field) { f.paste("pasted") }, "pasted"},
		"moved before":       {false, func(f *field) { f.key("left", ""); f.key("x", "x") }, "1x0s"},
		"looked at and left": {false, func(f *field) { f.key("left", ""); f.settle() }, "10s"},
		"an answer":          {true, func(f *field) { f.key("x", "x") }, "10sx"},
	} {
		f := &field{}
		f.sync(steps.Question{ID: "smtp.timeout", Kind: steps.KindDuration, Value: "10s", Answered: c.answered}, false)
		if name == "moved before" {
			f.key("left", "")
		}
		c.do(f)
		if f.in.text != c.want {
			t.Errorf("%s: %q, want %q", name, f.in.text, c.want)
		}
	}
}

// TestTypingInAList: what is typed in place of a choice stays as it is while it
// is typed, although the machine cleans it: the dot of "mail." is no end.
func TestTypingInAList(t *testing.T) {
	f := &field{}
	q := steps.Question{ID: "smtp.host", Kind: steps.KindChoice, Free: true, Value: "a.example", Choices: []steps.Choice{{Value: "a.example"}, {Value: "mail"}}}
	f.sync(q, true)
	for _, r := range "mail.b.example" {
		f.key(string(r), string(r))
		q.Value = strings.TrimSuffix(f.in.text, ".")
		f.sync(q, true)
	}
	if f.value() != "mail.b.example" {
		t.Errorf("%q", f.value())
	}
	f.settle()
	q.Value = "cleaned"
	if f.sync(q, false); f.value() != "cleaned" {
		t.Errorf("left: %q", f.value())
	}
}

package screen

import (
	"slices"

	"charm.land/bubbles/v2/key"

	"todoku/ui/look"
)

// action is what a key does outside of the field that has the focus.
type action string

// The actions. Their names are also the stems of their texts: "ui.key.NAME"
// in the footer, "ui.help.NAME" on the help page.
const (
	actEnter      action = "enter"
	actForce      action = "force"
	actBack       action = "back"
	actNext       action = "next_field"
	actPrevious   action = "previous_field"
	actAgain      action = "again"
	actTranscript action = "transcript"
	actJump       action = "jump"
	actLanguage   action = "language"
	actHelp       action = "help"
	actURL        action = "url"
	actNewCode    action = "new_code"
	actOtherFlow  action = "other_flow"
	actQR         action = "qr"
	actSuspend    action = "suspend"
	actQuit       action = "quit"
)

// binding is one row of the table of keys.
type binding struct {
	do          action
	key.Binding // the keys as Bubble Tea spells them, and as the footer and the help page do
}

// on is a row of the table: what keys do, and how they are shown.
func on(do action, show string, keys ...string) binding {
	return binding{do, key.NewBinding(key.WithKeys(keys...), key.WithHelp(show, ""))}
}

// bindings is the table of keys: nothing else decides what a key does. Plain
// characters are keys only where nothing can be typed: they belong to the
// fields.
var bindings = [...]binding{
	on(actEnter, "enter", "enter", "kpenter"),
	on(actForce, "^N", "ctrl+n"),
	on(actJump, "^G", "ctrl+g", "f3"),
	on(actBack, "esc", "esc"),
	on(actNext, "tab", "tab", "down", "ctrl+i"),
	on(actPrevious, "shift+tab", "shift+tab", "up"),
	on(actAgain, "^R", "ctrl+r"),
	on(actTranscript, "^T", "ctrl+t"),
	on(actLanguage, "F2", "f2", "ctrl+l"),
	on(actHelp, "F1", "f1", "?"),
	on(actURL, "u", "u", "f5"),
	on(actNewCode, "n", "n", "f6"),
	on(actOtherFlow, "b", "b", "f7"),
	on(actQR, "q", "q", "f8"),
	on(actSuspend, "^Z", "ctrl+z"),
	on(actQuit, "^C", "ctrl+c"),
}

// scrolling keys move through long text: the review, the transcript, the help.
var scrolling = map[string]int{
	"up": -1, "down": 1, "pgup": -pageful, "pgdown": pageful, "home": -farthest, "end": farthest,
	"ctrl+up": -1, "ctrl+down": 1,
}

const (
	pageful  = 10
	farthest = 1 << 20
)

// actionOf is what a key does; empty when it does nothing by itself.
func actionOf(pressed string, typing bool) action {
	for _, b := range bindings {
		if slices.Contains(b.Keys(), pressed) && (len(pressed) > 1 || !typing) {
			return b.do
		}
	}
	return ""
}

// shownAs is how a key is written on the screen.
func shownAs(do action) string {
	for _, b := range bindings {
		if b.do == do {
			return b.Help().Key
		}
	}
	return ""
}

// hint is one key of the footer. The lower keep is, the longer it stays when
// the window is narrow.
type hint struct {
	key, label string
	keep       int
}

// footer writes as many hints as fit into width cells, in their order.
func footer(l *look.Look, hints []hint, width int) string {
	const gap = 3
	size := func(h hint) int { return l.Cells.Width(h.key) + 1 + l.Cells.Width(h.label) + gap }
	total := -gap
	for _, h := range hints {
		total += size(h)
	}
	for total > width && len(hints) > 0 {
		worst := 0
		for i, h := range hints {
			if h.keep >= hints[worst].keep {
				worst = i
			}
		}
		total -= size(hints[worst])
		hints = append(hints[:worst:worst], hints[worst+1:]...)
	}
	s := ""
	for i, h := range hints {
		if i > 0 {
			s += look.Spaces(gap)
		}
		s += l.Theme.Bright.Of(h.key) + " " + l.Theme.Grey.Of(h.label)
	}
	return s
}

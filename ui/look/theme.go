package look

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// Paint gives text a colour or an attribute. Text that is painted may not
// contain painted text: every paint ends with a reset.
type Paint struct{ on, off string }

// paint takes out of a style what stands before and after a text: thousands of
// cells are painted a second, with a dozen styles that never change.
func paint(s lipgloss.Style) Paint {
	on, off, _ := strings.Cut(s.Render("x"), "x")
	return Paint{on, off}
}

// Of paints s; nothing is added to an empty string.
func (p Paint) Of(s string) string {
	if s == "" || p.on == "" {
		return s
	}
	return p.on + s + p.off
}

// Theme names paints by what they are for. One accent, three verdicts, and
// four strengths of text: bright for answers and what is at hand, plain, grey
// for labels, dark for what is still to come.
type Theme struct {
	Accent, Brand      Paint
	Bright, Bold       Paint
	Plain, Grey, Dark  Paint
	Good, Doubt, Wrong Paint
	Link               Paint
}

// The palette is the 256-colour one: the program lowers it to 16 colours, or
// to none, for terminals that have fewer.
const (
	cyan      = ansi.IndexedColor(80)
	green     = ansi.IndexedColor(114)
	amber     = ansi.IndexedColor(221)
	red       = ansi.IndexedColor(210)
	white     = ansi.IndexedColor(255)
	grey      = ansi.IndexedColor(246)
	dark      = ansi.IndexedColor(240)
	deepCyan  = ansi.IndexedColor(30)
	deepGreen = ansi.IndexedColor(28)
	deepAmber = ansi.IndexedColor(130)
	deepRed   = ansi.IndexedColor(160)
	black     = ansi.IndexedColor(232)
	paleGrey  = ansi.IndexedColor(242)
	paleAhead = ansi.IndexedColor(249)
)

// Dark is the theme for dark backgrounds.
func Dark() Theme { return theme(cyan, green, amber, red, white, grey, dark) }

// Light is the theme for light backgrounds.
func Light() Theme {
	return theme(deepCyan, deepGreen, deepAmber, deepRed, black, paleGrey, paleAhead)
}

func theme(accent, good, doubt, wrong, bright, label, ahead ansi.IndexedColor) Theme {
	plain := lipgloss.NewStyle()
	colour := func(c ansi.IndexedColor) Paint { return paint(plain.Foreground(c)) }
	bold := func(c ansi.IndexedColor) Paint { return paint(plain.Bold(true).Foreground(c)) }
	return Theme{
		Accent: colour(accent), Brand: bold(accent),
		Bright: colour(bright), Bold: bold(bright),
		Grey: colour(label), Dark: colour(ahead),
		Good: colour(good), Doubt: colour(doubt), Wrong: colour(wrong),
		Link: paint(plain.Underline(true).Foreground(accent)),
	}
}

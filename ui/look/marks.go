package look

import "todoku/mailcheck"

// Marks are the characters that stand for a state, each one cell wide.
type Marks struct {
	Good, Doubt, Wrong, Unknown string // verdicts
	Next, Ahead                 string // what is at hand, what is still to come
	Step, Focus                 string // current step, field that takes the keys
	Rule, Pipe                  string // hairlines
	Secret, More                string // a hidden character, text that goes on
	Turn                        []string
}

// ASCII are the marks that every terminal draws one cell wide.
func ASCII() Marks {
	return Marks{
		Good: "v", Doubt: "!", Wrong: "x", Unknown: "?", Next: "o", Ahead: ".",
		Step: ">", Focus: "|", Rule: "-", Pipe: "|", Secret: "*", More: "~",
		Turn: []string{"|", "/", "-", "\\"},
	}
}

// Fine are the marks meant. Many terminals, Japanese ones above all, draw some
// of them two cells wide, so they are used only after asking (Probe).
func Fine() Marks {
	return Marks{
		Good: "✓", Doubt: "!", Wrong: "✗", Unknown: "?", Next: "◦", Ahead: "·",
		Step: "▸", Focus: "┃", Rule: "─", Pipe: "│", Secret: "•", More: "…",
		Turn: []string{"◐", "◓", "◑", "◒"},
	}
}

// all is every kind of mark beyond ASCII, once.
func (m Marks) all() string {
	return m.Good + m.Wrong + m.Next + m.Ahead + m.Step + m.Focus + m.Rule + m.Pipe + m.Secret + m.More + m.Turn[0]
}

// Verdict is the painted mark of a verdict; anything that is not a judgement
// is still to come.
func (l *Look) Verdict(v mailcheck.Verdict) string {
	t, m := l.Theme, l.Marks
	switch v {
	case mailcheck.Pass:
		return t.Good.Of(m.Good)
	case mailcheck.Warn:
		return t.Doubt.Of(m.Doubt)
	case mailcheck.Fail:
		return t.Wrong.Of(m.Wrong)
	case mailcheck.Unknown:
		return t.Doubt.Of(m.Unknown)
	}
	return t.Dark.Of(m.Ahead)
}

package screen

import (
	"net/url"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"todoku/mailcheck"
	"todoku/steps"
)

// card is what a person has to do elsewhere to sign in, as the running
// sign-in told it.
type card struct {
	rows     []steps.Row
	code     string
	url      string // where to type the code, or what to open
	complete string // url with the code in it; empty: none
	expires  time.Time
	ssh      string // leads the browser's answer here
	paste    bool   // what the browser ended on may be pasted
	note     steps.Text
}

// take adds a piece of news.
func (c *card) take(e steps.Event) {
	switch e.Kind {
	case steps.EventRow:
		for i := range c.rows {
			if c.rows[i].ID == e.Row.ID {
				c.rows[i] = e.Row
				return
			}
		}
		c.rows = append(c.rows, e.Row)
		if e.Row.Verdict != mailcheck.Running {
			c.code, c.url, c.ssh, c.paste = "", "", "", false // nothing is waited for any more
		}
	case steps.EventCode:
		c.code, c.url, c.complete, c.expires, c.ssh = e.UserCode, e.URL, e.Complete, e.Expires, ""
	case steps.EventLink:
		c.code, c.url, c.complete, c.ssh = "", e.URL, "", e.SSH
	case steps.EventPaste:
		c.paste = true
	case steps.EventNote:
		c.note = e.Note
	}
}

// waits reports that a person is waited for.
func (c card) waits() bool { return c.url != "" }

// copied is what goes to the operator's clipboard (OSC 52): over SSH too.
func (c card) copied() string {
	if c.code != "" {
		return c.code
	}
	return c.url
}

// best is the URL to open on another device.
func (c card) best() string {
	if c.complete != "" {
		return c.complete
	}
	return c.url
}

// copyCard puts the code, or the link, on the clipboard.
func (w *wizard) copyCard(e steps.Event) tea.Cmd {
	if e.Kind != steps.EventCode && e.Kind != steps.EventLink {
		return nil
	}
	return tea.SetClipboard(w.run.card.copied())
}

// cardRows are the instructions below the title of the sign-in step.
func (w *wizard) cardRows(width int) []string {
	if !w.now.proof.Login {
		return nil
	}
	room, c := width-indent-1, w.run.card
	var rows []string
	switch {
	case !w.run.running() || !c.waits():
		return nil
	case c.code != "":
		rows = w.codeRows(c, room)
	default:
		rows = w.linkRows(c, room)
	}
	if !c.note.IsZero() {
		rows = append(rows, fold(w.look, w.look.Theme.Doubt, w.text(c.note), room)...)
	}
	for i := range rows {
		rows[i] = strings.Repeat(" ", indent) + rows[i]
	}
	return rows
}

// codeRows: open a page anywhere, and type the code there.
func (w *wizard) codeRows(c card, room int) []string {
	l, t := w.look, w.look.Theme
	rows := fold(l, t.Plain, w.texts.T("ui.card.open", nil), room)
	rows = append(rows, w.link(c.url, bare(c.url), room))
	rows = append(rows, fold(l, t.Plain, w.texts.T("ui.card.enter", nil), room)...)
	copied := l.Cells.Cut(w.texts.T("ui.card.copied", nil), room-l.Cells.Width(c.code)-3, l.Marks.More)
	rows = append(rows, t.Bold.Of(l.Cells.Cut(c.code, room, l.Marks.More))+"   "+t.Grey.Of(copied))
	return append(rows, w.whoRows(room)...)
}

// linkRows: open a page in a browser that can reach this machine, or paste
// what it ended on.
func (w *wizard) linkRows(c card, room int) []string {
	l, t := w.look, w.look.Theme
	var rows []string
	if c.ssh != "" {
		rows = append(rows, fold(l, t.Plain, w.texts.T("ui.card.ssh", nil), room)...)
		rows = append(rows, fold(l, t.Bright, c.ssh, room)...)
	}
	first := "ui.card.browser"
	if c.ssh != "" {
		first = "ui.card.then_browser"
	}
	rows = append(rows, fold(l, t.Plain, w.texts.T(first, nil), room)...)
	rows = append(rows, w.link(c.url, bare(c.url), room))
	return append(rows, w.whoRows(room)...)
}

// whoRows say as whom to sign in: a browser remembers somebody.
func (w *wizard) whoRows(room int) []string {
	p := w.m.Profile()
	who := p.OAuth.Account
	if who == "" {
		who = p.SMTP.Auth.Username
	}
	if who == "" {
		return nil
	}
	t := w.look.Theme
	rows := append([]string{""}, fold(w.look, t.Plain, w.texts.T("ui.card.as", map[string]string{"account": mailcheck.Neutralise(who)}), room)...)
	return append(rows, fold(w.look, t.Grey, w.texts.T("ui.card.not_as", nil), room)...)
}

// link is an address that terminals open (OSC 8), cut to its room.
func (w *wizard) link(to, shown string, room int) string {
	s := w.look.Theme.Link.Of(w.look.Cells.Cut(shown, room, w.look.Marks.More))
	return ansi.SetHyperlink(to) + s + ansi.ResetHyperlink()
}

// bare is an address without what every browser adds by itself.
func bare(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.Host == "" {
		return to
	}
	s := strings.TrimPrefix(to, u.Scheme+"://")
	if u.Scheme != "https" {
		return to
	}
	return strings.TrimSuffix(s, "/")
}

// left is how long a code can still be typed.
func (w *wizard) left() string {
	d := w.run.card.expires.Sub(w.clock()).Round(time.Second)
	if w.run.card.expires.IsZero() || d <= 0 {
		return ""
	}
	return w.texts.T("ui.card.left", map[string]string{"time": clockText(d)})
}

func clockText(d time.Duration) string {
	sec := int(d.Seconds())
	two := func(n int) string { return string(rune('0'+n/10%10)) + string(rune('0'+n%10)) }
	return itoa(sec/60) + ":" + two(sec%60)
}

package screen

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"todoku/mailcheck"
	"todoku/steps"
)

// signInKey is a key of the sign-in step; elsewhere they do nothing.
func (w *wizard) signInKey(do action) tea.Cmd {
	if !w.now.proof.Login {
		return nil
	}
	switch do {
	case actURL:
		return w.printURL()
	case actNewCode:
		w.m.Renew()
		w.refresh()
		return w.prove(w.m.Proof())
	case actOtherFlow:
		if !w.canSwitch() {
			return nil
		}
		flow := otherFlow(w.m.Profile().OAuth.Flow)
		if a := w.m.Answer("oauth.flow", flow); a.Problem != nil {
			w.alert = w.problem(a.Problem)
			return nil
		}
		w.m.Renew()
		w.refresh()
		return w.prove(w.m.Proof())
	case actQR:
		if w.run.card.code != "" {
			w.open(overQR)
		}
	}
	return nil
}

// asked are the machine's questions; the box to paste into is there only while
// somebody waits for what is pasted.
func (w *wizard) asked() []steps.Question {
	return slices.DeleteFunc(w.m.Questions(), func(q steps.Question) bool { return q.ID == steps.PasteKey && !w.run.card.paste })
}

// otherFlow is the other way for a person to sign in.
func otherFlow(now string) string {
	if now == "device" {
		return "loopback"
	}
	return "device"
}

// handOver gives the sign-in under way what was pasted for it, if anything.
func (w *wizard) handOver() bool {
	c := w.form.current()
	if c == nil || c.q.ID != steps.PasteKey || !w.run.running() || !w.run.card.paste || c.value() == "" {
		return false
	}
	if w.m.Paste(c.value()) {
		c.in.set("")
		c.dirty = false
	}
	return true
}

// signInHints are the keys of the sign-in step, before those of every step.
func (w *wizard) signInHints() []hint {
	if !w.now.proof.Login {
		return nil
	}
	c := w.form.current()
	key := func(do action, keep int) hint {
		shown := shownAs(do)
		if c != nil && c.typing() {
			shown = functionKey(do)
		}
		return hint{shown, w.texts.T("ui.key."+string(do), nil), keep}
	}
	flow := w.m.Profile().OAuth.Flow
	switch {
	case w.run.running() && w.run.card.waits():
		list := []hint{key(actURL, 1)}
		if w.run.card.code != "" {
			list = append(list, key(actQR, 2))
		}
		list = append(list, w.anew(key(actNewCode, 2)))
		if w.canSwitch() {
			other := key(actOtherFlow, 2)
			other.label = w.texts.T("ui.key.other_flow_"+otherFlow(flow), nil)
			list = append(list, other)
		}
		return list
	case !w.run.running() && w.now.verdict() != "" && flow != "app-only":
		return []hint{w.anew(key(actNewCode, 2))}
	}
	return nil
}

// anew names the key for a new sign-in: there is a new code only where there
// was one.
func (w *wizard) anew(h hint) hint {
	if w.run.card.code == "" {
		h.label = w.texts.T("ui.key.new_sign_in", nil)
	}
	return h
}

// canSwitch reports whether the other flow could be used here.
func (w *wizard) canSwitch() bool {
	flow := w.m.Profile().OAuth.Flow
	return flow == "device" || flow == "loopback" && steps.ProviderOf(w.m.Profile()) != "google"
}

// functionKey is the key that works where letters are typed.
func functionKey(do action) string {
	for _, b := range bindings {
		if b.do == do {
			return "F" + b.Keys()[1][1:]
		}
	}
	return ""
}

// qrText is the address as a picture, or in words where there is no room.
func (w *wizard) qrText(width, height int) []string {
	t := w.look.Theme
	to := w.run.card.best()
	if pic := w.qr(to, width, height); pic != nil {
		return pic
	}
	rows := fold(w.look, t.Plain, w.texts.T("ui.card.no_room", nil), width)
	return append(append(rows, ""), fold(w.look, t.Link, mailcheck.Neutralise(to), width)...)
}

package screen

import (
	"errors"
	"sync"

	tea "charm.land/bubbletea/v2"

	"todoku/mailcheck"
	"todoku/steps"
	"todoku/store"
)

// saving is the one piece of work that has the machine itself.
type saving struct {
	under bool       // keys change nothing meanwhile
	busy  sync.Mutex // held while the Cmd has the machine
	saved *steps.Saved
}

// savedMsg says that saving ended; the error is why it failed.
type savedMsg struct{ err error }

// keepDraft writes the draft as it is now.
func (w *wizard) keepDraft() tea.Cmd {
	if w.drafts.write == nil || w.saving.under {
		return nil
	}
	n, d, k := w.drafts.take(), w.m.Snapshot(), w.drafts
	return func() tea.Msg {
		k.keep(n, d)
		return nil
	}
}

// save writes the profile, unless the program has ended before it begins.
func (w *wizard) save() tea.Cmd {
	w.run.stop()
	w.saving.under = true
	ctx, m, k, s := w.ctx, w.m, w.drafts, &w.saving
	return func() tea.Msg {
		s.busy.Lock()
		defer s.busy.Unlock()
		if err := ctx.Err(); err != nil {
			return savedMsg{err}
		}
		k.close() // the machine drops the draft; none may be written after that
		done, err := m.Save(ctx)
		if err != nil {
			k.open()
			return savedMsg{err}
		}
		s.saved = &done
		return savedMsg{}
	}
}

// ended takes the outcome of saving: it ends the program, or says what is wrong.
func (w *wizard) ended(s savedMsg) tea.Cmd {
	w.saving.under = false
	if s.err == nil {
		return tea.Quit
	}
	said := mailcheck.Neutralise(s.err.Error())
	if p := (*store.Problem)(nil); errors.As(s.err, &p) {
		said = w.problem(p)
	}
	w.alert = w.texts.T("ui.save_failed", map[string]string{"error": said})
	w.refresh()
	return nil
}

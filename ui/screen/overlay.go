package screen

import tea "charm.land/bubbletea/v2"

// overlay is long text in place of the page.
type overlay string

// The overlays.
const (
	overTranscript overlay = "transcript"
	overHelp       overlay = "help"
	overQR         overlay = "qr"
)

func (w *wizard) open(o overlay) { w.over, w.scroll = o, scroll{} }

// overKey is a key while an overlay is open: it scrolls or closes, and never
// reaches the page below.
func (w *wizard) overKey(key string, do action) tea.Cmd {
	switch {
	case w.scroll.key(key):
	case do == actHelp && w.over != overHelp:
		w.open(overHelp)
	case do == actTranscript && w.over != overTranscript:
		w.open(overTranscript)
	case do == actBack || do == actEnter || do == actTranscript || do == actHelp || key == "q":
		w.open("")
	}
	return nil
}

// overlayRows is the whole window with an overlay in it.
func (w *wizard) overlayRows() []string {
	l, t := w.look, w.look.Theme
	var all []string
	switch w.over {
	case overHelp:
		all = w.helpText(w.width - 4)
	case overQR:
		all = w.qrText(w.width-4, w.height-4)
	default:
		all = w.transcriptText(w.width - 4)
	}
	rows := []string{w.title(), w.rule()}
	room := w.height - 4
	shown := w.scroll.cut(all, room)
	for i := range room {
		row := ""
		if i < len(shown) {
			row = "  " + shown[i]
		}
		rows = append(rows, row)
	}
	hints := []hint{{"esc", w.texts.T("ui.close", nil), 0}, {shownAs(actLanguage), w.texts.T("ui.other_language", nil), 2}}
	if where := w.scroll.where(w); where != "" {
		hints = append(hints, hint{"pgup pgdn", where, 1})
	}
	return append(rows, w.rule(), " "+footer(l, hints, w.width-2)+t.Plain.Of(""))
}

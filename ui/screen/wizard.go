package screen

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"todoku/steps"
	"todoku/ui/locale"
	"todoku/ui/look"
)

// wizard is the only tea.Model: it knows the window's size and the global
// keys, and routes everything else to what is on top.
type wizard struct {
	ctx   context.Context // ends with the program; every Cmd's context comes from it
	m     machine
	texts *locale.Texts
	look  *look.Look
	hint  string // shown where nothing else has to be said

	width, height int
	now           snapshot
	form          form
	run           proving
	drafts        *keeper

	over   overlay // transcript or help, over the page; empty: none
	scroll scroll  // of the overlay, or of the review
	alert  string  // what went wrong outside of any proof
	stray  string  // key of a problem that belongs to another step

	saving saving
	gone   bool // by ctrl+c
	clock  func() time.Time
	drawn  func() bool // it is on the screen; nil: nobody knows
}

// snapshot is what the machine said last; frames are drawn from it.
type snapshot struct {
	entries  []steps.Entry
	n, total int
	step     string
	help     steps.Text
	name     string
	proof    steps.Proof
	result   steps.Result
	has      bool // there is a result
	api      bool // a mail API is sent to, not a server

	text, diff string // on the last step: the file to be written
	unproved   bool
}

// verdict is that of the current step's own proof.
func (s snapshot) verdict() string {
	for _, e := range s.entries {
		if e.Mark == steps.Current {
			return string(e.Verdict)
		}
	}
	return ""
}

// last reports that the current step is the last one: the review.
func (s snapshot) last() bool { return s.n == s.total }

func newWizard(ctx context.Context, m machine, o Options) *wizard {
	w := &wizard{ctx: ctx, m: m, texts: o.Texts, look: look.New(), hint: o.Hint,
		clock: time.Now, drafts: &keeper{write: o.Keep}, run: proving{news: make(chan news)}}
	w.refresh()
	return w
}

// refresh asks the machine anew. It is called after everything that may have
// changed it.
func (w *wizard) refresh() {
	s := snapshot{entries: w.m.Entries(), step: w.m.Current(), help: w.m.Help(), name: w.m.Name(), proof: w.m.Proof()}
	s.api = w.m.Profile().ServerType == "api"
	s.n, s.total = w.m.Position()
	s.result, s.has = w.m.Result()
	if s.last() {
		s.text, s.diff = w.m.Review()
		s.unproved = w.m.Unproved()
	}
	w.now = s
	w.form.sync(s.step, w.asked())
}

// Init starts to wait for news, asks for the background's colour, and begins
// the first pause: a resumed draft may be ready to be proved.
func (w *wizard) Init() tea.Cmd {
	return tea.Batch(w.listen(), tea.RequestBackgroundColor, w.rest())
}

// Update routes a message.
func (w *wizard) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		w.width, w.height = msg.Width, msg.Height
	case tea.KeyPressMsg:
		return w, w.key(msg)
	case tea.PasteMsg:
		return w, w.paste(msg.Content)
	case tea.BackgroundColorMsg:
		if !msg.IsDark() {
			w.look.Theme = look.Light()
		}
	case tea.CursorPositionMsg:
		w.look.Measured(msg.X, w.width)
	case tea.ModeReportMsg:
		// The renderer takes the same answer as its cue to count clusters.
		if msg.Mode == ansi.ModeUnicodeCore {
			w.look.Cells.Clusters = msg.Value == ansi.ModeReset || msg.Value == ansi.ModeSet || msg.Value == ansi.ModePermanentlySet
		}
	case pausedMsg:
		return w, w.paused(msg)
	case turnedMsg:
		return w, w.turned()
	case news:
		return w, w.heard(msg)
	case printedMsg:
		return w, comeBack()
	case backMsg:
		return w, w.drawAgain()
	case savedMsg:
		return w, w.ended(msg)
	}
	return w, nil
}

// View is the frame. The cursor is the terminal's own, at the cell where the
// next character goes: that is where an input method opens.
func (w *wizard) View() tea.View {
	rows, cursor := w.frame()
	v := tea.NewView(join(rows))
	v.AltScreen = true
	if cursor != nil {
		v.Cursor = tea.NewCursor(cursor.x, cursor.y)
		// A steady block is the shape that Bubble Tea puts back at the end;
		// a blinking one would stay in a shell whose cursor is a bar.
		v.Cursor.Blink = false
	}
	return v
}

// key takes a key: the overlay first, then the field with the focus, then the
// table of keys.
func (w *wizard) key(k tea.KeyPressMsg) tea.Cmd {
	key, text := k.String(), k.Text
	if k.Mod&^(tea.ModShift|tea.ModCapsLock|tea.ModNumLock) != 0 {
		text = ""
	}
	c := w.form.current()
	do := actionOf(key, c != nil && c.typing() && w.over == "")
	switch {
	case do == actQuit:
		w.gone = true
		return tea.Quit
	case w.saving.under:
		return nil // the machine is busy; nothing typed now is meant for it
	case do == actSuspend:
		return tea.Suspend
	case do == actLanguage:
		w.texts = w.texts.Switch()
		return nil
	case w.over != "":
		return w.overKey(key, do)
	}
	w.alert = ""
	if c != nil && do != actEnter {
		if handled, changed := c.key(key, text); handled {
			return w.answered(changed)
		}
	}
	return w.do(do, key)
}

// do carries out an action of the page.
func (w *wizard) do(do action, key string) tea.Cmd {
	switch do {
	case actEnter:
		return w.enter()
	case actForce:
		return w.confirm(true)
	case actBack:
		return w.back()
	case actNext, actPrevious:
		w.moveFocus(do, key)
		return nil
	case actAgain:
		if p := w.m.Proof(); p.Key != "" {
			w.run.asked = true
			w.settle()
			return w.prove(w.m.Proof())
		}
	case actJump:
		return w.jump()
	case actURL, actNewCode, actOtherFlow, actQR:
		return w.signInKey(do)
	case actTranscript:
		w.open(overTranscript)
	case actHelp:
		w.open(overHelp)
	default:
		w.scrollReview(key)
	}
	return nil
}

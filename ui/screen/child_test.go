//go:build unix

package screen

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"testing"

	tea "charm.land/bubbletea/v2"

	"todoku/steps"
	"todoku/store"
	"todoku/ui/locale"
)

// The tests on a real terminal run this test binary again, on a pty. childEnv
// says as what: TestMain looks at it before any test.
const (
	childEnv  = "TODOKU_SCREEN_CHILD"  // "wizard" or "frames"
	framesEnv = "TODOKU_SCREEN_FRAMES" // "frames": the file with what to show
	langEnv   = "TODOKU_SCREEN_LANG"
	stepEnv   = "TODOKU_SCREEN_STEP"  // the step to begin at
	draftEnv  = "TODOKU_SCREEN_DRAFT" // where the draft is kept; empty: nowhere
	flowEnv   = "TODOKU_SCREEN_FLOW"  // begin at a sign-in by this flow
)

func TestMain(m *testing.M) {
	switch os.Getenv(childEnv) {
	case "wizard":
		os.Exit(childWizard())
	case "frames":
		os.Exit(childFrames())
	}
	os.Exit(m.Run())
}

// childWizard is the real wizard over the fake machine. File 3 paces the
// proof: every byte read from it lets the next stage be told. How it ended is
// printed after the screen is gone, as cli does.
func childWizard() int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT)
	defer stop()
	t, err := locale.New(locale.Lang(os.Getenv(langEnv)))
	if err != nil {
		fmt.Println(err)
		return 3
	}
	f := newFake()
	_, _ = fmt.Sscan(os.Getenv(stepEnv), &f.at)
	f.steps[3].onPause = false // proofs begin when a test says so
	f.work = paced(os.NewFile(3, "pace"))
	if flow := os.Getenv(flowEnv); flow != "" {
		f = signing(flow)
		f.work = signInNews
	}
	o := Options{Texts: t, In: os.Stdin, Out: os.Stdout, Getenv: os.Getenv, Keep: keepChild}
	if err := Check(o.In, o.Out, o.Getenv); err != nil {
		fmt.Println(err)
		return 3
	}
	out, err := run(ctx, f, o)
	fmt.Printf("ended saved=%v interrupted=%v kept=%v host=%s err=%v\n", out.Saved != nil, out.Interrupted, out.Kept, f.value("smtp.host"), err)
	if out.Interrupted {
		return 130
	}
	return 0
}

func keepChild(d store.Draft) error {
	if path := os.Getenv(draftEnv); path != "" {
		return os.WriteFile(path, []byte(d.Step), 0o600)
	}
	return nil
}

// signInNews is a sign-in that shows its link and waits.
func signInNews(ctx context.Context, emit func(steps.Progress)) steps.Result {
	for _, n := range linkNews() {
		emit(n)
	}
	<-ctx.Done()
	return steps.Result{}
}

// paced tells a stage for every byte that can be read from the file.
func paced(pace *os.File) func(context.Context, func(steps.Progress)) steps.Result {
	return func(ctx context.Context, emit func(steps.Progress)) steps.Result {
		b := make([]byte, 1)
		for _, s := range goodStages()[:5] {
			if _, err := pace.Read(b); err != nil {
				<-ctx.Done()
				return steps.Result{}
			}
			emit(steps.Progress{Stage: &s})
		}
		<-ctx.Done()
		return steps.Result{}
	}
}

// script is what the minimal program shows: frames that the wizard made.
type script struct {
	First  shot
	Typed  []shot // after so many keys
	Ladder []shot // after so many bytes from file 3
}

type shot struct {
	Content string
	X, Y    int
}

// frames is the least Bubble Tea program that shows those frames.
type frames struct {
	s    script
	now  shot
	keys int
	rung int
}

type paceMsg struct{}

func (f *frames) Init() tea.Cmd { return waitForPace }

func (f *frames) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if msg.String() == "ctrl+c" {
			return f, tea.Quit
		}
		if f.keys < len(f.s.Typed) {
			f.now = f.s.Typed[f.keys]
			f.keys++
		}
	case paceMsg:
		if f.rung < len(f.s.Ladder) {
			f.now = f.s.Ladder[f.rung]
			f.rung++
		}
		return f, waitForPace
	}
	return f, nil
}

func (f *frames) View() tea.View {
	v := tea.NewView(f.now.Content)
	v.AltScreen = true
	v.Cursor = tea.NewCursor(f.now.X, f.now.Y)
	v.Cursor.Blink = false
	return v
}

func waitForPace() tea.Msg {
	if _, err := os.NewFile(3, "pace").Read(make([]byte, 1)); err != nil {
		return nil
	}
	return paceMsg{}
}

func childFrames() int {
	b, err := os.ReadFile(os.Getenv(framesEnv))
	f := &frames{}
	if err == nil {
		err = json.Unmarshal(b, &f.s)
	}
	if err != nil {
		fmt.Println(err)
		return 3
	}
	f.now = f.s.First
	if _, err := tea.NewProgram(f).Run(); err != nil {
		return 1
	}
	return 0
}

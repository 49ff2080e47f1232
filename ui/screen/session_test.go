//go:build unix

package screen

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/creack/pty"

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
	stepEnv   = "TODOKU_SCREEN_STEP" // the step to begin at
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
	o := Options{Texts: t, In: os.Stdin, Out: os.Stdout, Getenv: os.Getenv, Keep: func(store.Draft) error { return nil }}
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

// session is a child on a pty, with a terminal that shows what it writes.
type session struct {
	t     testing.TB
	cmd   *exec.Cmd
	tty   *os.File
	pace  *os.File
	began time.Time

	mu    sync.Mutex
	term  *terminal
	bytes int
	news  chan struct{} // closed and renewed with every piece of output
	ended chan struct{}
}

// begin starts a child. The terminal answers nothing unless told to.
func begin(t testing.TB, width, height int, tune func(*terminal), env ...string) *session {
	t.Helper()
	in, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	s := &session{t: t, term: newTerminal(width, height), pace: out, news: make(chan struct{}), ended: make(chan struct{})}
	s.cmd = exec.Command(os.Args[0], "-test.run=^$")
	s.cmd.Env = append([]string{"TERM=xterm-256color", "SSH_TTY=/dev/pts/0", langEnv + "=en", stepEnv + "=3", "HOME=" + os.Getenv("HOME"), "PATH=" + os.Getenv("PATH")}, env...)
	s.cmd.ExtraFiles = []*os.File{in}
	s.began = time.Now()
	s.tty, err = pty.StartWithSize(s.cmd, &pty.Winsize{Cols: uint16(width), Rows: uint16(height)})
	_ = in.Close()
	if err != nil {
		t.Fatal(err)
	}
	s.term.answer = nil
	if tune != nil {
		tune(s.term)
		if s.term.answer == nil {
			s.term.answer = func(a string) { _, _ = s.tty.WriteString(a) }
		}
	}
	go s.read()
	t.Cleanup(s.close)
	return s
}

func (s *session) read() {
	defer close(s.ended)
	buf := make([]byte, 1<<16)
	for {
		n, err := s.tty.Read(buf)
		s.mu.Lock()
		s.bytes += n
		s.term.write(buf[:n])
		close(s.news)
		s.news = make(chan struct{})
		s.mu.Unlock()
		if err != nil {
			return
		}
	}
}

func (s *session) close() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
	_ = s.tty.Close()
	_ = s.pace.Close()
	<-s.ended
}

// await waits until the screen is as wanted, and gives the bytes so far.
func (s *session) await(what string, ok func(*terminal) bool) int {
	s.t.Helper()
	limit := time.After(20 * time.Second)
	for {
		s.mu.Lock()
		news, bytes, good := s.news, s.bytes, ok(s.term)
		screen := s.term.screen()
		s.mu.Unlock()
		if good {
			return bytes
		}
		select {
		case <-news:
		case <-s.ended:
			s.t.Fatalf("%s: the program ended; screen:\n%s", what, screen)
		case <-limit:
			s.t.Fatalf("%s: not seen; screen:\n%s", what, screen)
		}
	}
}

func (s *session) see(text string) int {
	s.t.Helper()
	return s.await(text, func(t *terminal) bool { return strings.Contains(t.screen(), text) })
}

func (s *session) send(keys string) {
	s.t.Helper()
	if _, err := s.tty.WriteString(keys); err != nil {
		s.t.Fatal(err)
	}
}

func (s *session) next() {
	s.t.Helper()
	if _, err := s.pace.Write([]byte{'.'}); err != nil {
		s.t.Fatal(err)
	}
}

// exit waits for the child's end and gives its status.
func (s *session) exit() int {
	s.t.Helper()
	<-s.ended
	err := s.cmd.Wait()
	var status *exec.ExitError
	if errors.As(err, &status) {
		return status.ExitCode()
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return 0
}

// waitPastEscapeTimeout lets a reader's 50 ms for a split sequence run out.
func waitPastEscapeTimeout() { time.Sleep(120 * time.Millisecond) }

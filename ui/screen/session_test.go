//go:build unix

package screen

import (
	"errors"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

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
	s.tty = polled(t, s.tty)
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

// polled makes a terminal whose Close ends a Read that waits: only then is the
// line really dropped.
func polled(t testing.TB, tty *os.File) *os.File {
	fd, err := syscall.Dup(int(tty.Fd()))
	if err == nil {
		err = syscall.SetNonblock(fd, true)
	}
	if err != nil {
		t.Fatal(err)
	}
	_ = tty.Close()
	return os.NewFile(uintptr(fd), tty.Name())
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
	select {
	case <-s.ended:
	case <-time.After(20 * time.Second):
		s.mu.Lock()
		defer s.mu.Unlock()
		s.t.Fatalf("the program does not end; screen:\n%s", s.term.screen())
	}
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

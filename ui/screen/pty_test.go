//go:build unix

package screen

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"todoku/ui/look"
)

// TestSignalsRestoreTheTerminal: whatever ends the program, the shell gets its
// screen, its cursor and its keyboard back, and the draft is kept.
func TestSignalsRestoreTheTerminal(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT} {
		t.Run(sig.String(), func(t *testing.T) {
			s := begin(t, 80, 24, nil, childEnv+"=wizard")
			s.see("F1 help")
			if err := s.cmd.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			s.restored("interrupted=true kept=true", 130)
		})
	}
}

func TestLeaving(t *testing.T) {
	s := begin(t, 80, 24, nil, childEnv+"=wizard")
	s.see("F1 help")
	s.send("\x03")
	s.restored("saved=false interrupted=true kept=true", 130)
}

// TestConnectionLost: when the terminal itself is gone, the program ends and
// what was typed is kept.
func TestConnectionLost(t *testing.T) {
	draft := filepath.Join(t.TempDir(), "draft")
	s := begin(t, 80, 24, nil, childEnv+"=wizard", draftEnv+"="+draft)
	s.see("F1 help")
	if err := s.tty.Close(); err != nil {
		t.Fatal(err)
	}
	if got := s.exit(); got != 130 {
		t.Errorf("exit status %d, want 130", got)
	}
	if b, err := os.ReadFile(draft); err != nil || string(b) != "server" {
		t.Errorf("the draft is %q, %v", b, err)
	}
}

// restored waits for the end and looks at the terminal that is left.
func (s *session) restored(said string, status int) {
	s.t.Helper()
	if got := s.exit(); got != status {
		s.t.Errorf("exit status %d, want %d", got, status)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.term; t.alt || t.hidden || t.paste || t.keys != 0 || !strings.Contains(t.screen(), said) {
		s.t.Errorf("left behind: alternate screen %v, cursor hidden %v, paste mode %v, keyboard stack %d\n%s", t.alt, t.hidden, t.paste, t.keys, t.screen())
	}
}

// TestWidthIsAsked: the first frame has ASCII marks; they become fine where
// the terminal draws those one cell wide, and stay where it does not.
func TestWidthIsAsked(t *testing.T) {
	fine := begin(t, 80, 24, func(*terminal) {}, childEnv+"=wizard")
	fine.see(look.Fine().Step + " Server")
	fine.see(strings.Repeat("─", 80))
	fine.send("x")
	fine.see("mail.example.co.jpx")
	fine.await("no ASCII mark left, one question", func(t *terminal) bool {
		return !strings.Contains(t.screen(), "v Application") && t.asked == 1
	})

	wide := begin(t, 80, 24, func(t *terminal) { t.eastAsian = true }, childEnv+"=wizard")
	wide.await("the question", func(t *terminal) bool { return t.asked == 1 })
	wide.send("x")
	wide.see("mail.example.co.jpx")
	wide.see("> Server")
	wide.see(strings.Repeat("-", 80))

	silent := begin(t, 80, 24, nil, childEnv+"=wizard")
	silent.see("> Server")
}

// TestWholeFrameOnTerminal compares what a terminal shows after typing, moving
// and switching the language with what was drawn: nothing is left over.
func TestWholeFrameOnTerminal(t *testing.T) {
	s := begin(t, 80, 24, func(*terminal) {}, childEnv+"=wizard")
	s.see(look.Fine().Step + " Server")
	s.send("日本語")
	s.see("mail.example.co.jp日本語")
	s.send("\x7f\x1b[D語")
	s.see("mail.example.co.jp日語本")
	s.await("the cursor behind the fourth wide character", func(t *terminal) bool { return t.x == 4+18+4 && t.y == 9 })
	s.send("\x1bOQ") // F2
	s.see("F1 ヘルプ")
	s.see("ホスト名")
	s.await("no English left", func(t *terminal) bool { return !strings.Contains(t.screen(), "help") })
}

func TestNoColor(t *testing.T) {
	for value, want := range map[string]bool{"": true, "1": false, "yes": false} {
		s := begin(t, 80, 24, nil, childEnv+"=wizard", "NO_COLOR="+value)
		s.see("F1 help")
		s.await("colours only without NO_COLOR", func(t *terminal) bool { return t.coloured == want })
	}
}

// TestSplitPaste: an end-of-paste marker that arrives in two parts, long after
// each other, ends the paste, and what follows is keys again.
func TestSplitPaste(t *testing.T) {
	s := begin(t, 80, 24, nil, childEnv+"=wizard")
	s.see("F1 help")
	s.send("\x15") // ctrl+u
	s.send("\x1b[200~mail.example.net\x1b[20")
	// Longer than the 50 ms after which a reader gives a sequence up: a turn of
	// typing elsewhere cannot be observed, so this is the one wait by the clock.
	waitPastEscapeTimeout()
	s.send("1~")
	s.see("mail.example.net")
	s.send("x")
	s.see("mail.example.netx")
	s.send("\x03")
	if got := s.exit(); got != 130 {
		t.Errorf("exit status %d: ctrl+c was swallowed", got)
	}
}

func TestRefusesWithoutTerminal(t *testing.T) {
	s := begin(t, 80, 24, nil, childEnv+"=wizard", "TERM=dumb")
	if got := s.exit(); got != 3 || !strings.Contains(s.term.screen(), "no full screen here: dumb") {
		t.Errorf("status %d, screen:\n%s", got, s.term.screen())
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	err = Check(r, w, func(string) string { return "xterm" })
	if e, ok := err.(*NoTerminalError); !ok || e.Reason != NotInput {
		t.Errorf("a pipe as input gives %v", err)
	}
}

//go:build unix

package clitest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"time"

	"github.com/creack/pty"
	"github.com/rogpeppe/go-internal/testscript"

	"todoku/mailcheck/sandbox"
)

// The size of the person's terminal. It is changed by a column and back to
// make the program draw all of its screen again.
const (
	rows = 24
	cols = 80
)

// keys are the names of keys in a person's script.
var keys = map[string]string{
	"enter": "\r", "esc": "\x1b", "tab": "\t", "up": "\x1b[A", "down": "\x1b[B",
	"ctrl+c": "\x03", "f2": "\x1bOQ", "f5": "\x1b[15~", "clear": "\x15",
}

// person runs a program on a terminal of its own and types what FILE says:
// person STATUS FILE PROGRAM [ARG...]. The lines of FILE are "see TEXT" (wait
// until it is on the screen), "type TEXT", "key NAME", "approve ACCOUNT" (type
// the code that is on the screen at the provider), "remember" (the
// address that was printed), "follow" (paste where it leads) and "bring" (the
// same on a line of its own). What was on the terminal last is the script's
// stdout.
func person(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: person STATUS FILE PROGRAM [ARG...]")
	}
	cmd := underShell(prepare(ts, args[2:]))
	cmd.Env = append(cmd.Env, "TERM=xterm-256color")
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: rows, Cols: cols})
	ts.Check(err)
	t := &terminal{tty: tty, read: make(chan string, 64), box: ts.Value(serving{}).(*serving).box}
	go t.listen()
	ts.Defer(func() { _ = tty.Close(); _ = cmd.Process.Kill(); _ = cmd.Wait() })
	for _, line := range strings.Split(strings.TrimSpace(ts.ReadFile(args[1])), "\n") {
		if err := t.do(strings.TrimSpace(line)); err != nil {
			ts.Fatalf("%s: %v\nthe terminal shows:\n%s", line, err, t.shown())
		}
	}
	got, err := t.wait()
	_, _ = fmt.Fprint(ts.Stdout(), t.shown())
	if err != nil {
		ts.Fatalf("%v\nthe terminal shows:\n%s", err, t.shown())
	}
	if got != args[0] {
		ts.Fatalf("exit status %s, want %s\nthe terminal shows:\n%s", got, args[0], t.shown())
	}
}

// underShell runs cmd below a shell that tells its exit status on the terminal
// and stays: when the first process of a terminal ends, the kernel hangs the
// terminal up, and what was written last can be lost.
func underShell(cmd *exec.Cmd) *exec.Cmd {
	const script = `trap : INT; "$@"; printf '\036%d\036' $?; read -r _`
	sh := exec.Command("/bin/sh", append([]string{"-c", script, "sh", cmd.Path}, cmd.Args[1:]...)...)
	sh.Env, sh.Dir = cmd.Env, cmd.Dir
	return sh
}

// ended is what the shell says when the program has ended: its exit status.
var ended = regexp.MustCompile("\x1e([0-9]+)\x1e")

// terminal is one end of a pty and what came out of it since the last redraw.
type terminal struct {
	tty  *os.File
	read chan string
	text strings.Builder
	wide bool
	link string           // remembered
	box  *sandbox.Sandbox // nil: none with OAuth
}

// listen ends when the program has closed its side.
func (t *terminal) listen() {
	defer close(t.read)
	b := make([]byte, 32<<10)
	for {
		n, err := t.tty.Read(b)
		if n > 0 {
			t.read <- string(b[:n])
		}
		if err != nil {
			return
		}
	}
}

func (t *terminal) do(line string) error {
	verb, rest, _ := strings.Cut(line, " ")
	switch verb {
	case "", "#":
		return nil
	case "see":
		return t.see(rest)
	case "type":
		return t.send(rest)
	case "approve":
		return t.approve(rest)
	case "remember":
		t.link = address.FindString(t.shown())
		return nil
	case "follow":
		return t.follow("\x1b[200~", "\x1b[201~")
	case "bring":
		return t.follow("", "\r")
	case "key":
		seq, ok := keys[rest]
		if !ok {
			return errors.New("no such key")
		}
		return t.send(seq)
	}
	return errors.New("no such line")
}

var (
	userCode = regexp.MustCompile(`\b[A-Z]{4}-[A-Z]{4}\b`)
	address  = regexp.MustCompile(`http://[^\s\x1b]+/authorize\?[^\s\x1b]+`)
)

// approve is a person at another device.
func (t *terminal) approve(account string) error {
	var code string
	if t.box == nil {
		return errors.New("there is no provider")
	}
	if err := t.until(func() bool { code = userCode.FindString(t.shown()); return code != "" }); err != nil {
		return fmt.Errorf("a code on the screen: %w", err)
	}
	return t.box.Approve(context.Background(), code, account)
}

// follow is a person whose browser cannot reach the program: the address is
// printed outside of the full screen, and what it led to is pasted.
func (t *terminal) follow(before, after string) error {
	link := t.link
	if t.box == nil {
		return errors.New("there is no provider")
	}
	if err := t.until(func() bool { link = cmp.Or(link, address.FindString(t.shown())); return link != "" }); err != nil {
		return fmt.Errorf("an address on the screen: %w", err)
	}
	to, err := redirected(t.box, link)
	if err != nil {
		return err
	}
	return t.send(before + to + after)
}

// send types s. What was on the screen before it is no answer to it.
func (t *terminal) send(s string) error {
	t.text.Reset()
	_, err := t.tty.WriteString(s)
	return err
}

// see waits until text is on the screen.
func (t *terminal) see(text string) error {
	want := bare(text)
	return t.until(func() bool { return strings.Contains(bare(t.text.String()), want) })
}

// until waits until the screen is as wanted. Programs send differences only,
// so the whole screen is asked for again and again, by resizing.
func (t *terminal) until(seen func() bool) error {
	end := time.After(patience)
	again := time.NewTicker(250 * time.Millisecond)
	defer again.Stop()
	for !seen() {
		if ended.MatchString(t.text.String()) {
			return errors.New("the program has ended")
		}
		select {
		case s, ok := <-t.read:
			if !ok {
				return errors.New("the program has ended")
			}
			t.text.WriteString(s)
		case <-again.C:
			if err := t.redraw(); err != nil {
				return err
			}
		case <-end:
			return errors.New("not seen")
		}
	}
	return nil
}

func (t *terminal) redraw() error {
	t.wide = !t.wide
	size := &pty.Winsize{Rows: rows, Cols: cols}
	if t.wide {
		size.Cols++
	}
	t.text.Reset()
	return pty.Setsize(t.tty, size)
}

// wait reads on until the program has ended and gives its exit status.
func (t *terminal) wait() (string, error) {
	end := time.After(patience)
	for {
		if m := ended.FindStringSubmatch(t.text.String()); m != nil {
			return m[1], nil
		}
		select {
		case s, ok := <-t.read:
			if !ok {
				return "", errors.New("the terminal has ended")
			}
			t.text.WriteString(s)
		case <-end:
			return "", errors.New("the program goes on")
		}
	}
}

var escapes = regexp.MustCompile("\x1b(\\[[0-?]*[ -/]*[@-~]|\\][^\x07\x1b]*(\x07|\x1b\\\\)|P[^\x1b]*\x1b\\\\|[@-Z\\\\^_=>78c])")

// shown is the text since the last redraw without escape sequences.
func (t *terminal) shown() string { return escapes.ReplaceAllString(t.text.String(), "") }

// bare is text without escape sequences and blanks: blanks are often drawn by
// moving the cursor.
func bare(s string) string {
	return strings.Join(strings.Fields(escapes.ReplaceAllString(s, "")), "")
}

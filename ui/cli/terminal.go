package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"

	"golang.org/x/term"

	"todoku/ui/report"
)

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// look fits the human report to where it goes.
func (a *app) look(to *os.File) report.TextOptions {
	o := report.TextOptions{}
	if !isTerminal(to) {
		return o
	}
	if w, _, err := term.GetSize(int(to.Fd())); err == nil {
		o.Width = min(w, 100)
	}
	// Only Windows Terminal is sure to take escape codes without being asked.
	plain := runtime.GOOS == "windows" && a.Getenv("WT_SESSION") == ""
	o.Colour = a.Getenv("NO_COLOR") == "" && a.Getenv("TERM") != "dumb" && !plain
	return o
}

// results is stdout. A result that cannot be written is no result, which exit
// sees to: nobody has to look at what each of the many writes returns.
func (a *app) results() io.Writer { return results{a} }

type results struct{ *app }

func (r results) Write(b []byte) (int, error) {
	n, err := r.Out.Write(b)
	if err != nil && r.lost == nil {
		r.lost = err
	}
	return n, err
}

func (a *app) outln(s string) { _, _ = fmt.Fprintln(a.results(), s) }
func (a *app) errln(s string) { _, _ = fmt.Fprintln(a.Err, s) }

// confirm asks a question on stderr; an empty line takes the default.
func (a *app) confirm(ctx context.Context, question string, def bool) (bool, error) {
	hint := " [y/N] "
	if def {
		hint = " [Y/n] "
	}
	for {
		_, _ = fmt.Fprint(a.Err, question+hint)
		line, err := readLine(ctx, a.In)
		if err != nil {
			return false, err
		}
		switch strings.ToLower(strings.TrimSpace(line)) {
		case "":
			return def, nil
		case "y", "yes", "はい":
			return true, nil
		case "n", "no", "いいえ":
			return false, nil
		}
	}
}

// maxLine bounds an answer that is read from a terminal.
const maxLine = 4096

// readLine reads up to the line break and not a byte further: what is typed
// ahead belongs to the screen that follows.
func readLine(ctx context.Context, f *os.File) (string, error) {
	return within(ctx, func() (string, error) {
		var line []byte
		one := make([]byte, 1)
		for len(line) < maxLine {
			n, err := f.Read(one)
			if n == 1 && one[0] == '\n' {
				break
			}
			if err != nil {
				return "", err
			}
			line = append(line, one[:n]...)
		}
		return string(line), nil
	})
}

package screen

import (
	"context"
	"fmt"
	"io"

	tea "charm.land/bubbletea/v2"
)

// printedMsg says that the bare address was shown outside of the full screen.
type printedMsg struct{}

// printURL leaves the full screen, prints the address on a line of its own,
// unwrapped by us, so that it can be copied whole, and comes back at Enter.
func (w *wizard) printURL() tea.Cmd {
	if !w.run.card.waits() {
		return nil
	}
	p := &printed{ctx: w.ctx, url: w.run.card.url, ssh: w.run.card.ssh, back: w.texts.T("ui.card.come_back", nil)}
	return tea.Exec(p, func(error) tea.Msg { return printedMsg{} })
}

// printed is the work that has the terminal meanwhile.
type printed struct {
	ctx            context.Context
	url, ssh, back string
	in             io.Reader
	out            io.Writer
}

func (p *printed) SetStdin(r io.Reader)  { p.in = r }
func (p *printed) SetStdout(o io.Writer) { p.out = o }
func (p *printed) SetStderr(io.Writer)   {}

// Run waits for a line. What was typed before the terminal was handed over came
// in raw mode, where Enter is a carriage return. A read that still waits when
// the program ends is left behind.
func (p *printed) Run() error {
	text := "\n" + p.url + "\n\n"
	if p.ssh != "" {
		text = "\n" + p.ssh + "\n" + text
	}
	if _, err := fmt.Fprint(p.out, text+p.back+"\n"); err != nil {
		return err
	}
	line := make(chan error, 1)
	go func() {
		one := make([]byte, 1)
		for {
			n, err := p.in.Read(one)
			if err != nil || n == 1 && (one[0] == '\n' || one[0] == '\r') {
				line <- err
				return
			}
		}
	}()
	select {
	case err := <-line:
		return err
	case <-p.ctx.Done():
		return p.ctx.Err()
	}
}

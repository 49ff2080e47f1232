//go:build unix

package screen

import (
	"strings"
	"testing"

	"github.com/creack/pty"
)

// TestEnterLeavesTheAddressPage, again and again, while the window changes its
// size all the time and Enter comes as early as it can.
func TestEnterLeavesTheAddressPage(t *testing.T) {
	s := begin(t, 80, 24, nil, childEnv+"=wizard", flowEnv+"=loopback")
	s.see("ssh -L")
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for n := 0; ; n++ {
			select {
			case <-stop:
				return
			default:
				_ = pty.Setsize(s.tty, &pty.Winsize{Rows: 24, Cols: uint16(80 + n%2)})
			}
		}
	}()
	defer func() { close(stop); <-done }()
	for range 60 {
		s.send("\x1b[15~") // F5
		s.await("the page", func(t *terminal) bool { return !t.alt && strings.Contains(t.screen(), "Press Enter") })
		s.send("\r")
		s.await("the wizard", func(t *terminal) bool { return t.alt && strings.Contains(t.screen(), "hand over") })
	}
}

package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"todoku/mailcheck"
	"todoku/ui/look"
)

// waiting counts the seconds on stderr while a trial mail is awaited: one line
// that is written over, and gone when the wait is over. Only a terminal gets it.
type waiting struct {
	app  *app
	stop context.CancelFunc
	done chan struct{}
}

// tell is the Emit of a run.
func (w *waiting) tell(e mailcheck.Event) {
	if e.Stage.ID != mailcheck.StageArrive {
		return
	}
	if e.Stage.Verdict == mailcheck.Running {
		w.begin()
		return
	}
	w.end()
}

func (w *waiting) begin() {
	if w.stop != nil {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	w.stop, w.done = cancel, make(chan struct{})
	go func() {
		defer close(w.done)
		w.count(ctx)
	}()
}

// end waits until the line is gone.
func (w *waiting) end() {
	if w.stop != nil {
		w.stop()
		<-w.done
		w.stop = nil
	}
}

func (w *waiting) count(ctx context.Context) {
	since := time.Now()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	width := 0
	for {
		line := w.app.say("cli.waiting", "seconds", strconv.Itoa(int(time.Since(since).Round(time.Second).Seconds())))
		width = max(width, look.Cells{}.Width(line))
		_, _ = fmt.Fprint(w.app.Err, "\r"+line)
		select {
		case <-tick.C:
		case <-ctx.Done():
			_, _ = fmt.Fprint(w.app.Err, "\r"+strings.Repeat(" ", width)+"\r")
			return
		}
	}
}

package screen

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"todoku/mailcheck"
	"todoku/steps"
)

const (
	// pause is how long nobody types before the answers are proved and kept.
	pause = 600 * time.Millisecond
	// turn is how long each position of the one animated mark stands: 4 Hz.
	turn = 250 * time.Millisecond
)

// proving is the running proof, if any, and what it has told so far.
type proving struct {
	news   chan news // one channel for every run; one Cmd waits on it
	seq    int       // number of the latest run: news of others are dropped
	cancel context.CancelFunc
	proof  steps.Proof

	target target
	stages []mailcheck.Stage
	ports  []mailcheck.Port
	found  *mailcheck.Found // of a search for servers, so far
	awaits time.Time        // since when a trial mail is waited for; zero: none is
	card   card
	turns  int
	spins  bool   // a turn is under way
	done   string // key of the proof that ended last: a pause does not repeat it
	pauses int    // number of the latest pause: older ones are dropped
	asked  bool   // nothing was typed since a key asked for what is shown
}

// target is the server that a proof is about.
type target struct{ host, port string }

// news is what a run tells; the last one has a result, or what made it crash.
type news struct {
	seq      int
	progress steps.Progress
	result   *steps.Result
	crash    string
}

// pausedMsg says that a pause in typing is over, turnedMsg that the animated
// mark turns.
type (
	pausedMsg int
	turnedMsg struct{}
)

func (p *proving) running() bool { return p.cancel != nil }

// stop cancels the running proof; what it still tells is dropped.
func (p *proving) stop() {
	if p.cancel != nil {
		p.cancel()
		p.cancel = nil
	}
	p.seq++
	p.stages, p.ports, p.found, p.card, p.awaits = nil, nil, nil, card{}, time.Time{}
}

// take adds what a run tells to what is shown.
func (p *proving) take(n steps.Progress) {
	switch {
	case n.Stage != nil:
		if n.Stage.ID == mailcheck.StageArrive && p.awaits.IsZero() {
			p.awaits = time.Now()
		}
		for i := range p.stages {
			if p.stages[i].ID == n.Stage.ID {
				p.stages[i] = *n.Stage
				return
			}
		}
		at := len(p.stages)
		for !ofDomain(*n.Stage) && at > 0 && ofDomain(p.stages[at-1]) {
			at-- // what is asked beside the ladders stands below them
		}
		p.stages = slices.Insert(p.stages, at, *n.Stage)
	case n.Event != nil:
		p.card.take(*n.Event)
	case n.Found != nil:
		p.found = n.Found
	case n.Port != nil:
		p.ports = append(p.ports, *n.Port)
	}
}

func ofDomain(s mailcheck.Stage) bool { return strings.HasPrefix(s.ID, "domain.") }

// prove starts a proof in place of the one that runs. Its context is made
// here, before the Cmd, so that stop reaches it at any moment.
func (w *wizard) prove(p steps.Proof) tea.Cmd {
	w.run.stop()
	host, port := w.server(p)
	w.run.target = target{host: host}
	if port > 0 {
		w.run.target.port = strconv.Itoa(port)
	}
	w.run.proof = p
	ctx, cancel := context.WithCancel(w.ctx)
	w.run.cancel = cancel
	seq, out, work := w.run.seq, w.run.news, w.m.Start(p)
	tell := func(n news) {
		n.seq = seq
		select {
		case out <- n:
		case <-ctx.Done():
		}
	}
	cmds := []tea.Cmd{func() tea.Msg {
		// A bug in a check must not take the screen along: it is told like a result.
		defer func() {
			if r := recover(); r != nil {
				tell(news{crash: fmt.Sprint(r)})
			}
		}()
		res := work(ctx, func(p steps.Progress) { tell(news{progress: p}) })
		tell(news{result: &res})
		return nil
	}}
	if !w.run.spins {
		w.run.spins = true
		cmds = append(cmds, nextTurn())
	}
	return tea.Batch(cmds...)
}

// server is whom p is about.
func (w *wizard) server(p steps.Proof) (host string, port int) {
	profile := w.m.Profile()
	switch p.Table {
	case "":
		host, port, _ = mailcheck.Server(profile)
	case "receive":
		host, port = profile.Receive.Host, profile.Receive.Port
	default:
		host, port = profile.PopBeforeSMTP.Host, profile.PopBeforeSMTP.Port
	}
	return host, port
}

func nextTurn() tea.Cmd { return tea.Tick(turn, func(time.Time) tea.Msg { return turnedMsg{} }) }

// listen waits for the next piece of news of any run.
func (w *wizard) listen() tea.Cmd {
	ctx, in := w.ctx, w.run.news
	return func() tea.Msg {
		select {
		case n := <-in:
			return n
		case <-ctx.Done():
			return nil
		}
	}
}

// heard takes a piece of news. The result goes to the machine, which drops it
// when the answers have changed since.
func (w *wizard) heard(n news) tea.Cmd {
	again := w.listen()
	if n.seq != w.run.seq || !w.run.running() {
		return again
	}
	switch {
	case n.crash != "":
		w.run.done = w.run.proof.Key
		w.run.stop()
		w.alert = w.texts.T("ui.crash", map[string]string{"what": mailcheck.Neutralise(n.crash)})
	case n.result != nil:
		w.run.done = w.run.proof.Key
		p := w.run.proof
		w.run.stop()
		w.m.Proved(p, *n.result)
		w.refresh()
		if p.Find {
			return tea.Batch(again, w.rest()) // what was found and is proposed is proved like what is typed
		}
	default:
		w.run.take(n.progress)
		if e := n.progress.Event; e != nil {
			w.form.sync(w.now.step, w.asked()) // the box to paste into comes and goes
			return tea.Batch(again, w.copyCard(*e))
		}
	}
	return again
}

// rest begins a pause: when it ends without another change, the draft is kept
// and what may be proved by itself is proved.
func (w *wizard) rest() tea.Cmd {
	w.run.pauses++
	n := w.run.pauses
	return tea.Tick(pause, func(time.Time) tea.Msg { return pausedMsg(n) })
}

func (w *wizard) paused(n pausedMsg) tea.Cmd {
	if int(n) != w.run.pauses || w.saving.under {
		return nil
	}
	cmds := []tea.Cmd{w.keepDraft()}
	p := w.m.Proof()
	known := w.now.verdict() != ""
	if p.Key != "" && p.OnPause && p.Key != w.run.done && !known && !(w.run.running() && w.run.proof.Key == p.Key) {
		cmds = append(cmds, w.prove(p))
	}
	return tea.Batch(cmds...)
}

// turned moves the animated mark on while something runs.
func (w *wizard) turned() tea.Cmd {
	if !w.run.running() {
		w.run.spins = false
		return nil
	}
	w.run.turns++
	return nextTurn()
}

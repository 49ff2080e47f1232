//go:build unix

package screen

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"todoku/steps"
	"todoku/ui/locale"
)

// What the wizard costs beside the least Bubble Tea program that shows the
// same frames, both on a pty, in turns, in the same run:
//
//	go test ./ui/screen -run xxx -bench Wizard -benchtime 1x
//
// The goals are 1.5 times its time and 2 times its bytes. The child is this
// test binary (see childEnv). The terminal answers nothing, as a slow one.
const (
	timeGoal  = 1.5
	bytesGoal = 2.0
	typedText = ".abcdefghijklm" // fits into the field beside what is there
)

// cost is what one run of a program was measured at.
type cost struct {
	start, echo time.Duration // to the first whole frame; from a key to its echo (median)
	key, event  float64       // bytes for a typed character, for an event of the ladder
}

func BenchmarkWizard(b *testing.B) {
	rounds := 9
	for b.Loop() {
		ours, least := measure(b, rounds, typedText)
		report := func(name string, a, m, goal float64) {
			verdict := "within the goal"
			if a/m > goal {
				verdict = "OVER THE GOAL"
			}
			b.Logf("%-26s wizard %8.1f   minimal %8.1f   ratio %.2f (goal %.1f, %s)", name, a, m, a/m, goal, verdict)
			b.ReportMetric(a/m, strings.ReplaceAll(name, " ", "-"))
		}
		report("start to frame ms", millis(ours.start), millis(least.start), timeGoal)
		report("key to echo ms", millis(ours.echo), millis(least.echo), timeGoal)
		report("bytes per character", ours.key, least.key, bytesGoal)
		report("bytes per ladder event", ours.event, least.event, bytesGoal)
	}
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// TestBytes holds the goal for bytes, which does not depend on the machine.
func TestBytes(t *testing.T) {
	ours, least := measure(t, 1, typedText[:8])
	if ours.key > bytesGoal*least.key || ours.event > bytesGoal*least.event {
		t.Errorf("bytes per character %.1f (minimal %.1f), per event %.1f (minimal %.1f)", ours.key, least.key, ours.event, least.event)
	}
}

// measure runs both programs in turns, and takes the medians.
func measure(t testing.TB, rounds int, text string) (ours, least cost) {
	path := filepath.Join(t.TempDir(), "frames.json")
	b, err := json.Marshal(record(t, text))
	if err == nil {
		err = os.WriteFile(path, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	var a, m []cost
	for range rounds {
		a = append(a, once(t, text, childEnv+"=wizard"))
		m = append(m, once(t, text, childEnv+"=frames", framesEnv+"="+path))
	}
	return median(a), median(m)
}

func median(list []cost) cost {
	mid := func(less func(a, b cost) int) cost {
		l := slices.Clone(list)
		slices.SortFunc(l, less)
		return l[len(l)/2]
	}
	return cost{
		start: mid(func(a, b cost) int { return int(a.start - b.start) }).start,
		echo:  mid(func(a, b cost) int { return int(a.echo - b.echo) }).echo,
		key:   mid(func(a, b cost) int { return int(1000 * (a.key - b.key)) }).key,
		event: mid(func(a, b cost) int { return int(1000 * (a.event - b.event)) }).event,
	}
}

// lastOfFrame is what is drawn last in a frame; told is what each event of the
// ladder puts on the screen.
const lastOfFrame = "F1 help"

var told = []string{"203.0.113.5", "3000 ms", "Postfix", "PLAIN LOGIN", "TLS 1.3"}

// record makes the frames that the wizard goes through: as many as there are
// characters, then one when the proof begins and one for each event.
func record(t testing.TB, text string) script {
	f := newFake()
	f.at = 3
	f.work = func(context.Context, func(steps.Progress)) steps.Result { return steps.Result{} }
	w := newWizard(context.Background(), f, Options{Texts: texts(t, locale.English)})
	w.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	take := func() shot {
		v := w.View()
		s := shot{Content: v.Content}
		if v.Cursor != nil {
			s.X, s.Y = v.Cursor.X, v.Cursor.Y
		}
		return s
	}
	s := script{First: take()}
	for _, r := range text {
		w.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
		s.Typed = append(s.Typed, take())
	}
	w.prove(f.Proof())
	s.Typed = append(s.Typed, take()) // ctrl+r is a key too
	for _, st := range goodStages()[:5] {
		w.Update(news{seq: w.run.seq, progress: steps.Progress{Stage: &st}})
		s.Ladder = append(s.Ladder, take())
	}
	return s
}

// once runs one program through the script.
func once(t testing.TB, text string, env ...string) cost {
	s := begin(t, 80, 24, nil, env...)
	defer s.stop()
	var c cost
	s.see(lastOfFrame)
	c.start = time.Since(s.began)
	rng := rand.New(rand.NewPCG(1, 2))
	s.settled()

	before := s.written()
	var echoes []time.Duration
	after := before
	for i, r := range text {
		// Keys must not keep step with the frames of the renderer.
		time.Sleep(time.Duration(5+rng.IntN(40)) * time.Millisecond)
		sent := time.Now()
		s.send(string(r))
		after = s.see("mail.example.co.jp" + text[:i+1])
		echoes = append(echoes, time.Since(sent))
	}
	c.key = float64(after-before) / float64(len(text))
	slices.Sort(echoes)
	c.echo = echoes[len(echoes)/2]

	s.send("\x12") // ctrl+r
	s.settled()
	before = s.written()
	for _, what := range told {
		s.next()
		after = s.see(what)
	}
	c.event = float64(after-before) / float64(len(told))
	return c
}

// settled waits until the program has nothing more to write for now: a key that
// changes nothing is answered by nothing, so this is the one thing the clock
// has to tell.
func (s *session) settled() { time.Sleep(100 * time.Millisecond) }

func (s *session) written() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.bytes
}

func (s *session) stop() { _ = s.cmd.Process.Kill() }

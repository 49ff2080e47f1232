package screen

import (
	"context"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"todoku/mailcheck"
	"todoku/steps"
	"todoku/store"
	"todoku/ui/locale"
)

var (
	enter = tea.KeyPressMsg{Code: tea.KeyEnter}
	esc   = tea.KeyPressMsg{Code: tea.KeyEscape}
	tab   = tea.KeyPressMsg{Code: tea.KeyTab}
	down  = tea.KeyPressMsg{Code: tea.KeyDown}
	f2    = tea.KeyPressMsg{Code: tea.KeyF2}
)

func ctrl(c rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: c, Mod: tea.ModCtrl} }

func press(w *wizard, keys ...tea.KeyPressMsg) tea.Cmd {
	var cmd tea.Cmd
	for _, k := range keys {
		_, cmd = w.Update(k)
	}
	return cmd
}

func typed(w *wizard, s string) {
	for _, r := range s {
		press(w, tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

func at(t *testing.T, step int) (*fake, *wizard) {
	f := newFake()
	f.at = step
	return f, stage(t, f, locale.English, 80, 24)
}

func TestEnterGoesFieldByFieldThenProves(t *testing.T) {
	f, w := at(t, 3)
	press(w, enter)
	if w.form.id() != "smtp.port" || f.started != 0 {
		t.Fatalf("enter on the first field: focus %s, %d proofs", w.form.id(), f.started)
	}
	cmd := press(w, enter, enter)
	if f.started != 1 || f.at != 3 {
		t.Fatalf("enter on the last field: %d proofs, step %d", f.started, f.at)
	}
	drain(t, w, tea.Batch(cmd, w.listen()), func() bool { return !w.run.running() })
	if f.at != 3 {
		t.Fatal("a result moved the screen by itself")
	}
	if got := frameText(w); !strings.Contains(got, "3000 ms") || !strings.Contains(got, "enter next") {
		t.Errorf("the result is not on the screen:\n%s", got)
	}
	press(w, enter)
	if f.at != 4 {
		t.Errorf("enter after a good result: step %d", f.at)
	}
}

func TestFailureRetriesForcesAndJumps(t *testing.T) {
	f, w := at(t, 4)
	f.proven("credentials", refused())
	f.steps[4].result.Report.Findings[0].Field = "smtp.host"
	w.refresh()
	press(w, enter)
	if f.started != 1 {
		t.Error("enter after a failure did not try again from the first field")
	}
	w.run.stop()
	press(w, ctrl('n'))
	if f.at != 5 {
		t.Errorf("ctrl+n: step %d", f.at)
	}
	press(w, esc)
	if f.at != 4 {
		t.Errorf("esc: step %d", f.at)
	}
	press(w, ctrl('g'))
	if f.at != 3 || w.form.id() != "smtp.host" {
		t.Errorf("ctrl+g: step %d, field %s", f.at, w.form.id())
	}
}

// TestLateResultsAreDropped: what an older run tells is not shown, and does
// not reach the machine.
func TestLateResultsAreDropped(t *testing.T) {
	f, w := at(t, 3)
	w.prove(f.Proof())
	old := w.run.seq
	typed(w, "x") // the answers change: the run is superseded
	if w.run.running() {
		t.Fatal("a proof of other answers runs on")
	}
	r := refused()
	w.Update(news{seq: old, progress: steps.Progress{Stage: &goodStages()[0]}})
	w.Update(news{seq: old, result: &r})
	if len(w.run.stages) > 0 || w.now.has || f.steps[3].result != nil {
		t.Errorf("the result of an older run was taken:\n%s", frameText(w))
	}
}

func TestRunIsCancelled(t *testing.T) {
	f, w := at(t, 3)
	ended := make(chan struct{})
	f.work = func(ctx context.Context, _ func(steps.Progress)) steps.Result {
		<-ctx.Done()
		close(ended)
		return steps.Result{}
	}
	run := w.prove(f.Proof())
	for _, c := range run().(tea.BatchMsg)[:1] {
		go c()
	}
	press(w, esc) // leaving
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Fatal("the proof of a step that was left runs on")
	}
}

// TestCrashIsReported: a bug in a check ends the check, not the program.
func TestCrashIsReported(t *testing.T) {
	f, w := at(t, 3)
	f.work = func(context.Context, func(steps.Progress)) steps.Result { panic("index out of range") }
	drain(t, w, tea.Batch(w.prove(f.Proof()), w.listen()), func() bool { return w.alert != "" })
	if got := frameText(w); !strings.Contains(got, "index out of range") || w.run.running() {
		t.Errorf("not told:\n%s", got)
	}
}

// TestPause: only the latest pause counts, and only what may run by itself does.
func TestPause(t *testing.T) {
	f, w := at(t, 3)
	typed(w, "xy")
	w.Update(pausedMsg(w.run.pauses - 1))
	if f.started != 0 {
		t.Fatal("an older pause began a proof")
	}
	w.Update(pausedMsg(w.run.pauses))
	w.Update(pausedMsg(w.run.pauses))
	if f.started != 1 {
		t.Fatalf("%d proofs after a pause, want 1", f.started)
	}
	f, w = at(t, 4)
	typed(w, "x")
	w.Update(pausedMsg(w.run.pauses))
	if f.started != 0 {
		t.Error("a sign-in was tried on a pause")
	}
}

func TestProblemsShowWhenTheFieldIsLeft(t *testing.T) {
	f, w := at(t, 3)
	press(w, ctrl('u'))
	typed(w, "bad")
	if strings.Contains(frameText(w), "An answer is needed") {
		t.Error("a problem is shown while typing")
	}
	press(w, tab)
	if !strings.Contains(frameText(w), "An answer is needed") || f.answers["smtp.host"] != "bad" {
		t.Errorf("the problem is not shown, or what was typed is lost:\n%s", frameText(w))
	}
	press(w, enter, enter)
	if w.form.id() != "smtp.host" || f.started != 0 {
		t.Errorf("the focus is on %s, %d proofs", w.form.id(), f.started)
	}
	typed(w, "ger.example.org")
	if strings.Contains(frameText(w), "An answer is needed") {
		t.Error("the problem stays although it is gone")
	}
}

func TestPasteIsCleanedAndTold(t *testing.T) {
	_, w := at(t, 3)
	press(w, ctrl('u'))
	w.Update(tea.PasteMsg{Content: "https://mail.example.org/"})
	got := frameText(w)
	if w.form.fields[0].in.text != "mail.example.org" || !strings.Contains(got, "The host mail.example.org was") {
		t.Errorf("not cleaned, or not told:\n%s", got)
	}
}

// TestResultsEatNoKeys: keys typed while results come in all arrive, and the
// focus stays where it is.
func TestResultsEatNoKeys(t *testing.T) {
	f, w := at(t, 4)
	press(w, tab)
	w.prove(f.Proof())
	for i, r := range "geheim" {
		w.Update(news{seq: w.run.seq, progress: steps.Progress{Stage: &goodStages()[i%5]}})
		press(w, tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	if f.answers["smtp.auth.password"] != "geheim" || w.form.id() != "smtp.auth.password" {
		t.Errorf("answer %q, focus %s", f.answers["smtp.auth.password"], w.form.id())
	}
	if strings.Contains(frameText(w), "geheim") {
		t.Error("a secret is on the screen")
	}
}

func TestSaving(t *testing.T) {
	f, w := at(t, 6)
	f.saveErr = errDisk
	cmd := press(w, enter)
	typed(w, "zzz")
	if f.answers["name"] != "" {
		t.Error("keys changed the answers while the profile was being saved")
	}
	drain(t, w, cmd, func() bool { return !w.saving.under })
	if !strings.Contains(frameText(w), "no space left on device") {
		t.Errorf("the failure is not told:\n%s", frameText(w))
	}
	f.saveErr = nil
	_, quit := w.Update(press(w, enter)())
	if _, ok := quit().(tea.QuitMsg); !ok || !f.saved {
		t.Error("saving did not end the program")
	}
	if out := w.outcome(); out.Saved == nil || out.Saved.Path != "alerts.toml" || out.Interrupted {
		t.Errorf("outcome %+v", out)
	}
}

// TestDraftsInOrder: an older draft is never written over a newer one, and
// none after the profile was saved.
func TestDraftsInOrder(t *testing.T) {
	var wrote []string
	k := &keeper{write: func(d store.Draft) error { wrote = append(wrote, d.Name); return nil }}
	first, second, third := k.take(), k.take(), k.take()
	k.keep(second, store.Draft{Name: "second"})
	k.keep(first, store.Draft{Name: "first"})
	k.close()
	k.keep(third, store.Draft{Name: "third"})
	k.open()
	k.keep(third, store.Draft{Name: "third"})
	if got := strings.Join(wrote, " "); got != "second third" {
		t.Errorf("wrote %q", got)
	}
}

func TestSmallWindow(t *testing.T) {
	f, w := at(t, 3)
	w.Update(tea.WindowSizeMsg{Width: 40, Height: 10})
	if got := frameText(w); !strings.Contains(got, "60x20") {
		t.Errorf("no request to enlarge the window:\n%s", got)
	}
	w.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	typed(w, "x")
	if f.answers["smtp.host"] != "mail.example.co.jpx" {
		t.Error("the page is lost")
	}
}

// TestOneAnimatedCell: however many rungs run, one cell turns.
func TestOneAnimatedCell(t *testing.T) {
	f, w := at(t, 3)
	w.prove(f.Proof())
	for _, id := range []string{mailcheck.StageResolve, mailcheck.StageConnect} {
		w.run.take(steps.Progress{Stage: &mailcheck.Stage{ID: id, Verdict: mailcheck.Running}})
	}
	before, _ := w.frame()
	w.Update(turnedMsg{})
	after, _ := w.frame()
	changed := 0
	for i := range before {
		if before[i] != after[i] {
			changed++
		}
	}
	if changed != 1 {
		t.Errorf("%d rows changed with a turn", changed)
	}
}

// TestAProposedServerIsProved: after a search the pause begins that proves what
// is typed.
func TestAProposedServerIsProved(t *testing.T) {
	f, w := at(t, 3)
	cmd := w.prove(steps.Proof{Key: "find", Find: true, OnPause: true})
	drain(t, w, tea.Batch(cmd, w.listen()), func() bool { return f.started == 2 && !w.run.running() })
	if f.steps[3].result == nil {
		t.Error("it is not proved")
	}
}

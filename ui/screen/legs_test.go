package screen

import (
	"slices"
	"testing"

	"todoku/mailcheck"
	"todoku/steps"
)

func ids(list []rung) []string {
	var out []string
	for _, r := range list {
		out = append(out, r.id)
	}
	return out
}

// TestTheDomainStandsLast: it is asked beside the ladders, and tells first.
func TestTheDomainStandsLast(t *testing.T) {
	f, w := at(t, 5)
	w.prove(f.Proof())
	for _, id := range []string{mailcheck.StageSPF, mailcheck.StageDMARC, "pop3.resolve", "pop3.mailbox", mailcheck.StageResolve} {
		w.run.take(steps.Progress{Stage: &mailcheck.Stage{ID: id, Verdict: mailcheck.Pass}})
	}
	got := ids(w.rungs())
	if want := []string{"pop3", mailcheck.StageResolve, mailcheck.StageSPF, mailcheck.StageDMARC}; !slices.Equal(got[:4], want) {
		t.Errorf("%v, want %v first", got, want)
	}
}

// TestAnotherServersLadderStandsAlone: before the trial mail, what is known is
// the mailbox; the stages of sending are not added to it.
func TestAnotherServersLadderStandsAlone(t *testing.T) {
	f, w := at(t, 5)
	r := steps.Result{Report: mailcheck.Report{Host: "imap.example.co.jp", Verdict: mailcheck.Pass,
		Stages: []mailcheck.Stage{{ID: "imap.resolve", Verdict: mailcheck.Pass}, {ID: "imap.mailbox", Verdict: mailcheck.Pass}}}}
	f.proven("credentials", r)
	w.refresh()
	if got := ids(w.rungs()); !slices.Equal(got, []string{"imap.resolve", "imap.mailbox"}) {
		t.Errorf("%v", got)
	}
	f.steps[4].result = nil
	w.refresh()
	if got := ids(w.rungs()); len(got) < len(climb) {
		t.Errorf("nothing known: %v", got)
	}
}

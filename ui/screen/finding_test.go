package screen

import (
	"strings"
	"testing"

	"todoku/mailcheck"
	"todoku/mailcheck/cause"
	"todoku/steps"
	"todoku/ui/locale"
	"todoku/ui/report"
)

// unchained is a result at the step of the server whose remedies take many rows.
func unchained() steps.Result {
	r := good()
	r.Report.Verdict = mailcheck.Fail
	r.Report.Stages = append(goodStages()[:4:4], mailcheck.Stage{ID: mailcheck.StageTLS, Verdict: mailcheck.Fail, Took: ms(31)},
		mailcheck.Stage{ID: mailcheck.StageAuth, Verdict: mailcheck.Skipped})
	r.Report.Findings = []cause.Finding{cause.New("tls.missing-intermediate", cause.Certain, cause.Evidence{
		Stage: mailcheck.StageTLS, Host: "mail.example.co.jp", Port: 587, Security: "starttls", Text: "x509: certificate signed by unknown authority",
		Facts: map[string]string{cause.FactIssuer: "CN=Example Issuing CA"}})}
	return r
}

// shows is whether all of text stands in the frame, over however many rows.
func shows(frame, text string) bool {
	bare := func(s string) string { return strings.Join(strings.Fields(s), "") }
	return strings.Contains(bare(frame), bare(text))
}

// TestFindingStandsInFull: at 80 by 24, what a key asked for is told in full,
// beside the ladder up to the stage that failed and the field with the focus.
// What a pause in typing found does not take the fields away.
func TestFindingStandsInFull(t *testing.T) {
	for _, lang := range []locale.Lang{locale.English, locale.Japanese} {
		f := newFake()
		f.at = 3
		w := stage(t, f, lang, 80, 24)
		r := unchained()
		said := report.FindingText(r.Report.Findings[0], w.texts)
		w.prove(f.Proof())
		w.Update(news{seq: w.run.seq, result: &r})
		if got := frameText(w); shows(got, said.Fix[2]) || !shows(got, w.texts.T("ui.more", nil)) {
			t.Errorf("%s, after a pause:\n%s", lang, got)
		} else if last := w.form.fields[len(w.form.fields)-1]; !shows(got, w.text(last.q.Label)) {
			t.Errorf("%s, after a pause the last field is gone:\n%s", lang, got)
		}
		press(w, ctrl('r'))
		w.Update(news{seq: w.run.seq, result: &r})
		got := frameText(w)
		for _, want := range append([]string{said.Title, said.Who, "mail.example.co.jp", "x509: certificate signed by"}, said.Fix...) {
			if !shows(got, want) {
				t.Errorf("%s lacks %q:\n%s", lang, want, got)
			}
		}
		if typed(w, "x"); w.run.asked {
			t.Errorf("%s: somebody types, and the page still makes room", lang)
		}
	}
}

// TestFirstRemedyIsWhole: where there is no room for all, the later remedies
// are cut before the first one, and the server's words never go.
func TestFirstRemedyIsWhole(t *testing.T) {
	w := stage(t, newFake(), locale.English, 80, 24)
	f := unchained().Report.Findings[0]
	said := report.FindingText(f, w.texts)
	for most := 7; most < 12; most++ {
		rows := strings.Join(w.findingRows(f, 78, most), "\n")
		if n := strings.Count(rows, "\n") + 1; n > most || !shows(rows, said.Fix[0]) || !strings.Contains(rows, "x509:") {
			t.Errorf("%d rows of at most %d:\n%s", n, most, rows)
		}
	}
}

package report

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"todoku/mailcheck"
	"todoku/mailcheck/cause"
	"todoku/store"
	"todoku/ui/locale"
)

// checkedList is a check of profiles of every outcome.
func checkedList() []Checked {
	at := time.Date(2026, 2, 20, 3, 4, 5, 0, time.UTC)
	bad := refused()
	bad.Started = at
	bad.Findings[0].Cause = "auth.bad-credentials"
	bad.Findings = append(bad.Findings, bad.Findings[0]) // the same cause for two reasons
	bad.Stages = append(bad.Stages, mailcheck.Stage{ID: mailcheck.StageTLS, Verdict: mailcheck.Warn, Took: time.Millisecond,
		Detail: mailcheck.Detail{TLS: &mailcheck.TLS{NotAfter: "2026-04-01T00:00:00Z"}, Expires: "2026-02-20T04:00:00Z"}})
	bad.Findings = append(bad.Findings, cause.Finding{Cause: "tls.expires-soon", Severity: cause.SeverityWarn, Confidence: cause.Certain, Who: cause.MailAdmin, Stage: mailcheck.StageTLS, Args: map[string]string{"days": "12", "not_after": "2026-04-01", "openssl": "openssl s_client -connect mail.example.co.jp:587"}})
	lost := refused()
	lost.Verdict, lost.Stages[2].Verdict, lost.Findings[0].Severity = mailcheck.Unknown, mailcheck.Unknown, cause.SeverityUnknown
	lost.Findings[0].Evidence = []string{"]]> <&\" '"}
	works := refused()
	works.Verdict, works.Findings, works.Stages = mailcheck.Pass, nil, works.Stages[:2]
	return []Checked{
		{Name: "alerts", Report: bad, Ended: at.Add(time.Second), Authorised: at.Add(24 * time.Hour)},
		{Name: "通知.v2", Report: lost, Ended: at.Add(2 * time.Second)},
		{Name: "alerts", Report: works, Ended: at.Add(3 * time.Second)}, // of another folder
		{Name: "typo", Err: &store.Problem{File: "typo.toml", Line: 3, Key: "smtp.prot", Code: "made_up"}, Ended: at.Add(4 * time.Second)},
	}
}

func TestFormatsGolden(t *testing.T) {
	var en, ja, metrics bytes.Buffer
	list := checkedList()
	if err := errors.Join(JUnit(&en, list, texts(t, locale.English)), JUnit(&ja, list, texts(t, locale.Japanese)), Prometheus(&metrics, list)); err != nil {
		t.Fatal(err)
	}
	checkMetrics(t, metrics.String())
	for name, got := range map[string]string{"junit.en.xml": en.String(), "junit.ja.xml": ja.String(), "metrics.prom": metrics.String()} {
		file := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s is not as in the golden file:\n%s", file, got)
		}
	}
}

func TestLabelsAreEscaped(t *testing.T) {
	got := labelText([]string{"profile", "a\\b\"c\nd\xff"})
	if want := `{profile="a\\b\"c\nd` + "\ufffd" + `"}`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if checkMetrics(t, PrometheusMark+"x\n# TYPE todoku_check_verdict gauge\ntodoku_check_verdict"+got+" 0\n"); strings.Contains(got, "\n") {
		t.Error("a label holds a line break")
	}
}

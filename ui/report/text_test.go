package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"todoku/mailcheck"
	"todoku/mailcheck/cause"
	"todoku/store"
	"todoku/ui/locale"
)

// refused is a run that ended at the sign-in.
func refused() mailcheck.Report {
	ms := time.Millisecond
	return mailcheck.Report{
		Profile: "alerts", Host: "mail.example.co.jp", Port: 587, Security: "starttls",
		Verdict: mailcheck.Fail, Took: 500 * ms,
		Stages: []mailcheck.Stage{
			{ID: mailcheck.StageResolve, Verdict: mailcheck.Pass, Took: 9 * ms, Detail: mailcheck.Detail{A: []string{"192.0.2.1"}}},
			{ID: mailcheck.StageCaps, Verdict: mailcheck.Pass, Took: 12 * ms, Detail: mailcheck.Detail{
				Mechanisms: strings.Fields("PLAIN LOGIN CRAM-MD5 DIGEST-MD5 SCRAM-SHA-1 SCRAM-SHA-256 XOAUTH2 OAUTHBEARER GSSAPI")}},
			{ID: mailcheck.StageAuth, Verdict: mailcheck.Fail, Took: 410 * ms, Detail: mailcheck.Detail{Reply: "535 5.7.8 <no> & no"},
				Transcript: []mailcheck.Line{{Dir: "C", Text: "AUTH LOGIN"}, {Dir: "*", Text: "closed"}}},
			{ID: mailcheck.StageMail, Verdict: mailcheck.Skipped},
		},
		Findings: []cause.Finding{{
			Cause: "no.such-cause", Severity: cause.SeverityFail, Confidence: cause.Likely, Who: cause.MailAdmin,
			Stage: mailcheck.StageAuth, Field: "smtp.auth.password", Evidence: []string{"535 5.7.8 <no> & no"},
		}},
	}
}

func TestTextKeepsToItsWidth(t *testing.T) {
	for _, lang := range []locale.Lang{locale.English, locale.Japanese} {
		for _, width := range []int{40, 60, 80} {
			var b bytes.Buffer
			if err := Text(&b, refused(), texts(t, lang), TextOptions{Width: width, Colour: true}); err != nil {
				t.Fatal(err)
			}
			for n, l := range strings.Split(b.String(), "\n") {
				// The first line holds names that must stay whole to be copied.
				if w := ansi.StringWidth(l); n > 0 && w > width {
					t.Errorf("%s at %d: %d cells: %q", lang, width, w, l)
				}
			}
		}
	}
}

func TestTextAlignsTimesBehindWideCharacters(t *testing.T) {
	var b bytes.Buffer
	if err := Text(&b, refused(), texts(t, locale.Japanese), TextOptions{Width: 60}); err != nil {
		t.Fatal(err)
	}
	rows := 0
	for _, l := range strings.Split(b.String(), "\n")[1:] {
		if strings.HasSuffix(l, " ms") {
			rows++
			if w := ansi.StringWidth(l); w != 60 {
				t.Errorf("the time ends at cell %d: %q", w, l)
			}
		}
	}
	if rows != 3 {
		t.Errorf("%d rows with a time, want 3:\n%s", rows, b.String())
	}
}

func TestTextColoursOnlyWhenAsked(t *testing.T) {
	for _, colour := range []bool{false, true} {
		var b bytes.Buffer
		_ = Text(&b, refused(), texts(t, locale.English), TextOptions{Colour: colour})
		if got := strings.Contains(b.String(), "\x1b["); got != colour {
			t.Errorf("colour %v, escape codes %v", colour, got)
		}
	}
}

func TestTextShowsWhatWasNotReachedOnlyAfterAFailure(t *testing.T) {
	r := refused()
	var b bytes.Buffer
	_ = Text(&b, r, texts(t, locale.English), TextOptions{})
	if !strings.Contains(b.String(), ". sender") {
		t.Errorf("the stage that was not tried is missing:\n%s", b.String())
	}
	r.Verdict, r.Findings = mailcheck.Pass, nil
	b.Reset()
	_ = Text(&b, r, texts(t, locale.English), TextOptions{})
	if strings.Contains(b.String(), "sender") {
		t.Errorf("a stage that was not asked for is shown:\n%s", b.String())
	}
	b.Reset()
	_ = Text(&b, r, texts(t, locale.English), TextOptions{Brief: true})
	if n := strings.Count(b.String(), "\n"); n != 1 {
		t.Errorf("brief takes %d lines:\n%s", n, b.String())
	}
}

func TestJSONIsTheContract(t *testing.T) {
	var b bytes.Buffer
	if err := JSON(&b, refused(), texts(t, locale.English)); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(b.String(), "\n"); n != 1 {
		t.Fatalf("%d lines, want 1", n)
	}
	if !strings.Contains(b.String(), `"535 5.7.8 <no> & no"`) {
		t.Errorf("the server's words are escaped: %s", b.String())
	}
	var got map[string]any
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]any{"schema": "todoku.report/1", "profile": "alerts", "verdict": "fail", "took_ms": 500.0} {
		if got[key] != want {
			t.Errorf("%s is %v, want %v", key, got[key], want)
		}
	}
	stage := got["stages"].([]any)[2].(map[string]any)
	if want := []any{"C: AUTH LOGIN", "* closed"}; !reflect.DeepEqual(stage["transcript"], want) {
		t.Errorf("transcript %v, want %v", stage["transcript"], want)
	}
	skipped := got["stages"].([]any)[3].(map[string]any)
	if list, ok := skipped["transcript"].([]any); !ok || len(list) != 0 {
		t.Errorf("an empty transcript is %v, want []", skipped["transcript"])
	}
	finding := got["findings"].([]any)[0].(map[string]any)
	for _, key := range []string{"cause", "severity", "confidence", "who", "stage", "field", "title", "why", "fix", "evidence", "url"} {
		if finding[key] == nil {
			t.Errorf("finding has no %s", key)
		}
	}
}

func TestProblemsSayFileLineAndKey(t *testing.T) {
	err := fmt.Errorf("load: %w", errors.Join(
		&store.Problem{File: "a.toml", Line: 3, Key: "smtp.prot", Code: "made_up"},
		errors.New("disk on fire")))
	got := Problems(err, texts(t, locale.English))
	if len(got) != 2 {
		t.Fatalf("%d problems, want 2: %v", len(got), got)
	}
	if s := got[0].String(); s != "a.toml:3: smtp.prot: made up" {
		t.Errorf("problem reads %q", s)
	}
	if s := got[1].String(); s != "disk on fire" {
		t.Errorf("error reads %q", s)
	}
	var b bytes.Buffer
	if err := JSONUnreadable(&b, "a", err, texts(t, locale.English)); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), `"verdict":"unknown"`) || !strings.Contains(b.String(), `"line":3,"key":"smtp.prot"`) {
		t.Errorf("JSON %s", b.String())
	}
}

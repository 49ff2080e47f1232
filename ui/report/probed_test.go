package report

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"todoku/mailcheck/cause"
	"todoku/ui/locale"
)

// open is a failure that two causes explain, as the rules give it.
func open() []cause.Finding {
	return cause.Find(cause.Evidence{
		Stage: "smtp.mail", Code: 550, Text: "Sender rejected", Sender: "a@example.net", Username: "a",
		Facts:  map[string]string{cause.FactSenderDNS: "ok"},
		Probes: []cause.Probe{{Name: cause.AskSender, At: "example.net", Answer: cause.AnswerFound}, {Name: cause.AskOwn, At: "x", Answer: "550 \x1b[2Jno"}},
	})
}

// TestOpenFailure: what cannot be told apart is said, in order, and what was
// asked stands with the server's words at the first.
func TestOpenFailure(t *testing.T) {
	for lang, want := range map[locale.Lang][]string{
		locale.English:  {"One of these two; look here first.", "probed  MX or address of example.net: found", "probed  MAIL FROM with x: 550 \\x1b[2Jno", "550 Sender rejected", "2 of 2"},
		locale.Japanese: {"この 2 つのうちのどちらかです。まずここを確かめてください。", "追加の確認  example.net の MX またはアドレス: 見つかりました", "追加の確認  x での MAIL FROM: 550 \\x1b[2Jno", "550 Sender rejected", "2 つのうち 2 つ目"},
	} {
		var b bytes.Buffer
		if err := FindingsText(&b, open(), texts(t, lang), TextOptions{Width: 100}); err != nil {
			t.Fatal(err)
		}
		rest := b.String()
		for _, s := range want {
			_, after, found := strings.Cut(rest, s)
			if !found || strings.Contains(after, s) {
				t.Errorf("%s: %q is not there once, in order, in\n%s", lang, s, b.String())
				break
			}
			rest = after
		}
	}
}

func TestOrderText(t *testing.T) {
	x := texts(t, locale.English)
	for _, c := range []struct {
		place, of int
		sure      cause.Confidence
		want      string
	}{
		{0, 0, cause.Certain, ""},
		{1, 2, cause.Possible, "One of these two; look here first."},
		{1, 3, cause.Possible, "One of these 3; look here first, then at the others in order."},
		{1, 2, cause.Likely, "Most likely this one of two; look here first."},
		{1, 4, cause.Likely, "Most likely this one of 4; look here first, then at the others in order."},
		{3, 4, cause.Possible, "3 of 4"},
	} {
		if got := orderText(cause.Finding{Place: c.place, Of: c.of, Confidence: c.sure}, x); got != c.want {
			t.Errorf("%d of %d, %s: %q", c.place, c.of, c.sure, got)
		}
	}
	list := open()
	if got := Others(list[0], append(list, cause.Finding{Cause: "tls.expired", Stage: list[0].Stage}), x); len(got) != 1 || got[0] != FindingText(list[1], x).Title {
		t.Errorf("others: %q", got)
	}
}

func TestProbesAsJSON(t *testing.T) {
	r := refused()
	r.Findings = open()
	var b bytes.Buffer
	if err := JSON(&b, r, texts(t, locale.English)); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Findings []struct {
			Place, Of int
			Probes    []map[string]string
		}
	}
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"probe": "sender", "at": "example.net", "answer": "found", "text": "MX or address of example.net: found"}
	if f := got.Findings; len(f) != 2 || f[0].Place != 1 || f[1].Place != 2 || f[0].Of != 2 || !reflect.DeepEqual(f[0].Probes[0], want) {
		t.Errorf("%+v", got)
	}
}

// TestAsks: every question and every answer that has a code has its text.
func TestAsks(t *testing.T) {
	for _, lang := range []locale.Lang{locale.English, locale.Japanese} {
		x := texts(t, lang)
		for _, ask := range []string{cause.AskRaw, cause.AskUnchecked, cause.AskRoot, cause.AskPorts, cause.AskControl, cause.AskAgain, cause.AskHello, cause.AskQuit, cause.AskStartTLS,
			cause.AskClock, cause.AskIssuer, cause.AskOldTLS, cause.AskNoName, cause.AskSmall, cause.AskInside, cause.AskOffers, cause.AskSender, cause.AskOwn} {
			if _, ok := x.Has("report.ask."+ask, map[string]string{"at": "x"}); !ok {
				t.Errorf("%s: no text of the question %s", lang, ask)
			}
		}
		for _, answer := range []string{cause.AnswerYes, cause.AnswerFound, cause.AnswerNoTLS, cause.AnswerOpen, cause.AnswerSilent, cause.AnswerRefused, cause.AnswerFailed,
			cause.AnswerDropped, cause.AnswerAccepted, cause.AnswerNone, cause.AnswerNoAuth, cause.AnswerNullMX, cause.AnswerCompletes, cause.AnswerUntrusted} {
			if _, ok := x.Has("report.answered."+answer, nil); !ok {
				t.Errorf("%s: no text of the answer %s", lang, answer)
			}
		}
	}
}

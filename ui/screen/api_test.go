package screen

import (
	"strings"
	"testing"
	"time"

	"todoku/mailcheck"
	"todoku/steps"
	"todoku/ui/locale"
)

// sentByAPI is a trial mail that Graph took.
func sentByAPI() steps.Result {
	return steps.Result{Report: mailcheck.Report{Host: "graph.microsoft.com", Port: 443, Security: "tls", Verdict: mailcheck.Pass, Stages: []mailcheck.Stage{
		{ID: mailcheck.StageAPIResolve, Verdict: mailcheck.Pass, Took: 9 * time.Millisecond, Detail: mailcheck.Detail{A: []string{"203.0.113.7"}}},
		{ID: mailcheck.StageAPIConnect, Verdict: mailcheck.Pass, Took: 12 * time.Millisecond, Detail: mailcheck.Detail{Remote: "203.0.113.7"}},
		{ID: mailcheck.StageAPITLS, Verdict: mailcheck.Pass, Took: 31 * time.Millisecond, Detail: mailcheck.Detail{TLS: &mailcheck.TLS{Version: "TLS 1.3", Verified: true}}},
		{ID: mailcheck.StageAPIToken, Verdict: mailcheck.Pass, Took: 88 * time.Millisecond, Detail: mailcheck.Detail{Account: "alerts@example.co.jp"}},
		{ID: mailcheck.StageAPISend, Verdict: mailcheck.Pass, Took: 410 * time.Millisecond, Detail: mailcheck.Detail{Reply: "HTTP 202 Accepted"}},
	}}}
}

// TestAPIFrames: the ladder of a mail API is another one, before anything is
// known of it, too.
func TestAPIFrames(t *testing.T) {
	for _, lang := range []locale.Lang{locale.English, locale.Japanese} {
		var all strings.Builder
		for _, size := range [][2]int{{60, 20}, {80, 24}} {
			for _, sent := range []bool{false, true} {
				f := newFake()
				f.kind, f.at = "api", 5
				if sent {
					f.proven("trial", sentByAPI())
				}
				all.WriteString("== " + number(size[0]) + "x" + number(size[1]) + "\n" + frameText(stage(t, f, lang, size[0], size[1])))
			}
		}
		golden(t, "api."+string(lang)+".txt", all.String())
	}
}

// TestAProofOfAnAPINamesItsHost while it runs: there is none in [smtp].
func TestAProofOfAnAPINamesItsHost(t *testing.T) {
	f := newFake()
	f.kind, f.at = "api", 5
	w := stage(t, f, locale.English, 80, 24)
	w.prove(f.Proof())
	if got := frameText(w); !strings.Contains(got, "graph.microsoft.com : 443") {
		t.Errorf("\n%s", got)
	}
}

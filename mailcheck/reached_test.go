package mailcheck_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"todoku/mailcheck"
	"todoku/mailcheck/cause"
	"todoku/mailcheck/sandbox"
)

// TestEveryCauseIsReached by a real reply, by a fault of the sandbox (which
// TestFaults holds to its cause), or by a test that names it.
func TestEveryCauseIsReached(t *testing.T) {
	reached := map[string]bool{}
	for _, f := range sandbox.Faults() {
		reached[f.Cause] = true
	}
	for _, file := range []string{"replies.json", "replies_imap.json", "oauth.json", "replies_threads.json"} {
		data, err := os.ReadFile("cause/testdata/" + file)
		if err != nil {
			t.Fatal(err)
		}
		var list []struct{ Layer, Raw string }
		if err := json.Unmarshal(data, &list); err != nil {
			t.Fatal(err)
		}
		for _, s := range list {
			if got := cause.Diagnose(cause.Evidence{Stage: s.Layer, Text: s.Raw}); len(got) > 0 {
				reached[got[0].Cause] = true
			}
		}
	}
	tests := namedInTests(t)
	for _, c := range cause.All() {
		if !reached[c.ID] && !strings.Contains(tests, `"`+c.ID) {
			t.Errorf("no test reaches %s", c.ID)
		}
	}
}

// namedInTests is the code of the tests that find causes.
func namedInTests(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for _, pattern := range []string{"*_test.go", "*/*_test.go", "../steps/*_test.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(f, "cause/diagnose_test.go") { // it lists those that have no rule
				all.Write(data)
			}
		}
	}
	return all.String()
}

// TestUnverifiedIsSaid: a certificate that is good all the same, and is not looked at.
func TestUnverifiedIsSaid(t *testing.T) {
	t.Parallel()
	s := start(t, sandbox.Options{})
	p := s.Ready()
	p.SMTP.VerifyCertificate = false
	r := mailcheck.Run(t.Context(), p, options(s))
	if r.Verdict != mailcheck.Warn || len(r.Findings) != 1 || r.Findings[0].Cause != "tls.unverified" || r.Findings[0].Confidence != cause.Certain {
		t.Errorf("%s %+v", r.Verdict, r.Findings)
	}
}

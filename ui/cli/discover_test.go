package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"todoku/ui/locale"
)

// TestEveryCodeOfASearchHasItsText reads the codes from where they are defined.
func TestEveryCodeOfASearchHasItsText(t *testing.T) {
	n := 0
	for _, c := range []struct{ file, pattern, id string }{
		{"discover/source.go", `\sReason\w+\s+= "(\w+)"`, "discover.why."},
		{"discover/source.go", `\sState\s+= "(\w+)"`, "discover.state."},
		{"discover/candidate.go", `\sFrom\w+\s+= "([\w-]+)"`, "discover.source."},
		{"discover/candidate.go", `\sTrust\w+\s+= "(\w+)"`, "discover.trust."},
		{"find_trial.go", `"(\w+)"[,}]`, "discover.reason."},
		{"discover/merge.go", `case "(host|security)":`, "discover.conflict."},
	} {
		src, err := os.ReadFile(filepath.Join("..", "..", "mailcheck", filepath.FromSlash(c.file)))
		if err != nil {
			t.Fatal(err)
		}
		if _, list, ok := bytes.Cut(src, []byte("var findReasons")); ok {
			src = list[:bytes.IndexByte(list, '}')+1]
		}
		found := regexp.MustCompile(c.pattern).FindAllSubmatch(src, -1)
		if len(found) == 0 {
			t.Errorf("%s: the pattern %s no longer fits", c.file, c.pattern)
		}
		for _, m := range found {
			n++
			for _, lang := range []locale.Lang{locale.English, locale.Japanese} {
				if _, ok := newApp(t, lang).t.Has(c.id+string(m[1]), nil); !ok {
					t.Errorf("%s: there is no text %s%s", lang, c.id, m[1])
				}
			}
		}
	}
	if n < 50 {
		t.Errorf("only %d codes found", n)
	}
}

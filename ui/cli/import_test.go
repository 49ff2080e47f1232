package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"todoku/ui/locale"
)

// Every code that the importers give has its text, in both languages.
func TestEveryCodeOfTheImportersHasAText(t *testing.T) {
	sources, err := filepath.Glob("../../store/importer/*.go")
	if err != nil {
		t.Fatal(err)
	}
	code := regexp.MustCompile(`"(import\.[a-z_]+)"`)
	for _, lang := range []locale.Lang{locale.English, locale.Japanese} {
		x, err := locale.New(lang)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, file := range sources {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range code.FindAllSubmatch(src, -1) {
				n++
				if _, ok := x.Has(string(m[1]), nil); !ok {
					t.Errorf("%s: %s has no text in %s", file, m[1], lang)
				}
			}
		}
		if n < 50 {
			t.Errorf("only %d codes found: the pattern no longer fits the source", n)
		}
	}
}

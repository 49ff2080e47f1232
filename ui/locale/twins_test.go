package locale

import (
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

// flat reads one locale file as id → text.
func flat(t *testing.T, name string) map[string]string {
	t.Helper()
	data, err := fs.ReadFile(files, name)
	if err != nil {
		t.Fatal(err)
	}
	var tree map[string]any
	if err := toml.Unmarshal(data, &tree); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	out := map[string]string{}
	var walk func(prefix string, v any)
	walk = func(prefix string, v any) {
		switch v := v.(type) {
		case string:
			out[prefix] = v
		case map[string]any:
			for k, sub := range v {
				walk(strings.TrimPrefix(prefix+"."+k, "."), sub)
			}
		default:
			t.Errorf("%s: %s is no text", name, prefix)
		}
	}
	walk("", tree)
	return out
}

// TestEveryTextHasItsTwin: what one language says, the other says too, and all
// of it is found by its id. go-i18n drops ids it reserves without a word.
func TestEveryTextHasItsTwin(t *testing.T) {
	names, err := fs.Glob(files, "*.en.toml")
	if err != nil || len(names) == 0 {
		t.Fatalf("%d files: %v", len(names), err)
	}
	for _, en := range names {
		ja := strings.TrimSuffix(en, ".en.toml") + ".ja.toml"
		texts := map[Lang]map[string]string{English: flat(t, en), Japanese: flat(t, ja)}
		for lang, other := range map[Lang]Lang{English: Japanese, Japanese: English} {
			x, err := New(lang)
			if err != nil {
				t.Fatal(err)
			}
			for _, id := range slices.Sorted(maps.Keys(texts[lang])) {
				if _, ok := texts[other][id]; !ok {
					t.Errorf("%s is in %s only (%s)", id, lang, en)
				}
				if _, ok := x.Has(id, values(texts[lang][id])); !ok && texts[lang][id] != "" {
					t.Errorf("%s cannot be had in %s (%s)", id, lang, en)
				}
			}
		}
	}
}

var value = regexp.MustCompile(`\{\{-? *\.([a-z_]+)`)

// values fills in every value that a text asks for.
func values(text string) map[string]string {
	args := map[string]string{}
	for _, m := range value.FindAllStringSubmatch(text, -1) {
		args[m[1]] = "x"
	}
	return args
}

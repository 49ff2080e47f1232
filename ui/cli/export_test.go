package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"todoku/store"
	"todoku/store/export"
	"todoku/ui/locale"
)

// exportTexts are the ids that the locale file of exports has.
func exportTexts(t *testing.T) map[string]bool {
	t.Helper()
	var all map[string]string
	if _, err := toml.DecodeFile(filepath.Join("..", "locale", "export.en.toml"), &all); err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for id := range all {
		ids[id] = true
	}
	return ids
}

// Every code of the package has its text, and every text its code; every tool
// says what makes its settings take effect.
func TestTextsOfExports(t *testing.T) {
	texts, used := exportTexts(t), map[string]bool{"export.made": true, "export.written": true, "export.merged": true, "export.unchanged": true}
	files, err := filepath.Glob(filepath.Join("..", "..", "store", "export", "*.go"))
	if err != nil || len(files) < 5 {
		t.Fatalf("%v %v", files, err)
	}
	codes := regexp.MustCompile(`(note|fileProblem|refusal)\((?:t, "[^"]*", )?"([a-z_]+)"|"export\.(refused)\.([a-z_]+)"`)
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		src, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range codes.FindAllStringSubmatch(string(src), -1) {
			switch m[1] {
			case "note":
				used["export.note."+m[2]] = true
			case "fileProblem", "refusal":
				used["export.refused."+m[2]] = true
			default:
				used["export.refused."+m[4]] = true
			}
		}
	}
	for _, tool := range export.Tools() {
		id := "export.next." + tool.ID
		used[id] = true
		for _, more := range []string{"_2", "_oauth"} {
			used[id+more] = texts[id+more]
		}
	}
	for id, is := range used {
		if is && !texts[id] {
			t.Errorf("there is no text %s", id)
		}
	}
	for id := range texts {
		if !used[id] {
			t.Errorf("nothing says %s", id)
		}
	}
}

// A comment is one line, and ends no program text, whatever is in the profile.
func TestCommentsOfExports(t *testing.T) {
	for _, lang := range []locale.Lang{locale.English, locale.Japanese} {
		tool, _ := export.ByID("wordpress")
		p := store.Profile{Name: "alerts"}
		x := exported{app: newApp(t, lang), tool: tool, profile: p}
		x.result.Notes = []export.Note{{Code: "helo", Args: map[string]string{"value": "a?>\nb\x1b[2J"}}}
		said := x.said(export.Part{File: tool.Files[0], Path: "/x/?>/a.php"})
		if len(said) < 3 {
			t.Fatalf("%q", said)
		}
		for _, line := range said {
			if strings.ContainsAny(line, "\n\x1b") || strings.Contains(line, "?>") {
				t.Errorf("%s: %q", lang, line)
			}
		}
	}
}

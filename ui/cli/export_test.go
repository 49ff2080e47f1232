package cli

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

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

// A secret that was put in by hand stays, and then nothing is left to say.
func TestExportKeepsWhatWasFilledIn(t *testing.T) {
	dir := t.TempDir()
	a := newApp(t, locale.English)
	a.flags.config, a.now = dir, time.Now
	for _, f := range []**os.File{&a.Out, &a.Err} {
		made, err := os.CreateTemp(dir, "out")
		if err != nil {
			t.Fatal(err)
		}
		defer made.Close()
		*f = made
	}
	p := store.Default()
	p.Name, p.ServerType, p.Sender.Address = "alerts", "smtp", "alerts@example.org"
	p.SMTP.Host, p.SMTP.Port, p.SMTP.Security = "mail.example.org", 587, "starttls"
	p.SMTP.Auth = store.Auth{Method: "plain", Username: "alerts", Password: store.SecretRef{From: "file", Path: "alerts.secret"}}
	if err := store.Save(t.Context(), store.SaveRequest{Path: filepath.Join(dir, "alerts.toml"), Profile: p}); err != nil {
		t.Fatal(err)
	}
	req := exportRequest{to: "gitea", write: filepath.Join(dir, "app.ini")}
	if err := a.export(t.Context(), req, "alerts"); !errors.Is(err, status(statusWarn)) {
		t.Fatalf("with the placeholder: %v", err)
	}
	text, err := os.ReadFile(req.write)
	if err != nil {
		t.Fatal(err)
	}
	filled := strings.Replace(string(text), "`REPLACE_ME`", "`hunter2`", 1)
	if err := os.WriteFile(req.write, []byte(filled), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := a.export(t.Context(), req, "alerts"); err != nil {
		t.Errorf("filled in: %v", err)
	}
	if now, err := os.ReadFile(req.write); err != nil || string(now) != filled {
		t.Errorf("the secret is gone: %v\n%s", err, now)
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

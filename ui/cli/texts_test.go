package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/spf13/cobra"

	"todoku/ui/locale"
)

// named finds the ids of texts in the source of the commands.
var named = regexp.MustCompile(`\.(?:say|usage|complain)\("([a-z_.]+[a-z])"`)

func TestEveryTextNamedInTheCommandsExists(t *testing.T) {
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	x, err := locale.New(locale.English)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, file := range sources {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range named.FindAllSubmatch(src, -1) {
			n++
			if _, ok := x.Has(string(m[1]), nil); !ok {
				t.Errorf("%s: there is no text %s", file, m[1])
			}
		}
	}
	if n < 50 {
		t.Errorf("only %d texts found: the pattern no longer fits the source", n)
	}
}

// newApp is a run of the program that prints nowhere.
func newApp(t *testing.T, lang locale.Lang) *app {
	t.Helper()
	x, err := locale.New(lang)
	if err != nil {
		t.Fatal(err)
	}
	return &app{t: x, IO: IO{Getenv: func(string) string { return "" }}}
}

func TestEveryCommandIsExplained(t *testing.T) {
	for _, lang := range []locale.Lang{locale.English, locale.Japanese} {
		a := newApp(t, lang)
		root := a.root()
		for _, c := range append([]*cobra.Command{root}, root.Commands()...) {
			if _, ok := a.t.Has("command."+nameIn(c)+".short", nil); !ok {
				t.Errorf("%s: %s is not explained", lang, c.Name())
			}
		}
	}
}

func nameIn(c *cobra.Command) string {
	if c.HasParent() {
		return c.Name()
	}
	return "root"
}

func TestNearestCommand(t *testing.T) {
	root := newApp(t, locale.English).root()
	for word, want := range map[string]string{"chek": "check", "Setup": "setup", "sandbx": "sandbox", "lst": "list", "xyzzyxyzzy": ""} {
		got := nearest(root, word)
		if want != "" && got != want || got == "" {
			t.Errorf("nearest to %q is %q, want %q", word, got, want)
		}
	}
}

func TestWorstStatus(t *testing.T) {
	for _, c := range []struct{ a, b, want int }{
		{0, 1, 1}, {1, 3, 3}, {3, 2, 2}, {2, 3, 2}, {3, 1, 3}, {0, 0, 0},
	} {
		if got := worse(c.a, c.b); got != c.want {
			t.Errorf("worse(%d, %d) is %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

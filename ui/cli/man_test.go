package cli

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"todoku/ui/locale"
)

// pageOf is the manual page of a command.
func pageOf(a *app, c *cobra.Command) string {
	a.now = func() time.Time { return time.Date(2030, 1, 2, 0, 0, 0, 0, time.UTC) }
	m := &manual{app: a}
	m.page(c)
	return m.String()
}

// TestManHasEveryCommandAndFlag: the page of all, and the page of each.
func TestManHasEveryCommandAndFlag(t *testing.T) {
	for _, lang := range []locale.Lang{locale.English, locale.Japanese} {
		a := newApp(t, lang)
		root := a.root()
		whole, n := pageOf(a, root), 0
		for _, c := range root.Commands() {
			own := pageOf(a, c)
			if !strings.Contains(whole, `.SS "`+roff(useLine(c))+`"`) {
				t.Errorf("%s: the page of all has no %s", lang, useLine(c))
			}
			if !strings.Contains(own, roff(c.Short)) {
				t.Errorf("%s: the page of %s does not say what it is for", lang, c.Name())
			}
			flags := func(f *pflag.Flag) {
				if f.Hidden {
					return
				}
				n++
				for name, page := range map[string]string{"all": whole, c.Name(): own} {
					if !strings.Contains(page, `\fB\-\-`+roff(f.Name)+`\fR`) {
						t.Errorf("%s: the page of %s has no --%s", lang, name, f.Name)
					}
				}
			}
			c.LocalFlags().VisitAll(flags)
			root.PersistentFlags().VisitAll(flags)
		}
		if n < 100 {
			t.Errorf("%s: only %d flags", lang, n)
		}
		if strings.Contains(whole, `\fB\-\-oi`) || strings.Contains(whole, "man.") {
			t.Errorf("%s: a hidden flag or the id of a text is in the page", lang)
		}
	}
}

// TestManIsRoff: no line is taken for another macro than those that are meant,
// every backslash begins an escape that man(7) knows, and nothing runs on.
func TestManIsRoff(t *testing.T) {
	macro := regexp.MustCompile(`^\.(TH|SH|SS|TP|PP|nf|fi)( .*)?$`)
	escape := regexp.MustCompile(`\\(e|-|&|f[BIR]|\((aq|ga|ha|ti|dq))`)
	for _, lang := range []locale.Lang{locale.English, locale.Japanese} {
		a := newApp(t, lang)
		root := a.root()
		for _, c := range append([]*cobra.Command{root}, root.Commands()...) {
			nofill := false
			for i, line := range strings.Split(strings.TrimSuffix(pageOf(a, c), "\n"), "\n") {
				switch {
				case line == "" || strings.HasPrefix(line, "'"), strings.HasPrefix(line, ".") && !macro.MatchString(line):
					t.Errorf("%s, %s: line %d: %q", lang, c.Name(), i+1, line)
				case line == ".nf" && nofill, line == ".fi" && !nofill:
					t.Errorf("%s, %s: line %d: %s twice", lang, c.Name(), i+1, line)
				case line == ".nf" || line == ".fi":
					nofill = !nofill
				}
				if strings.Contains(escape.ReplaceAllString(line, ""), `\`) {
					t.Errorf("%s, %s: line %d: a bare backslash: %q", lang, c.Name(), i+1, line)
				}
			}
			if nofill {
				t.Errorf("%s, %s: the page ends unfilled", lang, c.Name())
			}
		}
	}
}

func TestRoff(t *testing.T) {
	for in, want := range map[string]string{
		`.TH x`: `\&.TH x`, `'x'`: `\(aqx\(aq`, `a\b`: `a\eb`, "--x `y` ~ ^": `\-\-x \(gay\(ga \(ti \(ha`,
	} {
		if got := roff(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
	if got := joined("一行目、\nDNS の\n次の\nline"); got != "一行目、DNS の次の line" {
		t.Errorf("joined: %q", got)
	}
}

package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"todoku/ui/locale"
)

// offered is what a shell is told for a command line.
func offered(t *testing.T, args ...string) []string {
	t.Helper()
	dir := t.TempDir()
	for name, address := range map[string]string{"alerts": "a@example.org", "backup": "b@example.org"} {
		text := "schema = 1\nname = \"" + name + "\"\nserver_type = \"local\"\nsender.address = \"" + address + "\"\n"
		if err := os.WriteFile(filepath.Join(dir, name+".toml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	said, err := os.Create(filepath.Join(t.TempDir(), "said"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = out.Close(), said.Close() }()
	if got := Main(t.Context(), IO{In: out, Out: out, Err: said, Getenv: func(string) string { return "" }, Args: append([]string{"__complete", "--config", dir}, args...)}); got != statusPass {
		t.Fatalf("%q: status %d", args, got)
	}
	b, err := os.ReadFile(out.Name())
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(b), "\n"), "\n")
}

func TestCompletions(t *testing.T) {
	for _, c := range []struct {
		args      []string
		want, not string // one offer each
		directive string // what the shell does besides, the last line
	}{
		{[]string{"che"}, "check\tProve saved profiles", "list", ":4"},
		{[]string{"--lang", ""}, "ja", "", ":4"},
		{[]string{"check", ""}, "alerts\ta@example.org", "", ":4"},
		{[]string{"check", "alerts", ""}, "backup\tb@example.org", "alerts\ta@example.org", ":4"},
		{[]string{"check", "./x"}, "toml", "", ":8"},
		{[]string{"show", ""}, "backup\tb@example.org", "", ":4"},
		{[]string{"show", "alerts", ""}, ":4", "backup\tb@example.org", ":4"},
		{[]string{"check", "--until", ""}, "rcpt", "", ":4"},
		{[]string{"check", "--format", ""}, "prometheus", "csv", ":4"},
		{[]string{"check", "--output", ""}, ":0", "", ":0"},
		{[]string{"check", "--send", ""}, ":4", "", ":4"},
		{[]string{"setup", "--set", "smtp.s"}, "smtp.security=", "proof.verdict=", ":6"},
		{[]string{"setup", "--set", "smtp.security="}, "smtp.security=starttls", "", ":4"},
		{[]string{"setup", "--set", "trial.send="}, "trial.send=true", "", ":4"},
		{[]string{"sheet", "--for", ""}, "garoon", "", ":4"},
		{[]string{"demo", "--fault", "tls.exp"}, "tls.expired", "", ":4"},
		{[]string{"explain", "--provider", ""}, "gmail", "", ":4"},
		{[]string{"explain", ""}, ":4", "", ":4"},
		{[]string{"schema", ""}, "profile", "", ":4"},
		{[]string{"man", "sc"}, "schema\tPrint the JSON Schema of a profile or a report", "", ":4"},
		{[]string{"help", "sc"}, "schema\tPrint the JSON Schema of a profile or a report", "", ":4"},
		{[]string{"completion", ""}, "fish", "", ":4"},
		{[]string{"list", ""}, ":4", "", ":4"},
	} {
		got := offered(t, c.args...)
		if !slices.Contains(got, c.want) || c.not != "" && slices.Contains(got, c.not) || got[len(got)-1] != c.directive {
			t.Errorf("%q offers %q", c.args, got)
		}
	}
}

// TestEveryFlagKnowsItsCompletion: nothing that is no file is completed by files.
func TestEveryFlagKnowsItsCompletion(t *testing.T) {
	root, n := newApp(t, locale.English).root(), 0
	for _, c := range append(root.Commands(), root) {
		each := func(f *pflag.Flag) {
			kind, _ := pflag.UnquoteUsage(f)
			_, known := c.GetFlagCompletionFunc(f.Name)
			if f.NoOptDefVal != "" || f.Hidden {
				return
			}
			if n++; !known && kind != "FILE" && kind != "PATH" && kind != "DIR" {
				t.Errorf("%s --%s %s is completed by files", c.CommandPath(), f.Name, kind)
			}
		}
		c.LocalNonPersistentFlags().VisitAll(each)
		c.PersistentFlags().VisitAll(each)
	}
	if n < 25 {
		t.Errorf("only %d flags have a value", n)
	}
}

// TestScriptsAreTakenByTheirShells, as far as the shells are here (.ci/shells
// has all of them), and each asks the program itself.
func TestScriptsAreTakenByTheirShells(t *testing.T) {
	for shell, c := range map[string]struct {
		check    []string
		register string
	}{
		"bash": {[]string{"-n"}, `(?m)^\s*complete -o default .*-F __start_todoku todoku$`},
		"zsh":  {[]string{"-n"}, `(?m)^#compdef todoku$`},
		"fish": {[]string{"--no-execute"}, `(?m)^complete -c todoku `},
	} {
		out, err := os.Create(filepath.Join(t.TempDir(), "todoku."+shell))
		if err != nil {
			t.Fatal(err)
		}
		if got := Main(t.Context(), IO{In: out, Out: out, Err: out, Getenv: func(string) string { return "" }, Args: []string{"completion", shell}}); got != statusPass {
			t.Errorf("%s: status %d", shell, got)
		}
		text, err := os.ReadFile(out.Name())
		if err != nil {
			t.Fatal(err)
		}
		if err := out.Close(); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), cobra.ShellCompRequestCmd) || !regexp.MustCompile(c.register).Match(text) {
			t.Errorf("%s: the script does not ask todoku:\n%s", shell, text)
		}
		path, err := exec.LookPath(shell)
		if err != nil {
			continue
		}
		if said, err := exec.Command(path, append(c.check, out.Name())...).CombinedOutput(); err != nil || len(said) > 0 {
			t.Errorf("%s does not take it: %v\n%s", shell, err, said)
		}
	}
}

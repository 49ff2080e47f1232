package cli

import (
	"os"
	"path/filepath"
	"testing"
)

// TestResultsThatCannotBeWrittenAreNone: whatever the command, a full disk or
// a closed file behind stdout does not end with "works".
func TestResultsThatCannotBeWrittenAreNone(t *testing.T) {
	dir := t.TempDir()
	profile := "schema = 1\nname = \"a\"\nserver_type = \"local\"\nsender.address = \"a@example.org\"\nsmtp.host = \"127.0.0.1\"\n"
	if err := os.WriteFile(filepath.Join(dir, "a.toml"), []byte(profile), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"check", "a", "--until", "resolve"}, {"check", "a", "--until", "resolve", "--json"}, {"check", "a", "--until", "resolve", "--bundle", "-"},
		{"check", "a", "--until", "resolve", "--format", "junit"}, {"check", "a", "--until", "resolve", "--format", "prometheus"},
		{"schema", "profile"}, {"schema", "report"}, {"man"}, {"man", "check"},
		{"list"}, {"show", "a"}, {"sheet", "a"},
		{"sheet", "a", "--format", "json"}, {"demo", "--faults"}, {"--version"}, {"--help"}, {"completion", "bash"},
	} {
		out, err := os.Create(filepath.Join(dir, "out"))
		if err != nil {
			t.Fatal(err)
		}
		if err := out.Close(); err != nil {
			t.Fatal(err)
		}
		said, err := os.Create(filepath.Join(dir, "err"))
		if err != nil {
			t.Fatal(err)
		}
		got := Main(t.Context(), IO{In: out, Out: out, Err: said, Getenv: func(string) string { return "" }, Args: append(args, "--config", dir)})
		if info, err := said.Stat(); got != statusUnknown || err != nil || info.Size() == 0 {
			t.Errorf("%v: status %d, want %d and a complaint", args, got, statusUnknown)
		}
		if err := said.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

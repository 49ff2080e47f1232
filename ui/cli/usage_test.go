package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestComplaintsCarryNoEscapeCodes: what a script hands over ends in a log.
func TestComplaintsCarryNoEscapeCodes(t *testing.T) {
	const evil = "x\x1b[2Jy"
	for _, args := range [][]string{
		{evil}, {"--" + evil}, {"check", "--" + evil}, {"check", "--jobs", evil}, {"check", "x", "--until", evil}, {"list", evil},
		{"probe", evil}, {"probe", "x", "--security", evil}, {"probe", "x", "--nameserver", evil}, {"show", evil}, {"--lang", evil, "list"},
		{"setup", evil, "--yes"}, {"setup", "--set", evil, "--yes"}, {"setup", "--set", evil + "=1", "--yes"}, {"setup", "--from", evil, "--yes"},
		{"sandbox", "--fault", evil}, {"help", evil},
	} {
		said, err := os.Create(filepath.Join(t.TempDir(), "said"))
		if err != nil {
			t.Fatal(err)
		}
		got := Main(t.Context(), IO{In: said, Out: said, Err: said, Getenv: func(string) string { return "" }, Args: append(args, "--config", t.TempDir())})
		b, err := os.ReadFile(said.Name())
		if err != nil {
			t.Fatal(err)
		}
		if got != statusUnknown || len(b) == 0 || strings.Contains(string(b), "\x1b") {
			t.Errorf("%q: status %d, said %q", args, got, b)
		}
		if err := said.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

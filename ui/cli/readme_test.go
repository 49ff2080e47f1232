package cli

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the examples of README.md anew")

// exampleBlock is a command of README.md and what it prints.
var exampleBlock = regexp.MustCompile("(?s)```console\n\\$ todoku ([^\n]*)\n(.*?)```\n")

// passing is what differs from run to run: ports and times.
var passing = regexp.MustCompile(`(127\.0\.0\.1:)\d+|\d+( ms)`)

// TestReadmeExamples: the examples of README.md are what their commands print.
// With -update they are written anew.
func TestReadmeExamples(t *testing.T) {
	path := filepath.Join("..", "..", "README.md")
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	fresh := exampleBlock.ReplaceAllStringFunc(string(page), func(block string) string {
		n++
		m := exampleBlock.FindStringSubmatch(block)
		got := printed(t, m[1])
		if settled(got) != settled(m[2]) && !*update {
			t.Errorf("todoku %s prints something else than README.md says (go test ./ui/cli -run Readme -update):\n%s", m[1], got)
		}
		return "```console\n$ todoku " + m[1] + "\n" + got + "```\n"
	})
	if n != 6 {
		t.Errorf("%d examples, want three in each language", n)
	}
	if *update {
		if err := os.WriteFile(path, []byte(fresh), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// settled is what stays the same from run to run, whatever the width of a port.
func settled(s string) string {
	return strings.Join(strings.Fields(passing.ReplaceAllString(s, "${1}N${2}")), " ")
}

// printed runs a command line with arguments in single quotes. Of a demo it
// leaves out the way to the server, which is the same each time.
func printed(t *testing.T, line string) string {
	t.Helper()
	dir := t.TempDir()
	out, err := os.Create(filepath.Join(dir, "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = out.Close() }()
	in, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = in.Close() }()
	var args []string
	for i, part := range strings.Split(line, "'") {
		if i%2 == 1 {
			args = append(args, part)
		} else {
			args = append(args, strings.Fields(part)...)
		}
	}
	Main(t.Context(), IO{In: in, Out: out, Err: out, Args: args, Getenv: func(key string) string {
		return map[string]string{"HOME": dir, "TMPDIR": dir}[key]
	}})
	said, err := os.ReadFile(out.Name())
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Trim(string(said), "\n") + "\n"
	if _, finding, ok := strings.Cut(text, "\nx  demo"); ok {
		text = "...\nx  demo" + finding
	}
	return text
}

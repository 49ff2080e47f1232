package store

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// codesInSource are the problem codes in the code of store and store/secret.
func codesInSource(t *testing.T) map[string]bool {
	t.Helper()
	var files []string
	for _, dir := range []string{".", "secret"} {
		found, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	plain := regexp.MustCompile(`(?:problem\(|failed\(Err\w+, |[pP]roblem\([^()\n]*, err, |ReadFile\([^()\n]*, |\.Code = |Code: )"(\w+)"`)
	both := regexp.MustCompile(`problem\(prefix\+"(\w+)"`)
	codes := map[string]bool{}
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		text := readSource(t, f)
		for _, m := range plain.FindAllStringSubmatch(text, -1) {
			codes[m[1]] = true
		}
		for _, m := range both.FindAllStringSubmatch(text, -1) {
			codes["host"+m[1]], codes["address"+m[1]] = true, true
		}
	}
	return codes
}

func TestProblemTableHasNothingElse(t *testing.T) {
	codes := codesInSource(t)
	rows := regexp.MustCompile(`(?m)^//\t  (\w+)`).FindAllStringSubmatch(readSource(t, "problem.go"), -1)
	if len(rows) < 60 {
		t.Fatalf("the table has only %d rows", len(rows))
	}
	for _, m := range rows {
		if !codes[m[1]] {
			t.Errorf("%s is in the table and not in the code", m[1])
		}
	}
}

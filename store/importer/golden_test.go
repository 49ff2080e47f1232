package importer

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"todoku/store"
)

var update = flag.Bool("update", false, "write the golden files anew")

// told is a Result as the golden files have it.
func told(r *Result) string {
	var b strings.Builder
	fmt.Fprintf(&b, "kind %s, %s\n", r.Kind, r.Encoding)
	list := func(word string, ps store.Problems) {
		for _, p := range ps {
			fmt.Fprintf(&b, "%s line %d %s: %s", word, p.Line, p.Key, p.Code)
			for _, k := range slices.Sorted(maps.Keys(p.Args)) {
				fmt.Fprintf(&b, " %s=%q", k, p.Args[k])
			}
			b.WriteString("\n")
		}
	}
	list("problem", r.All())
	list("note", r.AllNotes())
	for _, a := range r.Accounts {
		text, err := store.Encode(a.Profile)
		fmt.Fprintf(&b, "\n-- line %d %v --\n%s", a.Line, err, text)
		for _, key := range slices.Sorted(maps.Keys(a.Secrets)) {
			fmt.Fprintf(&b, "# secret %s = %q\n", key, a.Secrets[key].Reveal())
		}
	}
	return b.String()
}

// files are what the test files point to.
func files(path string) ([]byte, error) {
	if path == "sasl_passwd" {
		return []byte("# comment\n[smtp.example.co.jp]:submission\tweb01@example.co.jp:pass:word\n[other.example.org] x:y\n"), nil
	}
	return nil, os.ErrNotExist
}

func TestGolden(t *testing.T) {
	inputs, err := filepath.Glob("testdata/*.in")
	if err != nil || len(inputs) < 18 {
		t.Fatalf("%d inputs: %v", len(inputs), err)
	}
	for _, in := range inputs {
		name := strings.TrimSuffix(filepath.Base(in), ".in")
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(in)
			if err != nil {
				t.Fatal(err)
			}
			r, err := Read(Request{Data: data, File: name, Home: "/home/u", Open: files})
			if err != nil {
				t.Fatal(err)
			}
			if kind, _, _ := strings.Cut(name, "-"); r.Kind != kind || !r.Told {
				t.Errorf("taken for %s", r.Kind)
			}
			golden, got := strings.TrimSuffix(in, ".in")+".want", told(r)
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
			for _, a := range r.Accounts {
				if ps := a.Profile.Validate(); len(ps) > 0 && len(r.All()) == 0 {
					t.Errorf("%s passed and is not valid: %v", a.Profile.Name, ps)
				}
			}
		})
	}
}

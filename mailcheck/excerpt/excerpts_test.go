package excerpt

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// TestExcerpts: what programs write, with the cause, the stage and the host
// that are to be found in it ("-": none).
func TestExcerpts(t *testing.T) {
	data, err := os.ReadFile("testdata/excerpts.txt")
	if err != nil {
		t.Fatal(err)
	}
	cases := strings.Split("\n"+string(data), "\n== ")[1:]
	for _, c := range cases {
		head, text, _ := strings.Cut(c, "\n")
		want := strings.Split(head, " | ")
		t.Run(want[0], func(t *testing.T) {
			for name, text := range map[string]string{"as it is": text, "with CRLF": strings.ReplaceAll(text, "\n", "\r\n")} {
				found, list := Explain(text, Hints{})
				if !slices.Contains(strings.Fields(want[1]), list[0].Cause) || !slices.Contains(strings.Fields(want[2]), or(found.Stage)) || or(found.Host) != want[3] {
					t.Errorf("%s: %s (%s) at %q of %q, found %+v", name, list[0].Cause, list[0].Confidence, found.Stage, found.Host, found)
				}
			}
		})
	}
	if len(cases) < 60 {
		t.Errorf("only %d excerpts", len(cases))
	}
}

func or(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

package export

import (
	"errors"
	"strings"
	"testing"

	"todoku/store"
)

// part is one to be merged: "start" or at the end, with settings that are two lines.
func part(place string) Part {
	return Part{File: File{Comment: "#", Place: place}, Path: "/x", Body: "a = 1\nb = 2\n"}
}

var said = []string{"made on one day", "to do"}

// refused is the code of err's Problem.
func refused(t *testing.T, err error) string {
	t.Helper()
	var p *store.Problem
	if !errors.As(err, &p) {
		t.Fatalf("no Problem but %v", err)
	}
	return strings.TrimPrefix(p.Code, "export.refused.")
}

// holds checks that merging changes nothing outside the marks, and that a second
// time changes nothing at all.
func holds(t *testing.T, f Part, old string) {
	t.Helper()
	merged, err := f.Merge(old, "alerts", said)
	if err != nil {
		if code := refused(t, err); code != "marks" {
			t.Fatalf("refused: %s", code)
		}
		return
	}
	m := marksOf("#", "alerts")
	b, err := cut(merged, m)
	if err != nil || !b.found {
		t.Fatalf("no block in %q: %v", merged, err)
	}
	was, err := cut(old, m)
	if err != nil {
		t.Fatalf("damaged marks were taken: %q", old)
	}
	rest, before := b.before+b.after, was.before+was.after
	if added := !was.found && f.Place != "start" && old != "" && !strings.HasSuffix(old, "\n"); added {
		before += strings.Repeat("\r", strings.Count(rest, "\r")-strings.Count(before, "\r")) + "\n"
	}
	if rest != before {
		t.Errorf("outside the marks %q became %q", before, rest)
	}
	if got := strings.ReplaceAll(b.inside, "\r\n", "\n"); !strings.HasSuffix(got, f.Body) {
		t.Errorf("inside the marks is %q", got)
	}
	again, err := f.Merge(merged, "alerts", []string{"made on another day", "to do"})
	if err != nil || again != merged {
		t.Errorf("a second time gives %q after %q: %v", again, merged, err)
	}
}

var files4merge = []string{
	"", "\n", "x = 1", "x = 1\n", "x = 1\r\ny = 2\r\n", "\ufeffx\n", "x\n\n\n", "a = 1\nb = 2\n",
	"x\n# >>> todoku alerts >>>\n# old\na = 0\n# <<< todoku alerts <<<\ny\n",
	"x\r\n# >>> todoku alerts >>>\r\na = 0\r\n# <<< todoku alerts <<<\r\ny",
	"# >>> todoku alerts >>>\n# <<< todoku alerts <<<",
	"# >>> todoku other >>>\nz\n# <<< todoku other <<<\n",
	"say \"# >>> todoku alerts >>>\"\n",
	"\x00\xff\x80\n",
}

func TestMergeLeavesTheRestAlone(t *testing.T) {
	for _, place := range []string{"", "start"} {
		for _, old := range files4merge {
			holds(t, part(place), old)
		}
	}
}

func FuzzMerge(f *testing.F) {
	for _, old := range files4merge {
		f.Add(old, true)
		f.Add(old, false)
	}
	f.Fuzz(func(t *testing.T, old string, start bool) {
		p := part("")
		if start {
			p.Place = "start"
		}
		holds(t, p, old)
	})
}

func TestMergePlaces(t *testing.T) {
	old := "x = 1\n"
	ours := part("").Block("alerts", said)
	if got, _ := part("").Merge(old, "alerts", said); got != old+ours {
		t.Errorf("at the end: %q", got)
	}
	if got, _ := part("start").Merge(old, "alerts", said); got != ours+old {
		t.Errorf("at the start: %q", got)
	}
	two, err := part("").Merge(old+ours, "other", said)
	if err != nil || !strings.HasPrefix(two, old+ours) {
		t.Errorf("two profiles: %q %v", two, err)
	}
	if got, _ := part("").Merge("x = 1\r\ny", "alerts", said); got != "x = 1\r\ny\r\n"+strings.ReplaceAll(ours, "\n", "\r\n") {
		t.Errorf("line ends: %q", got)
	}
	changed := part("")
	changed.Body = "a = 2\n"
	got, err := changed.Merge(old+ours+"y\n", "alerts", said)
	if err != nil || got != old+changed.Block("alerts", said)+"y\n" {
		t.Errorf("in place: %q %v", got, err)
	}
	if got, _ := part("").Merge(old+ours, "alerts", []string{said[0], "something else to do"}); got == old+ours {
		t.Error("a new comment is not written")
	}
}

func TestMergeRefuses(t *testing.T) {
	begin, end := "# >>> todoku alerts >>>\n", "# <<< todoku alerts <<<\n"
	for name, c := range map[string]struct {
		part Part
		old  string
		want string
	}{
		"no end":           {part(""), begin + "a\n", "marks"},
		"no beginning":     {part(""), "a\n" + end, "marks"},
		"the wrong order":  {part(""), end + begin, "marks"},
		"twice":            {part(""), begin + end + begin + end, "marks"},
		"one in the other": {part(""), begin + begin + end, "marks"},
		"alone":            {Part{File: File{Comment: "#", Alone: true}, Body: "a\n"}, "x\n", "not_alone"},
		"no comments":      {Part{File: File{Alone: true}, Body: "{}\n"}, "{\"x\": 1}\n", "not_alone"},
		"clash":            {Part{File: File{Comment: "#", Clash: `(?m)^global:`}, Body: "global:\n"}, "x: 1\nglobal:\n", "clash"},
	} {
		if got, err := c.part.Merge(c.old, "alerts", said); err == nil || refused(t, err) != c.want {
			t.Errorf("%s: %q %v", name, got, err)
		}
	}
	// what looks like a clash inside the marks is ours
	p := Part{File: File{Comment: "#", Clash: `(?m)^global:`}, Body: "global:\n"}
	once, err := p.Merge("x: 1\n", "alerts", said)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := p.Merge(once, "alerts", said); err != nil || again != once {
		t.Errorf("%q %v", again, err)
	}
	if got, err := (Part{File: File{Alone: true}, Body: "{}\n"}).Merge("{}\n", "alerts", nil); err != nil || got != "{}\n" {
		t.Errorf("the same without comments: %q %v", got, err)
	}
}

// A secret that was put in by hand stays, while nothing else changes.
func TestMergeKeepsWhatWasFilledIn(t *testing.T) {
	p := Part{File: File{Comment: "#"}, Body: "user = a\npassword = \"REPLACE_ME\"\n", Secret: true}
	words := []string{"made on one day", "put it in place of REPLACE_ME"}
	once := p.Text("alerts", words)
	for _, secret := range []string{"hunter2", `$1\E.*`, "REPLACE_ME"} {
		filled := strings.Replace(once, `"REPLACE_ME"`, `"`+secret+`"`, 1)
		words[0] = "made on another day"
		if got, err := p.Merge(filled, "alerts", words); err != nil || got != filled {
			t.Errorf("%s: %q %v", secret, got, err)
		}
		changed := p
		changed.Body = strings.Replace(p.Body, "user = a", "user = b", 1)
		if got, err := changed.Merge(filled, "alerts", words); err != nil || got != changed.Text("alerts", words) {
			t.Errorf("%s: a change gives %q %v", secret, got, err)
		}
	}
	if got, _ := p.Merge(strings.Replace(once, "place of REPLACE_ME", "place of x", 1), "alerts", words); got != p.Text("alerts", words) {
		t.Errorf("a comment that differs stays: %q", got)
	}
	revealed := Part{File: p.File, Body: "password = \"REPLACE_ME\"\n"}
	if got, _ := revealed.Merge(strings.Replace(revealed.Text("alerts", said), "REPLACE_ME", "x", 1), "alerts", said); got != revealed.Text("alerts", said) {
		t.Errorf("what is no placeholder is taken for one: %q", got)
	}
}

func TestHeadOfANewFile(t *testing.T) {
	p := Part{File: File{Comment: "//", Head: "<?php"}, Body: "f();\n"}
	text := p.Text("alerts", said)
	if !strings.HasPrefix(text, "<?php\n// >>> todoku alerts >>>\n// made on one day\n") {
		t.Errorf("%q", text)
	}
	if again, err := p.Merge(text, "alerts", said); err != nil || again != text {
		t.Errorf("%q %v", again, err)
	}
	if filled, err := p.Merge("\n", "alerts", said); err != nil || filled != text {
		t.Errorf("an empty file: %q %v", filled, err)
	}
}

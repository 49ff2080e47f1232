package export

import (
	"errors"
	"regexp"
	"strings"

	"todoku/store"
)

// marks are the two lines between which a file is ours.
type marks struct{ begin, end string }

func marksOf(comment, name string) marks {
	return marks{comment + " >>> todoku " + name + " >>>", comment + " <<< todoku " + name + " <<<"}
}

// block is a file taken apart: what is ours, without its marks, and the rest.
type block struct {
	before, inside, after string
	found                 bool
}

// errMarks says that one of the marks is missing, comes twice, or comes first
// where it is the last.
var errMarks = errors.New("marks are damaged")

// cut finds the block. A mark counts only as a line of its own.
func cut(text string, m marks) (block, error) {
	begins, ends := lines(text, m.begin), lines(text, m.end)
	switch {
	case len(begins) == 0 && len(ends) == 0:
		return block{before: text}, nil
	case len(begins) != 1 || len(ends) != 1 || begins[0][1] > ends[0][0]:
		return block{}, errMarks
	}
	return block{text[:begins[0][0]], text[begins[0][1]:ends[0][0]], text[ends[0][1]:], true}, nil
}

// lines are where the lines stand that say nothing but line, with their ends.
func lines(text, line string) [][2]int {
	var found [][2]int
	for at := 0; at < len(text); {
		end := len(text)
		if i := strings.IndexByte(text[at:], '\n'); i >= 0 {
			end = at + i + 1
		}
		if strings.TrimRight(text[at:end], " \t\r\n") == line {
			found = append(found, [2]int{at, end})
		}
		at = end
	}
	return found
}

// Block is the part as it is printed: marks, the comments of said, the settings.
// The first comment is the one that a later export may change alone.
func (f Part) Block(name string, said []string) string {
	if f.Comment == "" {
		return f.Body
	}
	m := marksOf(f.Comment, name)
	var b strings.Builder
	b.WriteString(m.begin + "\n")
	for _, s := range said {
		b.WriteString(strings.TrimRight(f.Comment+" "+s, " ") + "\n")
	}
	b.WriteString(f.Body + m.end + "\n")
	return b.String()
}

// Text is a new file with the block.
func (f Part) Text(name string, said []string) string {
	text := f.Block(name, said)
	if f.Head != "" {
		text = f.Head + "\n" + text
	}
	return text
}

// Merge puts the block into a file that is there and leaves every other octet
// as it is. A block that differs in its first comment alone, or by a secret
// where the placeholder is, stays as it is.
// The error is a Problem: damaged marks, or what outside of them would break
// the settings or be broken by them.
func (f Part) Merge(old, name string, said []string) (string, error) {
	if f.Comment == "" {
		if old == f.Body || strings.TrimSpace(old) == "" {
			return f.Body, nil
		}
		return "", fileProblem("not_alone", f.Path)
	}
	b, err := cut(old, marksOf(f.Comment, name))
	if err != nil {
		return "", marksProblem(f.Path, err)
	}
	rest := b.before + b.after
	switch bare := strings.TrimSpace(rest); {
	case f.Alone && bare != "" && bare != f.Head:
		return "", fileProblem("not_alone", f.Path)
	case f.Clash != "" && regexp.MustCompile(f.Clash).MatchString(rest):
		return "", fileProblem("clash", f.Path)
	}
	ours, end := f.Block(name, said), "\n"
	if strings.Contains(old, "\r\n") && !strings.Contains(strings.ReplaceAll(old, "\r\n", ""), "\n") {
		end = "\r\n"
		ours = strings.ReplaceAll(ours, "\n", end)
	}
	switch {
	case b.found && f.says(b.inside, ours):
		return old, nil
	case b.found:
		return b.before + ours + b.after, nil
	case strings.TrimSpace(old) == "" && f.Head != "":
		return f.Text(name, said), nil
	case f.Place == "start":
		return ours + old, nil
	case old != "" && !strings.HasSuffix(old, "\n"):
		old += end
	}
	return old + ours, nil
}

// says tells whether what stands between the marks is the same as ours, but for
// the first comment and for what somebody put in place of the placeholder.
func (f Part) says(inside, ours string) bool {
	_, ours, _ = strings.Cut(ours, "\n") // the mark
	ours = ours[:strings.LastIndexByte(strings.TrimRight(ours, "\r\n"), '\n')+1]
	inside, ours = f.cutFirst(inside), f.cutFirst(ours)
	if !f.Secret || !strings.Contains(ours, Placeholder) {
		return inside == ours
	}
	// In a comment the word is only a word.
	var like strings.Builder
	for line := range strings.Lines(ours) {
		line = regexp.QuoteMeta(line)
		if !strings.HasPrefix(line, regexp.QuoteMeta(f.Comment)) {
			line = strings.ReplaceAll(line, Placeholder, ".*")
		}
		like.WriteString(line)
	}
	return regexp.MustCompile(`\A` + like.String() + `\z`).MatchString(inside)
}

// cutFirst leaves out the comment that begins a block.
func (f Part) cutFirst(s string) string {
	first, rest, _ := strings.Cut(s, "\n")
	if strings.HasPrefix(first, f.Comment+" ") {
		return rest
	}
	return s
}

func marksProblem(path string, _ error) error { return fileProblem("marks", path) }

func fileProblem(code, path string) *store.Problem {
	return &store.Problem{Code: "export.refused." + code, Args: map[string]string{"path": path}, File: path}
}

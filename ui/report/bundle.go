package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"todoku/mailcheck"
	"todoku/mailcheck/bundle"
	"todoku/mailcheck/cause"
	"todoku/ui/locale"
)

// BundleMark is the first line of every bundle: by it a file is known that may
// be replaced.
const BundleMark = "<!-- todoku.bundle/1 -->\n"

// The words of a bundle are English whatever language the user reads: it goes
// into public issues, and is read by strangers.
const bundleHead = `# todoku support bundle

Names, addresses and hosts are pseudonyms; the same value has the same one everywhere. Hosts of well-known mail
providers are as they are. Of IP addresses the family and kind are kept. Passwords and tokens were never in it.
`

var bundleTitles = map[string]string{
	"program": "Program", "system": "System", "clock": "Clock", "resolver": "Resolver", "routes": "Routes", "environment": "Environment (names only)",
}

// Bundle writes b as Markdown. All that is not ours stands in code blocks, from
// which no text of a server gets out: it could call people (@name), or fetch pictures.
func Bundle(w io.Writer, b bundle.Bundle) error {
	t, err := locale.New(locale.English)
	if err != nil {
		return err
	}
	p := &bundlePrinter{t: t}
	p.WriteString(BundleMark + bundleHead + "\nMade " + b.Made.UTC().Format(time.RFC3339) + ".\n")
	p.title(2, "This machine")
	var facts []string
	for i, g := range b.Facts {
		if i > 0 {
			facts = append(facts, "")
		}
		facts = append(facts, bundleTitles[g.Name])
		facts = append(facts, rows("  ", g.Rows)...)
	}
	p.block(facts)
	for _, s := range b.Sections {
		p.section(s)
	}
	_, err = io.WriteString(w, p.String())
	return err
}

type bundlePrinter struct {
	strings.Builder
	t *locale.Texts
}

func (p *bundlePrinter) title(level int, s string) {
	p.WriteString("\n" + strings.Repeat("#", level) + " " + s + "\n")
}

// block is a code block. Its fence is longer than any within (CommonMark 4.5).
func (p *bundlePrinter) block(lines []string) {
	fence := "```"
	for _, l := range lines {
		for strings.Contains(l, fence) {
			fence += "`"
		}
	}
	p.WriteString("\n" + fence + "text\n")
	for _, l := range lines {
		p.WriteString(strings.TrimRight(l, " ") + "\n")
	}
	p.WriteString(fence + "\n")
}

// rows are facts under each other.
func rows(lead string, list []bundle.Row) (lines []string) {
	width := 0
	for _, r := range list {
		width = max(width, cells.Width(r.Name))
	}
	for _, r := range list {
		for i, value := range strings.Split(r.Value, "\n") {
			name := r.Name
			if i > 0 {
				name = ""
			}
			lines = append(lines, lead+pad(name, width)+"  "+value)
		}
	}
	return lines
}

func (p *bundlePrinter) section(s bundle.Section) {
	p.title(2, "Profile")
	head := []bundle.Row{{Name: "profile", Value: s.Name}, {Name: "verdict", Value: string(s.Verdict)}}
	if s.Where != "" {
		head = append(head, bundle.Row{Name: "server", Value: s.Where}, bundle.Row{Name: "took", Value: ms(s.Took)})
	}
	for _, problem := range s.Problems {
		head = append(head, bundle.Row{Name: "unreadable", Value: problem})
	}
	p.block(rows("", head))
	if len(s.Problems) > 0 {
		return
	}
	p.title(3, "Settings")
	p.block(rows("", s.Settings))
	p.title(3, "Stages")
	var lines []string
	for _, st := range s.Stages {
		lines = append(lines, fmt.Sprintf("%-8s %-16s %9s", st.Verdict, st.ID, took(st.Verdict, st.Took)))
		lines = append(lines, rows("           ", st.Detail)...)
	}
	p.block(lines)
	p.title(3, "Findings")
	p.findings(s.Findings)
	p.title(3, "Dialogue")
	p.dialogue(s.Stages)
}

func ms(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) + " ms" }

func (p *bundlePrinter) findings(list []cause.Finding) {
	if len(list) == 0 {
		p.block([]string{"none"})
		return
	}
	var lines []string
	for i, f := range list {
		said := FindingText(f, p.t)
		if i > 0 {
			lines = append(lines, "")
		}
		head := []string{string(f.Severity), f.Cause, string(f.Confidence), "at " + f.Stage, "who acts: " + string(f.Who)}
		if f.Field != "" {
			head = append(head, "key: "+f.Field)
		}
		lines = append(lines, strings.Join(head, "  "))
		for _, s := range append([]string{said.Title, said.Why}, said.Fix...) {
			if s != "" {
				lines = append(lines, indented("    ", s)...)
			}
		}
		for _, s := range said.Probed {
			lines = append(lines, indented("    probed  ", s)...)
		}
		for _, words := range said.Words {
			lines = append(lines, indented("  > ", words)...)
		}
		if said.URL != "" {
			lines = append(lines, "    "+said.URL)
		}
	}
	p.block(lines)
}

// indented wraps s for people who read it in a browser's narrow column.
func indented(lead, s string) (lines []string) {
	for _, line := range strings.Split(s, "\n") {
		for _, l := range fill(line, 110) {
			lines = append(lines, lead+l)
		}
	}
	return lines
}

func (p *bundlePrinter) dialogue(stages []bundle.Stage) {
	var lines []string
	for _, st := range stages {
		if len(st.Lines) == 0 {
			continue
		}
		if len(lines) > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, "-- "+st.ID)
		var list []mailcheck.Line
		for _, l := range st.Lines {
			list = append(list, mailcheck.Line{Dir: l.Dir, Text: mailcheck.Neutralise(l.Text)})
		}
		lines = append(lines, Dialogue(list)...)
	}
	if len(lines) == 0 {
		lines = []string{"none"}
	}
	p.block(lines)
}

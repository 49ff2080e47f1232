package cli

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"todoku/ui/locale"
	"todoku/ui/look"
)

// manCommand prints manual pages, in the macros of man(7). They are made from
// the commands themselves, in the language in use; cobra's own generator knows
// English headings only.
func (a *app) manCommand() *cobra.Command {
	var c *cobra.Command
	c = a.command("man", "man [COMMAND]", a.between(0, 1), func(_ context.Context, args []string) error {
		about := c.Root()
		if len(args) > 0 {
			if about = commandOf(c.Root(), args[0]); about == nil {
				return a.usage("usage.unknown_command", "word", args[0], "nearest", nearest(c.Root(), args[0]))
			}
		}
		m := &manual{app: a}
		m.page(about)
		_, err := a.results().Write([]byte(m.String()))
		return err
	})
	c.ValidArgsFunction = a.completeCommands
	return c
}

// commandOf finds a command by its name; nil: there is none.
func commandOf(root *cobra.Command, name string) *cobra.Command {
	for _, c := range root.Commands() {
		if c.Name() == name {
			return c
		}
	}
	return nil
}

// manual is a page in the making.
type manual struct {
	*app
	strings.Builder
}

// manWidth is what a terminal of 80 leaves beside the indentation.
const manWidth = 66

// page is the page of one command, or, of the root, that of all of them.
func (m *manual) page(c *cobra.Command) {
	name := strings.ReplaceAll(c.CommandPath(), " ", "-")
	b := readBuild()
	m.WriteString(`.TH "` + roff(strings.ToUpper(name)) + `" "1" "` + m.date(b) + `" "` + roff("todoku "+b.version) + "\"\n")
	m.section("name")
	m.WriteString(roff(name) + ` \- ` + roff(c.Short) + "\n")
	m.section("synopsis")
	m.synopsis(c)
	m.section("about")
	m.prose(c.Long, c.Short)
	if c.HasParent() {
		m.flags("options", c.LocalFlags())
	} else {
		m.section("commands")
		for _, sub := range c.Commands() {
			m.command(sub)
		}
	}
	m.flags("global", c.Root().PersistentFlags())
	if !c.HasParent() {
		m.flags("bare", c.LocalNonPersistentFlags())
		m.terms("environment", "todoku")
		m.terms("files", "profiles", "tokens")
	}
	m.examples(c.Example)
}

// date is that of the sources, as far as they tell, so that a page is the same
// whenever it is made.
func (m *manual) date(b build) string {
	if at, err := time.Parse(time.RFC3339, b.time); err == nil {
		return at.UTC().Format(time.DateOnly)
	}
	return m.now().Format(time.DateOnly)
}

// command is a command's part of the page of all.
func (m *manual) command(c *cobra.Command) {
	m.line(".SS", useLine(c))
	m.prose(c.Long, c.Short)
	c.LocalFlags().VisitAll(m.flag)
}

// useLine is cobra's, which has "[flags]" or not by whether it has looked for
// those of every command yet.
func useLine(c *cobra.Command) string {
	return strings.TrimSuffix(c.UseLine(), " [flags]") + " [flags]"
}

func (m *manual) synopsis(c *cobra.Command) {
	m.WriteString(`\fB` + roff(c.CommandPath()) + `\fR`)
	rest := strings.TrimPrefix(useLine(c), c.CommandPath())
	if !c.HasParent() {
		rest = " [COMMAND] [ARG...] [flags]"
	}
	m.WriteString(roff(rest) + "\n")
}

func (m *manual) section(id string) { m.line(".SH", m.say("man."+id)) }

// line is a macro with its arguments.
func (m *manual) line(macro string, args ...string) {
	m.WriteString(macro)
	for _, arg := range args {
		m.WriteString(` "` + strings.ReplaceAll(roff(arg), `"`, `\(dq`) + `"`)
	}
	m.WriteString("\n")
}

// prose is a text in paragraphs; without one, another in its place.
func (m *manual) prose(text, instead string) {
	if strings.TrimSpace(text) == "" {
		text = instead
	}
	for i, p := range strings.Split(strings.TrimSpace(text), "\n\n") {
		if i > 0 {
			m.WriteString(".PP\n")
		}
		m.paragraph(p, manWidth)
	}
}

// paragraph is one paragraph of at most width cells. Formatters fill English
// themselves; of Japanese they know neither where a line may end nor how wide
// it is, so its lines are broken here.
func (m *manual) paragraph(text string, width int) {
	fixed := m.t.Lang() == locale.Japanese
	if fixed {
		m.WriteString(".nf\n")
	}
	for _, line := range (look.Cells{}).Wrap(joined(text), width) {
		m.WriteString(roff(line) + "\n")
	}
	if fixed {
		m.WriteString(".fi\n")
	}
}

// joined makes one line of several; between Japanese characters a line break
// is no space.
func joined(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		before := b.String()
		last, _ := utf8.DecodeLastRuneInString(before)
		if before != "" && line != "" && (last < 0x80 || line[0] < 0x80) && !strings.ContainsRune("、。」", last) {
			b.WriteString(" ")
		}
		b.WriteString(line)
	}
	return b.String()
}

// flags is a section of them.
func (m *manual) flags(id string, set *pflag.FlagSet) {
	if set.HasAvailableFlags() {
		m.section(id)
		set.VisitAll(m.flag)
	}
}

func (m *manual) flag(f *pflag.Flag) {
	if f.Hidden {
		return
	}
	name, usage := pflag.UnquoteUsage(f)
	head := `\fB\-\-` + roff(f.Name) + `\fR`
	if f.Shorthand != "" {
		head = `\fB\-` + roff(f.Shorthand) + `\fR, ` + head
	}
	if name != "" {
		head += ` \fI` + roff(name) + `\fR`
	}
	m.WriteString(".TP\n" + head + "\n")
	m.paragraph(usage, manWidth-7)
}

// terms is a section of names and what they are for; ids are man.SECTION_ID.
func (m *manual) terms(section string, ids ...string) {
	m.section(section)
	for _, id := range ids {
		m.WriteString(".TP\n\\fB" + roff(m.say("man."+section+"_"+id+"_name")) + "\\fR\n")
		m.paragraph(m.say("man."+section+"_"+id), manWidth-7)
	}
}

func (m *manual) examples(text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	m.section("examples")
	m.WriteString(".nf\n")
	for line := range strings.Lines(text) {
		if line = strings.TrimRight(line, "\n"); line != "" {
			m.WriteString(roff(strings.TrimPrefix(line, "  ")) + "\n")
		}
	}
	m.WriteString(".fi\n")
}

// roff escapes a line of text: the backslash, the hyphen that is to be copied,
// what stands for another glyph in ASCII, and a control character at the
// beginning (groff(7)).
func roff(s string) string {
	s = strings.NewReplacer(`\`, `\e`, `-`, `\-`, `'`, `\(aq`, "`", `\(ga`, `^`, `\(ha`, `~`, `\(ti`).Replace(s)
	if strings.HasPrefix(s, ".") {
		s = `\&` + s
	}
	return s
}

// completeCommands offers the commands by name.
func (a *app) completeCommands(c *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	var names []string
	for _, sub := range c.Root().Commands() {
		if len(args) == 0 && sub.IsAvailableCommand() {
			names = append(names, fmt.Sprintf("%s\t%s", sub.Name(), sub.Short))
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

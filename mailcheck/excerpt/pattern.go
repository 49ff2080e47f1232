package excerpt

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// pattern is one form of line. Named groups of re say what it holds: text (all
// that matched, where there is none), status (which IMAP says before it), host,
// port, cmd, queue.
type pattern struct {
	word  string // stands in every such line; empty: any line is tried
	re    *regexp.Regexp
	stage string // where cmd does not tell
	weak  bool
}

// logged looks for the forms of the families, line by line. Where a family
// says no more than that something failed, a reply on the same line says what.
func logged(lines []string) []at {
	var list []at
	for i := range lines {
		if len(list) >= maxFound {
			break
		}
		f, ok := known(lines, i)
		if !ok || f.Weak {
			if g, also := general(lines, i); also && (!ok || !g.Weak) {
				g.Program, g.Stage = f.Program, cmp.Or(f.Stage, g.Stage)
				f, ok = g, true
			}
		}
		if ok {
			list = append(list, at{f, i})
		}
	}
	return list
}

// known is what the first family says of a line whose form it is.
func known(lines []string, i int) (Found, bool) {
	for _, fam := range families() {
		for _, p := range fam.patterns {
			if !strings.Contains(lines[i], p.word) {
				continue
			}
			if m := p.re.FindStringSubmatch(lines[i]); m != nil {
				f := p.found(m)
				f.Program = fam.program
				f.Text = whole(f.Text, lines[i+1:])
				return f, true
			}
		}
	}
	return Found{}, false
}

func (p pattern) found(m []string) Found {
	group := func(name string) string {
		if i := p.re.SubexpIndex(name); i >= 0 {
			return strings.TrimSpace(m[i])
		}
		return ""
	}
	f := Found{Text: group("text"), Stage: p.stage, Host: hostOf(group("host")), Queue: group("queue"), Weak: p.weak}
	if slices.Index(p.re.SubexpNames(), "text") < 0 {
		f.Text = strings.TrimSpace(m[0])
	}
	if s := group("status"); s != "" {
		f.Text = strings.ToUpper(s) + " " + f.Text
	}
	if s := stageOf(group("cmd")); s != "" {
		f.Stage = s
	}
	if n, err := strconv.Atoi(group("port")); err == nil && n > 0 && n < 1<<16 {
		f.Port = n
	}
	return f
}

// hostName is a name or an address: a text may hold anything in its place.
var hostName = regexp.MustCompile(`^[A-Za-z0-9](?:[A-Za-z0-9.:\-]{0,252}[A-Za-z0-9])?$`)

func hostOf(s string) string {
	if hostName.MatchString(s) {
		return s
	}
	return ""
}

// stageOf is the stage of a command, or of what programs call it.
func stageOf(cmd string) string {
	cmd = strings.ToUpper(strings.TrimSpace(cmd))
	for _, s := range [...]struct{ begin, stage string }{
		{"INITIAL", "smtp.greeting"}, {"GREETING", "smtp.greeting"},
		{"EHLO", "smtp.caps"}, {"HELO", "smtp.caps"}, {"LHLO", "smtp.caps"}, {"STARTTLS", "smtp.tls"},
		{"AUTHENTICATE", "imap.auth"}, {"AUTH", "smtp.auth"}, {"USERNAME", "smtp.auth"}, {"PASSWORD", "smtp.auth"},
		{"MAIL", "smtp.mail"}, {"RCPT", "smtp.rcpt"}, {"PIPELINED MAIL", "smtp.mail"}, {"PIPELINED RCPT", "smtp.rcpt"},
		{"VRFY", "smtp.rcpt"}, {"DATA", "smtp.data"}, {"END OF DATA", "smtp.data"}, {"BDAT", "smtp.data"}, {"PIPELINED END", "smtp.data"}, {"SENDING DATA", "smtp.data"},
		{"LOGIN", "imap.auth"}, {"SELECT", "imap.mailbox"}, {"EXAMINE", "imap.mailbox"},
		{"USER", "pop3.auth"}, {"PASS", "pop3.auth"}, {"APOP", "pop3.auth"}, {"STLS", "pop3.tls"}, {"STAT", "pop3.mailbox"},
	} {
		if strings.HasPrefix(cmd, s.begin) {
			return s.stage
		}
	}
	return ""
}

var (
	continued = regexp.MustCompile(`^([2-5][0-9][0-9])-`)
	// tuple is how Python and Roundcube write a code and the words after it.
	tuple = regexp.MustCompile(`^(?:SMTP [Ee]rror \()?([2-5][0-9][0-9])(?:, b?['"]|\): )`)
	// repeated is the code that stands before each line of a reply, where a
	// program has put the lines into one.
	repeated = regexp.MustCompile(`\s+([2-5][0-9][0-9])([ \-])`)
	// leader is what programs write before a line of the server.
	leader = regexp.MustCompile(`^.{0,80}?([2-5][0-9][0-9][ \-].*)$`)
)

// whole brings a reply into one form: escapes of a program's language become
// what they stand for, and each line of a reply stands on its own, also those
// that follow in the log.
func whole(text string, rest []string) string {
	text = tuple.ReplaceAllString(text, "$1 ")
	text = strings.Replace(text, ", stat=", " ", 1)
	text = strings.NewReplacer(`\r\n`, "\n", `\n`, "\n", `\r`, "\n").Replace(text)
	m := continued.FindStringSubmatch(text)
	if m == nil {
		return strings.TrimSpace(text)
	}
	code := m[1]
	text = repeated.ReplaceAllStringFunc(text, func(s string) string {
		if strings.HasPrefix(strings.TrimSpace(s), code) {
			return "\n" + strings.TrimLeft(s, " \t\n")
		}
		return s
	})
	last := text[strings.LastIndexByte(text, '\n')+1:]
	for _, l := range rest {
		next := leader.FindStringSubmatch(l)
		if !strings.HasPrefix(last, code+"-") || next == nil || !strings.HasPrefix(next[1], code) {
			break
		}
		last = next[1]
		text += "\n" + strings.TrimRight(last, `'"\`)
	}
	return strings.TrimSpace(text)
}

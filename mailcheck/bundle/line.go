package bundle

import (
	"regexp"
	"strings"

	"todoku/mailcheck"
)

// Places of a dialogue in which a name stands that has no shape of its own.
var (
	// RFC 5321 section 4.1.1.1: how this machine calls itself.
	helloLine = regexp.MustCompile(`^(?i)(EHLO|HELO|LHLO) (\S+)`)
	// RFC 9051 sections 6.3.2, 6.3.3, 7.3.1: mailboxes are called after people
	// and customers.
	folderLine = regexp.MustCompile(`^(?i)((?:\S+ )(?:SELECT|EXAMINE|STATUS|LIST \([^)]*\) (?:"[^"]*"|NIL)|LSUB \([^)]*\) (?:"[^"]*"|NIL)|APPEND|CREATE|COPY|MOVE)) ("(?:[^"\\]|\\.)*"|[^\s(]+)(.*)$`)
	// RFC 1939 section 7 and RFC 8314 know none, but names after USER and APOP
	// are a user's whatever they are.
	userLine = regexp.MustCompile(`^(?i)((?:\S+ )?(?:USER|APOP|LOGIN|VRFY|EXPN)) ("(?:[^"\\]|\\.)*"|\S+)(.*)$`)
)

// standardFolders are called so everywhere.
var standardFolders = regexp.MustCompile(`^(?i)(?:INBOX[./])?(?:\[Gmail\]/?)?(?:INBOX|Junk|Junk E-?mail|Spam|Bulk( Mail)?|Sent|Sent (?:Items|Mail|Messages)|Drafts?|Trash|Deleted(?: Items| Messages)?|Archives?|All Mail|Important|Starred|Outbox|Notes|Templates|Quarantine|)$`)

// Line masks one line of a dialogue.
func (m *Mask) Line(l mailcheck.Line) mailcheck.Line {
	s := l.Text
	if p := folderLine.FindStringSubmatch(s); p != nil && l.Dir != "*" {
		return mailcheck.Line{Dir: l.Dir, Text: m.Text(p[1]) + " " + m.Folder(p[2]) + m.Text(p[3])}
	}
	return mailcheck.Line{Dir: l.Dir, Text: m.Text(s)}
}

// Folder masks a mailbox's name, unless every account has one that is called so.
func (m *Mask) Folder(s string) string {
	if standardFolders.MatchString(strings.Trim(s, `"`)) {
		return s
	}
	return m.alias(kindFolder, strings.Trim(s, `"`))
}

// LearnLine learns what a line names: before any is masked, as the server
// repeats it elsewhere.
func (m *Mask) LearnLine(l mailcheck.Line) {
	if l.Dir != "C" {
		return
	}
	if p := helloLine.FindStringSubmatch(l.Text); p != nil {
		m.Machine(p[2])
	}
	if p := userLine.FindStringSubmatch(l.Text); p != nil && !strings.HasPrefix(p[2], "[") && !strings.HasPrefix(strings.ToUpper(l.Text), "AUTH ") {
		m.User(strings.Trim(p[2], `"`))
	}
}

package excerpt

import (
	"regexp"
	"strings"
)

// Who speaks in a transcript: todoku's own, swaks ("<** 550"), curl -v ("< "),
// fetchmail ("IMAP< "), Python's and PHPMailer's debug output, bounces of
// sendmail (">>> ", "<<< "), and telnet, which marks nothing.
var (
	byServer = regexp.MustCompile(`^(?:.{0,60}?\s)??(?:S:|<<<|<-|<\*\*|<~\*?|<<?|[0-9]<|(?:SMTP|POP3|IMAP)<<?|SERVER -> CLIENT:|reply: b?['"]|RECV:?|Got:)\s*(.*)$`)
	byClient = regexp.MustCompile(`^(?:.{0,60}?\s)??(?:C:|>>>|->|~>|>>?|[0-9]>|(?:SMTP|POP3|IMAP)>>?|CLIENT -> SERVER:|send: b?['"]|SEND:?|SENT:?|Sent:)\s*(.*)$`)
	// refused is an answer that does not go on (RFC 5321 section 4.2.1).
	refused   = regexp.MustCompile(`^(?:[45][0-9][0-9](?:[ \-]|$)|-ERR\b|\* BYE\b|[A-Za-z0-9.]{1,12} (?:NO|BAD)\b)`)
	command   = regexp.MustCompile(`^(?:[A-Za-z]{0,4}[0-9]{1,12} )?((?i:EHLO|HELO|STARTTLS|AUTHENTICATE|AUTH|MAIL FROM|RCPT TO|DATA|LOGIN|SELECT|EXAMINE|USER|PASS|APOP|STLS|STAT|VRFY|RSET|NOOP|QUIT))\b`)
	mechanism = regexp.MustCompile(`\b(?i:AUTH|AUTHENTICATE) ((?i)XOAUTH2|OAUTHBEARER|PLAIN|LOGIN|NTLM|GSSAPI|CRAM-MD5|DIGEST-MD5|SCRAM-[A-Z0-9-]+)\b`)
	// connected is what comes before the greeting.
	connected = regexp.MustCompile(`^\W*(?:Connected to|Trying|Connecting to) `)
	// sasl is a challenge in which a server says what it has against a token
	// (RFC 7628 section 3.2.2), in base64: {"status
	sasl = regexp.MustCompile(`^(?:334|\+) eyJzdGF0dXMi`)
)

// verb is the command that a line of a transcript gives.
func verb(line string) string {
	if m := byClient.FindStringSubmatch(line); m != nil {
		line = m[1]
	}
	if m := command.FindStringSubmatch(strings.TrimSpace(line)); m != nil {
		return m[1]
	}
	return ""
}

// spoken follows a transcript: the refusals, each with the command before it.
// "QUIT" and what follows a refusal belong to the clean-up, but come later.
func spoken(lines []string) []at {
	var list []at
	stage, method, marked := "", "", false
	for _, l := range lines {
		marked = marked || byServer.MatchString(l)
	}
	begun := false // a connection, a greeting or a command was seen: this is a session
	for i, l := range lines {
		if v := verb(l); v != "" {
			stage, begun = stageOf(v), true
			if m := mechanism.FindStringSubmatch(l); m != nil {
				method = strings.ToUpper(m[1])
			}
			continue
		}
		if connected.MatchString(l) {
			stage, begun = "smtp.greeting", true
		}
		said, ok := l, !marked && begun
		if m := byServer.FindStringSubmatch(l); m != nil {
			said, ok = m[1], true
		}
		said = strings.TrimRight(strings.TrimSpace(said), `'"`)
		if strings.HasPrefix(said, "220") || strings.HasPrefix(said, "+OK") || strings.HasPrefix(said, "* OK") {
			begun = true
		}
		if ok && (refused.MatchString(said) || sasl.MatchString(said)) && !inside(lines, i, said) && len(list) < maxFound {
			list = append(list, at{Found{Text: whole(said, lines[i+1:]), Stage: stage, Method: method}, i})
		}
	}
	return list
}

// inside tells whether the line goes on with the reply of the line before.
func inside(lines []string, i int, said string) bool {
	if i == 0 || len(said) < 3 {
		return false
	}
	m := leader.FindStringSubmatch(lines[i-1])
	return m != nil && strings.HasPrefix(m[1], said[:3]+"-")
}

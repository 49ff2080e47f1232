package excerpt

import "regexp"

var (
	// coded is a reply with its enhanced code (RFC 3463), wherever it stands.
	coded = regexp.MustCompile(`(?:^|[\s:('"<\[=])(?P<text>[45][0-9][0-9][ \-]#?[45]\.[0-9]{1,3}\.[0-9]{1,3}\b.*)$`)
	// bare is one without, where something introduces it.
	bare = regexp.MustCompile(`(?:^|[:>('"]\s?|\bsaid |\breply |\bresponse |(?i:\b(?:error|fehler|erreur|errore|code|server) ))(?P<text>[45][0-9][0-9][ \-][A-Za-z<"#'(\[].*)$`)
	// mailbox are answers of POP3 and IMAP servers.
	tupled   = regexp.MustCompile(`\((?P<text>[45][0-9][0-9], b?['"].*?)['"](?:\)|, )`)
	numbered = regexp.MustCompile(`(?P<text>SMTP [Ee]rror \([45][0-9][0-9]\): .*)$`)
	// number is one that people quote alone, and that HTTP does not use.
	number     = regexp.MustCompile(`(?i)\b(?:error|code|status|reply|response)(?: code)?[ :=#("]*(?P<text>5(?:3[0458]|5[0-4])|4(?:21|5[0124]))\b`)
	popAnswer  = regexp.MustCompile(`(?:^|\s|['"])(?P<text>-ERR\b.*)$`)
	imapAnswer = regexp.MustCompile(`(?P<text>\[(?:AUTHENTICATIONFAILED|AUTHORIZATIONFAILED|PRIVACYREQUIRED|UNAVAILABLE|CONTACTADMIN|EXPIRED|ALERT|LIMIT|INUSE|NOPERM|NONEXISTENT)\].*)$`)
	// mailbox programs that tell a refusal's status apart from its words: K-9 Mail,
	// Python's and Rust's libraries, imapflow.
	imapListed   = regexp.MustCompile(`\[(?P<status>NO|BAD|BYE), (?P<text>[^\]]*)\]`)
	imapExpected = regexp.MustCompile(`"(?P<status>NO|BAD|BYE)" received\. Data: \[b?['"](?P<text>.*?)['"]\]`)
	imapNamed    = regexp.MustCompile(`(?i)\b(?:unexpected )?(?P<status>NO|BAD|BYE) response: (?P<text>.+)$`)
	imapQuoted   = regexp.MustCompile(`response: ['"][A-Za-z0-9]+ (?P<text>(?:NO|BAD|BYE) .*?)['"],?$`)
	imapBare     = regexp.MustCompile(`(?:^|[\s('"])(?P<text>(?:NO|BAD|BYE) \[[A-Z\-]+\].*)$`)
	// enhanced is a reply whose first code a program has taken off.
	enhanced  = regexp.MustCompile(`(?:^|[\s:('"])(?P<text>[45]\.[0-9]{1,2}\.[0-9]{1,3} [A-Za-z<].*)$`)
	aadsts    = regexp.MustCompile(`(?P<text>AADSTS[0-9]{4,8}\b.*)$`)
	oauthJSON = regexp.MustCompile(`(?P<text>\{.*"error"\s*:.*)$`)
)

// general finds replies that no family has claimed.
func general(lines []string, i int) (Found, bool) {
	for _, p := range []pattern{
		{re: aadsts}, {re: oauthJSON, word: `"error"`}, {re: coded}, {re: tupled}, {re: numbered}, {re: popAnswer, word: "-ERR", stage: "pop3.auth"},
		{re: imapQuoted, word: "response: "}, {re: imapListed, word: ", "}, {re: imapExpected, word: "received"}, {re: imapNamed, word: "esponse: "}, {re: imapBare, word: "["},
		{re: imapAnswer, stage: "imap.auth", word: "]"}, {re: bare}, {re: enhanced, word: "."}, {re: number, weak: true},
	} {
		if m := p.re.FindStringSubmatch(lines[i]); m != nil {
			f := p.found(m)
			f.Text = whole(f.Text, lines[i+1:])
			return f, true
		}
	}
	return Found{}, false
}

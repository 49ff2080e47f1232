package excerpt

import "regexp"

// sendmail: the status in words, the enhanced code (RFC 3463) apart from it.
func sendmail() family {
	return family{"Sendmail", []pattern{
		{word: "reply=", re: regexp.MustCompile(`relay=(?P<host>[^\s\[]+?)\.? \[.*reply=(?P<text>[45][0-9][0-9].*?)(?:, stat=.*)?$`)},
		{word: "Connection ", stage: "smtp.connect", re: regexp.MustCompile(`stat=Deferred: (?P<text>Connection (?:timed out|refused)[^,]*?)(?: (?:with|by) (?P<host>[A-Za-z0-9.\-]+?)\.?)?$`)},
		{word: "stat=Host unknown", stage: "smtp.resolve", re: regexp.MustCompile(`stat=(?P<text>Host unknown.*)$`)},
		{word: "stat=Deferred: ", re: regexp.MustCompile(`(?:relay=(?P<host>[^\s\[]+?)\.? .*)?stat=Deferred: (?P<text>[45][0-9][0-9].*)$`)},
		{word: "dsn=", re: regexp.MustCompile(`\b(?P<queue>[0-9A-Za-z]{10,20}): to=.*?relay=(?P<host>[^\s\[,]+?)\.?[ ,].*dsn=(?P<text>[45]\.[0-9]{1,3}\.[0-9]{1,3}, stat=.+)$`)},
		{word: "dsn=", re: regexp.MustCompile(`\b(?P<queue>[0-9A-Za-z]{10,20}): to=.*?dsn=(?P<text>[45]\.[0-9]{1,3}\.[0-9]{1,3}, stat=.+)$`)},
		{word: "did not issue MAIL", weak: true, re: regexp.MustCompile(`did not issue MAIL.*`)},
	}}
}

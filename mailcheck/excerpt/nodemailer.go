package excerpt

import "regexp"

// nodemailer: an Error with its message, and members code, command, response.
func nodemailer() family {
	return family{"Nodemailer", []pattern{
		{word: "Invalid login: ", stage: "smtp.auth", re: regexp.MustCompile(`Invalid login: (?P<text>[45][0-9][0-9].*)$`)},
		{word: "all recipients were rejected", stage: "smtp.rcpt", re: regexp.MustCompile(`all recipients were rejected: (?P<text>[45][0-9][0-9].*)$`)},
		{word: "Mail command failed:", stage: "smtp.mail", re: regexp.MustCompile(`Mail command failed: ?(?P<text>[45][0-9][0-9].*)$`)},
		{word: "Message failed:", stage: "smtp.data", re: regexp.MustCompile(`Message failed: ?(?P<text>[45][0-9][0-9].*)$`)},
		{word: "Data command failed:", stage: "smtp.data", re: regexp.MustCompile(`Data command failed: ?(?P<text>[45][0-9][0-9].*)$`)},
		{word: "Invalid greeting", stage: "smtp.greeting", re: regexp.MustCompile(`Invalid greeting[^:]*: ?(?:response=)?(?P<text>.+)$`)},
		{word: "Error upgrading connection with STARTTLS", stage: "smtp.tls", re: regexp.MustCompile(`STARTTLS: (?P<text>.+)$`)},
		{word: "ECONNREFUSED", stage: "smtp.connect", re: regexp.MustCompile(`(?P<text>connect ECONNREFUSED (?P<host>\S+?):(?P<port>[0-9]+))`)},
		{word: "ETIMEDOUT", stage: "smtp.connect", re: regexp.MustCompile(`(?P<text>connect ETIMEDOUT (?P<host>\S+?):(?P<port>[0-9]+))`)},
		{word: "ENETUNREACH", stage: "smtp.connect", re: regexp.MustCompile(`(?P<text>connect E(?:NET|HOST)UNREACH (?P<host>\S+?):(?P<port>[0-9]+))`)},
		{word: "getaddrinfo E", stage: "smtp.resolve", re: regexp.MustCompile(`(?P<text>getaddrinfo E[A-Z_]+ (?P<host>[^\s:]+))`)},
		{word: "queryA", stage: "smtp.resolve", re: regexp.MustCompile(`(?P<text>queryA{1,4} E[A-Z_]+ (?P<host>[^\s:]+))`)},
		{word: "Greeting never received", stage: "smtp.greeting", re: regexp.MustCompile(`(?P<text>Greeting never received)`)},
		{word: "Connection timeout", stage: "smtp.connect", re: regexp.MustCompile(`Error: (?P<text>Connection timeout)`)},
		{word: "Unexpected socket close", re: regexp.MustCompile(`Unexpected socket close`)},
		{word: "Missing credentials for", stage: "smtp.auth", weak: true, re: regexp.MustCompile(`Missing credentials for .*`)},
		{word: "certificate", stage: "smtp.tls", re: regexp.MustCompile(`(?:^|[\s\[])Error: (?P<text>.*(?:certificate|altnames).*)$`)},
		{word: "wrong version number", stage: "smtp.tls", re: regexp.MustCompile(`(?P<text>[^\s]*:?SSL routines:.*wrong version number.*)$`)},
		{word: "response: ", re: regexp.MustCompile(`^\s*response: ['"](?P<text>[45][0-9][0-9].*?)['"]`)},
	}}
}

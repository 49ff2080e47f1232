package excerpt

import "regexp"

// curl: its numbers tell the step; the reply itself is in what -v shows.
func curl() family {
	return family{"curl", []pattern{
		{word: "curl: (6)", stage: "resolve", re: regexp.MustCompile(`curl: \(6\) (?P<text>Could not resolve host: (?P<host>\S+))`)},
		{word: "curl: (7)", stage: "connect", re: regexp.MustCompile(`curl: \(7\) (?P<text>Failed to connect to (?P<host>\S+) port (?P<port>[0-9]+).*)$`)},
		{word: "curl: (28)", stage: "connect", re: regexp.MustCompile(`curl: \(28\) (?P<text>.+)$`)},
		{word: "curl: (35)", stage: "tls", re: regexp.MustCompile(`curl: \(35\) (?P<text>.+)$`)},
		{word: "curl: (60)", stage: "tls", re: regexp.MustCompile(`curl: \(60\) (?P<text>.+)$`)},
		{word: "curl: (51)", stage: "tls", re: regexp.MustCompile(`curl: \(51\) (?P<text>.+)$`)},
		{word: "curl: (64)", stage: "tls", re: regexp.MustCompile(`curl: \(64\) (?P<text>.+)$`)},
		{word: "curl: (55)", weak: true, re: regexp.MustCompile(`curl: \(55\) (?P<cmd>MAIL|RCPT|DATA)? ?failed: (?P<text>[45][0-9][0-9])`)},
		{word: "curl: (67)", stage: "smtp.auth", weak: true, re: regexp.MustCompile(`curl: \(67\) (?:Access denied: )?(?P<text>.+)$`)},
		{word: "curl: (8)", stage: "smtp.greeting", weak: true, re: regexp.MustCompile(`curl: \(8\) (?P<text>.+)$`)},
	}}
}

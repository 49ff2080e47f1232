package excerpt

import "regexp"

// golang: errors are sentences joined by ": ", outermost first.
func golang() family {
	return family{"Go", []pattern{
		// Of a Go library, and of PHP's PEAR.
		{word: ", response: ", re: regexp.MustCompile(`\(code: (?P<status>[45][0-9][0-9]), response: (?P<text>[^)\]]+)`)},
		{word: "lookup ", stage: "resolve", re: regexp.MustCompile(`(?P<text>(?:dial (?:tcp|udp)[46]?:? )?lookup (?P<host>[^\s:]+)(?: on \S+)?: .+)$`)},
		{word: "x509: ", stage: "tls", re: regexp.MustCompile(`(?P<text>(?:tls: failed to verify certificate: )?x509: .+)$`)},
		{word: "remote error: tls: ", stage: "tls", re: regexp.MustCompile(`(?P<text>remote error: tls: .+)$`)},
		{word: "tls: ", stage: "tls", re: regexp.MustCompile(`(?:^|[\s:])(?P<text>tls: .+)$`)},
		{word: "dial tcp", stage: "connect", re: regexp.MustCompile(`(?P<text>dial tcp[46]? (?P<host>[^\s:]+|\[[^\]]+\]):(?P<port>[0-9]+): .+)$`)},
		{word: "dial tcp", stage: "connect", re: regexp.MustCompile(`(?P<text>dial tcp[46]?:? .+)$`)},
		{word: "smtp: server doesn't support AUTH", stage: "smtp.auth", re: regexp.MustCompile(`smtp: server doesn't support AUTH`)},
		{word: "unencrypted connection", stage: "smtp.auth", re: regexp.MustCompile(`unencrypted connection`)},
		{word: "EOF", re: regexp.MustCompile(`(?:[:=] ?"?)(?P<text>EOF)"?$`)},
		{word: "read tcp ", re: regexp.MustCompile(`(?P<text>read tcp \S+->\S+?: .+)$`)},
	}}
}

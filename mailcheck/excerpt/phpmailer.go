package excerpt

import "regexp"

// phpmailer: its debug output names the command; its messages name little.
func phpmailer() family {
	return family{"PHPMailer", []pattern{
		{word: "command failed: ", re: regexp.MustCompile(`SMTP ERROR: (?P<cmd>[A-Za-z ]+?) command failed: (?P<text>.+)$`)},
		{word: "SMTP server error: ", re: regexp.MustCompile(`SMTP server error: (?P<cmd>[A-Za-z ]+?) command failed Detail: (?P<text>.+?)(?: SMTP code: .*)?$`)},
		{word: "Failed to connect to server", stage: "smtp.connect", re: regexp.MustCompile(`Failed to connect to server: (?P<text>\S.*)$`)},
		{word: "Peer certificate CN=", stage: "smtp.tls", re: regexp.MustCompile(`Peer certificate CN=.*`)},
		{word: "OpenSSL Error messages", stage: "smtp.tls", re: regexp.MustCompile(`OpenSSL Error messages:\s*(?P<text>\S.*)$`)},
		{word: "routines:", stage: "smtp.tls", re: regexp.MustCompile(`(?P<text>(?:\([^()]*\): )?error:[0-9A-Fa-f]{6,8}:[^\n]*routines:.*)$`)},
		{word: "php_network_getaddresses", stage: "smtp.resolve", re: regexp.MustCompile(`php_network_getaddresses: (?P<text>.+)$`)},
		{word: "Unable to connect to", stage: "smtp.connect", re: regexp.MustCompile(`(?:stream_socket_client|fsockopen)\(\): [Uu]nable to connect to (?:\w+://)?(?P<host>[^\s:]+):(?P<port>[0-9]+) \((?P<text>.+)\)`)},
		{word: "Could not authenticate", stage: "smtp.auth", weak: true, re: regexp.MustCompile(`SMTP Error: Could not authenticate\.?`)},
		{word: "Could not connect to SMTP host", stage: "smtp.connect", weak: true, re: regexp.MustCompile(`SMTP Error: Could not connect to SMTP host.*`)},
		{word: "connect() failed", stage: "smtp.connect", weak: true, re: regexp.MustCompile(`SMTP connect\(\) failed.*`)},
	}}
}

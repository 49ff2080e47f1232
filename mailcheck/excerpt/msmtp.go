package excerpt

import "regexp"

// msmtp: on the terminal, and in its log (smtpmsg= beside errormsg=).
func msmtp() family {
	return family{"msmtp", []pattern{
		{word: "smtpmsg='", re: regexp.MustCompile(`host=(?P<host>\S+) .*smtpmsg='(?P<text>.+?)' errormsg='(?P<cmd>authentication|envelope from|recipient)?`)},
		{word: "server message: ", re: regexp.MustCompile(`msmtp: (?:server message: )(?P<text>.+)$`)},
		{word: "cannot locate host", stage: "smtp.resolve", re: regexp.MustCompile(`(?P<text>cannot locate host (?P<host>[^\s:]+): .*?)'?$`)},
		{word: "cannot connect to", stage: "smtp.connect", re: regexp.MustCompile(`(?P<text>cannot connect to (?P<host>[^\s,]+), port (?P<port>[0-9]+): .*?)'?$`)},
		{word: "TLS", stage: "smtp.tls", re: regexp.MustCompile(`msmtp: (?P<text>TLS (?:certificate verification failed|handshake failed|initialization failed).*)$`)},
		{word: "the server does not support TLS", stage: "smtp.tls", re: regexp.MustCompile(`the server does not support TLS.*`)},
		{word: "does not support authentication", stage: "smtp.auth", re: regexp.MustCompile(`the server does not support authentication.*`)},
		{word: "authentication failed (method", stage: "smtp.auth", weak: true, re: regexp.MustCompile(`authentication failed \(method \S+\)`)},
		{word: "not accepted by the server", stage: "smtp.rcpt", weak: true, re: regexp.MustCompile(`recipient address .+ not accepted by the server`)},
		{word: "not accepted by the server", stage: "smtp.mail", weak: true, re: regexp.MustCompile(`envelope from address .+ not accepted by the server`)},
	}}
}

package excerpt

import "regexp"

// exim: main log ("H=" names the host) and the texts of its bounces.
func exim() family {
	return family{"Exim", []pattern{
		{word: "SMTP error from remote mail", re: regexp.MustCompile(`(?:H=(?P<host>[^\s\[]+) .*?)?SMTP error from remote mail(?:er| server) after (?P<cmd>(?:pipelined )?(?:initial connection|end of data|sending data|[A-Z]+))[^\n]*?: (?:host \S+ \[[^\]]*\]: )?(?P<text>[45][0-9][0-9].*)$`)},
		{word: "authenticator failed", stage: "smtp.auth", re: regexp.MustCompile(`authenticator failed (?:for )?(?:H=)?(?P<host>[^\s\[:]+)?.*?(?P<text>[45][0-9][0-9] .*)$`)},
		{word: "TLS session: ", stage: "smtp.tls", re: regexp.MustCompile(`(?:H=(?P<host>[^\s\[]+) .*?)?TLS session: (?P<text>.+)$`)},
		{word: "TLS error on connection (recv)", stage: "smtp.tls", weak: true, re: regexp.MustCompile(`TLS error on connection \(recv\): .*`)},
		{word: "TLS error on connection", stage: "smtp.tls", re: regexp.MustCompile(`TLS error on connection (?:to|from) (?P<host>[^\s\[]+)[^:]*: (?P<text>.+)$`)},
		{word: "but the server did not offer TLS", stage: "smtp.tls", re: regexp.MustCompile(`a TLS session is required[^,]*, but (?P<text>the server did not offer TLS support)`)},
		{word: " rejected ", re: regexp.MustCompile(`\brejected (?P<cmd>RCPT|MAIL|EHLO|HELO|AUTH|DATA)\b[^:]*: (?P<text>.+)$`)},
		{word: "rejected after DATA", stage: "smtp.data", re: regexp.MustCompile(`rejected after DATA: (?P<text>.+)$`)},
		{word: "SMTP timeout after", re: regexp.MustCompile(`(?:H=(?P<host>[^\s\[]+) .*?)?(?P<text>SMTP timeout after (?P<cmd>initial connection|end of data|[A-Z]+).*)$`)},
		{word: "Remote host closed connection", re: regexp.MustCompile(`(?:H=(?P<host>[^\s\[]+) .*?)?(?P<text>Remote host closed connection in response to (?P<cmd>initial connection|end of data|[A-Z]+).*)$`)},
		// IPv6 that leads nowhere is followed by IPv4; a line cut after QUIT harms nobody.
		{word: "unreachable", stage: "smtp.connect", weak: true, re: regexp.MustCompile(`H=(?P<host>[^\s\[]+) \[[0-9a-f]*:[0-9a-f:.]+\](?::(?P<port>[0-9]+))?:? (?P<text>Network is unreachable)`)},
		{word: "H=", stage: "smtp.connect", re: regexp.MustCompile(`H=(?P<host>[^\s\[]+) \[[^\]]*\](?::(?P<port>[0-9]+))?:? (?P<text>(?:Connection timed out|Connection refused|Network is unreachable|No route to host|Connection reset by peer).*)$`)},
		{word: "[", stage: "smtp.connect", re: regexp.MustCompile(`(?P<host>[A-Za-z0-9.\-]+) \[[^\]]*\](?::(?P<port>[0-9]+))? (?P<text>Connection timed out|Connection refused|Network is unreachable|No route to host)`)},
		{word: "all hosts for ", stage: "smtp.connect", weak: true, re: regexp.MustCompile(`all hosts for .*`)},
	}}
}

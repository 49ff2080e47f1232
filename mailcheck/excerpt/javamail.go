package excerpt

import "regexp"

// javamail: the outer exceptions say which step failed, the inner ones why.
func javamail() family {
	return family{"JavaMail", []pattern{
		{word: "AuthenticationFailedException: ", stage: "smtp.auth", re: regexp.MustCompile(`AuthenticationFailedException: (?P<text>[45][0-9][0-9].*|\[.*|.*NO .*)$`)},
		{word: "SMTPAddressFailedException: ", stage: "smtp.rcpt", re: regexp.MustCompile(`SMTPAddressFailedException: (?P<text>[45][0-9][0-9].*)$`)},
		{word: "SMTPSenderFailedException: ", stage: "smtp.mail", re: regexp.MustCompile(`SMTPSenderFailedException: (?P<text>[45][0-9][0-9].*)$`)},
		{word: "SMTPSendFailedException: ", re: regexp.MustCompile(`SMTPSendFailedException: (?P<text>[45][0-9][0-9].*)$`)},
		{word: "PKIX", stage: "tls", re: regexp.MustCompile(`(?P<text>PKIX path .*)$`)},
		{word: "CertificateException: ", stage: "tls", re: regexp.MustCompile(`CertificateException: (?P<text>.+)$`)},
		{word: "CertificateExpiredException: ", stage: "tls", re: regexp.MustCompile(`(?P<text>CertificateExpiredException: .+)$`)},
		{word: "SSLHandshakeException: ", stage: "tls", re: regexp.MustCompile(`SSLHandshakeException: (?P<text>.+)$`)},
		{word: "SSLException: ", stage: "tls", re: regexp.MustCompile(`(?:^|[.\s])SSLException: (?P<text>.+)$`)},
		{word: "UnknownHostException: ", stage: "resolve", re: regexp.MustCompile(`(?P<text>UnknownHostException: (?P<host>[^\s:]+).*)$`)},
		{word: "ConnectException: ", stage: "connect", re: regexp.MustCompile(`(?:^|[.\s])ConnectException: (?P<text>.+)$`)},
		{word: "SocketTimeoutException: ", re: regexp.MustCompile(`SocketTimeoutException: (?P<text>.+)$`)},
		{word: "STARTTLS is required but", stage: "tls", re: regexp.MustCompile(`(?P<text>STARTTLS is required but host does not support STARTTLS)`)},
		{word: "failed to connect, no password specified", stage: "smtp.auth", weak: true, re: regexp.MustCompile(`failed to connect, no password specified`)},
		{word: "Could not connect to SMTP host: ", stage: "connect", weak: true, re: regexp.MustCompile(`Could not connect to SMTP host: (?P<host>[^\s,]+), port: (?P<port>[0-9]+).*`)},
		{word: "Couldn't connect to host", stage: "connect", weak: true, re: regexp.MustCompile(`Couldn't connect to host, port: (?P<host>[^\s,]+), (?P<port>[0-9]+).*`)},
		{word: "SendFailedException: ", weak: true, re: regexp.MustCompile(`SendFailedException: (?P<text>.+)$`)},
		{word: "Could not convert socket to TLS", stage: "tls", weak: true, re: regexp.MustCompile(`Could not convert socket to TLS`)},
	}}
}

package excerpt

import "regexp"

// python: smtplib gives a code and bytes, imaplib and poplib bytes alone.
func python() family {
	return family{"Python", []pattern{
		{word: "SMTPAuthenticationError", stage: "smtp.auth", re: regexp.MustCompile(`SMTPAuthenticationError: \((?P<text>[0-9]{3}, b?['"].*)['"]\)`)},
		{word: "SMTPSenderRefused", stage: "smtp.mail", re: regexp.MustCompile(`SMTPSenderRefused: \((?P<text>[0-9]{3}, b?['"].*?)['"], `)},
		{word: "SMTPDataError", stage: "smtp.data", re: regexp.MustCompile(`SMTPDataError: \((?P<text>[0-9]{3}, b?['"].*)['"]\)`)},
		{word: "SMTPConnectError", stage: "smtp.greeting", re: regexp.MustCompile(`SMTPConnectError: \((?P<text>[0-9]{3}, b?['"].*)['"]\)`)},
		{word: "SMTPHeloError", stage: "smtp.caps", re: regexp.MustCompile(`SMTPHeloError: \((?P<text>[0-9]{3}, b?['"].*)['"]\)`)},
		{word: "SMTPRecipientsRefused", stage: "smtp.rcpt", re: regexp.MustCompile(`SMTPRecipientsRefused: \{.*?: \((?P<text>[0-9]{3}, b?['"].*?)['"]\)`)},
		{word: "SMTPServerDisconnected", re: regexp.MustCompile(`SMTPServerDisconnected: (?P<text>.+)$`)},
		{word: "STARTTLS extension not supported", stage: "tls", re: regexp.MustCompile(`(?P<text>STARTTLS extension not supported by server)`)},
		{word: "SMTPNotSupportedError", stage: "smtp.auth", re: regexp.MustCompile(`SMTPNotSupportedError: (?P<text>.+)$`)},
		{word: "No suitable authentication method", stage: "smtp.auth", re: regexp.MustCompile(`No suitable authentication method found`)},
		{word: "ConnectionRefusedError", stage: "connect", re: regexp.MustCompile(`ConnectionRefusedError: (?:\[[^\]]*\] )?(?P<text>.+)$`)},
		{word: "gaierror", stage: "resolve", re: regexp.MustCompile(`gaierror: (?:\[[^\]]*\] )?(?P<text>.+)$`)},
		{word: "[SSL", stage: "tls", re: regexp.MustCompile(`(?P<text>\[SSL.*)$`)},
		{word: "TimeoutError", stage: "connect", re: regexp.MustCompile(`TimeoutError: (?:\[[^\]]*\] )?(?P<text>.+)$`)},
		{word: "socket.timeout", stage: "connect", re: regexp.MustCompile(`socket\.timeout: (?P<text>.+)$`)},
		{word: "OSError", stage: "connect", re: regexp.MustCompile(`OSError: (?:\[[^\]]*\] )?(?P<text>.+)$`)},
		{word: "ConnectionResetError", re: regexp.MustCompile(`ConnectionResetError: (?:\[[^\]]*\] )?(?P<text>.+)$`)},
		{word: "IMAP4", stage: "imap.auth", re: regexp.MustCompile(`IMAP4(?:_SSL)?\.(?:error|abort): (?:command: \S+ => )?b?['"]?(?P<text>.+?)['"]?$`)},
		{word: "error_proto", stage: "pop3.auth", re: regexp.MustCompile(`error_proto: b?['"]?(?P<text>-ERR.*?)['"]?$`)},
	}}
}

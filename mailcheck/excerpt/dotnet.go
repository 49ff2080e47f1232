package excerpt

import "regexp"

// statusCodes are what System.Net.Mail says in the place of a code (its
// SmtpStatusCode); the words are English in every edition but .NET Framework's.
var statusCodes = [...]struct{ code, sentence string }{
	{"421", "Service not available, closing transmission channel"},
	{"450", "Mailbox busy"},
	{"451", "Error in processing"},
	{"452", "Insufficient system storage"},
	{"500", "Syntax error, command unrecognized"},
	{"501", "Syntax error in parameters or arguments"},
	{"502", "Command not implemented"},
	{"503", "Bad sequence of commands"},
	{"504", "Command parameter not implemented"},
	{"550", "Mailbox unavailable"},
	{"551", "User not local"},
	{"552", "Exceeded storage allocation"},
	{"553", "Mailbox name not allowed"},
	{"554", "Transaction failed"},
	{"454", "Client does not have permission to submit mail to this server"},
}

// dotnet: System.Net.Mail turns the code into a sentence and keeps the rest of
// the reply; MailKit keeps the text, and for sign-in the code.
func dotnet() family {
	var list []pattern
	for _, c := range statusCodes {
		list = append(list, pattern{word: c.sentence, code: c.code, re: regexp.MustCompile(regexp.QuoteMeta(c.sentence) + `[^.]*\. The server response was: (?P<text>\S.*)$`)})
	}
	return family{".NET", append(list, []pattern{
		// Outlook Express and Windows Mail.
		{word: "Server Response: ", re: regexp.MustCompile(`Server Response: ['"](?P<text>[45][0-9][0-9][. ].*?)['"], Port: (?P<port>[0-9]+)`)},
		{word: "The server response was: ", stage: "smtp.mail", re: regexp.MustCompile(`The SMTP server requires a secure connection or the client was not authenticated\. The server response was: (?P<text>\S.*)$`)},
		{word: "The server response was: ", re: regexp.MustCompile(`The server response was: (?P<text>\S.*)$`)},
		{word: "AuthenticationException: ", stage: "smtp.auth", re: regexp.MustCompile(`MailKit\.Security\.AuthenticationException: (?P<text>[45][0-9][0-9]: .*|.*)$`)},
		{word: "AuthenticationInvalidCredentials: ", stage: "smtp.auth", re: regexp.MustCompile(`AuthenticationInvalidCredentials: (?P<text>.+)$`)},
		{word: "SmtpCommandException: ", re: regexp.MustCompile(`SmtpCommandException: (?P<text>.+)$`)},
		{word: "SmtpProtocolException: ", re: regexp.MustCompile(`SmtpProtocolException: (?P<text>.+)$`)},
		{word: "ImapCommandException: ", stage: "imap.auth", re: regexp.MustCompile(`ImapCommandException: (?P<text>.+)$`)},
		{word: "remote certificate", stage: "tls", re: regexp.MustCompile(`The remote certificate (?P<text>is invalid.*|was rejected.*)$`)},
		{word: "SocketException", stage: "connect", re: regexp.MustCompile(`SocketException(?: \([^)]*\))?: (?P<text>.+)$`)},
		{word: "remote name could not be resolved", stage: "resolve", re: regexp.MustCompile(`The remote name could not be resolved.*`)},
		{word: "does not support secure connections", stage: "tls", re: regexp.MustCompile(`Server does not support secure connections`)},
		{word: "does not support the STARTTLS", stage: "tls", re: regexp.MustCompile(`The SMTP server does not support the STARTTLS extension`)},
		{word: "not trusted by the system", stage: "tls", re: regexp.MustCompile(`certificate presented by the server is not trusted by the system.*`)},
		{word: "SslHandshakeException: ", stage: "tls", weak: true, re: regexp.MustCompile(`SslHandshakeException: (?P<text>.+)$`)},
		{word: "Failure sending mail", weak: true, re: regexp.MustCompile(`Failure sending mail`)},
	}...)}
}

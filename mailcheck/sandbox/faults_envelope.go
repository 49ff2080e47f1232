package sandbox

// answered is a server that says wire at a step, and the stage that shows it.
func answered(name, step, wire string) fault {
	f := fault{Fault: Fault{Name: name, Stage: "smtp." + step}, refuse: map[string]string{step: wire}}
	switch step {
	case atUnsigned:
		f.Stage, f.use.method = "smtp.mail", "none"
	case atData:
		f.Until = "data"
	}
	return f
}

// envelopeFaults: sender and recipient.
func envelopeFaults() []fault {
	outside := func(f fault) fault {
		f.use.recipient = outsider
		return f
	}
	first := func(name, wire string) fault {
		return fault{Fault: Fault{Name: name, Stage: "smtp.greeting"}, script: script{{say: wire, do: hangUp}}}
	}
	return []fault{
		{Fault: Fault{Name: "env.sender-not-owned", Stage: "smtp.mail"}, use: want{sender: "boss@" + Domain}},
		// Refusals that do not say why: another question tells.
		{Fault: Fault{Name: "env.sender-not-owned/untold", Stage: "smtp.mail"}, use: want{sender: "boss@" + Domain, byAddress: true}, disown: "550 5.7.1 Sender rejected"},
		{Fault: Fault{Name: "env.sender-domain-bad/untold", Stage: "smtp.mail"}, use: want{sender: "alerts@nowhere.test"}, disown: "550 5.7.1 Sender rejected"},
		answered("env.sender-not-owned/rcpt", atRcpt, "553 5.7.1 <{from}>: Sender address rejected: not owned by user {user}"),
		answered("env.sender-not-owned/icloud", atMail, "550 5.7.0 From address is not one of your addresses"),
		answered("env.sender-not-owned/m365", atData, "554 5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed to process message due to a permanent exception with message Cannot submit message."),
		answered("env.sender-unverified", atData, "554 Message rejected: Email address is not verified. The following identities failed the check in region AP-NORTHEAST-1: {from}"),
		answered("env.sender-unverified/domain", atData, "550 From header sender domain not verified"),
		answered("env.sender-domain-bad", atMail, "553 5.1.8 <{from}>... Domain of sender address {from} does not exist"),
		answered("env.sender-domain-bad/rcpt", atRcpt, "450 4.1.8 <{from}>: Sender address rejected: Domain not found"),
		answered("env.sender-suspended", atMail, "550 5.7.0 Mail Sending denied."),
		answered("env.sender-suspended/m365", atData, "550 5.1.8 Access denied, bad outbound sender"),

		{Fault: Fault{Name: "env.relay-denied", Stage: "smtp.rcpt"}, use: want{method: "none", recipient: outsider}},
		outside(answered("env.relay-denied/exim", atRcpt, "550 relay not permitted")),
		outside(answered("env.relay-denied/m365", atRcpt, "550 5.7.64 TenantAttribution; Relay Access Denied")),
		{Fault: Fault{Name: "env.recipient-unknown", Stage: "smtp.rcpt"}, use: want{recipient: "nobody@" + Domain}},
		outside(answered("env.recipient-unknown/gmail", atRcpt, "550-5.1.1 The email account that you tried to reach does not exist. Please try\n550-5.1.1 double-checking the recipient's email address for typos or\n550-5.1.1 unnecessary spaces. Learn more at\n550 5.1.1  https://support.google.com/mail/?p=NoSuchUser d2e1a72fcca58-0001sandbox - gsmtp")),
		answered("env.greylisted", atRcpt, "450 4.2.0 <{rcpt}>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/{domain}.html"),
		answered("env.blocklisted", atRcpt, "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/192.0.2.1"),
		answered("env.blocklisted/m365", atRcpt, "550 5.7.606 Access denied, banned sending IP [192.0.2.1]. To request removal from this list please visit https://sender.office.com/ and follow the directions. For more information please go to  http://go.microsoft.com/fwlink/?LinkID=526655 (AS16012609)"),
		first("env.blocklisted/banner", "554 "+Host+" ESMTP not accepting connections"),
		answered("env.no-ptr", atRcpt, "450 4.7.1 Client host rejected: cannot find your reverse hostname, [192.0.2.1]"),
		first("env.no-ptr/banner", "554-No SMTP service\n554-Bad DNS PTR resource record.\n554 For explanation visit https://postmaster.gmx.net/"),
		answered("env.quota", atMail, "450 4.7.1 Error: too much mail from 192.0.2.1"),
		answered("env.quota/auth", atAuth, "451 Authentication failed: Maximum credits exceeded"),
		answered("env.quota/data", atData, "550 5.4.5 Daily SMTP relay limit exceeded for user."),
	}
}

// messageFaults: what is said to the mail itself, or to its size.
func messageFaults() []fault {
	return []fault{
		// Less than any message has: refused at MAIL to who declares a size
		// (RFC 1870), else at the end of DATA.
		{Fault: Fault{Name: "data.too-large", Stage: "smtp.data", Until: "data"}, size: 64},
		answered("data.too-large/mail", atMail, "552 5.3.4 Message size exceeds fixed limit"),
		answered("data.too-large/gmail", atData, "552-5.3.4 Your message exceeded Google's message size limits. For more information,\n552-5.3.4 visit\n552 5.3.4  https://support.google.com/mail/?p=MaxSizeError d2e1a72fcca58-0001sandbox - gsmtp"),
		answered("data.content-rejected", atData, "554 5.7.1 [2] Message rejected under suspicion of SPAM; https://ya.cc/sandbox"),
		answered("data.content-rejected/policy", atData, "554 5.7.7 Email policy violation detected"),
		answered("data.domain-auth", atData, "550-5.7.26 Unauthenticated email from {domain} is not accepted due to domain's\n550-5.7.26 DMARC policy. Please contact the administrator of {domain} domain if\n550-5.7.26 this was a legitimate mail. To learn about the DMARC initiative, go\n550-5.7.26 to\n550 5.7.26  https://support.google.com/mail/?p=DmarcRejection d2e1a72fcca58-0001sandbox - gsmtp"),
		answered("data.domain-auth/spf", atData, "550 5.7.23 The message was rejected because of Sender Policy Framework violation"),
		answered("data.storage", atMail, "452 4.3.1 Insufficient system storage"),
		answered("data.storage/mailbox", atRcpt, "552-5.2.2 The recipient's inbox is out of storage space and inactive. Please\n552-5.2.2 direct the recipient to\n552 5.2.2  https://support.google.com/mail/?p=OverQuotaPerm d2e1a72fcca58-0001sandbox - gsmtp"),
	}
}

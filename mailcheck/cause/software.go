package cause

import (
	"encoding/base64"
	"slices"
	"strings"
)

// Names of mail software and services as Software tells them. Evidence.Software
// and the rules use the same words.
const (
	Gmail        = "Gmail"
	Microsoft365 = "Exchange Online"
	OutlookCom   = "Outlook.com"
	Exchange     = "Exchange"
	ICloud       = "iCloud"
	Yahoo        = "Yahoo"
	Fastmail     = "Fastmail"
	Zoho         = "Zoho"
	Yandex       = "Yandex"
	MailRu       = "Mail.ru"
	QQ           = "QQ Mail"
	NetEase      = "NetEase"
	GMX          = "GMX"
	SES          = "Amazon SES"
	SendGrid     = "SendGrid"
	Mailgun      = "Mailgun"
	Mailjet      = "Mailjet"
	Brevo        = "Brevo"
	Postmark     = "Postmark"
	SparkPost    = "SparkPost"
	Postfix      = "Postfix"
	Exim         = "Exim"
	Sendmail     = "Sendmail"
	Qmail        = "qmail"
	Dovecot      = "Dovecot"
)

// mark is a word that gives a server away. Words are matched in lower case.
type mark struct{ word, software string }

// hostMarks are ends of host names: of the greeting, the certificate, the profile.
var hostMarks = [...]mark{
	{"gmail.com", Gmail}, {"google.com", Gmail}, {"googlemail.com", Gmail},
	{"smtp-mail.outlook.com", OutlookCom}, {"olc.protection.outlook.com", OutlookCom}, {"hotmail.com", OutlookCom},
	{"office365.com", Microsoft365}, {"outlook.com", Microsoft365}, {"outlook.office.com", Microsoft365}, {"office.com", Microsoft365},
	{"mail.me.com", ICloud}, {"icloud.com", ICloud},
	{"mail.yahoo.com", Yahoo}, {"yahoodns.net", Yahoo}, {"mail.aol.com", Yahoo}, {"yahoo.com", Yahoo}, {"att.net", Yahoo},
	{"fastmail.com", Fastmail}, {"messagingengine.com", Fastmail},
	{"zoho.com", Zoho}, {"zoho.eu", Zoho}, {"zoho.in", Zoho}, {"zoho.jp", Zoho}, {"zohomail.com", Zoho},
	{"yandex.ru", Yandex}, {"yandex.com", Yandex}, {"yandex.net", Yandex},
	{"mail.ru", MailRu},
	{"qq.com", QQ},
	{"163.com", NetEase}, {"126.com", NetEase}, {"yeah.net", NetEase}, {"netease.com", NetEase},
	{"gmx.net", GMX}, {"gmx.com", GMX}, {"gmx.de", GMX}, {"web.de", GMX},
	{"amazonses.com", SES},
	{"sendgrid.net", SendGrid}, {"sendgrid.com", SendGrid},
	{"mailgun.org", Mailgun}, {"mailgun.net", Mailgun},
	{"mailjet.com", Mailjet},
	{"brevo.com", Brevo}, {"sendinblue.com", Brevo},
	{"postmarkapp.com", Postmark}, {"mtasv.net", Postmark},
	{"sparkpostmail.com", SparkPost}, {"sparkpost.com", SparkPost},
}

// bannerMarks are words of greetings, most telling first.
var bannerMarks = [...]mark{
	{"gsmtp", Gmail},
	{"gpop", Gmail},
	{"microsoft esmtp mail service", Exchange}, {"microsoft exchange pop3 service", Exchange}, {"microsoft exchange imap4 service", Exchange},
	{"amazonses", SES},
	{"mailgun", Mailgun},
	{"sg esmtp", SendGrid},
	{"esmtp postfix", Postfix}, {"postfix", Postfix},
	{"exim", Exim},
	{"sendmail", Sendmail},
	{"opensmtpd", "OpenSMTPD"},
	{"hmailserver", "hMailServer"},
	{"mailenable", "MailEnable"},
	{"kerio", "Kerio Connect"},
	{"zimbra", "Zimbra"},
	{"stalwart", "Stalwart"},
	{"haraka", "Haraka"},
	{"apache james", "Apache James"}, {"james smtp", "Apache James"},
	{"maddy", "Maddy"},
	{"mox", "mox"},
	{"lotus domino", "Domino"}, {"hcl domino", "Domino"}, {"domino", "Domino"},
	{"groupwise", "GroupWise"},
	{"mdaemon", "MDaemon"},
	{"communigate", "CommuniGate Pro"},
	{"courier", "Courier"},
	{"smartermail", "SmarterMail"},
	{"winmail", "Winmail"},
	{"coremail", NetEase},
	{"mailpit", "Mailpit"}, {"mailhog", "MailHog"},
	{"dovecot", Dovecot},
	{"qmail", Qmail},
	{"yahoo", Yahoo},
	{"zoho", Zoho},
	{"protonmail bridge", "Proton Mail Bridge"},
}

// capabilityMarks are EHLO lines that only one server sends.
var capabilityMarks = [...]mark{
	{"x-exps", Exchange}, {"x-anonymoustls", Exchange}, {"xrdst", Exchange},
	{"xclient", Postfix}, {"xforward", Postfix},
	{"x_pipe_connect", Exim}, {"pipe_connect", Exim},
	{"xacl", "Zimbra"},
}

// Software names the program or service behind a greeting, its EHLO lines and
// the names in its certificate; empty when nothing gives it away.
func Software(banner string, ehlo []string, certNames []string) string {
	host, rest, _ := strings.Cut(strings.TrimSpace(stripCode(banner)), " ")
	for _, name := range append([]string{host}, certNames...) {
		if s := byHost(name); s != "" {
			return s
		}
	}
	if s := byHost(exchangeMachine(rest)); s != "" {
		return s
	}
	lower := strings.ToLower(rest)
	for _, m := range bannerMarks {
		if hasWord(lower, m.word) {
			return m.software
		}
	}
	for _, line := range ehlo {
		word, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(line)), " ")
		for _, m := range capabilityMarks {
			if word == m.word {
				return m.software
			}
		}
	}
	return ""
}

// exchangeMachine is the name at the end of Exchange's POP3 and IMAP greetings:
// "[" base64 of UTF-16 "]".
func exchangeMachine(banner string) string {
	_, encoded, _ := strings.Cut(banner, "[")
	encoded, _, _ = strings.Cut(encoded, "]")
	raw, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil || len(raw)%2 != 0 {
		return ""
	}
	name := make([]byte, 0, len(raw)/2)
	for i := 0; i < len(raw); i += 2 {
		if raw[i+1] != 0 || raw[i] >= 0x80 {
			return "" // no host name
		}
		name = append(name, raw[i])
	}
	return string(name)
}

// byHost names the service that a host name belongs to.
func byHost(host string) string {
	h := strings.TrimPrefix(strings.ToLower(strings.Trim(host, ".[]<>,;")), "*.")
	if strings.HasPrefix(h, "email-smtp.") && strings.HasSuffix(h, ".amazonaws.com") {
		return SES // other names there are anybody's machines
	}
	for _, m := range hostMarks {
		if h == m.word || strings.HasSuffix(h, "."+m.word) {
			return m.software
		}
	}
	return ""
}

// hasWord tells whether text holds word on its own, not as part of a longer one.
func hasWord(text, word string) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			return false
		}
		i += from
		end := i + len(word)
		if (i == 0 || !letter(text[i-1])) && (end == len(text) || !letter(text[end])) {
			return true
		}
		from = i + 1
	}
}

func letter(c byte) bool { return 'a' <= c && c <= 'z' }

// Names are all names that Software gives, each once, in alphabetical order.
func Names() []string {
	var list []string
	for _, marks := range [][]mark{hostMarks[:], bannerMarks[:], capabilityMarks[:], replyMarks[:]} {
		for _, m := range marks {
			list = append(list, m.software)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

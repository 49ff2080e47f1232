package cause

import (
	"regexp"
	"strings"
)

// saying maps words of an error in a log to its kind. Programs in Go, C,
// Python, Java, .NET, PHP and Node.js say the same thing in these ways.
type saying struct{ words, kind string }

// sayings are tried in order: certificates before TLS, TLS before sockets,
// names before time-outs, because the later words occur within the earlier ones.
var sayings = [...]saying{
	{"unsupported protocol scheme|missing protocol scheme|no host in request|invalid host or domain name|lookup tcp/|" +
		"too long host name|getaddrinfo einval|socket bad port", kindBadAddress},
	{"temporary failure in name resolution|non-recoverable error|resolver internal error|unknown server error", kindResolverDown},
	{"issuer name does not match|intended purpose|fingerprint does not match|pinned public key|crl is not yet|crl has expired", kindUnfit},
	{"certificate not yet valid|not yet valid certificate|certificate is not yet activated|cert not valid yet", kindNotYet},
	{"alert & certificate expired|alert & certificate revoked|alert unknown ca|alert number 48|bad certificate status|" +
		"bad certificate hash", kindHandshake}, // what the other side says of ours
	{"insecure algorithm", kindUnfit}, // SHA-1: nobody made it on the way
	{"cannot sign this kind of certificate", kindUnknownCA},
	{"while trying to verify candidate authority", kindSameName},
	{"certificate is valid for|certificate is not valid for|doesn't match & certificate|hostname mismatch|" +
		"did not match expected cn|does not match target host|altnames|no alternative certificate subject name|" +
		"cannot validate certificate for|not valid for any names|certificatenamemismatch|notvalidforname|" +
		"legacy common name|no subject alternative|certificate & does not match|wrong_principal|80090322|" +
		"target principal name|principal name is incorrect|cert_e_cn_no_match|hostname verification failed|" +
		"certificate name mismatch|name verification failed|not specified in certificate|peer certificate cn|" +
		"wrong peer certificate|bad cert domain|certificate & name mismatch|ip address mismatch", kindHostname},
	{"certificate & is before|certificate is not yet valid|cert_not_yet_valid|certificatenotyetvalid|notvalidyet", kindNotYet},
	{"certificate has expired|certificate & is after|cert_has_expired|certificate expired|certificateexpired|" +
		"certificate & not within|certificate & has expired|certificate: expired|validity check failed|uses expired|" +
		"chain & expired certificate|80090328|sec_e_cert_expired|cert_e_expired|certificate is expired", kindExpired},
	{"incompatible key usage|not authorized to sign for this name|not permitted by any constraint|" +
		"unhandled critical extension|insecure algorithm|ca md too weak|ee key too small|unsupportedcertversion|" +
		"causedasendentity|invalid peer certificate: bad|certificate contains a negative", kindUnfit},
	{"self-signed certificate in certificate chain|self signed certificate in certificate chain|self_signed_cert_in_chain", kindUnknownCA},
	{"self-signed certificate|self signed certificate|depth_zero_self_signed_cert", kindSelfSigned},
	{"unable to get local issuer|unable to verify the first certificate|unable_to_verify_leaf|" +
		"unable_to_get_issuer_cert|issuer certificate & could not be found|issuer certificate & not found", kindIncomplete},
	{"unknown authority|pkix path building failed|untrustedroot|remotecertificatechainerrors|certificate verify failed|" +
		"certificate_verify_failed|not trusted|unable to find valid certification path|" +
		"certificate verification failed|issuer is unknown|partialchain|unknownissuer|certificate is invalid|" +
		"invalid according to the validation|failed to load system roots|untrusted_root|80090325|cert_e_untrustedroot", kindUnknownCA},
	{"first record does not look like|wrong version number|wrong_version_number|packet length too long|" +
		"unknown protocol|not an ssl/tls record|plaintext connection|record too long|unexpected packet format|" +
		"frame size & corrupted|unrecognized ssl message|unsupported or unrecognized ssl|unexpected tls packet|" +
		"record layer failure|oversized record|http response to https client", kindNotTLS},
	{"certificate required|tls: bad certificate|alert bad certificate|certificate_unknown|sslv3_alert_bad_certificate|" +
		"fatal alert & bad certificate", kindClientCert},
	{"unsupported protocol version|protocol version not supported|alert protocol version|unsupported protocol|" +
		"no appropriate protocol|no protocols available|protocol_version|no supported versions|version too low|" +
		"wrong ssl version|unsupported versions|algorithm_mismatch|80090331|no common protocol", kindTLSVersion},
	{"handshake failure|handshake_failure|no shared cipher|no cipher|unrecognized name|unrecognised name|" +
		"tls: internal error|alert internal error|no application protocol|dh key too small|dh_key_too_small|" +
		"key too small|handshake_aborted|handshake failed|ssl negotiation|tls negotiation|tls handshake|" +
		"ssl handshake|ssl_error_syscall|tls: illegal parameter|illegal parameter|inappropriate fallback|" +
		"insufficient security|tls: decode error|tls: access denied|unknown certificate|tls: server chose|" +
		"tls: invalid|tls: server's|tls: unexpected|no sni provided|ssl or tls connection|sslhandshakeexception|" +
		"illegal_message|80090326|fatal alert|received alert|experienced an internal error|handshake data|" +
		"serverkeyexchange|server key exchange", kindHandshake},
	{"host not found, try again|errno -3", kindResolverDown},
	{"no such host|-3008|name or service not known|nodename nor servname|enotfound|unknown host|unknownhost|" +
		"could not resolve|couldn't resolve|no address associated|host not found|host or domain name not found|" +
		"name does not resolve|the requested name is valid|remote name could not be resolved|enodata|no data record|" +
		"bad hostname|hostname nor servname", kindNotFound},
	{"server misbehaving|lame referral|temporary failure in name resolution|eai_again|name service error|" +
		"cannot unmarshal dns|lookup & i/o timeout|lookup & deadline exceeded|read udp|dns & timed out|dns & timeout|" +
		"dns server & no|lookup & connection refused|non-recoverable failure in name|cannot read dns|servfail|" +
		"erefused|eservfail|host lookup did not complete|dns query failed|edns", kindResolverDown},
	{"getaddrinfo failed|errno 11001", kindNotFound},
	{"line longer than|reply longer than|line too long|response too long", kindBroken},
	{"connection refused|econnrefused|actively refused|10061|errno: -4078", kindRefused},
	{"network is unreachable|no route to host|enetunreach|ehostunreach|host is unreachable|network is down|" +
		"unreachable network|unreachable host|10051|10065|cannot assign requested address|" +
		"address family not supported|eaddrnotavail|eafnosupport|host was down|host is down|dead network|" +
		"time-to-live expired|can't assign requested", kindUnreachable},
	{"operation not permitted|permission denied|eperm|eacces|forbidden by its access permissions|10013", kindDenied},
	{"invalid port|unknown port|missing port|missing address|too many colons|getaddrinfow: the specified class|" +
		"port out of range|port must be|not valid in its context|10049", kindBadAddress},
	{"connection reset|econnreset|forcibly closed|broken pipe|epipe|connection aborted|" +
		"software caused connection abort|10054|10053|errno: -4077", kindReset},
	{"timed out|timeout|greeting never received|etimedout|deadline exceeded|did not properly respond|10060|" +
		"execution expired|opentimeout|readtimeout|errno: -4039", kindTimeout},
	{"context canceled|operation was canceled", kindCancelled},
	{"unexpectedly closed|empty reply|connection broken|unexpectedly disconnected|socket closed|connection terminated|" +
		"unexpected eof|lost connection|connection closed|closed by remote|closed by foreign|closed the connection|" +
		"remote host closed|premature eof|end of file|eof occurred|please run connect|logging out|econnaborted|" +
		"keep-alive activity|connectionclosed|data from the peer|returned nothing|response reading failed|" +
		"socket or tls error", kindEOF},
	{"x509|verify certificate|verify error|certificate problem", kindUnfit}, // whatever else a certificate is refused for
	{"=tls:|ssl routines|ssl_error|ssl error|sslexception|alert number", kindHandshake},
}

// kindOfWords sorts the words of an error. The names of errors are words too:
// CertNotValidForName, SSL_ERROR_BAD_CERT_DOMAIN.
func kindOfWords(words string) string {
	text := phrase(words)
	if s := phrase(spread(words)); s != text {
		text += "\n" + s
	}
	if text == "eof" || strings.HasSuffix(text, ": eof") {
		return kindEOF
	}
	for _, s := range sayings {
		if says(text, s.words) {
			return s.kind
		}
	}
	return ""
}

// spread parts names that are written in one.
func spread(words string) string {
	return camel.ReplaceAllString(strings.ReplaceAll(words, "_", " "), "$1 $2")
}

var camel = regexp.MustCompile(`([a-z0-9])([A-Z])`)

// inspectors make certificates on the way: virus scanners and proxies.
var inspectors = [...]string{
	"avast", "avg", "kaspersky", "eset", "bitdefender", "norton", "mcafee", "fortinet", "fortigate", "zscaler", "sophos",
	"palo alto", "forcepoint", "websense", "blue coat", "bluecoat", "check point", "cisco umbrella", "netskope", "untangle",
	"watchguard", "sonicwall", "squid", "mitmproxy", "portswigger", "charles proxy", "fiddler", "drweb", "dr.web", "g data",
	"trend micro", "mail shield", "web shield", "ssl inspection", "tls inspection", "tls scanning", "ssl scanning", "i-filter",
}

// inspected tells whether the names in a certificate are an inspector's.
func inspected(names string) bool {
	names = strings.ToLower(names)
	for _, w := range inspectors {
		if hasWord(names, w) {
			return true
		}
	}
	return false
}

// authorities issue public certificates from intermediates only, never from
// their root, so a lone leaf of theirs lacks its intermediate.
var authorities = [...]string{
	"let's encrypt", "digicert", "sectigo", "globalsign", "godaddy", "starfield", "amazon", "google trust services", "entrust",
	"secom", "cybertrust", "japan registry services", "jprs", "zerossl", "buypass", "geotrust", "thawte", "rapidssl", "comodo",
	"gehirn", "certum", "actalis", "ssl corporation", "quovadis", "swisssign", "identrust", "fujissl", "nijimo", "intermediate", "issuing", "sub ca",
}

// intermediate tells whether an issuer is one that stands below a root.
func intermediate(issuer string) bool {
	issuer = strings.ToLower(issuer)
	for _, w := range authorities {
		if hasWord(issuer, w) {
			return true
		}
	}
	return false
}

// replyMarks are words by which a reply names its sender.
var replyMarks = [...]mark{
	{"gsmtp", Gmail}, {"support.google.com/mail", Gmail}, {"support.google.com/a/", Gmail},
	{"outlook.com", Microsoft365}, {"aka.ms/", Microsoft365}, {"office365", Microsoft365}, {"storedrv", Microsoft365}, {"smtpclientauthentication", Microsoft365},
	{"postmaster.live.com", OutlookCom},
	{"support.apple.com", ICloud}, {"proofpoint.com/dnsbl", ICloud},
	{"postmaster.verizonmedia.com", Yahoo}, {"yahooinc.com", Yahoo}, {"yahoo.com", Yahoo}, {"#auth00", Yahoo},
	{"mail.qq.com", QQ}, {"qq.com", QQ}, {"163.com", NetEase}, {"netease", NetEase},
	{"help.mail.ru", MailRu}, {"yandex.", Yandex}, {"zoho.", Zoho},
	{"sendgrid", SendGrid}, {"amazon ses", SES}, {"throttling failure", SES}, {"amazonaws.com/ses", SES}, {"mailgun", Mailgun}, {"mailjet", Mailjet},
	{"brevo", Brevo}, {"sendinblue", Brevo}, {"postmarkapp", Postmark}, {"sparkpost", SparkPost},
	{"fastmail", Fastmail}, {"gmx.", GMX}, {"web.de", GMX},
}

// byWords names the service whose reply this is; text is as phrase makes it.
func byWords(text string) string {
	for _, m := range replyMarks {
		if strings.Contains(text, m.word) {
			return m.software
		}
	}
	return ""
}

package cause

// relayRules: whether this server carries mail for this client at all, and
// what is held against the address that the client comes from.
var relayRules = ranked{
	named: {
		{says: "tenantattribution|invalid credentials for relay|mail relay denied", is: only("env.relay-denied")},
		{says: "not in whitelist for rcpt domain", is: mostly("env.relay-denied", "env.blocklisted")},
		// Who sends for a living carries mail for whoever has signed in.
		{says: relayWords, by: "Mailgun|SendGrid|Amazon SES|Mailjet|Brevo|Postmark|SparkPost", when: "!signed-in", stage: "mail rcpt data", is: mostly("auth.missing", "env.relay-denied")},
		{when: "page=NotAuthorizedError", is: only("env.blocklisted")},
		{when: "page=UnsolicitedRateLimitError|UnsolicitedIPError", is: mostly("env.blocklisted", "data.content-rejected")},
		{when: "page=IPv6AuthError", is: mostly("env.no-ptr", "data.domain-auth")},
		{says: "[tss0|[ts0|(s3140)|(s3150)|(s775)|(as16012609)|(cs01)|due to ip reputation|banned sending ip", is: mostly("env.blocklisted", "data.domain-auth")},
		{says: "temporarily deferred|messages & deferred", but: "domain|spf|dkim|[tss0|[ts0", by: Yahoo, is: mostly("env.blocklisted", "env.quota")},
		{says: "host not welcome", is: mostly("env.blocklisted")},
		{says: "is an open relay|as an open relay|are an open relay", but: "not an open", is: mostly("env.blocklisted")},
		{says: "ip frequency limited", is: mostly("env.blocklisted")},
		{enh: "5.7.606 5.7.511", but: "banned sending ip", is: only("env.blocklisted")},
	},
	words: {
		{says: "pop & first|pop & before|pop-before|check mail first|check your mail first|check your mail before|" +
			"check for mail|checked your mail|retrieve mail|pop authentication|pop auth|pop & log|receive mail first|" +
			"receive your mail|with pop|first check your mail|valid pop account|pop/apop|pop & authoriz|apop & authoriz|" +
			"check for new mail|check for & before", stage: "mail rcpt data", is: mostly("env.pop-before-smtp")},
		{says: relayWords, but: "pop|pop3|dynamic|check for|is an open relay", stage: "mail rcpt data", when: "!signed-in & !auth-offered=false", is: either("env.relay-denied", "auth.missing", "env.pop-before-smtp")},
		{says: relayWords, but: "pop|pop3|dynamic|check for|is an open relay", stage: "mail rcpt data", when: "!signed-in & auth-offered=false", is: either("env.relay-denied", "env.pop-before-smtp", "auth.missing")},
		{says: relayWords, but: "pop|pop3|dynamic|check for|is an open relay", stage: "mail rcpt data", when: "signed-in", is: mostly("env.relay-denied")},
		{says: "client host rejected: access denied|client host rejected & access denied", when: "!signed-in & auth-offered=true", is: mostly("auth.missing", "env.blocklisted")},
		{says: "client host rejected: access denied|client host rejected & access denied", when: "!signed-in & !auth-offered=true & !port=25 & !stage=greeting", is: mostly("auth.missing", "env.blocklisted")},
		{says: "client host rejected: access denied|client host rejected & access denied", when: "!signed-in & !auth-offered=true & stage=greeting", is: mostly("env.blocklisted", "auth.missing")},
		{says: "client host rejected: access denied|client host rejected & access denied", when: "!signed-in & !auth-offered=true & port=25 & !stage=greeting", is: mostly("env.blocklisted", "auth.missing")},
		{says: "client host rejected: access denied|client host rejected & access denied", when: "signed-in", is: mostly("env.blocklisted", "auth.missing")},
		{says: "blocked using|blocklist|block list|blacklist|black list|blocked & list|listed in|listed at|listed by|" +
			"listed on|is listed|rbl|dnsbl|spamcop|barracuda|sorbs|mailspike|spamhaus|uceprotect|senderbase|banned|" +
			"black ip|not allowed from this range|from this range|ip reputation|poor reputation|low reputation|" +
			"bad reputation|reputation of & ip|sender score|unusual rate of|unexpected volume|user complaints|" +
			"not authorized to send email directly|dynamic ip|dynamic address|dynamic range|dynamically assigned|dialup|" +
			"dial-up|residential|consumer ip|your ip & blocked|ip address & blocked|ip & has been blocked|blocked ip|" +
			"blocked by & ip|ip address is not allowed|your host & blocked|host is blocked|connections from this host|" +
			"connection refused by policy|your network is|abuse from your|mail from your ip|mail from & refused by|" +
			"connection from your|rejected by our policy & ip|dynamically-assigned|reputation service|ip range|" +
			"bounce attack", but: "spf|dkim|dmarc|authentication checks", is: mostly("env.blocklisted")},
		{says: "reverse dns|reverse hostname|reverse host name|reverse lookup|reverse name|reverse-dns|rdns|ptr record|" +
			"ptr rr|no ptr|missing ptr|ptr & lookup|valid ptr|ptr resource|dns ptr|cannot find your|" +
			"could not find your hostname|unable to resolve your|no reverse|cannot resolve your|has no & hostname|" +
			"without & reverse|reverse mapping|client host & hostname|forward-confirmed|in-addr.arpa|fcrdns", is: mostly("env.no-ptr")},
	},
	enhanced: {
		{stage: "greeting mail rcpt data", enh: "x.7.25", is: mostly("env.no-ptr")},
	},
	hinted: {
		{says: "relay", but: "temporar|failure", stage: "mail rcpt data", code: "45 55 503 50", is: either("env.relay-denied", "auth.missing")},
		{says: "access denied|permission denied|abuse|go away|blocked|denied by|refused by|not accept mail from|" +
			"administrative prohibition|policy", but: "sender address rejected|sender rejected|recipient address rejected|recipient rejected", code: "5", stage: "mail rcpt", is: either("env.blocklisted", "env.relay-denied", "auth.missing")},
	},
	coded: {
		{stage: "rcpt", code: "550 551 553", says: permitWords, is: either("env.relay-denied", "env.recipient-unknown", "env.blocklisted", "auth.missing")},
		{stage: "rcpt", code: "550 551 553", but: permitWords, is: either("env.recipient-unknown", "env.relay-denied", "env.blocklisted", "auth.missing")},
		{stage: "rcpt", code: "554 57", is: either("env.relay-denied", "env.recipient-unknown", "env.blocklisted", "auth.missing")},
	},
}

// relayWords refuse to carry mail onward.
const relayWords = "relay access denied|relaying denied|relay denied|relay not permitted|not permitted to relay|" +
	"relaying not permitted|relaying is not|relaying not|relay not|not allowed to relay|cannot relay|" +
	"unable to relay|relaying prohibited|relay prohibited|not a relay|no relaying|no relay|not relay|don't relay|" +
	"relay forbidden|relaying disallowed|denies relay|relaying is denied|relaying mail|relaying & forbidden|" +
	"relay rejected|relay refused|relay attempt|relay operation|relay is not|open relay|rcpthosts|" +
	"relaying & not allowed|relay & is prohibited|non-local recipient|not accept mail for|only local recipients|" +
	"not responsible for"

// permitWords speak of a permission where nothing else is understood: what is
// refused without them at RCPT TO is more often the recipient.
const permitWords = "not allowed|not authorized|not authorized|not permitted|denied|local|gateway|command rejected|" +
	"confirm|smtp|authenticat|policy|refused"

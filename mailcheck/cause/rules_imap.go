package cause

import (
	"cmp"
	"regexp"
	"strings"
)

// A response that refuses: its tag, the status, and the response code (RFC 9051
// section 7.1, RFC 5530).
const (
	imapTag    = `(?:\* |[A-Za-z.]{1,2} |[A-Za-z]{0,8}\d{1,9} )`
	imapStatus = `(NO|BAD|BYE)(?: \[([A-Za-z0-9/\-]+)[^\]]*\])?(?: |$)`
)

var (
	// imapRefusal is one with or without its tag.
	imapRefusal = regexp.MustCompile(`^` + imapTag + `?` + imapStatus)
	// laterRefusal is one below the first line.
	laterRefusal = regexp.MustCompile(`(?m)^` + imapTag + imapStatus)
	// bareRefusal is a response code that speaks of a refusal, where the status is lost.
	bareRefusal = regexp.MustCompile(`^()\[(AUTHENTICATIONFAILED|AUTHORIZATIONFAILED|UNAVAILABLE|SERVERBUG|CLIENTBUG|CONTACTADMIN|PRIVACYREQUIRED|EXPIRED|INUSE|LIMIT|OVERQUOTA|NOPERM|NONEXISTENT)\](?: |$)`)
)

// readIMAP takes an IMAP response that refuses apart.
func (v *view) readIMAP() {
	if v.code != 0 || (v.proto != "imap" && v.proto != "") {
		return
	}
	m := imapRefusal.FindStringSubmatch(v.words)
	if m == nil && v.proto == "imap" {
		// An untagged line may come before it, and programs take the status off.
		if m = laterRefusal.FindStringSubmatch(v.words); m == nil {
			m = bareRefusal.FindStringSubmatch(v.words)
		}
	}
	if m == nil {
		return
	}
	v.refused, v.proto = true, "imap"
	if v.stage == "" {
		v.stage = "auth" // where nearly all of them are heard
	}
	v.note(FactStatus, cmp.Or(m[1], "NO"))
	if m[2] != "" {
		v.note(FactResponse, strings.ToUpper(m[2]))
	}
	_, after, _ := strings.Cut(v.words, m[0])
	v.words = strings.TrimSpace(after)
}

// imapRules: IMAP (RFC 9051), where a refusal is a word, at times a response
// code (RFC 5530), and text.
var imapRules = ranked{
	observed: {
		{when: "response-code=PRIVACYREQUIRED", is: only("auth.tls-first")},
		{when: "response-code=WEBALERT", is: mostly("auth.browser-login", "auth.account-blocked")}, // Gmail's: the link that follows is to be opened
	},
	named: {
		{stage: "auth", says: "login failed", by: "Exchange Online|Outlook.com", when: "proto=imap & refused & !token", is: mostly("auth.basic-auth-disabled", "auth.bad-credentials", "auth.protocol-disabled")},
		{says: "lockdown in sector", is: mostly("auth.rate-limited", "auth.account-blocked")},                                  // Gmail
		{says: "accesstokenexpired", is: mostly("auth.token-rejected", "oauth.refresh-dead")},                                  // Exchange Online
		{says: "command or bandwidth limits|bandwidth limit", is: mostly("auth.rate-limited", "session.too-many-connections")}, // Gmail
		{says: "command error. 10", when: "imap.status=BAD", is: mostly("auth.token-rejected", "session.unavailable")},
		{stage: "auth", says: "authenticate failed", when: "proto=imap & refused & !mechanism", is: mostly("auth.token-rejected", "auth.bad-credentials")},
		{stage: "auth", by: ICloud, when: "response-code=AUTHENTICATIONFAILED", is: either("auth.app-password", "auth.bad-credentials")},
	},
	words: {
		{says: "imap access is not allowed|imap & not allowed for|imap4 & not enabled|imap service & not enabled", stage: "auth mailbox", when: "proto=imap", is: mostly("auth.protocol-disabled")},
		{says: "authentication failed|login failed|invalid credentials", when: "imap.status=BYE", is: mostly("auth.bad-credentials", "auth.token-rejected")},
		{says: "error in imap command|unknown command|invalid command|bad command|command unrecognized|command unknown", stage: "auth caps", when: "imap.status=NO", is: mostly("session.protocol-error", "auth.mechanism")},
		{says: "logindisabled", is: mostly("auth.tls-first", "auth.basic-auth-disabled")},
		{says: "eyjzdgf0dxmi", is: mostly("auth.token-rejected")}, // {"status": in base64, what a refused token is answered by
	},
	enhanced: {
		{stage: "auth", when: "response-code=UNAVAILABLE|SERVERBUG|INUSE|CORRUPTION|TEMPFAIL", is: mostly("auth.temporary", "session.unavailable")},
		{stage: "greeting caps tls mailbox arrive", when: "response-code=UNAVAILABLE|SERVERBUG|INUSE|CORRUPTION", is: mostly("session.unavailable")},
		{when: "response-code=AUTHENTICATIONFAILED & !token", is: mostly("auth.bad-credentials", "auth.app-password")},
		{when: "response-code=AUTHENTICATIONFAILED & token & !sasl.fault", is: mostly("auth.token-rejected", "auth.mailbox-permission", "auth.protocol-disabled")},
		{when: "response-code=AUTHORIZATIONFAILED|NOPERM", is: mostly("auth.mailbox-permission")},
		{stage: "mailbox", when: "response-code=NONEXISTENT", is: mostly("auth.mailbox-permission")},
		{when: "response-code=EXPIRED & !token", is: mostly("auth.account-blocked", "auth.bad-credentials")},
		{when: "response-code=EXPIRED & token & !sasl.fault", is: mostly("auth.token-rejected", "oauth.refresh-dead")},
		{when: "response-code=CONTACTADMIN", is: mostly("auth.account-blocked", "auth.policy-blocked")},
		{when: "response-code=LIMIT", is: mostly("session.too-many-connections", "auth.rate-limited")},
		{when: "response-code=OVERQUOTA", is: mostly("env.quota")},
		{when: "response-code=CLIENTBUG|PARSE", is: mostly("session.protocol-error")},
	},
	hinted: {
		{when: "imap.status=BYE & response-code=ALERT", is: mostly("session.unavailable", "auth.account-blocked")},
		{stage: "tls caps mailbox arrive", when: "imap.status=BYE & !response-code", is: mostly("session.unavailable", "session.too-many-connections")},
		{stage: "auth", when: "imap.status=BYE & !response-code", is: mostly("session.unavailable", "auth.rate-limited")},
	},
	coded: {
		{stage: "auth", when: "imap.status=BAD", is: mostly("session.protocol-error", "auth.mechanism")},
		{stage: "caps", when: "imap.status=NO|BAD", is: mostly("session.protocol-error")},
		{stage: "arrive", when: "imap.status=NO|BAD", is: mostly("session.unavailable")},
		{stage: "mailbox arrive", kind: "net.eof|net.reset", when: "!refused & !proto=pop3", is: mostly("net.dropped", "session.unavailable")},
		{stage: "mailbox arrive", kind: kindTimeout, when: "!refused & !proto=pop3", is: mostly("session.unavailable", "net.timeout")},
	},
}

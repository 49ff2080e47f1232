package locale

import (
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"todoku/mailcheck/cause"
)

// noPage are causes without an official page to name, and why.
var noPage = map[string]string{
	"input.bad-host-or-port": "what was typed is at fault", "dns.nxdomain": "what was typed is at fault", "dns.no-address": "what was typed is at fault",
	"dns.resolver-failed": "a resolver of any make", "net.refused": "a server of any make", "net.timeout": "a network of any make",
	"net.egress-blocked": "every network has its own rules", "net.unreachable": "a network of any make", "net.ipv6-broken": "a network of any make",
	"net.dropped": "a server of any make", "net.no-banner": "a server of any make", "net.wrong-service": "what was typed is at fault",
	"net.middlebox": "a device of any make", "tls.expired": "an authority of any name", "tls.expires-soon": "an authority of any name",
	"tls.not-yet-valid": "this machine's clock", "tls.self-signed": "the certificate of one server", "tls.untrusted-ca": "the authority of one company",
	"tls.intercepted": "a scanner of any make", "tls.client-cert": "the rule of one server", "tls.unverified": "a choice in the profile",
	"auth.account-blocked": "the account at one server", "pop.not-needed": "POP before SMTP was never a standard",
	"pop.wait-short": "POP before SMTP was never a standard", "pop.other-address": "POP before SMTP was never a standard",
	"pop.no-effect":       "POP before SMTP was never a standard",
	"api.mailbox-missing": "a licence of one account", "api.not-an-api": "what was typed is at fault",
	"arrive.not-arrived": "the way of one mail", "arrive.junk": "the filter of one mailbox",
	"domain.dns-failed": "a resolver of any make", "domain.address-unknown": "the address of one machine", "domain.not-yours": "the domain's own provider",
	"secret.unreadable": "a file of this machine", "config.ca-file": "a file of this machine", "check.unsupported": "this program itself",
	"run.cancelled": "this program itself", cause.Unrecognised: "nothing is known of it",
}

// noField are causes that no key of the profile cures, and why.
var noField = map[string]string{
	"dns.resolver-failed":          "the resolver is the system's",
	"session.too-many-connections": "nothing was judged", "session.unavailable": "nothing was judged", "session.protocol-error": "this program, or the server",
	"tls.expired": "the server's certificate", "tls.expires-soon": "the server's certificate", "tls.not-yet-valid": "a clock", "tls.missing-intermediate": "the server's certificate",
	"tls.version": "the server's TLS", "auth.rate-limited": "nothing was judged", "auth.temporary": "nothing was judged",
	"pop.mailbox-locked": "nothing was judged", "pop.login-delay": "nothing was judged", "pop.no-top": "the server's commands",
	"oauth.sign-in-needed": "a sign-in cures it", "oauth.consent-missing": "a sign-in cures it", "oauth.admin-consent": "the organisation's approval",
	"oauth.mfa-required": "a sign-in cures it", "oauth.conditional-access": "the organisation's policy", "oauth.pending": "a sign-in cures it",
	"oauth.code-expired": "a sign-in cures it", "oauth.declined": "a sign-in cures it", "oauth.refresh-dead": "a sign-in cures it",
	"oauth.testing-expiry": "the app's status", "oauth.clock": "a clock", "oauth.setting": "its argument names the key", "oauth.token-file": "a file",
	"env.sender-suspended": "the provider's decision", "env.greylisted": "time cures it", "env.no-ptr": "DNS", "env.quota": "time cures it",
	"data.too-large": "the message", "data.content-rejected": "the message", "data.headers-invalid": "the message", "data.encoding": "the message",
	"arrive.junk": "the mailbox's filter", "arrive.not-removed": "the mailbox",
	"domain.dns-failed": "DNS", "domain.address-unknown": "the network", "domain.spf-missing": "DNS", "domain.spf-lacks-relay": "DNS",
	"domain.spf-relay-unknown": "DNS", "domain.spf-broken": "DNS", "domain.spf-open": "DNS", "domain.dmarc-missing": "DNS", "domain.dmarc-broken": "DNS",
	"domain.dkim-needed": "DNS", "domain.mx-missing": "DNS", "domain.mx-dangling": "DNS", "domain.ptr-mismatch": "DNS", "domain.helo-unresolvable": "DNS",
	"run.cancelled": "nothing was judged", cause.Unrecognised: "nothing is known of it",
}

// TestEveryCauseHasAField: ^G leads to the key to change, or there is none.
func TestEveryCauseHasAField(t *testing.T) {
	for _, c := range cause.All() {
		if _, listed := noField[c.ID]; listed == (c.Field != "") {
			t.Errorf("%s: field %q, in the list of those without one: %v", c.ID, c.Field, listed)
		}
	}
}

// TestEveryCauseHasAPage: somewhere, at some provider or in general, an
// official page says more.
func TestEveryCauseHasAPage(t *testing.T) {
	for _, c := range cause.All() {
		found := ""
		for _, software := range []string{"", cause.Gmail, cause.Microsoft365, cause.Postfix, cause.ICloud, cause.GMX, cause.SES} {
			for _, stage := range []string{"smtp.rcpt", "api.send"} {
				url := cause.New(c.ID, cause.Certain, cause.Evidence{Stage: stage, Software: software}).URL
				if url != "" && !strings.HasPrefix(url, "https://") {
					t.Errorf("%s: %s", c.ID, url)
				}
				found += url
			}
		}
		if _, listed := noPage[c.ID]; listed == (found != "") {
			t.Errorf("%s: page %q, in the list of those without one: %v", c.ID, found, listed)
		}
	}
}

// Marks of a step that can be followed as it stands: a command, a path of what
// to click, an address, a setting, a record, a number, a time.
var concrete = regexp.MustCompile(`:  \S|  [a-z]+ | > |https://|[a-z_]+ = |"[^"]{20,}"|「.{10,}」|\d|[A-Z]{3,}|todoku|[a-z]+\.[a-z_]+`)

// vague are steps that leave the reader where he was.
var vague = regexp.MustCompile(`(?i)check (the|your) settings|(ask|contact) (the|your) (provider|administrator)\.|check the configuration|設定を確認してください。$|(提供元|管理者)に(問い合わせ|尋ね)てください。$`)

// request is a sentence to be handed on, or the DNS record that says it all.
var request = regexp.MustCompile(`[Ss]end to [^"]+: ".{15,}"|への依頼文:「.{10,}」|\. IN [A-Z]`)

// blank is a word that stands for a value nobody filled in.
var blank = regexp.MustCompile(`\b(HOST|PORT|USER|MAILBOX|NAME|FILE|ADDRESS|CLIENT_ID)\b|<[^>|]+>|example\.com\b|アドレス>`)

// unknowable are values that no evidence holds: the reader's own to fill in.
var unknowable = map[string]string{
	"dns.no-address.fix_2":         "the address of a server that has none yet",
	"domain.mx-dangling.fix_1":     "the address of a server that has none yet",
	"domain.address-unknown.fix_2": "the address that is to be found out",
}

// TestEveryCauseSaysWhatToDo: the steps can be followed, hold the user's own
// values, and those for somebody else a sentence to send.
func TestEveryCauseSaysWhatToDo(t *testing.T) {
	for _, lang := range []Lang{English, Japanese} {
		texts, err := New(lang)
		if err != nil {
			t.Fatal(err)
		}
		for id, entry := range stored(t, lang) {
			c, _ := cause.Lookup(id)
			for name, args := range variants(id, entry) {
				if strings.HasPrefix(name, "no ") || strings.HasSuffix(name, "alone") || name == "none" {
					continue
				}
				all, follow, asks := "", false, false
				for _, key := range keys(len(entry))[2:] {
					text := texts.T(id+"."+key, args)
					all += text + "\n"
					follow = follow || concrete.MatchString(text)
					asks = asks || request.MatchString(text)
					clean := strings.ReplaceAll(text, args["recipient_domain"], "")
					if _, ok := unknowable[id+"."+key]; !ok && blank.MatchString(strings.ReplaceAll(clean, args["recipient"], "")) {
						t.Errorf("%s %s.%s (%s): %q is not filled in: %s", lang, id, key, name, blank.FindString(clean), text)
					}
					if ansi.StringWidth(text) > 4*74 {
						t.Errorf("%s %s.%s (%s): %d cells, more than four rows: %s", lang, id, key, name, ansi.StringWidth(text), text)
					}
				}
				if vague.MatchString(all) {
					t.Errorf("%s %s (%s): vague: %q", lang, id, name, vague.FindString(all))
				}
				if !follow {
					t.Errorf("%s %s (%s): nothing that can be followed as it stands:\n%s", lang, id, name, all)
				}
				if who := cause.New(id, cause.Certain, cause.Evidence{Stage: args["proto"] + ".x"}).Who; c.Who != cause.You && who != cause.You && !asks {
					t.Errorf("%s %s (%s): %s has to act, and there is nothing to send:\n%s", lang, id, name, who, all)
				}
			}
		}
	}
}

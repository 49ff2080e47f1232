package importer

import (
	"regexp"
	"strings"
	"sync"
)

// Recognise tells the kind of a file by its content; empty: none of them. The
// first lines count only where they begin as one kind alone does.
func Recognise(text string) string {
	score := map[string]int{}
	seen := 0
	for _, l := range eachLine(text) {
		t := strings.TrimSpace(l.text)
		if t == "" || strings.HasPrefix(t, "#") || strings.HasPrefix(t, "//") || strings.HasPrefix(t, ";") {
			continue
		}
		if seen == 0 && looksLikeHeader(t) {
			return CSV
		}
		if seen++; seen > 2000 {
			break
		}
		if k := kindOfLine(t); k != "" {
			score[k]++
		}
	}
	best := ""
	for _, k := range []string{TOML, Thunderbird, Git, Mutt, Msmtp, Postfix} {
		if score[k] > score[best] {
			best = k
		}
	}
	return best
}

// kindOfLine is the kind that has lines such as t.
func kindOfLine(t string) string {
	for _, k := range linePatterns() {
		if k.like.MatchString(t) {
			return k.kind
		}
	}
	return ""
}

type linePattern struct {
	kind string
	like *regexp.Regexp
}

// linePatterns are lines that one kind alone has.
var linePatterns = sync.OnceValue(func() []linePattern {
	return []linePattern{
		{Thunderbird, regexp.MustCompile(`^(user|default|sticky|lock)?_?[pP]ref\("mail\.`)},
		{TOML, regexp.MustCompile(`^(\[\[\s*profile\s*\]\]|schema\s*=\s*\d+)`)},
		{Git, regexp.MustCompile(`(?i)^\[\s*sendemail(\s+"|\s*\])`)},
		{Mutt, regexp.MustCompile(`^(set\s+(smtp_|from|realname|ssl_|imap_|my_|pop_|folder|hostname)|account-hook\s|my_hdr\s)`)},
		{Msmtp, regexp.MustCompile(`^(account\s+[^=]*$|defaults$|(host|passwordeval|tls_starttls|tls_trust_file|auto_from)\s+[^=\s])`)},
		{Postfix, regexp.MustCompile(`^(relayhost|smtp_[a-z_]+|smtpd_[a-zA-Z_]+|mydestination|myhostname|inet_interfaces|compatibility_level)\s*=`)},
	}
})

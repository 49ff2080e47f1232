package excerpt

import (
	"slices"
	"strings"

	"todoku/mailcheck/cause"
	"todoku/mailcheck/discover"
)

// Provider gives what is known of a provider by its id or its name in either
// language, or of a mail server's software. Capitals, blanks, dots and hyphens
// make no difference.
func Provider(name string) (Hints, bool) {
	want := plain(name)
	if want == "" {
		return Hints{}, false
	}
	for _, p := range discover.Providers() {
		if want != plain(p.ID) && want != plain(p.Names.EN) && want != plain(p.Names.JA) {
			continue
		}
		h := Hints{Host: p.SMTP[0].Host}
		for _, s := range p.SMTP {
			if h.Software == "" {
				h.Software = cause.Software(s.Host, nil, nil)
			}
		}
		return h, true
	}
	for _, s := range cause.Names() {
		if want == plain(s) {
			return Hints{Software: s}, true
		}
	}
	return Hints{}, false
}

// ProviderNames are names that Provider knows, without blanks: for completion.
func ProviderNames() []string {
	var list []string
	for _, p := range discover.Providers() {
		list = append(list, p.ID)
	}
	for _, s := range cause.Names() {
		list = append(list, strings.ReplaceAll(strings.ToLower(s), " ", "-"))
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func plain(name string) string {
	return strings.NewReplacer(" ", "", "-", "", ".", "", "_", "", "\u3000", "").Replace(strings.ToLower(name))
}

// Layers are the names that collections of replies give to stages.
var layers = [...]string{
	"dns", "tcp", "smtp-banner", "smtp-ehlo", "smtp-starttls", "tls", "smtp-auth", "smtp-mail", "smtp-rcpt", "smtp-data",
	"pop3", "imap", "oauth-authorize", "oauth-device", "oauth-token",
}

// Stages are all that Hints.Stage may be: ids of stages, their last parts, and layers.
func Stages() []string {
	list := slices.Clone(layers[:])
	add := func(proto string, parts ...string) {
		for _, part := range parts {
			list = append(list, proto+"."+part, part)
		}
	}
	add("smtp", "resolve", "connect", "greeting", "caps", "tls", "auth", "mail", "rcpt", "data")
	add("pop3", "resolve", "connect", "greeting", "caps", "tls", "auth", "mailbox")
	add("imap", "resolve", "connect", "greeting", "caps", "tls", "auth", "mailbox")
	add("oauth", "authorize", "device", "token")
	add("api", "resolve", "connect", "tls", "token", "send")
	slices.Sort(list)
	return slices.Compact(list)
}

package discover

import (
	"cmp"
	"strings"

	"todoku/store"
)

// For is the provider whose servers the profile's server_type means; types
// that leave the server to the user, and "local", have none.
func For(p store.Profile) (Provider, bool) {
	switch p.ServerType {
	case "google":
		return ByID("gmail")
	case "microsoft365":
		return ByID("microsoft365")
	case "provider":
		return ByID(p.Provider)
	}
	return Provider{}, false
}

// Complete fills smtp.host, smtp.port and smtp.security, and those of the
// receiving mailbox where there is one, as far as the profile leaves them out: from the provider's data, or for "local" with the machine's
// own server on port 25. What the profile says stays, and decides between a
// provider's servers: port 587 alone gets the STARTTLS one. Where it names a
// server that the provider does not have, nothing is filled in.
func Complete(p store.Profile) store.Profile {
	s := &p.SMTP
	if p.ServerType == "local" {
		s.Host, s.Port, s.Security = cmp.Or(s.Host, "localhost"), cmp.Or(s.Port, 25), cmp.Or(s.Security, "none")
		return p
	}
	provider, _ := For(p)
	if p.ServerType == "api" { // it sends by HTTP; mail is received as ever
		provider, _ = ByID(map[string]string{"google": "gmail", "microsoft365": "microsoft365"}[p.Provider])
	} else {
		fill(provider.SMTP, &s.Host, &s.Port, &s.Security)
	}
	r := &p.Receive
	switch r.Protocol {
	case "imap":
		fill(provider.IMAP, &r.Host, &r.Port, &r.Security)
	case "pop3":
		fill(provider.POP3, &r.Host, &r.Port, &r.Security)
	}
	return p
}

// fill takes the first server that says nothing else than what is there.
func fill(list []Server, host *string, port *int, security *string) {
	for _, c := range list {
		if c.Host != "" && *host != "" && !strings.EqualFold(c.Host, *host) ||
			*port != 0 && c.Port != *port ||
			*security != "" && c.Security != *security {
			continue
		}
		*host, *port, *security = cmp.Or(*host, c.Host), c.Port, c.Security
		return
	}
}

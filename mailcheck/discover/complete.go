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

// Complete fills smtp.host, smtp.port and smtp.security where the profile
// leaves them out: from the provider's data, or for "local" with the machine's
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
	for _, c := range provider.SMTP {
		if c.Host != "" && s.Host != "" && !strings.EqualFold(c.Host, s.Host) ||
			s.Port != 0 && c.Port != s.Port ||
			s.Security != "" && c.Security != s.Security {
			continue
		}
		s.Host, s.Port, s.Security = cmp.Or(s.Host, c.Host), c.Port, c.Security
		break
	}
	return p
}

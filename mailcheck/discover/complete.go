package discover

import (
	"strings"

	"todoku/store"
)

// local is the mail server of the machine itself, by whatever name.
var local = Provider{ID: "local", SMTP: []Server{
	{Host: "localhost", Port: 25, Security: "none", Auth: []string{"none"}},
	{Example: "localhost", Port: 25, Security: "none", Auth: []string{"none"}},
}}

// For is the provider whose servers the profile's server_type means.
func For(p store.Profile) (Provider, bool) {
	switch p.ServerType {
	case "google":
		return ByID("gmail")
	case "microsoft365":
		return ByID("microsoft365")
	case "provider":
		return ByID(p.Provider)
	case "local":
		return local, true
	}
	return Provider{}, false
}

// Complete fills smtp.host, smtp.port and smtp.security from the provider's
// data where the profile leaves them out. What the profile says stays, and
// decides between the provider's servers: port 587 alone gets the STARTTLS one.
// Where it names a server that the provider does not have, nothing is filled in.
func Complete(p store.Profile) store.Profile {
	provider, ok := For(p)
	if !ok {
		return p
	}
	s := &p.SMTP
	for _, c := range provider.SMTP {
		if c.Host != "" && s.Host != "" && !strings.EqualFold(c.Host, s.Host) ||
			s.Port != 0 && c.Port != s.Port ||
			s.Security != "" && c.Security != s.Security {
			continue
		}
		if s.Host == "" {
			s.Host = c.Host
		}
		s.Port, s.Security = c.Port, c.Security
		break
	}
	return p
}

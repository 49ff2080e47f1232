package discover

import "context"

// askProvider looks the address's domain up in the built-in data.
func askProvider(_ context.Context, a *asker) ([]Candidate, string, error) {
	p, ok := ByDomain(a.t.Domain)
	if !ok {
		return nil, "", nothing(ReasonUnknown)
	}
	return p.candidates(a.t, ""), p.ID, nil
}

// candidates are a provider's servers for an address; trust, where it is not
// empty, takes the place of the data's own.
func (p Provider) candidates(t Target, trust string) []Candidate {
	var out []Candidate
	for _, s := range Services {
		for _, server := range p.servers(s) {
			c := Candidate{Service: s, Host: server.Host, Port: server.Port, Security: server.Security,
				Auth: server.Auth, Provider: p.ID, Trust: server.Trust, From: p.ID}
			if c.Host == "" {
				c.Host = t.fill(server.Template)
			}
			if trust != "" {
				c.Trust = trust
			}
			named := p
			if server.Username != "" {
				named.Username = Username{Form: server.Username}
			}
			c.Username, _ = named.User(t.Address)
			out = append(out, c)
		}
	}
	return out
}

// servers are those of one service.
func (p Provider) servers(s Service) []Server {
	switch s {
	case IMAP:
		return p.IMAP
	case POP3:
		return p.POP3
	}
	return p.SMTP
}

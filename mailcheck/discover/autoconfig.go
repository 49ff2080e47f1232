package discover

import "context"

// configPath is where a document of autoconfig lies (draft-ietf-mailmaint-
// autoconfig section 4). The draft allows to send the address along
// (?emailaddress=); it is left off, because no server needs it and every one
// on the way to a wrong one would learn it.
const configPath = "/mail/config-v1.1.xml"

// askAutoconfig asks the host that the domain's owner sets up for this.
func askAutoconfig(ctx context.Context, a *asker) ([]Candidate, string, error) {
	return a.document(ctx, "https://autoconfig."+a.t.Domain+configPath, a.t.Domain, TrustDomain)
}

// askWellKnown asks the domain's own web server.
func askWellKnown(ctx context.Context, a *asker) ([]Candidate, string, error) {
	return a.document(ctx, "https://"+a.t.Domain+"/.well-known/autoconfig"+configPath, a.t.Domain, TrustDomain)
}

// askHTTP asks without TLS, and only with consent.
func askHTTP(ctx context.Context, a *asker) ([]Candidate, string, error) {
	address := "http://autoconfig." + a.t.Domain + configPath
	if !a.o.HTTP {
		return nil, address, skipped(ReasonConsent)
	}
	return a.document(ctx, address, a.t.Domain, TrustHTTP)
}

// document gets and reads one document about domain.
func (a *asker) document(ctx context.Context, address, domain, trust string) ([]Candidate, string, error) {
	data, err := a.fetch(ctx, address)
	if err != nil {
		return nil, address, err
	}
	list, err := parseAutoconfig(data, a.t, domain)
	for i := range list {
		list[i].Trust, list[i].From = trust, address
	}
	return list, address, err
}

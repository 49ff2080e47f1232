package steps

import (
	"context"
	"strconv"
	"strings"

	"todoku/mailcheck"
	"todoku/mailcheck/discover"
	"todoku/store"
)

// findFor is the address whose servers are to be looked for; empty: the
// answers say already, or it is not known yet.
func findFor(d *Draft) string {
	p := d.Profile
	if p.ServerType != "smtp" || p.SMTP.Host != "" || d.Raw["smtp.host"] != "" || d.Raw["sender.address"] != "" || d.FoundOf == p.Sender.Address {
		return ""
	}
	return p.Sender.Address
}

// find looks for the servers, and proposes the best.
func find(ctx context.Context, d *Draft, opts mailcheck.Options, emit func(Progress)) Result {
	o := mailcheck.FindOptions{Options: opts, Found: func(f mailcheck.Found) { emit(Progress{Found: &f}) }}
	f, err := mailcheck.Find(ctx, d.Profile.Sender.Address, o)
	if err != nil || ctx.Err() != nil {
		// An address that cannot be looked for is no reason to stop here.
		return Result{Found: &mailcheck.Found{}, Report: mailcheck.Report{Verdict: mailcheck.Pass}}
	}
	return Result{Found: &f, Report: mailcheck.Report{Verdict: mailcheck.Pass}}
}

// adoptFound proposes what was found, where the user has not answered.
func adoptFound(d *Draft, f *mailcheck.Found) {
	d.Found, d.FoundOf = f, d.Profile.Sender.Address
	if c, ok := f.Best(discover.Submission); ok {
		d.proposeServer(c)
	}
}

// proposeServer fills in what a candidate says.
func (d *Draft) proposeServer(c mailcheck.Candidate) {
	d.follow("smtp.host", c.Host)
	if security := formSecurity(d, c.Port, c.Security); limitedPort(d, c.Port, security) == nil {
		d.follow("smtp.security", security)
		d.follow("smtp.port", strconv.Itoa(c.Port))
	}
	if c.Username != "" {
		d.follow("smtp.auth.username", c.Username)
	}
	if strings.HasPrefix(c.Issuer, "https://") {
		d.follow("oauth.issuer", c.Issuer)
	}
}

// foundFor are the candidates for a service of the sender's address, one per
// host, best first.
func (d *Draft) foundFor(s discover.Service) []mailcheck.Candidate {
	if d.Found == nil || d.FoundOf != d.Profile.Sender.Address {
		return nil
	}
	var list []mailcheck.Candidate
	seen := map[string]bool{}
	for _, c := range d.Found.For(s) {
		if !seen[c.Host] {
			list = append(list, c)
		}
		seen[c.Host] = true
	}
	return list
}

// foundHost is the candidate of that host; false: it was not found but typed.
func (d *Draft) foundHost(s discover.Service, host string) (mailcheck.Candidate, bool) {
	for _, c := range d.foundFor(s) {
		if strings.EqualFold(c.Host, host) {
			return c, true
		}
	}
	return mailcheck.Candidate{}, false
}

// sourceNames are what the places are called that name servers, the same in
// every language.
var sourceNames = map[string]string{
	discover.FromProvider: "todoku", discover.FromAutoconfig: "autoconfig", discover.FromWellKnown: "autoconfig", discover.FromPACC: "PACC",
	discover.FromHTTP: "autoconfig (HTTP)", discover.FromISPDB: "ISPDB", discover.FromSRV: "SRV", discover.FromMX: "MX",
	discover.FromMXAutoconfig: "MX, autoconfig", discover.FromMXISPDB: "MX, ISPDB",
}

// hostChoices makes a choice of the question for a host where servers were
// found; another one can still be typed.
func hostChoices(d *Draft, q *Question, s discover.Service) {
	list := d.foundFor(s)
	if len(list) == 0 {
		if d.Found != nil && d.FoundOf == d.Profile.Sender.Address && q.Value == "" {
			q.Help = Text{ID: "found.nothing"}
		}
		return
	}
	q.Kind, q.Free, q.Help = KindChoice, true, Text{ID: "found.choose"}
	for i, c := range list {
		id := "found.by"
		switch {
		case c.Verdict == mailcheck.Fail:
			id = "found.dead"
		case c.Source == discover.FromGuess:
			id = "found.guess"
		case c.Foreign:
			id = "found.foreign"
		}
		q.Choices = append(q.Choices, Choice{Value: c.Host, Label: plain(discover.ShownHost(c.Host)),
			Note:        Text{ID: id, Args: map[string]string{"source": sourceNames[c.Source]}},
			Recommended: i == 0 && c.Verdict == mailcheck.Pass, Doubtful: c.Verdict != mailcheck.Pass || c.Conflict != ""})
	}
}

// consentKey is the question that fills no profile key: whether a password or
// token may go to a host outside the address's domain that somebody named.
const consentKey = "consent"

// needsConsent is the host that such a question is about; empty: none. Hosts
// that were typed, or that todoku itself knows for the domain, need none.
func needsConsent(d *Draft, s discover.Service, host string) string {
	c, ok := d.foundHost(s, host)
	if !ok || !c.Foreign || c.Trust == discover.TrustOfficial {
		return ""
	}
	return c.Host
}

// trusts says whose host the current step shows a password or token to.
func trusts(d *Draft, step string) string {
	switch step {
	case mailLogin{popTable}.ID():
		return needsConsent(d, discover.POP3, d.Profile.PopBeforeSMTP.Host)
	case mailLogin{receiveTable}.ID():
		return needsConsent(d, discover.Service(d.Profile.Receive.Protocol), d.Profile.Receive.Host)
	}
	return needsConsent(d, discover.Submission, d.Profile.SMTP.Host)
}

// askConsent adds the question where it is needed.
func askConsent(d *Draft, step string, qs []Question) []Question {
	host := trusts(d, step)
	if host == "" {
		return qs
	}
	c := d.foundBy(host)
	_, domain, _ := strings.Cut(d.Profile.Sender.Address, "@")
	args := map[string]string{"host": discover.ShownHost(host), "domain": domain, "source": sourceNames[c.Source]}
	q := Question{ID: consentKey, Kind: KindConfirm, Label: label(consentKey), Help: Text{ID: "q." + consentKey + ".help", Args: args},
		Value: strconv.FormatBool(d.Consents[host]), Answered: true}
	q.Choices = []Choice{{Value: "true", Label: Text{ID: "choice.true"}}, {Value: "false", Label: Text{ID: "choice.false"}}}
	return append(qs, q)
}

// foundBy is any candidate of a host.
func (d *Draft) foundBy(host string) mailcheck.Candidate {
	for _, s := range []discover.Service{discover.Submission, discover.IMAP, discover.POP3} {
		if c, ok := d.foundHost(s, host); ok {
			return c
		}
	}
	return mailcheck.Candidate{}
}

// checkConsent refuses to go on without it.
func checkConsent(d *Draft, step string) []*store.Problem {
	host := trusts(d, step)
	if host == "" || d.Consents[host] {
		return nil
	}
	return []*store.Problem{{Key: consentKey, Code: "consent_foreign", Args: map[string]string{"host": discover.ShownHost(host)}}}
}

package steps

import (
	"slices"
	"strconv"

	"todoku/mailcheck"
	"todoku/mailcheck/discover"
	"todoku/store"
	"todoku/store/sheet"
)

// This file is what the chosen application's form leaves of the choices.

// limited is the problem that the chosen application's form has with a value.
func limited(d *Draft, key, value string) *store.Problem {
	app, ok := sheet.ByID(d.Profile.Application)
	if !ok {
		return nil
	}
	allowed, reason, args := app.Allows(d.Profile, key, value)
	if allowed {
		return nil
	}
	return &store.Problem{Key: key, Code: "app.reason." + reason, Args: args}
}

// limitedTo are the only values that the application's form takes for a key;
// nil: any.
func limitedTo(d *Draft, key string) []string {
	app, ok := sheet.ByID(d.Profile.Application)
	if !ok {
		return nil
	}
	return app.Values(d.Profile, key)
}

// advised is the code of what the chosen application's makers say against a
// value; empty: nothing.
func advised(d *Draft, key, value string) string {
	app, ok := sheet.ByID(d.Profile.Application)
	if !ok {
		return ""
	}
	return app.Advises(d.Profile, key, value)
}

// limitedPort is the problem that the form has with a port under a security:
// some forms take each of the two only with certain ones of the other.
func limitedPort(d *Draft, port int, security string) *store.Problem {
	with := *d
	with.Profile.SMTP.Port, with.Profile.SMTP.Security = port, security
	if p := limited(&with, "smtp.port", strconv.Itoa(port)); p != nil {
		return p
	}
	return limited(&with, "smtp.security", security)
}

// formSecurity is how a port is used by the form: one that upgrades by STARTTLS
// may serve without, where the form knows no TLS.
func formSecurity(d *Draft, port int, security string) string {
	if security == "starttls" && limitedPort(d, port, security) != nil && limitedPort(d, port, "none") == nil {
		return "none"
	}
	return security
}

// formPort is the first of the usual ports that the form can take.
func formPort(d *Draft) int {
	for _, port := range portOrder {
		if limitedPort(d, port, formSecurity(d, port, portSecurity[port])) == nil {
			return port
		}
	}
	return portOrder[0]
}

// limitedProvider is the problem with every server of a provider; nil: there
// is one that the form can take.
func limitedProvider(d *Draft, v discover.Provider) *store.Problem {
	var last *store.Problem
	for _, s := range v.SMTP {
		if last = limitedPort(d, s.Port, s.Security); last == nil {
			return nil
		}
	}
	return last
}

// adoptProvider sets port and security of the first of a provider's servers
// that the form can take.
func adoptProvider(d *Draft, p *store.Profile) {
	v, _ := discover.For(*p)
	for _, s := range v.SMTP {
		if limitedPort(d, s.Port, s.Security) == nil {
			p.SMTP.Port, p.SMTP.Security = s.Port, s.Security
			return
		}
	}
}

// noUsablePort is why the form can use none of the ports that work at the
// server; nil: one can be, or none works at all.
func noUsablePort(d *Draft) *store.Problem {
	if d.PortsOf != d.Profile.SMTP.Host {
		return nil
	}
	var why *store.Problem
	for _, p := range d.Ports {
		if p.Verdict != mailcheck.Pass && p.Verdict != mailcheck.Warn {
			continue
		}
		problem := limitedPort(d, p.Port, formSecurity(d, p.Port, p.Security))
		if problem == nil {
			return nil
		}
		if why == nil {
			why = problem
		}
	}
	if why == nil || d.Answered["smtp.port"] && !slices.ContainsFunc(d.Ports, func(p mailcheck.Port) bool { return p.Port == d.Profile.SMTP.Port }) {
		return nil // somebody typed another one
	}
	return &store.Problem{Key: "smtp.port", Code: "app.refused." + why.Code[len("app.reason."):], Args: why.Args}
}

// wantsTLS reports that the server takes a sign-in only over TLS, which the
// form does not have.
func wantsTLS(d *Draft) bool {
	if d.Report == nil || d.Profile.SMTP.Security != "none" || limited(d, "smtp.security", "starttls") == nil {
		return false
	}
	offered, known := offeredMethods(d)
	return known && len(offered) == 0 && slices.ContainsFunc(d.Report.Stages, func(s mailcheck.Stage) bool {
		return slices.Contains(s.Detail.Capabilities, "STARTTLS")
	})
}

// webClient reports that the form has an OAuth client of its own with a
// secret: a web application, which todoku borrows for its own sign-in.
func webClient(d *Draft) bool {
	app, ok := sheet.ByID(d.Profile.Application)
	return ok && app.Shows(d.Profile, clientSecretKey)
}

package discover

import (
	"context"
	"errors"
	"net"
	"slices"
	"sync"
	"time"
)

// usualNames are the names of servers before the domain, "" is the domain
// itself; usualPorts what such a server listens on, best first (RFC 8314
// section 3). Port 25 is where machines of an office hand in their mail.
var (
	usualNames = map[Service][]string{
		Submission: {"smtp.", "mail.", ""}, IMAP: {"imap.", "mail.", ""}, POP3: {"pop.", "mail.", ""},
	}
	usualPorts = map[Service][]int{Submission: {465, 587, 25}, IMAP: {993, 143}, POP3: {995, 110}}
)

// Guess gives the usual names of the domain that exist, with the usual ports:
// candidates to be tried, not to be believed. Services for which nothing is to
// be guessed are left out of services.
func Guess(ctx context.Context, t Target, o Options, services []Service) Answer {
	begun := time.Now()
	out := Answer{Outcome: Outcome{Source: FromGuess, State: Skipped, Detail: t.Domain}}
	switch {
	case o.Offline:
		out.Outcome.Reason = ReasonOffline
		return out
	case len(services) == 0:
		out.Outcome.Reason = ReasonNotNeeded
		return out
	}
	exists, err := existing(ctx, t, o, services)
	for _, s := range services {
		for _, name := range usualNames[s] {
			if !exists[name+t.Domain] {
				continue
			}
			for _, port := range usualPorts[s] {
				_, security := usual(s, port, "")
				c := Candidate{Service: s, Host: name + t.Domain, Port: port, Security: security, Source: FromGuess, Trust: TrustGuess,
					From: name + t.Domain, order: len(out.Candidates)}
				if c.settle(t) {
					out.Candidates = append(out.Candidates, c)
				}
			}
		}
	}
	out.Outcome.State, out.Outcome.Found, out.Outcome.Took = Found, len(out.Candidates), time.Since(begun)
	if len(out.Candidates) == 0 {
		out.Outcome.State, out.Outcome.Reason = verdict(err)
	}
	return out
}

// existing asks for the addresses of all names side by side.
func existing(ctx context.Context, t Target, o Options, services []Service) (map[string]bool, error) {
	var names []string
	for _, s := range services {
		for _, name := range usualNames[s] {
			if !slices.Contains(names, name+t.Domain) {
				names = append(names, name+t.Domain)
			}
		}
	}
	errs := make([]error, len(names))
	var group sync.WaitGroup
	for i, name := range names {
		group.Go(func() { _, errs[i] = o.Resolver.LookupNetIP(ctx, "ip", name+".") })
	}
	group.Wait()
	out, worst := map[string]bool{}, error(nil)
	for i, name := range names {
		var d *net.DNSError
		switch {
		case errs[i] == nil:
			out[name] = true
		case worst == nil || !errors.As(errs[i], &d) || !d.IsNotFound:
			worst = errs[i]
		}
	}
	return out, worst
}

package mailcheck

import (
	"cmp"
	"context"
	"net/netip"
	"slices"
	"strings"
	"time"

	"todoku/mailcheck/cause"
	"todoku/store"
)

// Bounds of a port trial: somebody is typing.
const (
	portWait  = 5 * time.Second  // for one answer
	portLimit = 12 * time.Second // for all of it
)

// candidates are the ports of submission in order of preference: implicit TLS
// first (RFC 8314 section 3.3), then submission (RFC 6409), a common stand-in
// for it, and last relay, which networks block and where nobody signs in.
var candidates = [...]struct {
	port     int
	security string
}{{465, "tls"}, {587, "starttls"}, {2525, "starttls"}, {25, "starttls"}}

// probePorts resolves once and climbs up to the capabilities on each port.
// Certificates are judged, but do not stop: what a port offers is what is
// asked, and no password goes out.
func probePorts(ctx context.Context, host string, o Options, emit func(Port)) []Port {
	ctx, cancel := context.WithTimeout(ctx, portLimit)
	defer cancel()
	if emit == nil {
		emit = func(Port) {}
	}
	p := store.Profile{SMTP: store.SMTP{Host: host, VerifyCertificate: false, Timeout: store.Duration(portWait)}}
	first := newLadder(ctx, p, o)
	addrs, resolved := first.addressesOnly()
	if !resolved {
		return nil
	}
	found := make(chan Port, len(candidates))
	for _, c := range candidates {
		go func() { found <- tryPort(ctx, p, o, addrs, c.port, c.security) }()
	}
	out := make([]Port, 0, len(candidates))
	for range candidates {
		port := <-found
		out = append(out, port)
		emit(port)
	}
	rank(out)
	return out
}

// addressesOnly is the resolve stage without MX and CNAME.
func (l *ladder) addressesOnly() ([2][]netip.Addr, bool) {
	l.bare = true
	l.rep.Stages = []Stage{{ID: StageResolve}}
	l.resolve()
	l.beside.Wait()
	return l.names.addrs, len(l.names.addrs[0])+len(l.names.addrs[1]) > 0
}

// tryPort climbs with the usual security of the port, and again with the one
// that the port turns out to want.
func tryPort(ctx context.Context, p store.Profile, o Options, addrs [2][]netip.Addr, port int, security string) Port {
	p.SMTP.Port = port
	begun := time.Now()
	var out Port
	for range 3 {
		p.SMTP.Security = security
		r := climbPort(ctx, p, o, addrs)
		var again string
		if out, again = judgePort(r, port, security); again == "" {
			break
		}
		security, out.Reason = again, "failed"
	}
	out.Took = time.Since(begun)
	return out
}

func climbPort(ctx context.Context, p store.Profile, o Options, addrs [2][]netip.Addr) Report {
	o.Until, o.Send, o.Emit, o.alone = "caps", false, nil, true
	if p.SMTP.Security == "starttls" {
		o.Until = "tls"
	}
	return climb(ctx, p, o, &addrs)
}

// judgePort reads a report; again is another security to try.
func judgePort(r Report, port int, security string) (p Port, again string) {
	p = Port{Port: port, Verdict: r.Verdict}
	has := func(id string) bool {
		return slices.ContainsFunc(r.Findings, func(f cause.Finding) bool { return f.Cause == id && f.Severity != cause.SeverityWarn })
	}
	switch {
	case r.Verdict == Pass || r.Verdict == Warn:
		p.Security, p.Mechanisms = security, stageOf(r, StageCaps).Detail.Mechanisms
		p.Verdict, p.Reason = usable(r, security, p.Mechanisms)
	case security == "starttls" && has("tls.needs-implicit"):
		return p, "tls"
	case security == "tls" && has("tls.needs-starttls"):
		return p, "starttls"
	case security == "starttls" && has("tls.starttls-missing"):
		return p, "none"
	default:
		p.Reason = deadReason(r, has)
	}
	return p, ""
}

// usable says how good a port is that can be talked to.
func usable(r Report, security string, mechanisms []string) (Verdict, string) {
	if t := stageOf(r, StageTLS).Detail.TLS; t != nil && !t.Verified {
		return Warn, "certificate"
	}
	switch {
	case security == "none":
		return Warn, "no_tls"
	case len(mechanisms) == 0:
		return Warn, "no_auth"
	}
	return Pass, "works"
}

func deadReason(r Report, has func(string) bool) string {
	connect := stageOf(r, StageConnect)
	switch {
	case has("net.refused"):
		return "refused"
	case has("net.wrong-service"):
		return "not_smtp"
	case has("net.no-banner"), has("run.cancelled"), connect.Verdict == Fail && silentFamilies(connect.Detail.Families):
		return "no_answer"
	}
	return "failed"
}

func silentFamilies(list []Family) bool {
	return slices.ContainsFunc(list, func(f Family) bool {
		return strings.Contains(f.Error, "timeout") || strings.Contains(f.Error, "deadline") || strings.Contains(f.Error, "canceled")
	})
}

func stageOf(r Report, id string) Stage {
	for _, s := range r.Stages {
		if s.ID == id {
			return s
		}
	}
	return Stage{}
}

// reasons, best first.
var reasons = []string{"works", "certificate", "no_auth", "no_tls", "failed", "not_smtp", "refused", "no_answer"}

// rank sorts best first and recommends the best. Where that has a flaw, the
// flaw is worth more to know, and stays the reason that is shown.
func rank(ports []Port) {
	order := func(p Port) int {
		return slices.IndexFunc(candidates[:], func(c struct {
			port     int
			security string
		}) bool {
			return c.port == p.Port
		})
	}
	slices.SortFunc(ports, func(a, b Port) int {
		return cmp.Or(cmp.Compare(slices.Index(reasons, a.Reason), slices.Index(reasons, b.Reason)),
			cmp.Compare(min(1, len(b.Mechanisms)), min(1, len(a.Mechanisms))), cmp.Compare(order(a), order(b)))
	})
	if len(ports) > 0 && ports[0].Reason == "works" {
		ports[0].Reason = "recommended"
	}
}

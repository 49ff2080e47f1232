package mailcheck

import (
	"context"
	"net/netip"
	"slices"
	"strings"

	"todoku/mailcheck/cause"
	"todoku/store"
)

// Bounds of many runs at once.
const (
	defaultJobs = 32
	perHost     = 3 // servers count connections; loopback is our own
	// aheadMax is how many reports may wait for an earlier one, so that memory
	// does not grow with the number of profiles.
	aheadMax = 512
)

// stopping are the causes after which a host is left alone: trying on would
// make it worse for every profile there.
var stopping = []string{"session.too-many-connections", "auth.rate-limited"}

// fleet is a RunAll under way. Only its own goroutine touches it.
type fleet struct {
	list     []Job
	waiting  []int // indexes not yet started, in order
	running  int
	hosts    map[string]int
	accounts map[string]bool
	stopped  map[string]cause.Finding // host → why
	ready    map[int]Report
	next     int // index whose report is due
}

type finished struct {
	index int
	rep   Report
}

func runAll(ctx context.Context, list []Job, jobs int, done func(Report)) {
	if jobs <= 0 {
		jobs = defaultJobs
	}
	f := &fleet{list: list, hosts: map[string]int{}, accounts: map[string]bool{}, stopped: map[string]cause.Finding{}, ready: map[int]Report{}}
	of := map[string]int{}
	for i, j := range list {
		f.waiting = append(f.waiting, i)
		of[hostKey(j.Profile)]++
	}
	results := make(chan finished)
	for f.next < len(list) {
		for f.running < jobs {
			i, ok := f.take()
			if !ok {
				break
			}
			o := list[i].Options
			o.crowd = of[hostKey(list[i].Profile)] > perHost
			go func() { results <- finished{i, runTrip(ctx, list[i].Profile, o)} }()
		}
		if f.running > 0 {
			f.end(<-results)
		}
		for {
			rep, ok := f.ready[f.next]
			if !ok {
				break
			}
			delete(f.ready, f.next)
			f.next++
			if done != nil {
				done(rep)
			}
		}
	}
}

// take picks the first job that may start now. Those of a host that is left
// alone are answered without a try.
func (f *fleet) take() (int, bool) {
	for n := 0; n < len(f.waiting); n++ {
		i := f.waiting[n]
		if i >= f.next+aheadMax {
			break
		}
		p := f.list[i].Profile
		host, account := hostKey(p), accountKey(p)
		if why, ok := f.stopped[host]; ok {
			f.waiting = slices.Delete(f.waiting, n, n+1)
			f.ready[i] = untried(f.list[i], why)
			n--
			continue
		}
		if f.accounts[account] || (f.hosts[host] >= perHost && !loopbackHost(host)) {
			continue
		}
		f.waiting = slices.Delete(f.waiting, n, n+1)
		f.running++
		f.hosts[host]++
		if account != "" {
			f.accounts[account] = true
		}
		return i, true
	}
	return 0, false
}

// end takes in a report.
func (f *fleet) end(r finished) {
	p := f.list[r.index].Profile
	host := hostKey(p)
	f.running--
	f.hosts[host]--
	delete(f.accounts, accountKey(p))
	f.ready[r.index] = r.rep
	for _, found := range r.rep.Findings {
		if slices.Contains(stopping, found.Cause) && found.Confidence != cause.Possible {
			f.stopped[host] = found
		}
	}
}

// untried is the report of a profile that was not tried, because its host has
// had enough.
func untried(j Job, why cause.Finding) Report {
	l := newLadder(context.Background(), j.Profile, j.Options)
	rep := l.rep
	rep.Verdict = Unknown
	for _, s := range l.rungs() {
		rep.Stages = append(rep.Stages, Stage{ID: s.id, Verdict: Skipped})
	}
	rep.Stages[0].Verdict = Unknown
	why.Severity, why.Stage = cause.SeverityUnknown, rep.Stages[0].ID
	rep.Findings = []cause.Finding{why}
	return rep
}

func hostKey(p store.Profile) string { return strings.ToLower(asciiHost(settled(p).SMTP.Host)) }

// accountKey is empty where nobody signs in.
func accountKey(p store.Profile) string {
	if p.SMTP.Auth.Method == popBeforeSMTP {
		b := popBox(p)
		return strings.ToLower(asciiHost(b.host)) + "\x00" + strings.ToLower(b.username)
	}
	p = settled(p)
	if m := p.SMTP.Auth.Method; m == "" || m == "none" {
		return ""
	}
	return hostKey(p) + "\x00" + strings.ToLower(p.SMTP.Auth.Username)
}

func loopbackHost(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && ip.IsLoopback()
}

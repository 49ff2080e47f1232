package mailcheck

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"runtime"
	"slices"
	"strings"
	"time"

	"todoku/mailcheck/cause"
)

// Bounds of the resolver.
const (
	// straggler is how long one family's answer is waited for after the other
	// has come. Programs that ask for both wait longer, but the run need not.
	straggler = 2 * time.Second
	// collectWait is how long MX and CNAME are waited for after the run.
	collectWait = 500 * time.Millisecond
	maxNames    = 32
)

// families are the address families in the order of a report.
var families = [2]struct{ id, ip, tcp string }{{"ipv4", "ip4", "tcp4"}, {"ipv6", "ip6", "tcp6"}}

// names is what DNS knows about the host.
type names struct {
	addrs [2][]netip.Addr
	extra chan extraNames // MX and CNAME, which nothing waits for
}

type extraNames struct {
	cname string
	mx    []string
}

// lookup is the answer for one family.
type lookup struct {
	family int
	addrs  []netip.Addr
	err    error
}

// resolve finds the addresses the way programs on this machine do: /etc/hosts
// first. A and AAAA are asked side by side, so that one that stays silent does
// not hold up the other.
func (l *ladder) resolve() {
	l.names = &names{}
	st := l.stage()
	if l.known != nil {
		l.names.addrs = *l.known
		l.showAddresses(st)
		return
	}
	if ip, err := netip.ParseAddr(strings.Trim(l.host, "[]")); err == nil {
		i := familyOf(ip)
		l.names.addrs[i] = []netip.Addr{ip.Unmap()}
		l.showAddresses(st)
		return
	}
	res := l.o.resolver()
	if !l.bare && l.proto == "smtp" {
		l.names.extra = l.askExtra(res)
	}
	ctx, cancel := context.WithTimeout(l.ctx, l.wait)
	defer cancel()
	answers := make(chan lookup, len(families))
	for i := range families {
		l.beside.Go(func() {
			addrs, err := res.LookupNetIP(ctx, families[i].ip, l.host)
			answers <- lookup{i, addrs, err}
		})
	}
	errs := l.gather(answers, cancel)
	l.showAddresses(st)
	if len(l.names.addrs[0])+len(l.names.addrs[1]) == 0 && l.ctx.Err() == nil {
		l.unresolved(errs)
	}
}

// gather takes both answers, the second one not for long.
func (l *ladder) gather(answers <-chan lookup, cancel context.CancelFunc) (errs []error) {
	for n := range families {
		a := <-answers // ends with ctx at the latest
		for _, ip := range a.addrs {
			if ip = ip.Unmap(); familyOf(ip) == a.family && len(l.names.addrs[a.family]) < maxNames {
				l.names.addrs[a.family] = append(l.names.addrs[a.family], ip)
			}
		}
		if a.err != nil {
			errs = append(errs, a.err)
		}
		if n == 0 && len(a.addrs) > 0 {
			defer time.AfterFunc(straggler, cancel).Stop()
		}
	}
	return errs
}

func familyOf(ip netip.Addr) int {
	if ip.Unmap().Is4() {
		return 0
	}
	return 1
}

func (l *ladder) showAddresses(st *Stage) {
	for i, list := range l.names.addrs {
		for _, ip := range list {
			if i == 0 {
				st.Detail.A = append(st.Detail.A, ip.String())
			} else {
				st.Detail.AAAA = append(st.Detail.AAAA, ip.String())
			}
		}
	}
}

// unresolved finds out why there is no address. Go says "no such host" for
// NXDOMAIN and for a name without addresses, and "server misbehaving" for
// every other refusal, so the question is put once more by hand.
func (l *ladder) unresolved(errs []error) {
	e := l.byError(worstLookup(errs))
	e.Facts["domain"] = l.host
	var d *net.DNSError
	if errors.As(e.Err, &d) && l.o.Nameserver != "" {
		d.Server = l.o.Nameserver // Go names the one that it would have asked
	}
	if d != nil && d.IsTimeout {
		e.Facts[cause.FactRcode] = "TIMEOUT"
	} else if rcode := l.rcode(); rcode != "" {
		e.Facts[cause.FactRcode] = rcode
	}
	if rcode := e.Facts[cause.FactRcode]; rcode != "" {
		e.Probes = append(e.Probes, cause.Probe{Name: cause.AskRaw, At: l.host, Answer: rcode})
	}
	if x := l.takeExtra(time.Second); len(x.mx) > 0 {
		e.Facts[cause.FactMX] = strings.Join(mxHosts(x.mx), ", ")
	}
	if rcode := e.Facts[cause.FactRcode]; rcode == "NXDOMAIN" || rcode == "NOERROR" {
		if s := l.suggest(); s != "" {
			e.Facts[cause.FactSuggest] = s
		}
	}
	l.fail(e)
}

// worstLookup prefers an answer ("no such host") to the lack of one.
func worstLookup(errs []error) error {
	var worst error
	for _, err := range errs {
		var d *net.DNSError
		if worst == nil || (errors.As(err, &d) && d.IsNotFound && !d.IsTemporary) {
			worst = err
		}
	}
	var none *net.AddrError // /etc/hosts knows the name for the other family only
	if worst == nil || errors.As(worst, &none) {
		return &net.DNSError{Err: "no such host", IsNotFound: true}
	}
	return worst
}

// resolver is the system's, or one that asks Nameserver only. On Unix Go's own
// one obeys ctx, which the C library's does not.
func (o Options) resolver() *net.Resolver {
	r := &net.Resolver{PreferGo: o.Nameserver != "" || runtime.GOOS != "windows" && runtime.GOOS != "darwin"}
	r.Dial = func(ctx context.Context, network, server string) (net.Conn, error) {
		if o.Nameserver != "" {
			server = o.Nameserver
		}
		c, err := (&net.Dialer{}).DialContext(ctx, network, server)
		if err == nil {
			// A question other than for addresses looks at ctx between two
			// tries only. ctx is that of this one exchange.
			context.AfterFunc(ctx, func() { _ = c.Close() })
		}
		return c, err
	}
	return r
}

// askExtra looks up MX and CNAME beside the conversation: they are shown, and
// explain a missing address, but nothing depends on them. Names of this
// machine only (RFC 6761 section 6.3) are not asked about.
func (l *ladder) askExtra(res *net.Resolver) chan extraNames {
	out := make(chan extraNames, 1)
	if !strings.Contains(l.host, ".") || l.host == "localhost" || strings.HasSuffix(l.host, ".localhost") {
		out <- extraNames{}
		return out
	}
	ctx, cancel := context.WithTimeout(l.ctx, l.wait)
	l.beside.Go(func() {
		defer cancel()
		cname := make(chan string, 1)
		l.beside.Go(func() {
			c, _ := res.LookupCNAME(ctx, l.host)
			cname <- c
		})
		mx, _ := res.LookupMX(ctx, l.host)
		out <- extraNames{canonicalName(<-cname, l.host), mxList(mx)}
	})
	return out
}

// canonicalName is the alias's target; empty when the name is none.
func canonicalName(cname, host string) string {
	cname = strings.TrimSuffix(cname, ".")
	if cname == "" || strings.EqualFold(cname, host) {
		return ""
	}
	return Neutralise(cname)
}

// mxList is "10 mx.example.org" by preference; "0 ." is a null MX (RFC 7505).
func mxList(mx []*net.MX) []string {
	slices.SortStableFunc(mx, func(a, b *net.MX) int { return int(a.Pref) - int(b.Pref) })
	var out []string
	for _, m := range mx[:min(len(mx), maxNames)] {
		host := strings.TrimSuffix(m.Host, ".")
		if host == "" {
			host = "."
		}
		out = append(out, itoa(int(m.Pref))+" "+Neutralise(host))
	}
	return out
}

// mxHosts drops the preferences.
func mxHosts(mx []string) []string {
	out := make([]string, len(mx))
	for i, m := range mx {
		_, out[i], _ = strings.Cut(m, " ")
	}
	return out
}

// takeExtra waits for MX and CNAME once and puts them into the report.
func (l *ladder) takeExtra(wait time.Duration) (x extraNames) {
	if l.names == nil || l.names.extra == nil {
		return x
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case x = <-l.names.extra:
		l.names.extra = nil
		st := l.stageByID(l.id(StageResolve))
		st.Detail.CNAME, st.Detail.MX = x.cname, x.mx
	case <-timer.C:
	case <-l.ctx.Done():
	}
	return x
}

// collectNames adds MX and CNAME to a stage that has long been shown.
func (l *ladder) collectNames() {
	if x := l.takeExtra(collectWait); x.cname != "" || len(x.mx) > 0 {
		l.emit(0)
	}
}

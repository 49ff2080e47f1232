package mailcheck

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"time"

	"todoku/mailcheck/cause"
)

// Bounds of connecting.
const (
	// secondWait is how long the other family is tried after one has connected.
	secondWait = 3 * time.Second
	// silentAfter is when other ports are tried to see whether only this one is dead.
	silentAfter = 3 * time.Second
)

func itoa(n int) string { return strconv.Itoa(n) }

// attempt is the outcome of one address family.
type attempt struct {
	family int
	conn   net.Conn
	addr   netip.Addr // the one that answered, or the last one tried
	err    error
	took   time.Duration
}

// second is the attempt that is still under way when the first one has connected.
type second struct {
	results <-chan attempt
	stop    context.CancelFunc
}

// connect tries each family on its own, side by side, and goes on over the
// first that answers. net.Dialer would do so too, but would not say which
// family failed, nor how.
func (l *ladder) connect() {
	ctx, cancel := context.WithCancel(l.ctx)
	results := make(chan attempt, len(families))
	tried := 0
	st := l.stage()
	for i, addrs := range l.names.addrs {
		if len(addrs) == 0 {
			continue
		}
		tried++
		st.Detail.Families = append(st.Detail.Families, Family{Family: families[i].id, Address: addrs[0].String(), Verdict: Running})
		l.beside.Go(func() {
			a := l.dialFamily(ctx, i, addrs)
			l.giveWay(ctx, i)
			results <- a
			if i == l.prefers() {
				close(l.first)
			}
		})
	}
	watch, unwatch := context.WithCancel(ctx)
	defer unwatch()
	side := l.watchPorts(watch)
	var failed []attempt
	for range tried {
		a := <-results
		l.showFamily(a)
		if a.err == nil {
			l.begin(a)
			l.second = &second{results: results, stop: cancel}
			if len(failed)+1 == tried {
				l.second = nil
				cancel()
			} else {
				time.AfterFunc(min(l.wait, secondWait), cancel)
			}
			l.warnFamilies(failed)
			return
		}
		failed = append(failed, a)
	}
	var found beside
	if unanswered(failed) {
		found = <-side
	} else if l.asks() {
		found = l.tryBeside(l.ctx, min(l.wait, silentAfter), refused)
	}
	cancel()
	if l.ctx.Err() == nil {
		l.unreachable(failed, found)
	}
}

// prefers is the index of the family that the conversation is to go over if it
// can; -1: of none.
func (l *ladder) prefers() int {
	return slices.IndexFunc(families[:], func(f struct{ id, ip, tcp string }) bool { return f.id == l.prefer })
}

// giveWay holds a result back until that of the preferred family is known, but
// not for long.
func (l *ladder) giveWay(ctx context.Context, family int) {
	p := l.prefers()
	if p < 0 || p == family || len(l.names.addrs[p]) == 0 {
		return
	}
	timer := time.NewTimer(min(l.wait, secondWait))
	defer timer.Stop()
	select {
	case <-l.first:
	case <-timer.C:
	case <-ctx.Done():
	}
}

// begin starts the conversation on the connection that came first.
func (l *ladder) begin(a attempt) {
	l.remote, l.local = net.JoinHostPort(a.addr.String(), itoa(l.p.SMTP.Port)), a.conn.LocalAddr().String()
	l.stage().Detail.Remote = a.addr.String()
	l.log.note("connect " + l.remote)
	l.wire = newWire(l.ctx, a.conn, l.wait, &l.log)
}

// dialFamily tries the addresses of one family in DNS's order. The time is
// shared among those still to be tried.
func (l *ladder) dialFamily(ctx context.Context, family int, addrs []netip.Addr) attempt {
	begun := time.Now()
	a := attempt{family: family}
	for i, addr := range addrs {
		left := l.wait - time.Since(begun)
		c, err := l.dial(ctx, families[family].tcp, addr, l.p.SMTP.Port, left/time.Duration(len(addrs)-i))
		a.addr, a.conn, a.err = addr, c, err
		if err == nil || ctx.Err() != nil || time.Since(begun) >= l.wait {
			break
		}
	}
	a.took = time.Since(begun)
	return a
}

// dial opens one connection to one address.
func (l *ladder) dial(ctx context.Context, network string, addr netip.Addr, port int, wait time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	to := net.JoinHostPort(addr.String(), itoa(port))
	return l.open(ctx, network, to)
}

// open connects by the dialer of the run.
func (l *ladder) open(ctx context.Context, network, to string) (net.Conn, error) {
	if l.o.Dial != nil {
		return l.o.Dial(ctx, network, to)
	}
	return (&net.Dialer{}).DialContext(ctx, network, to)
}

// showFamily puts an attempt into the report.
func (l *ladder) showFamily(a attempt) {
	st := l.stageByID(l.id(StageConnect))
	i := slices.IndexFunc(st.Detail.Families, func(f Family) bool { return f.Family == families[a.family].id })
	f := &st.Detail.Families[i]
	f.Address, f.Took, f.TookMS = a.addr.String(), a.took, a.took.Milliseconds()
	switch {
	case a.err == nil:
		f.Verdict = Pass
	case noRoute(a.err):
		f.Verdict, f.Error = Skipped, safe(a.err.Error(), 1, maxLineRunes)
	default:
		f.Verdict, f.Error = Fail, safe(a.err.Error(), 1, maxLineRunes)
	}
}

// unreachable: no family connects. The families' reasons may differ; the one
// that is not merely a lack of the family on this machine counts, IPv4 first.
// Its other ports count, unless only the other family has any that answer.
func (l *ladder) unreachable(failed []attempt, found beside) {
	trials := found.ports
	slices.SortFunc(failed, func(a, b attempt) int { return a.family - b.family })
	why := failed[0]
	if noRoute(why.err) {
		why = failed[len(failed)-1]
	}
	for _, a := range failed {
		if len(trials[why.family].open) == 0 && len(trials[a.family].open) > 0 && timedOut(a.err) {
			why = a
		}
	}
	e := l.byError(why.err)
	e.Facts[cause.FactFamily] = families[why.family].id
	trials[why.family].tell(e.Facts)
	trials[why.family].show(&e, l.p.SMTP.Host)
	found.control.add(&e)
	l.fail(e)
}

// warnFamilies: the other family works. A family that this machine does not
// have at all is no fault of the server: programs notice at once.
func (l *ladder) warnFamilies(failed []attempt) {
	for _, a := range failed {
		f := families[a.family].id
		if noRoute(a.err) {
			continue
		}
		e := l.byError(a.err)
		e.Stage = l.id(StageConnect)
		e.Facts[cause.FactFamily] = f
		if f == "ipv4" {
			l.record(cause.SeverityWarn, e, cause.Find(e)[0])
			continue
		}
		e.Facts[cause.FactOtherFamily] = "true"
		l.warn("net.ipv6-broken", cause.Certain, e)
	}
}

// collectSecond takes in the family that had not answered when the
// conversation began; it was tried beside it all the while.
func (l *ladder) collectSecond() {
	if l.second == nil {
		return
	}
	defer l.second.stop()
	a := <-l.second.results // the attempt ends with ctx, or by the timer set when the first one connected
	if a.conn != nil {
		_ = a.conn.Close()
	}
	if l.ctx.Err() != nil && a.err != nil {
		return
	}
	if errors.Is(a.err, context.Canceled) {
		a.err = &net.OpError{Op: "dial", Net: families[a.family].tcp, Addr: &net.TCPAddr{IP: a.addr.AsSlice(), Port: l.p.SMTP.Port}, Err: context.DeadlineExceeded}
	}
	l.showFamily(a)
	if a.err != nil {
		l.warnFamilies([]attempt{a})
	}
	if v := l.stageByID(l.id(StageConnect)).Verdict; v == Pass || v == Warn {
		l.again(l.id(StageConnect))
	}
}

// unanswered says that a family failed by silence.
func unanswered(failed []attempt) bool {
	return slices.ContainsFunc(failed, func(a attempt) bool { return timedOut(a.err) })
}

package mailcheck

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"todoku/mailcheck/cause"
)

// jobs makes n profiles; host and user say where each goes.
func jobs(n int, dial func(context.Context, string, string) (net.Conn, error), host, user func(int) string) []Job {
	var list []Job
	for i := range n {
		p := profile("plain")
		p.Name, p.SMTP.Host, p.SMTP.Auth.Username = fmt.Sprint(i), host(i), user(i)
		o := with(&scripted{})
		o.Dial = dial
		list = append(list, Job{p, o})
	}
	return list
}

// gate is a dialer that holds connections until a batch of them is under way
// at once, and remembers the most that ever were.
type gate struct {
	mu        sync.Mutex
	now, most int
	arrived   int // of the present batch
	enough    int
	held      chan struct{}
}

var errRefused = errors.New("refused by the test")

func (g *gate) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	g.mu.Lock()
	g.now++
	g.most = max(g.most, g.now)
	held := g.held
	if g.arrived++; g.arrived == g.enough {
		close(held)
		g.arrived, g.held = 0, make(chan struct{})
	}
	g.mu.Unlock()
	for range 100 {
		runtime.Gosched() // whoever may come as well, comes
	}
	select {
	case <-held:
	case <-ctx.Done():
	}
	g.mu.Lock()
	g.now--
	g.mu.Unlock()
	return nil, errRefused
}

func TestRunAllBounds(t *testing.T) {
	same := func(int) string { return "192.0.2.1" }
	own := func(i int) string { return fmt.Sprintf("192.0.2.%d", i+1) }
	local := func(int) string { return "127.0.0.1" }
	user := func(i int) string { return fmt.Sprint("user", i) }
	one := func(int) string { return "alice" }
	for _, c := range []struct {
		name       string
		host, user func(int) string
		n, jobs    int
		most       int
	}{
		{"three per host", same, user, 12, 0, 3},
		{"one per account", same, one, 4, 0, 1},
		{"jobs overall", own, user, 24, 4, 4},
		{"the default overall", own, user, 64, 0, 32},
		{"no bound on loopback", local, user, 32, 16, 16},
	} {
		g := &gate{enough: c.most, held: make(chan struct{})}
		var order []string
		RunAll(t.Context(), jobs(c.n, g.dial, c.host, c.user), c.jobs, func(r Report) { order = append(order, r.Profile) })
		if g.most != c.most {
			t.Errorf("%s: %d at once, want %d", c.name, g.most, c.most)
		}
		for i, name := range order {
			if name != fmt.Sprint(i) {
				t.Errorf("%s: report %d is of profile %s", c.name, i, name)
			}
		}
		if len(order) != c.n {
			t.Errorf("%s: %d reports, want %d", c.name, len(order), c.n)
		}
	}
}

// TestRunAllStops: after "too many connections" the host is left alone.
func TestRunAllStops(t *testing.T) {
	var mu sync.Mutex
	dials := 0
	s := &scripted{replies: []string{"421 4.7.0 mx Error: too many connections from 192.0.2.9"}}
	dial := func(ctx context.Context, network, address string) (net.Conn, error) {
		mu.Lock()
		dials++
		mu.Unlock()
		return s.dial(ctx, network, address)
	}
	list := jobs(20, dial, func(int) string { return "192.0.2.1" }, func(i int) string { return fmt.Sprint(i) })
	other := &scripted{replies: []string{"220 mx", "250 mx"}}
	list[19].Profile.SMTP.Host = "192.0.2.2"
	list[19].Options.Dial, list[19].Options.Until = other.dial, "caps"
	n := 0
	RunAll(t.Context(), list, 0, func(r Report) {
		n++
		if r.Host == "192.0.2.2" {
			if r.Verdict != Pass {
				t.Errorf("another host: %s", r.Verdict)
			}
			return
		}
		f := r.Findings[0]
		if r.Verdict != Unknown || f.Cause != "session.too-many-connections" || f.Severity != cause.SeverityUnknown {
			t.Errorf("profile %s: %s by %s", r.Profile, r.Verdict, f.Cause)
		}
	})
	s.open.Wait()
	if n != 20 || dials > 5 {
		t.Errorf("%d reports, %d connections: want 20, and a handful", n, dials)
	}
}

func TestRunAllCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	n := 0
	RunAll(ctx, jobs(50, nil, func(int) string { return "192.0.2.1" }, func(i int) string { return fmt.Sprint(i) }), 0, func(r Report) {
		n++
		if r.Findings[0].Cause != "run.cancelled" {
			t.Errorf("%s: %s", r.Profile, r.Findings[0].Cause)
		}
	})
	if n != 50 {
		t.Errorf("%d reports, want 50", n)
	}
}

// TestRunAllAsksNoMoreOfACrowd: questions that tell causes apart cost
// connections, which many profiles of one host do not spend.
func TestRunAllAsksNoMoreOfACrowd(t *testing.T) {
	for n, want := range map[int]int{1: 4, 8: 16} { // TLS in the place of the dialogue is tried in any case
		var mu sync.Mutex
		dials := 0
		s := &scripted{replies: []string{hangUp}}
		dial := func(ctx context.Context, network, address string) (net.Conn, error) {
			mu.Lock()
			dials++
			mu.Unlock()
			return s.dial(ctx, network, address)
		}
		list := jobs(n, dial, func(int) string { return "192.0.2.1" }, func(i int) string { return fmt.Sprint(i) })
		for i := range list {
			list[i].Options.alone = false
			list[i].Options.Sleep = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
		}
		RunAll(t.Context(), list, 0, func(r Report) {
			if r.Findings[0].Cause != "net.dropped" {
				t.Errorf("%d: %s", n, r.Findings[0].Cause)
			}
		})
		s.open.Wait()
		if dials != want {
			t.Errorf("%d profiles: %d connections, want %d", n, dials, want)
		}
	}
}

// TestRunAllAsksACrowdAtNoOtherPort when its own is refused.
func TestRunAllAsksACrowdAtNoOtherPort(t *testing.T) {
	for n, others := range map[int]bool{1: true, 8: false} {
		var mu sync.Mutex
		elsewhere := false
		dial := func(_ context.Context, network, address string) (net.Conn, error) {
			mu.Lock()
			defer mu.Unlock()
			elsewhere = elsewhere || !strings.HasSuffix(address, ":587")
			return nil, &net.OpError{Op: "dial", Net: network, Err: errno(syscall.ECONNREFUSED)}
		}
		list := jobs(n, dial, func(int) string { return "192.0.2.1" }, func(i int) string { return fmt.Sprint(i) })
		for i := range list {
			list[i].Options.alone = false
		}
		RunAll(t.Context(), list, 0, func(r Report) {
			if r.Findings[0].Cause != "net.refused" {
				t.Errorf("%d: %s", n, r.Findings[0].Cause)
			}
		})
		if elsewhere != others {
			t.Errorf("%d profiles: other ports tried %v, want %v", n, elsewhere, others)
		}
	}
}

package mailcheck

import (
	"context"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"todoku/mailcheck/cause"
)

// siblings are the ports of a host that tell a closed network from a dead
// host; 443 is hardly ever closed.
func siblings(proto string) []int {
	switch proto {
	case "smtp":
		return []int{25, 443, 465, 587, 2525}
	case "pop3", "imap":
		return []int{110, 143, 443, 993, 995}
	}
	return nil // HTTP has one port
}

// portTrial is which other ports of the host answer.
type portTrial struct {
	open, dead []int
	tried      int
}

// tell adds what is known to the facts.
func (p portTrial) tell(facts map[string]string) {
	if len(p.open) > 0 {
		facts[cause.FactPortsOpen] = numbers(p.open)
	}
	if len(p.dead) > 0 {
		facts[cause.FactPortsDead] = numbers(p.dead)
	}
	if p.tried > 0 && len(p.dead) == p.tried {
		facts[cause.FactHostDead] = "true"
	}
}

// show puts them among the probes of a failure.
func (p portTrial) show(e *cause.Evidence, host string) {
	var t told
	if len(p.open) > 0 {
		t.probe(cause.AskPorts, host+" "+numbers(p.open), cause.AnswerOpen)
	}
	if len(p.dead) > 0 {
		t.probe(cause.AskPorts, host+" "+numbers(p.dead), cause.AnswerSilent)
	}
	t.add(e)
}

func numbers(list []int) string {
	var out []string
	for _, n := range list {
		out = append(out, itoa(n))
	}
	return strings.Join(out, " ")
}

// beside is what was tried beside a connection that is not answered.
type beside struct {
	ports   [len(families)]portTrial
	control told
}

// watchPorts tries other ports of the same host once the one asked for has
// been silent for a while, each family on its own: connections only, nothing is
// said on them. By the time that the silence is final, the answer is there.
func (l *ladder) watchPorts(ctx context.Context) <-chan beside {
	out := make(chan beside, 1) // closed without a word: nothing was tried
	after := min(l.wait/2, silentAfter)
	l.beside.Go(func() {
		defer close(out)
		timer := time.NewTimer(after)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
			return
		}
		out <- l.tryBeside(ctx, l.wait-after, timedOut)
	})
	return out
}

// tryBeside tries other ports of the host and the control host, side by side.
func (l *ladder) tryBeside(ctx context.Context, wait time.Duration, alike func(error) bool) (found beside) {
	var group sync.WaitGroup
	group.Go(func() { found.control = l.tryControl(ctx, wait, alike) })
	for i, list := range l.names.addrs {
		if len(list) > 0 {
			group.Go(func() { found.ports[i] = l.tryPorts(ctx, list[0], wait) })
		}
	}
	group.Wait()
	return found
}

func (l *ladder) tryPorts(ctx context.Context, addr netip.Addr, wait time.Duration) portTrial {
	var (
		t     portTrial
		mu    sync.Mutex
		group sync.WaitGroup
	)
	for _, port := range siblings(l.proto) {
		if port == l.p.SMTP.Port {
			continue
		}
		t.tried++
		group.Go(func() {
			c, err := l.dial(ctx, families[familyOf(addr)].tcp, addr, port, wait)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				_ = c.Close()
				t.open = append(t.open, port)
			case timedOut(err):
				t.dead = append(t.dead, port)
			}
		})
	}
	group.Wait()
	slices.Sort(t.open)
	slices.Sort(t.dead)
	return t
}

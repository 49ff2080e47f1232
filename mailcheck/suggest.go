package mailcheck

import (
	"context"
	"net"
	"strings"
	"sync"
	"time"

	"todoku/mailcheck/discover"
)

// suggestWait bounds the look-ups for a better name.
const suggestWait = 2 * time.Second

// suggest finds the host that was probably meant: the nearest one of a known
// provider, or a usual name of a mail server that does exist in this domain.
func (l *ladder) suggest() string {
	if near := nearestHost(l.host, knownHosts()); near != "" {
		return near
	}
	return l.firstExisting(usualNames(l.host))
}

// knownHosts are the sending servers of the provider data.
func knownHosts() []string {
	var out []string
	for _, p := range discover.Providers() {
		for _, s := range p.SMTP {
			out = append(out, s.Host)
		}
	}
	return out
}

// nearestHost is the known host that differs by one or two slips of the
// finger; empty when there is none, or host is a known one itself.
func nearestHost(host string, known []string) string {
	best, least := "", 3
	for _, k := range known {
		d := distance(strings.ToLower(host), k, least)
		if d == 0 {
			return ""
		}
		if d < least && len(k) >= 8 {
			best, least = k, d
		}
	}
	return best
}

// distance counts letters inserted, left out, replaced or swapped with their
// neighbour (Damerau), up to limit.
func distance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	var before, above []int
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, above, row = above, row, make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return min(row[len(b)], limit)
}

// usualNames are names of mail servers beside or below host.
func usualNames(host string) []string {
	var out []string
	_, parent, ok := strings.Cut(host, ".")
	for _, domain := range []string{host, parent} {
		if !ok || !strings.Contains(domain, ".") {
			continue
		}
		for _, name := range []string{"smtp.", "mail."} {
			if n := name + domain; n != host && len(n) < 254 {
				out = append(out, n)
			}
		}
	}
	return out
}

// firstExisting asks for all names side by side and gives the first of the
// list that has an address.
func (l *ladder) firstExisting(list []string) string {
	ctx, cancel := context.WithTimeout(l.ctx, min(l.wait, suggestWait))
	defer cancel()
	res := l.o.resolver()
	found := make([]bool, len(list))
	var group sync.WaitGroup
	for i, name := range list {
		group.Go(func() { found[i] = resolves(ctx, res, name) })
	}
	group.Wait()
	for i, name := range list {
		if found[i] {
			return name
		}
	}
	return ""
}

func resolves(ctx context.Context, res *net.Resolver, name string) bool {
	addrs, err := res.LookupNetIP(ctx, "ip", name+".")
	return err == nil && len(addrs) > 0
}

package discover

import (
	"cmp"
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"sync"
)

// srvNames are the services that are looked up: RFC 8314 section 5.1 adds
// _submissions to those of RFC 6186 section 3, and prefers implicit TLS.
var srvNames = [...]struct {
	name     string
	service  Service
	security string
}{
	{"submissions", Submission, "tls"}, {"submission", Submission, "starttls"},
	{"imaps", IMAP, "tls"}, {"imap", IMAP, "starttls"},
	{"pop3s", POP3, "tls"}, {"pop3", POP3, "starttls"},
}

// maxRecords bounds what is taken of one name.
const maxRecords = 8

// askSRV looks all of them up side by side. RFC 6186 section 3.4 would choose
// between the two kinds of a service by priority; here the order within one
// kind is all that counts, because the live trial decides.
func askSRV(ctx context.Context, a *asker) ([]Candidate, string, error) {
	type result struct {
		list []*net.SRV
		err  error
	}
	results := make([]result, len(srvNames))
	var group sync.WaitGroup
	for i, s := range srvNames {
		group.Go(func() {
			_, list, err := a.o.Resolver.LookupSRV(ctx, s.name, "tcp", a.t.Domain+".")
			results[i] = result{list, err}
		})
	}
	group.Wait()
	var (
		out     []Candidate
		refused bool
		errs    []error
	)
	for i, r := range results {
		s := srvNames[i]
		from := "_" + s.name + "._tcp." + a.t.Domain
		for _, rr := range inOrder(r.list) {
			if rr.Target == "." { // RFC 2782: decidedly not available at this domain
				refused = true
				continue
			}
			out = append(out, Candidate{Service: s.service, Host: rr.Target, Port: int(rr.Port), Security: s.security, Trust: TrustDNS, From: from})
		}
		if r.err != nil && len(r.list) == 0 {
			errs = append(errs, r.err)
		}
	}
	detail := "_submission._tcp." + a.t.Domain
	if len(out) == 0 && refused && len(errs) == 0 {
		return nil, detail, nothing(ReasonNotOffered)
	}
	return out, detail, worstDNS(errs, refused)
}

// worstDNS prefers a failure to "there is none", so that nothing is called
// absent that could not be asked about.
func worstDNS(errs []error, refused bool) error {
	var none error
	for _, err := range errs {
		var d *net.DNSError
		if !errors.As(err, &d) || !d.IsNotFound {
			return err
		}
		none = err
	}
	if refused {
		return nothing(ReasonNotOffered)
	}
	return none
}

// inOrder sorts as RFC 2782 does, but where it draws lots by weight the heavier
// comes first: two runs must read the same.
func inOrder(list []*net.SRV) []*net.SRV {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b *net.SRV) int {
		return cmp.Or(cmp.Compare(a.Priority, b.Priority), cmp.Compare(b.Weight, a.Weight),
			strings.Compare(a.Target, b.Target), cmp.Compare(a.Port, b.Port))
	})
	return list[:min(len(list), maxRecords)]
}

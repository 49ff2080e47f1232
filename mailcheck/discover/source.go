package discover

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"net"
	"slices"
	"sync"
	"time"
)

// Options are how the sources reach the world. Resolver is needed; the zero
// value of the rest is the real network and the system's roots.
type Options struct {
	Resolver *net.Resolver
	Dial     func(ctx context.Context, network, address string) (net.Conn, error)
	Roots    *x509.CertPool
	Offline  bool   // the built-in data alone: nobody is asked
	HTTP     bool   // autoconfig over plain HTTP too: anybody on the way can forge it
	ISPDB    string // base URL of Thunderbird's list; empty: the usual one
}

// State is how a source's answer turned out.
type State string

// Failed is "could not ask or could not read", Nothing "asked, and there is
// none"; the two are never mixed up.
const (
	Found   State = "found"
	Nothing State = "nothing"
	Failed  State = "failed"
	Skipped State = "skipped"
)

// Outcome is what became of one source.
type Outcome struct {
	Source string
	State  State
	Found  int    // candidates
	Reason string // code of why, see the constants; may be empty for Nothing
	Detail string // URL or name that was asked; ASCII
	Took   time.Duration
}

// Reasons of outcomes.
const (
	ReasonTimeout      = "timeout"           // failed: no answer in time
	ReasonDNS          = "dns"               // failed: the resolver failed
	ReasonCNAMELoop    = "cname_loop"        // failed: an alias that leads back to itself
	ReasonConnect      = "connect"           // failed: no connection
	ReasonCertificate  = "certificate"       // failed: the certificate is not good for the name
	ReasonTLS          = "tls"               // failed: no TLS
	ReasonHTTP         = "http"              // failed: what answers does not speak HTTP
	ReasonStatus       = "status"            // failed: an HTTP status that is neither yes nor no
	ReasonTooLarge     = "too_large"         // failed: the document is larger than 256 KB
	ReasonNotXML       = "not_xml"           // failed: it cannot be read as XML
	ReasonHTML         = "html"              // failed: a page for people, such as a login
	ReasonNested       = "nested"            // failed: elements too deep inside each other
	ReasonEntities     = "entities"          // failed: it declares a document type with entities
	ReasonNotConfig    = "not_config"        // failed: XML or JSON, but something else
	ReasonOtherDomain  = "other_domain"      // failed: it is about another domain
	ReasonRedirectLoop = "redirect_loop"     // failed: sent on and on
	ReasonInsecure     = "redirect_insecure" // failed: sent from HTTPS to HTTP, not followed
	ReasonPrivate      = "redirect_private"  // failed: sent to an address of a private network, not followed
	ReasonRedirectBad  = "redirect_bad"      // failed: sent to what is no URL
	ReasonNoDigest     = "digest_missing"    // failed: PACC's document without its TXT record
	ReasonDigest       = "digest"            // failed: PACC's document and TXT record do not match
	ReasonNotOffered   = "not_offered"       // nothing: SRV says "." to all
	ReasonNoServer     = "no_server"         // nothing: a document without a usable server
	ReasonUnknown      = "unknown"           // nothing: not in the built-in data
	ReasonOffline      = "offline"           // skipped
	ReasonConsent      = "consent"           // skipped: plain HTTP needs consent
	ReasonNoMX         = "no_mx"             // nothing: the domain has no MX to conclude from
	ReasonSameDomain   = "same_domain"       // skipped: the MX is in the address's own domain
	ReasonNotNeeded    = "not_needed"        // skipped: a server for every service works already
	ReasonFailed       = "failed"            // failed: none of the above
)

// Answer is what one source says.
type Answer struct {
	Outcome    Outcome
	Candidates []Candidate // best first, complete
}

// asker is one search.
type asker struct {
	t  Target
	o  Options
	mx func() (string, error) // the best MX; empty: there is none
}

// source is one way to find servers.
type source struct {
	id  string
	ask func(context.Context, *asker) ([]Candidate, string, error) // candidates, what was asked, and why not
	own bool                                                       // it asks nobody
}

// sources are all of them but the guess, in the order in which they are shown.
func sources() []source {
	return []source{
		{id: FromProvider, ask: askProvider, own: true},
		{id: FromAutoconfig, ask: askAutoconfig},
		{id: FromWellKnown, ask: askWellKnown},
		{id: FromPACC, ask: askPACC},
		{id: FromHTTP, ask: askHTTP},
		{id: FromISPDB, ask: askISPDB},
		{id: FromSRV, ask: askSRV},
		{id: FromMX, ask: askMX},
		{id: FromMXAutoconfig, ask: askMXAutoconfig},
		{id: FromMXISPDB, ask: askMXISPDB},
	}
}

// Search asks every source at once and gives their answers in the order of the
// list above; the guess is not among them. Each answer also goes to emit (nil:
// to nobody) as it comes, from one goroutine at a time. It ends with ctx at
// the latest, leaves nothing running, and never fails as a whole.
func Search(ctx context.Context, t Target, o Options, emit func(Answer)) []Answer {
	a := &asker{t: t, o: o}
	a.mx = sync.OnceValues(func() (string, error) { return bestMX(ctx, o.Resolver, t.Domain) })
	list := sources()
	out := make([]Answer, len(list))
	var (
		group sync.WaitGroup
		mu    sync.Mutex
	)
	for i, s := range list {
		group.Go(func() {
			answer := s.answer(ctx, a)
			mu.Lock()
			defer mu.Unlock()
			out[i] = answer
			if emit != nil {
				emit(answer)
			}
		})
	}
	group.Wait()
	return out
}

// answer asks one source.
func (s source) answer(ctx context.Context, a *asker) Answer {
	begun := time.Now()
	if a.o.Offline && !s.own {
		return Answer{Outcome: Outcome{Source: s.id, State: Skipped, Reason: ReasonOffline}}
	}
	list, detail, err := s.ask(ctx, a)
	out := Answer{Outcome: Outcome{Source: s.id, State: Found, Detail: detail}}
	for i, c := range list {
		c.Source, c.order = s.id, i
		if c.settle(a.t) {
			out.Candidates = append(out.Candidates, c)
		}
	}
	out.Outcome.Found, out.Outcome.Took = len(out.Candidates), time.Since(begun)
	if len(out.Candidates) == 0 {
		out.Outcome.State, out.Outcome.Reason = verdict(err)
	}
	return out
}

// why is a reason as an error.
type why struct {
	state  State
	reason string
}

func (w why) Error() string { return string(w.state) + ": " + w.reason }

func failed(reason string) error  { return why{Failed, reason} }
func nothing(reason string) error { return why{Nothing, reason} }
func skipped(reason string) error { return why{Skipped, reason} }

// verdict reads the error of a source.
func verdict(err error) (State, string) {
	var w why
	var d *net.DNSError
	switch {
	case err == nil:
		return Nothing, ReasonNoServer
	case errors.As(err, &w):
		return w.state, w.reason
	case errors.As(err, &d) && d.IsNotFound:
		return Nothing, ""
	case timedOut(err):
		return Failed, ReasonTimeout
	case d != nil:
		return Failed, ReasonDNS
	}
	return Failed, ReasonFailed
}

func timedOut(err error) bool {
	var n net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) || errors.As(err, &n) && n.Timeout()
}

// InOrder sorts answers as Search returns them.
func InOrder(list []Answer) []Answer {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b Answer) int {
		return cmp.Compare(sourceRank(a.Outcome.Source), sourceRank(b.Outcome.Source))
	})
	return list
}

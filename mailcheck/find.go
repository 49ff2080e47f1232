package mailcheck

import (
	"cmp"
	"context"
	"slices"
	"time"

	"todoku/mailcheck/discover"
)

// findLimit bounds a whole search, in which somebody waits.
const findLimit = 8 * time.Second

// FindOptions are what a search needs. The zero value is the real network.
type FindOptions struct {
	// Options: Dial, Nameserver, Roots and Now count; nothing else does.
	Options
	Offline bool          // the built-in data alone: nobody is asked, nothing is tried
	HTTP    bool          // consent to ask autoconfig over plain HTTP too, where anybody on the way can forge the answer
	Limit   time.Duration // of the whole search; 0: eight seconds
	ISPDB   string        // base URL of Thunderbird's list; empty: the usual one
	// Found gets all that is known, sorted, whenever that has changed, from one
	// goroutine at a time. The last one is what Find returns. May be nil.
	Found func(Found)
}

// Candidate is a server that may be the right one, and what a trial without
// any sign-in showed.
type Candidate struct {
	discover.Candidate
	// Verdict is Pass where the server can be used as it stands, Warn where
	// something speaks against it, Fail where it does not work, Unknown where
	// that could not be found out; Running and Skipped: not tried (yet).
	Verdict Verdict
	// Reason is the code of why: "works"; "certificate" "no_auth" "no_tls"
	// (Warn); "refused" "no_address" "wrong_service" "other_security" "no_starttls"
	// "failed" (Fail); "no_answer" "resolver" "not_tried" (Unknown); "offline"
	// (Skipped); empty while Running.
	Reason     string
	Mechanisms []string // that the server offered for sign-in
	Took       time.Duration
	Report     Report // of the trial
}

// Found is the result of a search. It reads the same twice.
type Found struct {
	Target discover.Target
	// Candidates by service (submission, IMAP, POP3), best first: what works,
	// then what has flaws, then the untried, then the dead; among equals by the
	// trust of the source and its own order.
	Candidates []Candidate
	Conflicts  []discover.Conflict
	Sources    []discover.Outcome // every source, the guess last
	// Verdict: Pass where at least one candidate works; Warn where there are
	// some, but none is proved; Fail where none works or there is none; Unknown
	// where there is none and a source could not be asked.
	Verdict Verdict
	Took    time.Duration
}

// For are the candidates of one service, best first.
func (f Found) For(s discover.Service) []Candidate {
	var out []Candidate
	for _, c := range f.Candidates {
		if c.Service == s {
			out = append(out, c)
		}
	}
	return out
}

// Best is the candidate to propose for a service; false: there is none that is
// not dead. Whoever takes it asks before a password goes to a Foreign one, and
// leaves every field to be changed.
func (f Found) Best(s discover.Service) (Candidate, bool) {
	list := f.For(s)
	if len(list) == 0 || list[0].Verdict == Fail {
		return Candidate{}, false
	}
	return list[0], true
}

// Find looks for the servers of a mail address: all sources side by side,
// every candidate tried (connect, TLS, certificate, mechanisms; never a
// sign-in), last the usual names and ports where no source's candidate works.
// Nobody is told more than the address's domain. The error is a *store.Problem
// about the address, and nothing else. It blocks, ends with ctx or the limit,
// and leaves nothing running.
func Find(ctx context.Context, address string, o FindOptions) (Found, error) {
	t, problem := discover.ParseTarget(address)
	if problem != nil {
		return Found{}, problem
	}
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(o.Limit, findLimit))
	defer cancel()
	s := &search{ctx: ctx, t: t, o: o, begun: time.Now(), limit: cmp.Or(o.Limit, findLimit),
		trials: map[trialKey]*trialResult{}, slots: make(chan struct{}, maxTrials), news: make(chan any)}
	return s.run(), nil
}

// search is one Find. Only its goroutine touches it; the others send news.
type search struct {
	ctx   context.Context
	t     discover.Target
	o     FindOptions
	begun time.Time
	limit time.Duration

	answers []discover.Answer
	guessed discover.Answer
	trials  map[trialKey]*trialResult
	running int           // trials
	asking  int           // Search or Guess
	slots   chan struct{} // bounds the connections at once
	news    chan any      // discover.Answer, trialNews or asked
}

// asked is the news that Search or Guess has ended.
type asked struct{}

func (s *search) network() discover.Options {
	return discover.Options{Resolver: s.o.resolver(), Dial: s.o.Dial, Roots: s.o.Roots, Offline: s.o.Offline, HTTP: s.o.HTTP, ISPDB: s.o.ISPDB}
}

// run asks, tries, and guesses where nothing works by then or half of the time
// is over.
func (s *search) run() Found {
	s.asking++
	go func() {
		discover.Search(s.ctx, s.t, s.network(), func(a discover.Answer) { s.news <- a })
		s.news <- asked{}
	}()
	half := time.NewTimer(s.limit / 2)
	defer half.Stop()
	guess := func() {
		half.Stop()
		s.guess()
	}
	for guessing := false; s.asking+s.running > 0 || !guessing; {
		if s.asking+s.running == 0 {
			guessing = true
			guess()
			continue
		}
		select {
		case n := <-s.news:
			s.take(n)
			s.tell()
		case <-half.C:
			if !guessing {
				guessing = true
				guess()
			}
		}
	}
	f := s.found()
	if s.o.Found != nil {
		s.o.Found(f)
	}
	return f
}

// take takes news in.
func (s *search) take(n any) {
	switch n := n.(type) {
	case asked:
		s.asking--
	case discover.Answer:
		if n.Outcome.Source == discover.FromGuess {
			s.guessed = n
		} else {
			s.answers = append(s.answers, n)
		}
		s.try(n)
	case trialNews:
		s.running--
		*s.trials[n.key] = n.trialResult
	}
}

// tell shows what is known so far.
func (s *search) tell() {
	if s.o.Found != nil {
		s.o.Found(s.found())
	}
}

// guess tries the usual names for the services for which nothing works.
func (s *search) guess() {
	var wanted []discover.Service
	f := s.found()
	for _, service := range discover.Services {
		if list := f.For(service); len(list) == 0 || list[0].Verdict != Pass {
			wanted = append(wanted, service)
		}
	}
	s.asking++
	go func() {
		s.news <- discover.Guess(s.ctx, s.t, s.network(), wanted)
		s.news <- asked{}
	}()
}

// found puts together what is known.
func (s *search) found() Found {
	f := Found{Target: s.t, Took: time.Since(s.begun)}
	answers := discover.InOrder(s.answers)
	guessed := s.answered()
	for _, a := range answers {
		f.Sources = append(f.Sources, a.Outcome)
	}
	if guessed.Outcome.Source != "" {
		f.Sources = append(f.Sources, guessed.Outcome)
	}
	merged := discover.Merge(append(answers, guessed))
	f.Conflicts = discover.Conflicts(merged)
	for _, c := range merged {
		f.Candidates = append(f.Candidates, s.judged(c))
	}
	slices.SortStableFunc(f.Candidates, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(serviceRank(a.Service), serviceRank(b.Service)), cmp.Compare(reasonRank(a), reasonRank(b)))
	})
	f.Verdict = f.verdict()
	return f
}

func serviceRank(s discover.Service) int { return slices.Index(discover.Services[:], s) }

func (f Found) verdict() Verdict {
	has := func(v ...Verdict) bool {
		return slices.ContainsFunc(f.Candidates, func(c Candidate) bool { return slices.Contains(v, c.Verdict) })
	}
	switch {
	case has(Pass):
		return Pass
	case has(Warn, Unknown, Skipped, Running):
		return Warn
	case len(f.Candidates) == 0 && slices.ContainsFunc(f.Sources, func(o discover.Outcome) bool { return o.State == discover.Failed }):
		return Unknown
	}
	return Fail
}

package mailcheck

import (
	"context"
	"slices"
	"time"

	"todoku/mailcheck/cause"
	"todoku/mailcheck/discover"
	"todoku/store"
)

// maxTrials is how many candidates are tried at once.
const maxTrials = 12

// trialKey is what makes a trial: candidates that differ in the user name only
// share one, because nobody signs in.
type trialKey struct {
	service  discover.Service
	host     string
	port     int
	security string
}

func keyOf(c discover.Candidate) trialKey { return trialKey{c.Service, c.Host, c.Port, c.Security} }

type trialResult struct {
	verdict    Verdict
	reason     string
	security   string // that works, where it is not the one asked for: of a guess only
	mechanisms []string
	took       time.Duration
	report     Report
}

type trialNews struct {
	key trialKey
	trialResult
}

// try starts the trials that an answer makes necessary.
func (s *search) try(a discover.Answer) {
	for _, c := range a.Candidates {
		key := keyOf(c)
		if s.trials[key] != nil {
			continue
		}
		if s.o.Offline {
			s.trials[key] = &trialResult{verdict: Skipped, reason: "offline"}
			continue
		}
		s.trials[key] = &trialResult{verdict: Running}
		s.running++
		go func() { s.news <- trialNews{key, s.trial(key, c.Source == discover.FromGuess)} }()
	}
}

// trial climbs as far as it goes without a sign-in. A guess without STARTTLS is
// climbed again without TLS: it is nobody's word that there is any.
func (s *search) trial(key trialKey, guess bool) trialResult {
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	case <-s.ctx.Done():
		return trialResult{verdict: Unknown, reason: "not_tried"}
	}
	begun := time.Now()
	r := climbService(s.ctx, key, s.o.Options)
	out := judgeTrial(r, key)
	if guess && out.reason == "no_starttls" {
		key.security = "none"
		out = judgeTrial(climbService(s.ctx, key, s.o.Options), key)
		out.security = key.security
	}
	out.took = time.Since(begun)
	return out
}

// climbService is a ladder up to TLS and the mechanisms. The certificate is
// judged but does not stop it: no password goes out.
func climbService(ctx context.Context, key trialKey, o Options) Report {
	o.Send, o.Emit, o.Arrive, o.Until, o.alone = false, nil, false, "caps", true
	if key.security == "starttls" {
		o.Until = "tls"
	}
	p := store.Profile{SMTP: store.SMTP{Host: key.host, Port: key.port, Security: key.security, Timeout: store.Duration(portWait)}}
	if key.service == discover.Submission {
		return climb(ctx, p, o, nil)
	}
	proto := string(key.service)
	return boxLadder(ctx, p, o, box{proto: proto, prefix: proto, key: "receive", auth: "standard", own: true,
		host: key.host, port: key.port, security: key.security, timeout: store.Duration(portWait)}).run()
}

// judgeTrial reads a report.
func judgeTrial(r Report, key trialKey) trialResult {
	prefix := "smtp"
	if key.service != discover.Submission {
		prefix = string(key.service)
	}
	out := trialResult{verdict: r.Verdict, report: r, mechanisms: stageOf(r, prefix+".caps").Detail.Mechanisms}
	if r.Verdict != Pass && r.Verdict != Warn {
		out.reason = failedReason(r)
		if out.reason == "no_answer" || out.reason == "not_tried" || out.reason == "resolver" {
			out.verdict = Unknown
		}
		return out
	}
	t := stageOf(r, prefix+".tls").Detail.TLS
	switch {
	case t != nil && !t.Verified:
		out.verdict, out.reason = Warn, "certificate"
	case key.security == "none":
		out.verdict, out.reason = Warn, "no_tls"
	case key.service == discover.Submission && len(out.mechanisms) == 0:
		out.verdict, out.reason = Warn, "no_auth"
	default:
		out.verdict, out.reason = Pass, "works"
	}
	return out
}

// failedReason sorts the findings of a trial that did not get through.
func failedReason(r Report) string {
	for _, sorted := range []struct {
		reason string
		causes []string
	}{
		{"not_tried", []string{"run.cancelled", "check.unsupported"}},
		{"refused", []string{"net.refused"}},
		{"no_address", []string{"dns.nxdomain", "dns.no-address"}},
		{"resolver", []string{"dns.resolver-failed"}},
		{"wrong_service", []string{"net.wrong-service"}},
		{"other_security", []string{"tls.needs-implicit", "tls.needs-starttls"}},
		{"no_starttls", []string{"tls.starttls-missing"}},
		{"no_answer", []string{"net.timeout", "net.no-banner", "net.egress-blocked", "net.unreachable"}},
	} {
		if slices.ContainsFunc(r.Findings, func(f cause.Finding) bool {
			return f.Severity != cause.SeverityWarn && slices.Contains(sorted.causes, f.Cause)
		}) {
			return sorted.reason
		}
	}
	return "failed"
}

// answered is the guess's answer without what did not answer: to guess is to
// name nothing that is not there.
func (s *search) answered() discover.Answer {
	a := s.guessed
	a.Candidates = nil
	silent := false
	for _, c := range s.guessed.Candidates {
		switch s.trials[keyOf(c)].verdict {
		case Pass, Warn:
			a.Candidates = append(a.Candidates, c)
		case Unknown:
			silent = true
		}
	}
	a.Outcome.Found = len(a.Candidates)
	switch {
	case a.Outcome.State != discover.Found || a.Outcome.Found > 0:
	case silent:
		a.Outcome.State, a.Outcome.Reason = discover.Failed, discover.ReasonTimeout
	default:
		a.Outcome.State = discover.Nothing
	}
	return a
}

// judged is a candidate with the result of its trial.
func (s *search) judged(c discover.Candidate) Candidate {
	r := s.trials[keyOf(c)]
	out := Candidate{Candidate: c, Verdict: r.verdict, Reason: r.reason, Mechanisms: r.mechanisms, Took: r.took, Report: r.report}
	if r.security != "" {
		out.Security = r.security
	}
	return out
}

// findReasons is the order of candidates, best first; what is not in it (still
// running) stands where "not_tried" does.
var findReasons = []string{"works", "certificate", "no_auth", "no_tls", "offline", "not_tried", "no_answer", "resolver",
	"other_security", "no_starttls", "failed", "wrong_service", "refused", "no_address"}

func reasonRank(c Candidate) int {
	if i := slices.Index(findReasons, c.Reason); i >= 0 {
		return i
	}
	return slices.Index(findReasons, "not_tried")
}

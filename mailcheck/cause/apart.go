package cause

import "slices"

// Questions that tell causes apart. Their texts are report.ask.NAME.
const (
	AskRaw       = "raw"       // A and AAAA of a name, without the system's library
	AskUnchecked = "unchecked" // the same with DNSSEC checking disabled (RFC 4035 section 3.2.2, CD)
	AskRoot      = "root"      // the root's name servers: does the resolver answer anything
	AskPorts     = "ports"     // connections to other ports of the host
	AskControl   = "control"   // a connection to the control host, on the same port
	AskAgain     = "again"     // the greeting once more, on another connection
	AskHello     = "hello"     // TLS at once, where the greeting did not come
	AskQuit      = "quit"      // QUIT, where the greeting did not come
	AskStartTLS  = "starttls"  // STARTTLS although it is not offered
	AskClock     = "clock"     // the time, as the greeting tells it
	AskIssuer    = "issuer"    // the issuer's certificate, from where the server's says it is
	AskOldTLS    = "old_tls"   // TLS from 1.0 on, with every cipher
	AskNoName    = "no_name"   // TLS without the host's name (SNI)
	AskSmall     = "small"     // TLS with a ClientHello that fits one packet
	AskInside    = "inside"    // EHLO inside TLS
	AskOffers    = "offers"    // EHLO on another port
	AskSender    = "sender"    // MX and addresses of the sender's domain
	AskOwn       = "own"       // MAIL FROM with the account's own address
)

// Answers that have a text, report.answered.CODE. Any other answer is shown as
// it is.
const (
	AnswerYes       = "yes"
	AnswerFound     = "found"
	AnswerNoTLS     = "no_tls"
	AnswerOpen      = "open"
	AnswerSilent    = "silent"
	AnswerRefused   = "refused"
	AnswerFailed    = "failed" // the question could not be put
	AnswerDropped   = "dropped"
	AnswerAccepted  = "accepted"
	AnswerNone      = "none"
	AnswerNoAuth    = "no_auth"
	AnswerNullMX    = "null_mx"
	AnswerCompletes = "completes"
	AnswerUntrusted = "untrusted"
)

// answer is what the answer of a probe says about the causes that the reply
// allows. It never adds a cause: only what was said and done may do that.
type answer struct {
	when   string   // facts, as in a rule
	proves string   // this one, where it is among them
	out    []string // these it cannot be
}

// fromHere are causes that lie with the connection or its address, whoever
// sends.
var fromHere = []string{"env.relay-denied", "env.blocklisted", "env.no-ptr", "auth.missing", "env.pop-before-smtp", "session.unavailable"}

// answers are all looked at, in this order.
var answers = [...]answer{
	{when: "sender-dns=ok", out: []string{"env.sender-domain-bad"}},
	{when: "own-address=accepted", out: fromHere, proves: "env.sender-not-owned"},
	{when: "own-address=refused", out: []string{"env.sender-not-owned"}},
	{when: "sender-dns=none|null_mx", proves: "env.sender-domain-bad"},      // wrong whoever owns it
	{when: "clock.skew", out: []string{"tls.expired", "tls.not-yet-valid"}}, // it is the clock here that is wrong
	{when: "tls.helped=small|no-name", out: []string{"tls.version"}},        // those shook hands with TLS 1.2 or later
	{when: "again=greeted", proves: "session.too-many-connections"},
}

// apart takes out what the answers rule out and puts first what they prove.
// What is proved is certain where nothing else is left, else likely. An answer
// that would leave nothing contradicts the server, which then is believed, but
// no longer for certain.
func apart(v *view, list []Candidate) []Candidate {
	for _, a := range answers {
		if !matchWhen(a.when, v) {
			continue
		}
		left := slices.DeleteFunc(slices.Clone(list), func(c Candidate) bool { return slices.Contains(a.out, c.Cause) })
		switch {
		case len(left) > 0:
			if len(left) == 1 && len(list) > 1 && left[0].Confidence == Possible {
				left[0].Confidence = Likely
			}
			list = left
		case len(list) > 0 && list[0].Confidence == Certain:
			list[0].Confidence = Likely
		}
		list = proved(a.proves, list)
	}
	return list
}

// proved puts a cause first, where it is among the candidates.
func proved(id string, list []Candidate) []Candidate {
	at := slices.IndexFunc(list, func(c Candidate) bool { return c.Cause == id })
	if at < 0 {
		return list
	}
	if len(list) == 1 {
		return only(id)
	}
	out := []Candidate{{id, Likely}}
	for i, c := range list {
		if i != at {
			out = append(out, Candidate{c.Cause, Possible})
		}
	}
	return out
}

// probes are those of the evidence, safe to show.
func probes(v *view) []Probe {
	var list []Probe
	for _, p := range v.Probes {
		list = append(list, Probe{p.Name, visible(p.At), visible(p.Answer)})
	}
	return list
}

package cause

import (
	"strconv"
	"strings"
)

// rank orders rules: what was observed beats what was said, a provider's own
// wording beats a phrase that anybody may use, and codes alone come last.
type rank int

const (
	observed rank = iota // a probe, or the type of a Go error, decides
	named                // wording of one server or provider
	words                // a phrase that means one thing wherever it is used
	enhanced             // a code of the registry that means one thing (RFC 3463, RFC 7372 …)
	hinted               // a phrase that often goes with a cause
	meant                // what the words are about, in any language
	coded                // reply codes alone
	staged               // nothing but the stage is known
	ranks
)

// ranked is the table of one layer: the rules of each rank.
type ranked [ranks][]rule

// layers are consulted rank by rank; within a rank, at most one rule may match
// a reply (a test holds them to it), so their order does not matter; except for
// what is meant, where the first has it.
var layers = [...]ranked{
	dnsRules, netRules, sessionRules, tlsRules, ownRules, wayMeaning,
	authRules, oauthRules, apiRules, envelopeRules, relayRules, messageRules, popRules, imapRules, netEaseRules, serverRules,
	eximRules, sendmailRules, qmailRules, courierRules, receiverRules, mailboxRules, oauthMeaning, meaningRules,
}

// transport is how many of the layers, from the first, speak of the way to the
// server. An error met there is read by them alone: its words ("certificate",
// "size", "unsupported") mean something else in a reply.
const transport = 6

// rule leads from evidence to causes. Every condition that is set must hold.
// In says, by and kind "|" parts alternatives; in says and when "&" joins.
type rule struct {
	stage string // last parts of stage ids: "mail rcpt"; unknown stages pass
	code  string // reply codes or their beginnings: "535 53 4"
	enh   string // enhanced codes: "5.7.8", "x.7.8" for any class
	says  string // phrases in lower case: "blocked & spamhaus | rbl"
	but   string // phrases that must not occur
	means string // ideas, see means: "sender & unknown | domain & unknown"
	by    string // software or provider
	kind  string // kind of Go error, see errors.go
	when  string // facts: "rcode=NXDOMAIN & !silent & tls.max"
	is    []Candidate
}

// only is for evidence that leaves one cause.
func only(id string) []Candidate { return []Candidate{{id, Certain}} }

// mostly is for evidence that speaks for one cause but leaves others.
func mostly(id string, others ...string) []Candidate {
	list := []Candidate{{id, Likely}}
	for _, o := range others {
		list = append(list, Candidate{o, Possible})
	}
	return list
}

// either is for evidence that cannot tell; the first is where to look first.
func either(ids ...string) []Candidate {
	var list []Candidate
	for _, id := range ids {
		list = append(list, Candidate{id, Possible})
	}
	return list
}

func (r *rule) matches(v *view, at rank) bool {
	return matchStage(r.stage, v.stage, at) &&
		matchCode(r.code, v.code, v.class) &&
		matchEnhanced(r.enh, v.enhanced) &&
		(r.by == "" || oneOf(r.by, v.software)) &&
		(r.kind == "" || v.isKind(r.kind)) &&
		(r.says == "" || says(v.text, r.says)) &&
		(r.but == "" || !says(v.text, r.but)) &&
		(r.means == "" || means(v.text, r.means)) &&
		matchWhen(r.when, v)
}

// matchStage lets a rule of words pass when the stage is unknown: a pasted
// reply names none. Hints and codes need their stage.
func matchStage(want, got string, at rank) bool {
	if want == "" || (got == "" && at < enhanced) {
		return true
	}
	for w := range strings.FieldsSeq(want) {
		if w == got {
			return true
		}
	}
	return false
}

// matchCode compares a reply's code; where an enhanced code alone is left of
// it, its class is its first digit (RFC 3463 section 2).
func matchCode(want string, got, class int) bool {
	if want == "" {
		return true
	}
	if got == 0 {
		got = class
	}
	if got == 0 {
		return false
	}
	code := strconv.Itoa(got)
	for w := range strings.FieldsSeq(want) {
		if strings.HasPrefix(code, w) {
			return true
		}
	}
	return false
}

func matchEnhanced(want, got string) bool {
	if want == "" {
		return true
	}
	for w := range strings.FieldsSeq(want) {
		if w == got || (strings.HasPrefix(w, "x") && got != "" && w[1:] == got[1:]) {
			return true
		}
	}
	return false
}

// says tells whether text holds one of the alternatives with all its parts.
func says(text, want string) bool {
	for alternative := range strings.SplitSeq(want, "|") {
		all := true
		for part := range strings.SplitSeq(alternative, "&") {
			if all = holds(text, strings.TrimSpace(part)); !all {
				break
			}
		}
		if all {
			return true
		}
	}
	return false
}

// holds tells whether text holds part from the beginning of a word on: "relay"
// stands in "relaying" but not in "xrelay". Words of up to three letters ("ptr",
// "rbl") must stand alone, and so must longer ones after "=": "=spam" is not in
// "spamhaus".
func holds(text, part string) bool {
	part, alone := strings.CutPrefix(part, "=")
	alone = alone || len(part) <= 3
	for from := 0; from <= len(text); {
		i := strings.Index(text[from:], part)
		if i < 0 {
			return false
		}
		i += from
		end := i + len(part)
		startsWord := i == 0 || !joined(text[i-1], part[0])
		endsWord := !alone || end == len(text) || !letter(text[end]) && !joined(part[len(part)-1], text[end])
		if startsWord && endsWord {
			return true
		}
		from = i + 1
	}
	return false
}

// joined tells whether two octets are of one word or of one number: "503" is
// not in ":50312".
func joined(a, b byte) bool {
	digit := func(c byte) bool { return c >= '0' && c <= '9' }
	return letter(a) && letter(b) || digit(a) && digit(b)
}

func matchWhen(want string, v *view) bool {
	if want == "" {
		return true
	}
	for part := range strings.SplitSeq(want, "&") {
		part, not := strings.CutPrefix(strings.TrimSpace(part), "!")
		name, value, valued := strings.Cut(part, "=")
		got := v.fact(name)
		holds := got != ""
		if valued {
			holds = matchValue(value, got)
		}
		if holds == not {
			return false
		}
	}
	return true
}

// matchValue compares without case; "HTTP*" is a beginning, "a|b" are alternatives.
func matchValue(want, got string) bool {
	got = strings.ToLower(got)
	for w := range strings.SplitSeq(strings.ToLower(want), "|") {
		if begin, found := strings.CutSuffix(w, "*"); found {
			if strings.HasPrefix(got, begin) {
				return true
			}
		} else if w == got {
			return true
		}
	}
	return false
}

func oneOf(list, name string) bool {
	for s := range strings.SplitSeq(list, "|") {
		if strings.TrimSpace(s) == name {
			return true
		}
	}
	return false
}

// Package cause knows why mail fails: the causes, and the rules that lead from
// evidence (a reply, a Go error, what was tried) to ranked causes. Causes are
// ids with arguments; their prose is in the locale files of the faces.
package cause

// Severity of a finding: fail and warn are judgements, unknown is "could not check".
type Severity string

// Confidence is how sure a cause is: certain only when the evidence leaves one.
type Confidence string

// Who must act.
type Who string

const (
	SeverityFail    Severity = "fail"
	SeverityUnknown Severity = "unknown"
	SeverityWarn    Severity = "warn"

	Certain  Confidence = "certain"
	Likely   Confidence = "likely"
	Possible Confidence = "possible"

	You          Who = "you"
	MailAdmin    Who = "mail-admin"
	TenantAdmin  Who = "tenant-admin"
	NetworkAdmin Who = "network-admin"
	Provider     Who = "provider"
)

// Unrecognised is the cause of a failure that no rule knows. Its finding shows
// the server's own words and says that they are not understood.
const Unrecognised = "unrecognised"

// Cause is one entry of the catalogue. Its texts are CAUSE.title, CAUSE.why and
// CAUSE.fix_1 … in ui/locale/causes.*.toml.
type Cause struct {
	ID       string
	Severity Severity
	Who      Who
	Field    string // profile key to jump to; empty: none
	URL      string // an official page; empty: none
}

// Finding is a cause found at a stage.
type Finding struct {
	Cause      string
	Severity   Severity
	Confidence Confidence
	Who        Who
	Stage      string
	Field      string
	Args       map[string]string // values for the texts: host, port, user, …
	Evidence   []string          // the server's own words, neutralised; or the error
	Probes     []Probe           // what else was asked, and what it answered
	URL        string

	// Place and Of number the explanations of one failure that cannot be told
	// apart any further, the one to look at first first: 1 of 2. Both are 0
	// where the finding stands alone.
	Place, Of int
}

// Number gives explanations of one failure their Place and Of.
func Number(list []Finding) {
	for i := range list {
		list[i].Place, list[i].Of = 0, 0
		if len(list) > 1 {
			list[i].Place, list[i].Of = i+1, len(list)
		}
	}
}

// Probe is one cheap question more, asked because a reply alone leaves several
// causes, and what it answered. It is never a sign-in.
type Probe struct {
	Name   string // what was asked, one of the Ask constants
	At     string // of whom or what: "mail.example.org:465", "example.org"
	Answer string // one of the Answer constants, or the words of the other side: "TLS 1.1"
}

// Evidence is all that is known when a stage did not pass.
type Evidence struct {
	Stage string // "smtp.auth"

	// The reply, when the server gave one (RFC 5321 section 4.2, RFC 3463).
	Code     int
	Enhanced string // "5.7.8"
	Text     string // all lines joined by "\n", without codes
	Err      error  // Go error, when there was no reply

	Host      string
	Port      int
	Security  string // starttls | tls | none
	TLS       bool   // the session was encrypted at that moment
	Software  string // fingerprint: "Postfix", "Exchange Online", "Gmail" …
	Mechanism string // SASL mechanism tried, upper case
	Offered   []string
	Sender    string
	Recipient string
	Username  string

	// Facts are results of extra probes and observations, by name, for example
	// "rcode"="NXDOMAIN", "tls.max"="TLS 1.1", "first-bytes"="HTTP/1.1".
	Facts map[string]string
	// Probes are the questions among them, as they are to be shown.
	Probes []Probe
}

// Candidate is one possible cause.
type Candidate struct {
	Cause      string
	Confidence Confidence
}

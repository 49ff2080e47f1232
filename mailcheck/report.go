// Package mailcheck proves mail settings against the real server: it climbs
// the ladder resolve → connect → TLS → greeting → capabilities → sign-in →
// MAIL FROM → RCPT TO → DATA, or that of an HTTP API, and returns one plain
// Report. It prints nothing: findings are cause ids with arguments, and server
// text is kept neutralised.
package mailcheck

import (
	"strings"
	"time"

	"todoku/mailcheck/cause"
)

// Verdict is the outcome of a stage, a report or a whole run.
type Verdict string

// Pass, Warn and Fail are judgements; Unknown is "could not check"; Skipped
// stages were not asked for, or an earlier one stopped the run. Running is
// seen in events only, never in a finished Report.
const (
	Pass    Verdict = "pass"
	Warn    Verdict = "warn"
	Fail    Verdict = "fail"
	Unknown Verdict = "unknown"
	Skipped Verdict = "skipped"
	Running Verdict = "running"
)

// Stage ids of the SMTP ladder. With implicit TLS, tls comes before greeting.
const (
	StageResolve  = "smtp.resolve"
	StageConnect  = "smtp.connect"
	StageGreeting = "smtp.greeting"
	StageCaps     = "smtp.caps"
	StageTLS      = "smtp.tls"
	StageAuth     = "smtp.auth"
	StageMail     = "smtp.mail"
	StageRcpt     = "smtp.rcpt"
	StageData     = "smtp.data"
)

// Last parts of the stage ids of a mailbox's ladder, "pop3." or "imap." before
// them; those up to auth are named as SMTP's. StageArrive comes after all.
const (
	partMailbox = "mailbox"
	StageArrive = "arrive"
)

// Stage ids of what DNS says of the sender's domain. The last two are there
// only where this machine itself delivers.
const (
	StageSPF   = "domain.spf"
	StageDMARC = "domain.dmarc"
	StageMX    = "domain.mx"
	StagePTR   = "domain.ptr"
	StageHELO  = "domain.helo"
)

// Report is everything one run found out. It is plain data: screen, JSON and
// exit status all come from it, and it reads the same twice.
type Report struct {
	Profile  string
	Host     string
	Port     int
	Security string
	Verdict  Verdict
	Started  time.Time
	Took     time.Duration
	Stages   []Stage         // every stage of the ladder, in order, skipped ones too
	Legs     []Leg           // the ladders in it, in order, where there is more than one
	Findings []cause.Finding // fail, unknown, warn; then by stage; then by confidence
}

// Leg is one of the ladders of a report: its stages have ids that begin with
// Prefix.
type Leg struct {
	Prefix   string // "pop3"
	Host     string
	Port     int
	Security string
}

// Stage is one rung.
type Stage struct {
	ID         string
	Verdict    Verdict
	Took       time.Duration
	Detail     Detail
	Transcript []Line
}

// Prefix tells the ladders of a report apart: "smtp" of "smtp.rcpt".
func (s Stage) Prefix() string {
	prefix, _, _ := strings.Cut(s.ID, ".")
	return prefix
}

// Line is one line of the dialogue, redacted where it was sent and neutralised.
type Line struct {
	Dir  string // "C" client, "S" server, "*" what todoku did itself
	Text string
}

// Detail is what a stage learned; only the fields of its own stage are set.
type Detail struct {
	A     []string `json:"a,omitempty"`
	AAAA  []string `json:"aaaa,omitempty"`
	CNAME string   `json:"cname,omitempty"`
	MX    []string `json:"mx,omitempty"` // "10 mx.example.org", by preference

	Families []Family `json:"families,omitempty"` // connect: one per address family, IPv4 first
	Remote   string   `json:"remote,omitempty"`   // connect: the address the conversation runs over

	TLS *TLS `json:"tls,omitempty"`

	Banner   string `json:"banner,omitempty"`   // greeting: the server's first reply, neutralised
	Software string `json:"software,omitempty"` // greeting, caps: "Postfix", "Exchange Online" … where told

	Capabilities      []string `json:"capabilities,omitempty"`       // caps: in force for the sign-in (after TLS where there is TLS)
	CapabilitiesPlain []string `json:"capabilities_plain,omitempty"` // caps: before STARTTLS
	Mechanisms        []string `json:"mechanisms,omitempty"`         // caps: SASL, upper case, in the server's order
	HELO              bool     `json:"helo,omitempty"`               // caps: EHLO was refused, HELO answered
	Size              int64    `json:"size,omitempty"`               // caps: octets (RFC 1870), 0 when not told

	Mechanism string `json:"mechanism,omitempty"` // auth
	Account   string `json:"account,omitempty"`   // auth, token: who signed in by OAuth, where told
	Expires   string `json:"expires,omitempty"`   // auth, token: end of the access token, RFC 3339
	Fault     string `json:"fault,omitempty"`     // auth: what the server said of a token that it refused
	Address   string `json:"address,omitempty"`   // mail, rcpt: the mailbox
	Reply     string `json:"reply,omitempty"`     // auth, mail, rcpt, data: the final reply, neutralised
	QueueID   string `json:"queue_id,omitempty"`  // data, where the reply names one
	Note      string `json:"note,omitempty"`      // rcpt: NoteOwnRecipient; else empty
	TrialID   string `json:"trial_id,omitempty"`  // data: value of the trial mail's X-Todoku field

	taken  time.Time // data: when the server took the mail
	Domain *Domain   `json:"domain,omitempty"` // domain.*

	Messages *int     `json:"messages,omitempty"` // mailbox: how many lie in it
	Window   *Window  `json:"window,omitempty"`   // rcpt: what the POP login before it changed
	Arrived  *Arrived `json:"arrived,omitempty"`  // arrive
}

// Domain is what DNS says of the sender's domain, or of this machine.
type Domain struct {
	Record string `json:"record,omitempty"` // spf, dmarc: the record as published, neutralised
	At     string `json:"at,omitempty"`     // dmarc: the domain whose record applies
	Policy string `json:"policy,omitempty"` // dmarc: none | quarantine | reject
	// Result is SPF's for the way that the mail takes (RFC 7208 section 2.6):
	// "pass", "fail", "softfail", "neutral" …; empty: not known.
	Result string `json:"result,omitempty"`
	// By is what Result is about: an address, or the name that the record includes.
	By        string   `json:"by,omitempty"`
	Addresses []string `json:"addresses,omitempty"` // ptr: this machine's public ones
	Names     []string `json:"names,omitempty"`     // ptr: what they are called; helo: the name itself
}

// Window is what POP before SMTP proved about the time after a login.
type Window struct {
	// Needed is whether the same recipient was refused before the login; nil:
	// not known, because no outside recipient was named.
	Needed *bool `json:"needed,omitempty"`
	WaitMS int64 `json:"wait_ms"` // waited between login and RCPT TO
	// Shortest is the wait that worked, where the profile's was too short.
	ShortestMS int64 `json:"shortest_ms,omitempty"`
}

// Arrived is where and how a trial mail came to the mailbox.
type Arrived struct {
	DelayMS int64  `json:"delay_ms"` // from the server's "250" to being seen in the mailbox
	Folder  string `json:"folder"`   // "INBOX", or the folder of junk; empty over POP3, which has one
	Junk    bool   `json:"junk,omitempty"`
	// Checks are what the receiving server itself found out about the sender
	// (Authentication-Results, RFC 8601), in the order in which it told.
	Checks  []AuthCheck `json:"checks,omitempty"`
	Removed bool        `json:"removed,omitempty"`
}

// AuthCheck is one result of RFC 8601 section 2.7: method "spf", "dkim",
// "dmarc" or another, result "pass", "fail", "none" and so on.
type AuthCheck struct {
	Method string `json:"method"`
	Result string `json:"result"`
	Domain string `json:"domain,omitempty"` // whose it is, where told
}

// Family is the attempt to connect over one address family.
type Family struct {
	Family  string        `json:"family"` // "ipv4" | "ipv6"
	Address string        `json:"address"`
	Verdict Verdict       `json:"verdict"`
	Took    time.Duration `json:"-"`
	TookMS  int64         `json:"took_ms"`
	Error   string        `json:"error,omitempty"`
}

// TLS is the session and the certificate that the server showed.
type TLS struct {
	Version  string   `json:"version"` // "TLS 1.3"
	Cipher   string   `json:"cipher"`
	Names    []string `json:"names"` // subjectAltName, in the certificate's order
	Issuer   string   `json:"issuer"`
	Chain    []string `json:"chain"`     // subjects, leaf first, as sent
	NotAfter string   `json:"not_after"` // RFC 3339
	// NotBefore is its beginning, RFC 3339.
	NotBefore string `json:"not_before,omitempty"`
	DaysLeft  int    `json:"days_left"` // negative: expired so many days ago
	Verified  bool   `json:"verified"`
}

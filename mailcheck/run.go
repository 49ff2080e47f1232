package mailcheck

import (
	"context"
	"crypto/x509"
	"net"
	"net/netip"
	"time"

	"todoku/store"
)

// Event tells that a stage changed its state. Events of one run arrive in
// order and from one goroutine at a time; the last one of a stage holds what
// the Report will hold.
type Event struct{ Stage Stage }

// Options are what a run needs beside the profile. The zero value is the real
// network, the system's roots and resolver, and a run up to RCPT TO.
type Options struct {
	Until     string // last stage, by its last part: "rcpt"; empty or unknown: "rcpt"; "data" sends a mail
	Recipient string // RCPT TO; empty: trial.recipient, else the sender
	Send      bool   // go on to DATA with a trial mail (implies Until "data")
	Emit      func(Event)

	// Message is sent in the place of a trial mail; Send and PartSend go with it.
	Message *Message

	// Part is which half of the mail is proved; the zero value is both, as far
	// as the profile has them.
	Part Part
	// Arrive sends a trial mail and waits until it is in the receiving mailbox,
	// for ArriveWithin at most (0: two minutes). Recipient is then by default the
	// mailbox's own address. Remove takes it away again, over IMAP only.
	Arrive       bool
	ArriveWithin time.Duration
	Remove       bool

	// Domain asks DNS, beside the run, whether the sender's domain lets the mail
	// leave this way: SPF, DMARC and MX, and where this machine itself delivers
	// its reverse name and EHLO name too. Addresses are this machine's own; nil:
	// those from which it reaches the world.
	Domain    bool
	Addresses func() []netip.Addr

	// Again says that the profile was proved before, as monitoring does over and
	// over. What an earlier run left behind is then no finding: the window that
	// POP before SMTP opened is still open.
	Again bool

	// MailboxPassword gives the secret of pop_before_smtp.password or
	// receive.password, by that key. Without it the profile says where it is.
	MailboxPassword func(ctx context.Context, key string) (store.Secret, error)
	// Password gives the secret of smtp.auth when the ladder reaches it.
	Password func(context.Context) (store.Secret, error)
	// Token gives a fresh access token for the methods xoauth2 and oauthbearer and
	// for server_type "api". Without it neither is tried: check.unsupported.
	Token func(context.Context) (store.Token, error)

	Dial       func(ctx context.Context, network, address string) (net.Conn, error)
	Nameserver string         // host:port; asked instead of the system's resolver
	Roots      *x509.CertPool // nil: the system's, and ca_file
	Now        func() time.Time
	// Sleep waits for a time of Now, or for ctx, whose error it gives then; nil: the real clock.
	Sleep   func(ctx context.Context, d time.Duration) error
	BaseDir string // folder of the profile: what relative paths are relative to

	// Control is a host that is known to be reachable where nothing is blocked. It
	// is connected to, on the port at hand, only when that is not to be reached:
	// a port that is dead there too is closed by the network here.
	Control string

	// alone: the run is itself a question of another one and asks none.
	alone bool
	// crowd: many profiles of the same host are proved at once. What tells causes
	// apart would cost it connections beyond perHost, so it is not asked.
	crowd bool
}

// Part is one half of the mail.
type Part string

// The halves: sending (with the POP login before it, where that authorises
// it) and receiving.
const (
	PartAll     Part = ""
	PartSend    Part = "send"
	PartReceive Part = "receive"
	PartPop     Part = "pop" // only the POP3 login that authorises sending
)

// Run proves p up to opts.Until, over SMTP or, with server_type "api", over
// HTTP: there every stage from sign-in to RCPT TO is that of the token, and
// "data" is sending. With POP before SMTP the ladder of the POP3 login comes
// first; with [receive] that of the mailbox comes after it. It blocks, never fails as a whole (what went
// wrong is in the Report), obeys ctx at once, and leaves no goroutine and no
// open socket behind.
func Run(ctx context.Context, p store.Profile, opts Options) Report {
	return runTrip(ctx, p, opts)
}

// Port is what was found behind one candidate port of a host.
type Port struct {
	Port       int
	Security   string // what works there: starttls | tls | none
	Verdict    Verdict
	Took       time.Duration
	Mechanisms []string // offered for sign-in under that security
	Reason     string   // code: "recommended" "works" "no_auth" "no_tls" "refused" "no_answer" "certificate" "not_smtp" "failed"
}

// Ports tries 465, 587, 25 and 2525 of host side by side, without signing in,
// and returns them best first, the first one with Reason "recommended" when
// nothing speaks against it. A host without an address gives none: nothing was tried, and a
// Run says why. emit may be nil.
func Ports(ctx context.Context, host string, opts Options, emit func(Port)) []Port {
	return probePorts(ctx, host, opts, emit)
}

// Job is one profile of a RunAll.
type Job struct {
	Profile store.Profile
	Options Options
}

// RunAll proves many profiles at once, at most jobs at a time (0: 32), 3 per
// host (loopback: no bound) and 1 per account. After "too many connections" or
// "rate limited" the rest of that host is unknown, not tried. done gets each
// report as it is ready, in the jobs' order, from one goroutine at a time.
func RunAll(ctx context.Context, list []Job, jobs int, done func(Report)) {
	runAll(ctx, list, jobs, done)
}

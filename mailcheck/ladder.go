package mailcheck

import (
	"context"
	"crypto/tls"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
	"golang.org/x/net/idna"

	"todoku/mailcheck/cause"
	"todoku/store"
)

// ladder is one run: what is known so far, and the report in the making. Only
// the goroutine of Run touches it.
type ladder struct {
	ctx  context.Context
	p    store.Profile
	o    Options
	host string // A-label form, without a final dot
	now  func() time.Time
	wait time.Duration // for one answer of the network

	rep   Report
	at    int // index of the stage at hand
	last  int // index of the last one asked for
	begun time.Time
	log   transcript

	known  *[2][]netip.Addr // addresses, where the caller has them
	bare   bool             // addresses only: neither MX nor CNAME
	names  *names           // what DNS knows
	second *second          // the address family that did not answer first
	remote string           // ip:port of the conversation
	local  string           // our side of it
	wire   *wire            // nil until connected
	greets reply            // the greeting
	name   string           // what EHLO says of us
	plain  capabilities     // before TLS
	caps   capabilities     // in force
	tls    *tls.ConnectionState
	tap    *tap
	client *smtp.Client
	facts  map[string]string
	proto  string          // "smtp", "api", "pop3" or "imap"
	prefix string          // of the stage ids: proto, but for a second mailbox
	box    *box            // pop3, imap: whose ladder it is
	pop    popState        // pop3
	imap   *imapTalk       // imap: the dialogue; nil until greeted
	prefer string          // family to go over if it can: "ipv4"; empty: whichever answers first
	first  chan struct{}   // closed when that family has connected or failed
	gate   <-chan struct{} // closed when the sign-in may begin; nil: at once
	hungUp time.Time       // when the conversation ended
	// mechanism is how a mailbox is signed in to, as the server names it.
	mechanism string
	awaited   *awaited       // the trial mail to wait for; nil: none
	addressee int            // index of the recipient at hand
	bearer    store.Secret   // api: the access token
	beside    sync.WaitGroup // what runs beside the conversation
}

// id is a stage's id on this run's ladder, given that on SMTP's.
func (l *ladder) id(stage string) string { return l.prefix + strings.TrimPrefix(stage, "smtp") }

// climb climbs until a stage does not pass, the one asked for is reached, or
// ctx ends, with the addresses that are known already, where they are. The
// first error wins: what follows it would be a consequence.
func climb(ctx context.Context, p store.Profile, o Options, known *[2][]netip.Addr) Report {
	l := newLadder(ctx, p, o)
	l.known = known
	return l.run()
}

// run climbs the whole ladder.
func (l *ladder) run() Report {
	ctx, cancel := context.WithCancel(l.ctx)
	defer cancel()
	l.ctx = ctx
	steps := l.rungs()
	l.last = lastRung(steps, l.o)
	for _, s := range steps {
		l.rep.Stages = append(l.rep.Stages, Stage{ID: s.id, Verdict: Skipped})
	}
	for i, s := range steps[:l.last+1] {
		if s.climb == nil {
			continue
		}
		if !l.step(i, s.climb) {
			break
		}
	}
	l.finish()
	cancel()
	l.beside.Wait()
	return l.rep
}

func newLadder(ctx context.Context, p store.Profile, o Options) *ladder {
	l := &ladder{ctx: ctx, p: settled(p), o: o, now: o.Now, wait: p.SMTP.Timeout.D(), facts: map[string]string{}, proto: "smtp", first: make(chan struct{})}
	if p.ServerType == "api" {
		l.proto = "api"
	}
	l.prefix = l.proto
	if l.now == nil {
		l.now = time.Now
	}
	if l.wait <= 0 {
		l.wait = defaultWait
	}
	l.host = asciiHost(l.p.SMTP.Host)
	l.rep = Report{Profile: p.Name, Host: l.p.SMTP.Host, Port: l.p.SMTP.Port, Security: l.p.SMTP.Security, Started: l.now()}
	return l
}

// defaultWait is the profile's default, for callers without one.
const defaultWait = 10 * time.Second

// asciiHost is the form in which DNS and certificates know a name (RFC 5891).
func asciiHost(host string) string {
	host = strings.TrimSuffix(strings.TrimSpace(host), ".")
	if a, err := idna.Lookup.ToASCII(host); err == nil {
		return a
	}
	return host
}

// lastRung is the index of the last stage asked for.
func lastRung(steps []rung, o Options) int {
	until := o.Until
	if o.Send {
		until = "data"
	}
	_, part, found := strings.Cut(until, ".")
	if !found {
		part = until
	}
	stop := 0
	if strings.HasPrefix(steps[0].id, "api.") {
		part = apiUntil(part)
	}
	for i, s := range steps {
		switch {
		case s.id == StageArrive:
			return i // whoever sent a mail waits for it
		case s.id[strings.LastIndexByte(s.id, '.')+1:] == part && steps[len(steps)-1].id != StageArrive:
			return i
		case s.id == StageRcpt:
			stop = i
		}
	}
	return stop // never further by mistake: what follows is a real mail
}

// step climbs one stage and says whether to go on.
func (l *ladder) step(i int, climb func(*ladder)) bool {
	l.at, l.begun = i, l.now()
	st := l.stage()
	st.Verdict = Running
	l.log.to = &st.Transcript
	l.emit(i)
	if l.ctx.Err() == nil {
		climb(l)
	}
	if l.ctx.Err() != nil {
		l.cancelled()
	}
	st.Took = l.now().Sub(l.begun)
	if st.Verdict == Running {
		st.Verdict = l.verdictOf(st.ID)
	}
	l.emit(i)
	v := verdict(l.rep)
	return v == Pass || v == Warn
}

// cancelled replaces what was found last: an error that our own closing of the
// connection caused is none.
func (l *ladder) cancelled() {
	l.rep.Findings = slices.DeleteFunc(l.rep.Findings, func(f cause.Finding) bool { return f.Severity != cause.SeverityWarn })
	for i := range l.rep.Stages {
		if v := l.rep.Stages[i].Verdict; v == Fail || v == Unknown {
			l.again(l.rep.Stages[i].ID)
		}
	}
	e := l.evidence()
	e.Err = context.Cause(l.ctx)
	l.rep.Findings = append(l.rep.Findings, l.finding("run.cancelled", cause.Certain, cause.SeverityUnknown, e))
	l.stage().Verdict = Unknown
}

// finish hangs up, collects what ran beside the conversation, and sums up.
func (l *ladder) finish() {
	if l.imap != nil && l.imap.box != nil {
		l.imap.box.close()
	}
	switch {
	case l.wire == nil:
	case l.proto == "api":
		l.wire.drop() // HTTP has no goodbye
	case l.tap != nil && l.tap.owed("DATA"):
		l.wire.drop() // the server may be waiting for a mail: QUIT would be its text
	default:
		l.wire.close()
	}
	l.hungUp = l.now()
	l.collectSecond()
	l.collectNames()
	for i := range l.rep.Stages {
		l.rep.Stages[i].Transcript = slices.Clip(l.rep.Stages[i].Transcript)
	}
	l.rep.Verdict = verdict(l.rep)
	sortFindings(&l.rep)
	l.rep.Took = l.now().Sub(l.rep.Started)
}

// emit tells the state of a stage. What it hands out is a copy: the run goes on.
func (l *ladder) emit(i int) {
	if l.o.Emit == nil {
		return
	}
	s := l.rep.Stages[i]
	s.Transcript = slices.Clone(s.Transcript)
	s.Detail.Families = slices.Clone(s.Detail.Families)
	l.o.Emit(Event{s})
}

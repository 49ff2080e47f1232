package mailcheck

import (
	"cmp"
	"time"

	"todoku/mailcheck/cause"
)

// arriveWithin is how long a trial mail is waited for where nothing else is said.
const arriveWithin = 2 * time.Minute

// mailbag is a mailbox that is looked into again and again.
type mailbag interface {
	// look says where the trial mail is; nil: not there. With an error it could
	// not look; explain records why.
	look() (*sighting, error)
	explain(error)
	// over says that it cannot look any more.
	over() bool
	// pause is how long to wait after n looks; wait waits, or less when the
	// server tells of new mail.
	pause(n int) time.Duration
	wait(time.Duration)
	// remove takes the mail away. It gives why it did not, as a word.
	remove(*sighting) (reason, said string)
}

// sighting is the trial mail, found.
type sighting struct {
	folder string
	junk   bool
	header []byte // as far as it was given; nil: it was not
	uid    uint32
	epoch  uint32 // UIDVALIDITY (RFC 9051 section 2.3.1.1)
}

// arrive waits until the trial mail is in the mailbox. Every look is told as
// an event, with the time gone by.
func (l *ladder) arrive() {
	bag := l.mailbag()
	limit := cmp.Or(l.o.ArriveWithin, arriveWithin)
	var waited time.Duration // a clock that stands still does not wait for ever
	shown := 0               // lines of the first look
	for n := 0; ; n++ {
		l.forgetLooks(n, &shown)
		l.stage().Detail.Arrived = &Arrived{DelayMS: l.onTheWay().Milliseconds()}
		l.emit(l.at)
		found, why := bag.look()
		switch {
		case l.ctx.Err() != nil:
			l.stage().Detail.Arrived = nil
			return
		case found != nil:
			l.arrived(bag, found)
			return
		}
		left := limit - max(waited, l.onTheWay())
		if (why != nil && bag.over()) || left <= 0 {
			l.stage().Detail.Arrived = nil
			l.notArrived(bag, limit, why)
			return
		}
		rest := min(bag.pause(n), left)
		bag.wait(rest)
		waited += rest
	}
}

// forgetLooks keeps the first and the last look in the transcript: the others
// are alike, and there may be many.
func (l *ladder) forgetLooks(n int, shown *int) {
	lines := &l.stage().Transcript
	switch {
	case n == 1:
		*shown = len(*lines)
	case n > 1:
		*lines = append((*lines)[:*shown:*shown], Line{"*", "... look " + itoa(n+1)})
	}
}

// mailbag is the mailbox of this ladder.
func (l *ladder) mailbag() mailbag {
	if l.proto == "imap" {
		return &imapBag{l: l, box: l.imap.box, folders: []folder{{name: inbox}}}
	}
	return &popBag{l: l}
}

// onTheWay is the time since the server took the mail.
func (l *ladder) onTheWay() time.Duration { return max(0, l.now().Sub(l.awaited.sent)) }

// notArrived: it is not there. Where the mailbox itself could not be read at
// last, nothing is known of the mail.
func (l *ladder) notArrived(bag mailbag, limit time.Duration, why error) {
	if why != nil {
		bag.explain(why)
		for i, f := range l.rep.Findings {
			if f.Stage == StageArrive && f.Severity == cause.SeverityFail {
				l.rep.Findings[i].Severity = cause.SeverityUnknown
			}
		}
		return
	}
	e := l.evidence()
	e.Facts[cause.FactWaited] = limit.Round(time.Second).String()
	e.Facts[cause.FactQueue] = l.awaited.queue
	l.failAs("arrive.not-arrived", e)
}

// arrived reports where the mail is, how long it took, and what the receiving
// side says of its sender.
func (l *ladder) arrived(bag mailbag, s *sighting) {
	a := &Arrived{DelayMS: l.onTheWay().Milliseconds(), Folder: safe(s.folder, 1, maxLineRunes), Junk: s.junk}
	var server string
	server, a.Checks = receiverChecks(s.header)
	l.stage().Detail.Arrived = a
	if server != "" {
		l.log.note("Authentication-Results: " + server)
	}
	e := l.evidence()
	e.Facts[cause.FactFolder] = a.Folder
	if s.junk {
		l.warn("arrive.junk", cause.Certain, e)
	}
	if failed := failedChecks(a.Checks); failed != "" {
		e.Facts[cause.FactChecks] = failed
		l.warn("arrive.auth-failed", cause.Certain, e)
	}
	if !l.o.Remove {
		return
	}
	reason, said := bag.remove(s)
	a.Removed = reason == ""
	if reason != "" {
		e.Facts[cause.FactReason], e.Text = reason, said
		l.warn("arrive.not-removed", cause.Certain, e)
	}
}

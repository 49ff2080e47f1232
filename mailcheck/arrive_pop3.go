package mailcheck

import (
	"errors"
	"time"
)

// popBag looks for the trial mail over POP3, where each look but the first is a
// login of its own.
type popBag struct {
	l      *ladder
	ended  bool
	looked time.Time // when the last look was
	why    error     // why it failed
}

// popStale is how old a look may be to still say that the mail is not there.
const popStale = 10 * time.Second

// Why a look was not possible: the server wants a longer pause between logins,
// or does not open the mailbox just now.
var (
	errPopEarly = errors.New("pop3: too early for another login")
	errPopLater = errors.New("pop3: the mailbox does not open just now")
)

func (b *popBag) look() (s *sighting, err error) {
	if !b.l.pop.search.fresh && b.untilNext() > 0 {
		if b.why == nil && b.l.now().Sub(b.looked) > popStale {
			return nil, errPopEarly
		}
		return nil, b.why
	}
	defer func() { b.looked, b.why = b.l.now(), err }()
	header, found, err := b.l.popFind(b.l.ctx, b.l.awaited.id)
	switch {
	case err != nil:
		b.ended = true
		return nil, err
	case found:
		return &sighting{header: []byte(header)}, nil
	case errors.Is(b.l.wire.dead, errClosed):
		return nil, errPopLater
	}
	return nil, nil
}

func (b *popBag) over() bool { return b.ended }

func (b *popBag) explain(err error) {
	switch {
	case errors.Is(err, errPopEarly):
		b.l.failAs("pop.login-delay", b.l.evidence())
	case errors.Is(err, errPopLater):
		b.l.popRefused(b.l.pop.search.later, nil)
	default:
		b.l.popFailed(err)
	}
}

// untilNext is how long the server wants to be left alone.
func (b *popBag) untilNext() time.Duration { return b.l.popNext().Sub(b.l.now()) }

// pause grows: each look is a login.
func (b *popBag) pause(n int) time.Duration {
	steps := []time.Duration{2 * time.Second, 4 * time.Second, 8 * time.Second, 15 * time.Second}
	if n >= len(steps) {
		return max(30*time.Second, b.untilNext())
	}
	return max(steps[n], b.untilNext())
}

func (b *popBag) wait(d time.Duration) { _ = b.l.o.sleep(b.l.ctx, d) }

// remove does nothing: over POP3 nothing is ever deleted.
func (b *popBag) remove(*sighting) (reason, said string) { return "pop3", "" }

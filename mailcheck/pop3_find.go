package mailcheck

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Bounds of looking for a mail.
const (
	popLook      = 40  // newest messages whose header is looked at, each time
	popLookOld   = 10  // and as many at the other end: some servers put the newest first
	popListed    = 500 // messages up to which UIDL is asked for all at once
	maxPopHeader = 256 << 10
	// popAgain is the least time between two logins that a server with a lock on
	// the mailbox, or with nothing to say about it, is given.
	popAgain = 2 * time.Second
)

// popSearch is what looking for a mail remembers from one login to the next.
type popSearch struct {
	count int             // messages in the mailbox of the session at hand
	fresh bool            // that session has not been looked through
	later popReply        // why the mailbox did not open just now
	seen  map[string]bool // unique-ids that need no second look
}

// popFind looks through the mailbox for a message whose X-Todoku field is id,
// and gives its whole header, lines ended by CRLF. A POP3 session never sees
// what comes after its login (RFC 1939 section 8), so each call but the first
// signs in again, as soon as the server's LOGIN-DELAY allows (l.popNext); it
// waits for that on ctx. Only messages that were not looked at before are
// asked for, by TOP n 0; none is fetched whole or deleted.
//
// found is false, without an error, where it is not there yet, or where the
// mailbox could not be opened just now ([IN-USE], [LOGIN-DELAY], [SYS/TEMP]).
// An error is ctx's, or goes to l.popFailed; no further call is of use then.
func (l *ladder) popFind(ctx context.Context, id string) (header string, found bool, err error) {
	if !l.pop.search.fresh || l.wire.dead != nil {
		if ok, err := l.popReopen(ctx); err != nil || !ok {
			return "", false, err
		}
	}
	l.pop.search.fresh = false
	list, err := l.popList()
	if err != nil {
		return "", false, err
	}
	seen := map[string]bool{}
	for _, m := range list {
		if l.pop.search.seen[m.uid] {
			seen[m.uid] = true
		}
	}
	l.pop.search.seen = seen
	for _, m := range list {
		if seen[m.uid] {
			continue
		}
		header, err := l.popTop(m.number)
		if errors.Is(err, errLongReply) {
			seen[m.uid] = true // a server that sends whole mails: not this one again
			return "", false, nil
		}
		if err != nil {
			return "", false, err
		}
		seen[m.uid] = true
		if headerHas(header, "X-Todoku", id) {
			return header, true, nil
		}
	}
	return "", false, ctx.Err()
}

// popNext is when the next login may be tried.
func (l *ladder) popNext() time.Time { return l.pop.started.Add(max(l.pop.delay, popAgain)) }

// errNoTOP: without TOP a message could only be fetched whole, which marks it
// as read and may make the server delete it.
var errNoTOP = errors.New("pop3: the server has no TOP")

// popMessage is one message of the session.
type popMessage struct {
	number int
	uid    string // its number where the server has no UIDL
}

// popList names the messages to look at, newest first as far as their numbers
// tell.
func (l *ladder) popList() ([]popMessage, error) {
	n := l.pop.search.count
	uids := map[string]string{}
	uidl := n > 0
	if n > 0 && n <= popListed {
		r, err := l.wire.askPopLines("UIDL", maxPopList, maxPopShown, func(line string) { noteUID(uids, line) })
		if err != nil {
			return nil, err
		}
		uidl = r.ok
	}
	var list []popMessage
	for k := range n {
		if k >= popLook && k < n-popLookOld {
			continue
		}
		m := popMessage{number: n - k}
		if uidl && n > popListed {
			r, err := l.wire.askPop("UIDL " + itoa(m.number))
			if err != nil {
				return nil, err
			}
			if uidl = r.ok; uidl {
				noteUID(uids, strings.TrimSpace(r.line[popStatus(r.line):]))
			}
		}
		if m.uid = uids[itoa(m.number)]; m.uid == "" {
			m.uid = "#" + itoa(m.number)
		}
		list = append(list, m)
	}
	return list, nil
}

// noteUID reads "1 whqtswO00WBw418f9t5JxYwZ" (RFC 1939 section 7, UIDL).
func noteUID(uids map[string]string, line string) {
	if number, uid, ok := strings.Cut(line, " "); ok && len(uids) <= popListed {
		uids[number] = uid
	}
}

// popTop is a message's header (RFC 1939 section 7, TOP).
func (l *ladder) popTop(number int) (string, error) {
	var b strings.Builder
	over := false
	r, err := l.wire.askPopLines(fmt.Sprintf("TOP %d 0", number), maxPopHeader, 0, func(line string) {
		if over = over || line == ""; !over {
			b.WriteString(line + "\r\n")
		}
	})
	switch {
	case err != nil:
		return "", err
	case r.ok:
		return b.String(), nil
	case l.pop.asked && !l.caps.has("TOP"):
		return "", errNoTOP
	}
	return "", nil // gone meanwhile, or not to be read
}

// headerHas says that a field of a header has that value. Names are compared
// without case (RFC 5322 section 1.2.2).
func headerHas(header, name, value string) bool {
	for line := range strings.Lines(header) {
		if field, rest, ok := strings.Cut(line, ":"); ok && strings.EqualFold(strings.TrimSpace(field), name) && strings.TrimSpace(rest) == value {
			return true
		}
	}
	return false
}

// popReopen ends the session and begins another. ok is false where the server
// does not open the mailbox just now.
func (l *ladder) popReopen(ctx context.Context) (ok bool, err error) {
	if l.wire.dead == nil {
		_, _ = l.wire.askPop("QUIT") // waited for: the lock on the mailbox ends with it
	}
	l.wire.drop()
	l.wire.dead = errClosed
	if err := l.sleepUntil(ctx, l.popNext()); err != nil {
		return false, err
	}
	l.pop.started = l.now()
	w, stamp, err := l.popConnect(ctx)
	if w != nil {
		l.wire = w
	}
	if err != nil {
		return false, err
	}
	r, err := l.popSignIn(w, stamp)
	if err == nil && r.ok {
		l.pop.search.count, err = l.popStat(w)
	} else if err == nil {
		err = r
	}
	if err == nil {
		return true, nil
	}
	return false, l.popNotNow(err)
}

// popNotNow passes over answers that only mean "later".
func (l *ladder) popNotNow(err error) error {
	var r popReply
	if !errors.As(err, &r) {
		return err
	}
	switch r.code {
	case "LOGIN-DELAY":
		// The server counts from another login, or does not say how long.
		l.pop.delay = min(max(2*l.pop.delay, 10*time.Second), time.Hour)
	case "IN-USE", "SYS/TEMP":
	default:
		return err
	}
	l.pop.search.later = r
	l.wire.close()
	l.wire.dead = errClosed
	return nil
}

// errClosed: this side has ended the conversation.
var errClosed = errors.New("pop3: the session is over")

// popConnect opens another connection to the same address and secures it as
// the first one was. The certificate must hold as that one did.
func (l *ladder) popConnect(ctx context.Context) (w *wire, stamp string, err error) {
	ctx, cancel := context.WithTimeout(ctx, l.wait)
	defer cancel()
	c, err := l.redial(ctx)
	if err != nil {
		return nil, "", err
	}
	l.log.note("connect " + l.remote)
	w = newWire(l.ctx, c, l.wait, &l.log)
	if l.p.SMTP.Security == "tls" {
		if err := l.tlsAgain(ctx, w); err != nil {
			return w, "", err
		}
	}
	r, err := w.readPop()
	if err == nil && l.p.SMTP.Security == "starttls" {
		if r, err = w.askPop("STLS"); err == nil && r.ok && len(w.buffered()) > 0 {
			w.dead = errInjected
			err = errInjected
		}
		if err == nil && r.ok {
			err = l.tlsAgain(ctx, w)
		}
	}
	if err == nil && !r.ok {
		err = r
	}
	if err != nil {
		return w, "", err
	}
	stamp, _ = timestamp(w.first)
	if stamp == "" && l.pop.login.name == popAPOP {
		return w, "", errPop("the greeting", r)
	}
	return w, stamp, nil
}

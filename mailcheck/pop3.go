package mailcheck

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"todoku/mailcheck/cause"
)

// popState is what a POP3 ladder knows beside what every ladder does.
type popState struct {
	stamp   string        // the greeting's timestamp (RFC 1939 section 7)
	fake    string        // something that only looks like one
	asked   bool          // CAPA was answered: what it does not list is not there
	delay   time.Duration // least time between two logins (RFC 2449 section 6.5)
	login   popLogin
	search  popSearch
	started time.Time // of the last login
}

// Limits of what a POP3 server may send for one command, in octets.
const (
	maxPopCapa = 16 << 10
	maxPopList = 64 << 10
)

// errPopForm: the answer has the wrong form.
var errPopForm = errors.New("pop3: answer not understood")

// popGreeting waits for the server's first line (RFC 1939 section 4), in which
// a timestamp for APOP may stand.
func (l *ladder) popGreeting() {
	tlsToo := l.watchSilence()
	l.wire.replyBy = time.Now().Add(l.wait)
	r, err := l.wire.readPop()
	if err != nil {
		l.noGreeting(err, tlsToo)
		return
	}
	tlsToo.stop()
	text := strings.TrimSpace(r.line[popStatus(r.line):])
	l.greets = reply{lines: []string{r.line}}
	st := l.stage()
	st.Detail.Banner = safe(text, 1, maxLineRunes)
	st.Detail.Software = l.software()
	l.pop.stamp, l.pop.fake = timestamp(text)
	l.popRefused(r, nil)
}

// popCapabilities asks what the server can (RFC 2449 section 5). One that does
// not know CAPA is older than it, and has USER.
func (l *ladder) popCapabilities() {
	var lines []string
	r, err := l.wire.askPopLines("CAPA", maxPopCapa, maxPopShown, func(line string) {
		if line = strings.TrimSpace(line); line != "" && len(lines) < maxCapabilities {
			lines = append(lines, safe(line, 1, maxLineRunes))
		}
	})
	if err != nil || r.more {
		l.popRefused(r, err)
		return
	}
	if !r.ok && strings.HasPrefix(cause.ResponseCode(r.line), "SYS/") { // RFC 3206: the server, not the command
		l.fail(l.byPop(r))
		return
	}
	l.pop.asked = r.ok
	l.caps = capabilities{lines: lines}
	l.caps.offers = l.popMechanisms()
	l.pop.delay = l.popDelay()
	l.facts[cause.FactAuth] = truth(len(l.caps.offers) > 0)
	if l.tls == nil {
		l.plain = l.caps
	}
	l.showCaps(l.stageByID(l.id(StageCaps)))
}

// popMechanisms are the ways to sign in: those of SASL, USER, and APOP where
// the greeting has what it needs. Never nil.
func (l *ladder) popMechanisms() []string {
	out := []string{}
	params, _ := l.caps.get("SASL")
	for _, p := range params {
		out = append(out, strings.ToUpper(p))
	}
	if !l.pop.asked || l.caps.has("USER") {
		out = append(out, "USER")
	}
	if l.pop.stamp != "" {
		out = append(out, "APOP")
	}
	return out
}

// popDelay is LOGIN-DELAY, at most an hour. It may differ before the sign-in,
// when the server does not know the user.
func (l *ladder) popDelay() time.Duration {
	params, _ := l.caps.get("LOGIN-DELAY")
	if len(params) == 0 {
		return 0
	}
	n, err := strconv.Atoi(params[0])
	if err != nil || n < 0 {
		return 0
	}
	return min(time.Duration(min(n, 3600))*time.Second, time.Hour)
}

// popSTLS upgrades the connection (RFC 2595 section 4) and asks for the
// capabilities again inside. It is tried even where the list lacks it: there
// may be no list, or an altered one.
func (l *ladder) popSTLS() {
	offered := l.plain.has("STLS")
	l.facts[cause.FactStartTLS] = truth(offered)
	e := l.evidence()
	r, err := l.wire.askPop("STLS")
	if err != nil || r.more {
		l.popRefused(r, err)
		return
	}
	switch {
	case !r.ok && offered:
		l.fail(l.byPop(r))
		return
	case !r.ok:
		l.fail(e)
		return
	case !offered && l.pop.asked:
		l.wire.dead = errInjected // the server waits for a handshake: no QUIT
		e.Text = r.String()
		l.record(cause.SeverityFail, e, cause.New("net.middlebox", cause.Likely, e), cause.New("tls.starttls-missing", cause.Possible, e))
		return
	}
	if extra := l.wire.buffered(); len(extra) > 0 {
		l.injected(extra)
		return
	}
	if l.encrypt() {
		l.encrypted(l.popCapabilities)
	}
}

// popMailbox opens it: some servers tell only now that there is none (Gmail
// says here that POP is off). STAT is the first command that touches it.
func (l *ladder) popMailbox() {
	n, err := l.popStat(l.wire)
	if err != nil {
		l.popFailed(err)
		return
	}
	l.stage().Detail.Messages = &n
	l.pop.search.count, l.pop.search.fresh = n, true
}

// popStat is the number of messages (RFC 1939 section 5, STAT).
func (l *ladder) popStat(w *wire) (int, error) {
	r, err := w.askPop("STAT")
	switch {
	case err != nil:
		return 0, err
	case r.more:
		return 0, errPop("STAT", r)
	case !r.ok:
		return 0, r
	}
	fields := strings.Fields(r.line[popStatus(r.line):])
	if len(fields) == 0 {
		return 0, errPop("STAT", r)
	}
	n, err := strconv.Atoi(fields[0])
	if err != nil || n < 0 {
		return 0, errPop("STAT", r)
	}
	return n, nil
}

// popFailed records the error of a command at the stage at hand, whatever it
// is: an answer that refuses, a broken one, or none.
func (l *ladder) popFailed(err error) {
	var r popReply
	switch {
	case errors.As(err, &r):
		l.popRefused(r, nil)
	case errors.Is(err, errNoTOP):
		l.failAs("pop.no-top", l.byError(err))
	case errors.Is(err, errPopForm):
		l.failAs("session.protocol-error", l.byError(err))
	default:
		l.popRefused(popReply{}, err)
	}
}

package mailcheck

import (
	"cmp"
	"strings"

	"github.com/emersion/go-smtp"

	"todoku/mailcheck/cause"
)

// NoteOwnRecipient is the Detail.Note of an rcpt stage that had no recipient:
// the sender itself was named, so that relaying to others is not proved.
const NoteOwnRecipient = "rcpt.relay-not-proved"

// recipient is whom RCPT TO names.
func (l *ladder) recipient() string {
	return cmp.Or(l.o.Recipient, l.p.Trial.Recipient, l.p.Sender.Address)
}

// mail says MAIL FROM (RFC 5321 section 4.1.1.2).
func (l *ladder) mail() {
	st := l.stage()
	st.Detail.Address = l.p.Sender.Address
	// RFC 6531 section 3.4: the extension is asked for only where it is needed.
	opts := &smtp.MailOptions{UTF8: !ascii(l.p.Sender.Address + l.recipient())}
	l.sendAhead()
	if l.refused(reply{code: 250}, oneLine(l.p.Sender.Address)) {
		return
	}
	if err := l.client.Mail(l.p.Sender.Address, opts); err != nil {
		l.commandFailed(err)
		return
	}
	st.Detail.Reply = l.tap.last().String()
}

// sendAhead lets the commands that will follow MAIL go out with it, where the
// server takes that (RFC 2920 section 3.1): each would cost a round trip.
func (l *ladder) sendAhead() {
	if !l.caps.has("PIPELINING") || l.last < l.index(StageRcpt) {
		return
	}
	lines := []string{"RCPT TO:<" + l.recipient() + ">"}
	if l.last >= l.index(StageData) {
		lines = append(lines, "DATA")
	}
	l.tap.pipeline(lines...)
}

// rcpt says RCPT TO (RFC 5321 section 4.1.1.3).
func (l *ladder) rcpt() {
	st := l.stage()
	to := l.recipient()
	st.Detail.Address = to
	if l.o.Recipient == "" && l.p.Trial.Recipient == "" {
		st.Detail.Note = NoteOwnRecipient
	}
	if l.refused(reply{code: 250}, oneLine(to)) {
		return
	}
	if err := l.client.Rcpt(to, nil); err != nil {
		l.commandFailed(err)
		return
	}
	st.Detail.Reply = l.tap.last().String()
}

// commandFailed is clientError, with the reply shown in the stage.
func (l *ladder) commandFailed(err error) {
	if n := l.caps.size(); n > 0 {
		l.facts[cause.FactSize] = itoa(int(n))
	}
	before := len(l.rep.Findings)
	l.clientError(err)
	if len(l.rep.Findings) > before && l.wire.dead == nil {
		l.stage().Detail.Reply = l.tap.last().String()
	}
}

func ascii(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > 127 })
}

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

// sender is whom MAIL FROM names.
func (l *ladder) sender() string {
	if m := l.o.Message; m != nil {
		return cmp.Or(m.From, l.p.Sender.Address)
	}
	return l.p.Sender.Address
}

// recipients are whom RCPT TO names, one by one.
func (l *ladder) recipients() []string {
	if m := l.o.Message; m != nil && len(m.To) > 0 {
		return m.To
	}
	return []string{l.recipient()}
}

// recipient is the one at hand.
func (l *ladder) recipient() string {
	if m := l.o.Message; m != nil && len(m.To) > 0 {
		return m.To[l.addressee]
	}
	return cmp.Or(l.o.Recipient, l.p.Trial.Recipient, l.p.Sender.Address)
}

// mail says MAIL FROM (RFC 5321 section 4.1.1.2).
func (l *ladder) mail() {
	st := l.stage()
	st.Detail.Address = l.sender()
	// RFC 6531 section 3.4: the extension is asked for only where it is needed.
	opts := &smtp.MailOptions{UTF8: !ascii(l.sender() + strings.Join(l.recipients(), ""))}
	if m := l.o.Message; m != nil {
		opts.Size = int64(len(m.Text)) // RFC 1870 section 6: refused before it is sent
	}
	l.sendAhead()
	if l.refused(reply{code: 250}, oneLine(l.sender())) {
		return
	}
	if err := l.client.Mail(l.sender(), opts); err != nil {
		l.commandFailed(err)
		return
	}
	st.Detail.Reply = l.tap.last().String()
}

// maxAhead bounds how many recipients go out at once: their replies must fit
// into what the network holds while nobody reads.
const maxAhead = 50

// sendAhead lets the commands that will follow MAIL go out with it, where the
// server takes that (RFC 2920 section 3.1): each would cost a round trip.
func (l *ladder) sendAhead() {
	if !l.caps.has("PIPELINING") || l.last < l.index(StageRcpt) {
		return
	}
	to := l.recipients()
	if len(to) > maxAhead {
		return
	}
	var lines []string
	for _, r := range to {
		lines = append(lines, "RCPT TO:<"+r+">")
	}
	// With several, DATA waits until all of them were taken.
	if l.last >= l.index(StageData) && len(to) == 1 {
		lines = append(lines, "DATA")
	}
	l.tap.pipeline(lines...)
}

// rcpt says RCPT TO (RFC 5321 section 4.1.1.3).
func (l *ladder) rcpt() {
	st := l.stage()
	if l.o.Recipient == "" && l.p.Trial.Recipient == "" && l.o.Message == nil {
		st.Detail.Note = NoteOwnRecipient
	}
	for i, to := range l.recipients() {
		l.addressee = i
		st.Detail.Address = to
		if l.refused(reply{code: 250}, oneLine(to)) {
			return
		}
		if err := l.client.Rcpt(to, nil); err != nil {
			l.commandFailed(err)
			return
		}
		st.Detail.Reply = l.tap.last().String()
	}
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

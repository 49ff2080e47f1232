package mailcheck

import (
	"bytes"
	"regexp"
	"time"

	"todoku/mailcheck/cause"
)

// dataWait is the least wait for the reply to the final dot: filters look at
// the whole mail then. RFC 5321 section 4.5.3.2.6 allows ten minutes; nobody
// who looks at a screen does.
const dataWait = time.Minute

// data sends the message, or the trial mail (RFC 5321 section 4.1.1.4).
func (l *ladder) data() {
	m, err := l.letter()
	if err != nil {
		l.fail(l.byError(err))
		return
	}
	w, err := l.client.Data()
	if err != nil {
		l.commandFailed(err)
		return
	}
	l.log.client("(" + m.name() + ")")
	l.tap.data = true
	_, err = bytes.NewReader(m.text).WriteTo(w)
	if err == nil {
		_, err = w.CloseWithResponse()
	}
	if err == nil || l.wire.dead == nil {
		l.tap.data = false // the final dot was answered
	}
	if err != nil {
		l.facts[cause.FactSize] = itoa(int(l.caps.size()))
		l.commandFailed(err)
		return
	}
	st := l.stage()
	r := l.tap.last()
	st.Detail.Reply = r.String()
	st.Detail.QueueID = queueID(r.String())
	st.Detail.TrialID, st.Detail.taken = m.id, l.now()
}

// queueIDs are the ways in which servers name the mail that they took; the
// operator of the server finds it by that.
var queueIDs = []*regexp.Regexp{
	regexp.MustCompile(`(?i)\bqueued as <?([0-9A-Za-z.\-]{4,64})`),                        // Postfix, Haraka
	regexp.MustCompile(`(?i)\bid=([0-9A-Za-z]{4,23}-[0-9A-Za-z]{4,23}-[0-9A-Za-z]{2,8})`), // Exim
	regexp.MustCompile(`(?i)\bInternalId=(\d+)`),                                          // Exchange
	regexp.MustCompile(`(?i)^250 (?:2\.\d\.\d )?([0-9A-Za-z]{14}) Message accepted`),      // sendmail
	regexp.MustCompile(`(?i)\bqp (\d+)`),                                                  // qmail
	regexp.MustCompile(`(?i)^250 (?:2\.\d\.\d )?OK:? +(?:DMARC:\w+ +)?\d{9,10} ([0-9a-z.\-]+) - gsmtp`),
	regexp.MustCompile(`(?i)\b(?:queued|accepted)(?: mail)?(?: for delivery)? (?:as|with id|id) <?([0-9A-Za-z.\-@]{4,80})`),
	regexp.MustCompile(`(?i)^250 (?:2\.\d\.\d )?Ok:? ([0-9A-Za-z][0-9A-Za-z.\-]{15,79})$`), // Amazon SES and others
}

// queueID is the server's name for the mail; empty where the reply has none.
func queueID(reply string) string {
	for _, re := range queueIDs {
		if m := re.FindStringSubmatch(reply); m != nil {
			return m[1]
		}
	}
	return ""
}

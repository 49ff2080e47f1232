package mailcheck

import "strconv"

// Message is a mail to submit.
type Message struct {
	From string   // MAIL FROM; empty: the profile's sender
	To   []string // RCPT TO, at least one. Unless the server takes all of them, nothing is sent
	Text []byte   // RFC 5322, lines ended by CRLF
}

// letter is what is sent: the message, or else a trial mail.
func (l *ladder) letter() (trial, error) {
	if m := l.o.Message; m != nil {
		return trial{text: m.Text}, nil
	}
	return newTrial(l.p.Sender, l.recipient(), l.now())
}

// name is how the transcript shows a mail: never by its text.
func (t trial) name() string {
	name := strconv.Itoa(len(t.text)) + " octets"
	if t.id != "" {
		name += ", " + trialField + ": " + t.id
	}
	return name
}

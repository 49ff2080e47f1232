package mailcheck

import (
	"encoding/base64"
	"fmt"

	"todoku/mailcheck/cause"
	"todoku/mailcheck/sasl"
)

// maxPopCommand is the longest command line (RFC 2449 section 4); an initial
// response that does not fit goes after the "+" (RFC 5034 section 4).
const maxPopCommand = 255

// popExchange is AUTH (RFC 5034 section 4). Each client knows how many
// challenges its mechanism has, and refuses more.
func (l *ladder) popExchange(w *wire, client sasl.Client) (popReply, error) {
	name, first, err := client.Start()
	if err != nil {
		return popReply{}, err
	}
	r, err := l.popStart(w, client, name, &first)
	for err == nil && r.more {
		var answer []byte
		if answer, err = l.popAnswer(client, r.challenge, &first); err != nil {
			_, _ = w.askPop("*") // RFC 5034 section 4: cancels; what is said to it changes nothing
			return popReply{}, err
		}
		r, err = l.popSay(w, client, "", answer)
	}
	if err == nil && r.ok {
		err = client.Finish()
	}
	return r, err
}

// popStart says AUTH, with the initial response where the server may be
// expected to take one: it is younger than AUTH itself. A token always goes
// after the "+", as Microsoft demands.
func (l *ladder) popStart(w *wire, client sasl.Client, name string, first *[]byte) (popReply, error) {
	line := "AUTH " + name
	length := len(line) + 1 + base64.StdEncoding.EncodedLen(len(*first)) + 2
	if *first == nil || length > maxPopCommand || !l.pop.asked || sasl.Bearer(l.pop.login.method) || l.software() == cause.Exchange {
		return w.askPop(line)
	}
	r, err := l.popSay(w, client, line+" ", *first)
	*first = nil
	return r, err
}

// popAnswer is what to say to a challenge.
func (l *ladder) popAnswer(client sasl.Client, challenge string, first *[]byte) ([]byte, error) {
	c, err := base64.StdEncoding.DecodeString(challenge)
	if err != nil {
		return nil, fmt.Errorf("%w: not base64", sasl.ErrChallenge)
	}
	if *first != nil {
		if len(c) != 0 {
			return nil, fmt.Errorf("%w: an empty one is due", sasl.ErrChallenge)
		}
		answer := *first
		*first = nil
		return answer, nil
	}
	answer, err := client.Next(c)
	if err == nil {
		l.tokenRefused(sasl.Fault(client))
	}
	return answer, err
}

// popSay sends a line of the exchange, hidden where it is secret, and reads
// the answer.
func (l *ladder) popSay(w *wire, client sasl.Client, before string, answer []byte) (popReply, error) {
	encoded := base64.StdEncoding.EncodeToString(answer)
	if len(answer) == 0 && before != "" {
		encoded = "=" // RFC 5034 section 4: an initial response of no octets
	}
	if len(answer) == 0 || !client.Secret() {
		return w.askPop(before + encoded)
	}
	l.log.hide(string(answer))
	l.log.hide(encoded)
	return w.askHidden(before+encoded, before+hiddenMark)
}

package mailcheck

import (
	"context"
	"strings"
	"sync"
	"time"

	"todoku/mailcheck/cause"
	"todoku/store"
)

// againAfter is the pause before a server that hung up is called again.
const againAfter = time.Second

// askAgain waits for the greeting once more, on another connection: a limit or
// a server that was just restarting lets the second one in, a block does not.
func (l *ladder) askAgain(ctx context.Context, _ cause.Evidence) (t told) {
	if l.tls != nil || l.o.sleep(ctx, againAfter) != nil {
		return t
	}
	c, err := l.redial(ctx)
	if err != nil {
		t.probe(cause.AskAgain, l.remote, cause.AnswerFailed)
		return t
	}
	w := newWire(ctx, c, min(l.wait, secondLimit), &transcript{})
	w.bye = l.wire.bye
	defer w.close()
	line, err := w.in.ReadString('\n')
	line = l.log.scrub(strings.TrimRight(line, "\r\n"))
	switch {
	case line != "" && l.greetsLike(line):
		t.fact(cause.FactAgain, "greeted")
		t.probe(cause.AskAgain, l.remote, safe(line, 1, maxLineRunes))
	case line != "":
		w.dead = errNotAgain // is not to be talked to
		t.probe(cause.AskAgain, l.remote, safe(line, 1, maxLineRunes))
	case ended(err):
		w.dead = err
		t.fact(cause.FactAgain, "dropped")
		t.probe(cause.AskAgain, l.remote, cause.AnswerDropped)
	default:
		w.dead = err
		t.probe(cause.AskAgain, l.remote, cause.AnswerSilent)
	}
	return t
}

// offersWait is for one answer of another port.
const offersWait = 3 * time.Second

// askOffers says EHLO on the other ports of submission: one that offers what
// is missed here is the better port, or shows that the line is altered on the
// way.
func (l *ladder) askOffers(ctx context.Context, _ cause.Evidence) (t told) {
	if l.proto != "smtp" {
		return t
	}
	ctx, cancel := context.WithTimeout(ctx, apartLimit)
	defer cancel()
	p := store.Profile{SMTP: store.SMTP{Host: l.p.SMTP.Host, VerifyCertificate: false, Timeout: store.Duration(min(l.wait, offersWait)), HELO: l.p.SMTP.HELO}}
	list := make([]Port, len(candidates))
	var group sync.WaitGroup
	for i, c := range candidates {
		if c.port == l.p.SMTP.Port {
			continue
		}
		group.Go(func() { list[i] = tryPort(ctx, p, l.o, l.names.addrs, c.port, c.security) })
	}
	group.Wait()
	var auth []string
	alike := map[string][]string{} // ports by how they failed
	for _, found := range list {
		if found.Port == 0 {
			continue
		}
		port, answer := itoa(found.Port), map[string]string{"refused": cause.AnswerRefused, "no_answer": cause.AnswerSilent}[found.Reason]
		switch {
		case found.Security != "" && found.Security != "none" && len(found.Mechanisms) > 0:
			t.probe(cause.AskOffers, l.p.SMTP.Host+" "+port, found.Security+": "+strings.Join(found.Mechanisms, " "))
			auth = append(auth, port)
			continue
		case found.Security != "":
			answer = cause.AnswerNoAuth
		case answer == "":
			answer = cause.AnswerFailed
		}
		alike[answer] = append(alike[answer], port)
	}
	for _, answer := range []string{cause.AnswerNoAuth, cause.AnswerFailed, cause.AnswerRefused, cause.AnswerSilent} {
		if len(alike[answer]) > 0 {
			t.probe(cause.AskOffers, l.p.SMTP.Host+" "+strings.Join(alike[answer], " "), answer)
		}
	}
	if len(auth) > 0 {
		t.fact(cause.FactPortsAuth, strings.Join(auth, " "))
	}
	return t
}

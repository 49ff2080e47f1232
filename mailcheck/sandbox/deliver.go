package sandbox

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// Results are what the delivery says about the sender in its
// Authentication-Results (RFC 8601 section 2.7). An empty one is "pass".
type Results struct{ SPF, DKIM, DMARC string }

// origin is where a message came from: what Received tells (RFC 5321 section 4.4).
type origin struct {
	helo    string
	address string
	with    string // protocol, as RFC 3848 names it
}

// accept keeps a message and puts it into the mailboxes that it is for.
func (m *servers) accept(one Message, from origin) {
	m.mailbox.add(one)
	f := m.at(protoArrive)
	if f.lost {
		return
	}
	deliver := func() {
		for _, to := range one.To {
			if a, ok := m.accounts.local(to); ok {
				m.post.deliver(a, m.post.stamp(one, to, from, time.Now()), f.junk)
			}
		}
	}
	if m.post.delay <= 0 {
		deliver()
		return
	}
	m.running.Go(func() {
		timer := time.NewTimer(m.post.delay)
		defer timer.Stop()
		select {
		case <-timer.C:
			deliver()
		case <-m.done:
		}
	})
}

// stamp puts the fields of the final delivery before a message.
func (p *post) stamp(m Message, to string, from origin, now time.Time) []byte {
	sender := domainOf(m.From)
	var b strings.Builder
	fmt.Fprintf(&b, "Return-Path: <%s>\r\n", m.From)
	fmt.Fprintf(&b, "Authentication-Results: %s;\r\n\tspf=%s smtp.mailfrom=%s;\r\n\tdkim=%s header.d=%s;\r\n\tdmarc=%s header.from=%s\r\n", Host,
		cmp.Or(p.results.SPF, "pass"), sender, cmp.Or(p.results.DKIM, "pass"), sender, cmp.Or(p.results.DMARC, "pass"), sender)
	fmt.Fprintf(&b, "Received: from %s ([%s])\r\n\tby %s with %s id %s\r\n\tfor <%s>; %s\r\n", from.helo, from.address, Host, from.with, m.ID, to, now.Format(time.RFC1123Z))
	return append([]byte(b.String()), m.Data...)
}

func domainOf(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }

package mailcheck

import (
	"cmp"
	"context"
	"strings"

	"todoku/store"
)

// trip is a whole run: the ladders that a profile needs, one after the other,
// as one report.
type trip struct {
	ctx context.Context
	p   store.Profile
	o   Options
	rep Report
}

// runTrip sends, and looks into the mailbox.
func runTrip(ctx context.Context, p store.Profile, o Options) Report {
	t := &trip{ctx: ctx, p: p, o: o}
	box, receives := receiveBox(p)
	if o.Arrive {
		t.o.Send = true
		t.o.Recipient = cmp.Or(o.Recipient, boxAddress(p, box))
	}
	domain := t.beginDomain()
	switch o.Part {
	case PartPop:
		t.add(boxLadder(ctx, p, t.o, popBox(p)).run())
	case PartReceive:
	default:
		t.send()
	}
	if receives && (o.Part == PartAll || o.Part == PartReceive) {
		t.receive(box)
	}
	t.endDomain(domain)
	t.rep.Verdict = verdict(t.rep)
	sortFindings(&t.rep)
	return t.rep
}

// boxAddress is whose mail comes into the receiving mailbox.
func boxAddress(p store.Profile, b box) string {
	if strings.Contains(b.username, "@") {
		return b.username
	}
	return p.Sender.Address
}

// send is the way out.
func (t *trip) send() {
	if t.p.SMTP.Auth.Method == popBeforeSMTP {
		t.popBeforeSMTP()
		return
	}
	t.add(climb(t.ctx, t.p, t.o, nil))
}

// receive opens the receiving mailbox, and waits for the trial mail where one
// was sent. A mailbox that POP before SMTP has just opened is not opened again.
func (t *trip) receive(b box) {
	shared := t.p.SMTP.Auth.Method == popBeforeSMTP && t.o.Part == PartAll
	if shared && popBox(t.p).same(b) && !t.o.Arrive {
		return
	}
	if shared && b.prefix == "pop3" {
		b.prefix = "receive" // the ids of the other POP3 login are taken
	}
	l := boxLadder(t.ctx, t.p, t.o, b)
	if t.o.Arrive {
		l.awaited = t.trial()
	}
	t.add(l.run())
}

// trial is the mail that the server took; nil: none was sent.
func (t *trip) trial() *awaited {
	for _, s := range t.rep.Stages {
		if s.Detail.TrialID != "" && s.Verdict != Fail && s.Verdict != Unknown {
			return &awaited{id: s.Detail.TrialID, sent: s.Detail.taken, queue: s.Detail.QueueID}
		}
	}
	return nil
}

// add appends a ladder's report.
func (t *trip) add(r Report) {
	leg := Leg{r.Stages[0].Prefix(), r.Host, r.Port, r.Security}
	if t.rep.Stages == nil {
		t.rep = r
		t.rep.Legs = []Leg{leg}
		return
	}
	t.rep.Legs = append(t.rep.Legs, leg)
	t.rep.Took += r.Took
	t.rep.Stages = append(t.rep.Stages, r.Stages...)
	t.rep.Findings = append(t.rep.Findings, r.Findings...)
}

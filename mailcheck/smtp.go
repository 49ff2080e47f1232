package mailcheck

import (
	"context"
	"errors"
	"net"
	"strings"
	"time"

	"github.com/emersion/go-smtp"

	"todoku/mailcheck/cause"
)

// greeting waits for the server's first words (RFC 5321 section 4.3.1). They,
// the first EHLO and STARTTLS are spoken by this package itself, because they
// are what is diagnosed; go-smtp's client goes on from the EHLO in force.
func (l *ladder) greeting() {
	tlsToo := l.watchSilence()
	l.wire.replyBy = time.Now().Add(l.wait)
	r, err := l.wire.read()
	st := l.stage()
	if err != nil {
		l.noGreeting(err, tlsToo)
		return
	}
	tlsToo.stop()
	st.Detail.Banner = strings.Join(safeAll(r.texts()), "\n")
	l.greets = r
	st.Detail.Software = l.software()
	if r.code != 220 {
		l.fail(l.byReply(r))
	}
}

// noGreeting tells silence, a cut line and another protocol apart.
func (l *ladder) noGreeting(err error, tlsToo *secondHello) {
	e := l.byError(err)
	if l.postHandshake(err) {
		tlsToo.stop()
		return
	}
	var foreign *foreignError
	switch {
	case errors.As(err, &foreign):
		tlsToo.stop()
		e.Facts[cause.FactFirstBytes] = safe(foreign.line, 1, maxLineRunes)
	case broken(err):
		tlsToo.stop()
		l.failAs("session.protocol-error", e)
		return
	case timedOut(err):
		e.Facts[cause.FactSilent] = "true"
		e.Text = safe(l.wire.first, 1, maxLineRunes) // a greeting may have begun
		tlsToo.report(&e, l.remote)
		if l.tls != nil {
			e.Facts[cause.FactImplicitTLS] = "false" // it is being spoken already
		}
	default:
		if line := l.wire.first; line != "" && !l.greetsLike(line) {
			e.Facts[cause.FactFirstBytes] = safe(line, 1, maxLineRunes)
		}
		tlsToo.report(&e, l.remote)
		if e.Facts[cause.FactImplicitTLS] == "false" {
			delete(e.Facts, cause.FactImplicitTLS) // it hangs up on everybody: that says nothing about TLS
		}
	}
	l.fail(e)
}

// greetsLike says that a line begins like a greeting of the protocol at hand.
func (l *ladder) greetsLike(line string) bool {
	switch l.proto {
	case "pop3":
		return popStatus(line) > 0
	case "imap":
		return strings.HasPrefix(line, "* ")
	}
	return strings.HasPrefix(line, "2")
}

func safeAll(lines []string) []string {
	out := make([]string, 0, min(len(lines), maxTextLines))
	for _, s := range lines[:min(len(lines), maxTextLines)] {
		out = append(out, safe(s, 1, maxLineRunes))
	}
	return out
}

// software is what greeting, capabilities and certificate tell together.
func (l *ladder) software() string {
	var names []string
	if l.tls != nil && len(l.tls.PeerCertificates) > 0 {
		names = l.tls.PeerCertificates[0].DNSNames
	}
	banner := ""
	if len(l.greets.lines) > 0 {
		banner = l.greets.lines[0]
	}
	return SoftwareOf(banner, append(l.plain.lines, l.caps.lines...), names)
}

// capabilities says EHLO. With STARTTLS it is said once more inside TLS, and
// what is offered then is what counts.
func (l *ladder) capabilities() {
	l.name = l.heloName()
	l.facts[cause.FactHELO] = l.name
	if l.p.SMTP.Security != "starttls" {
		l.hello()
		return
	}
	r, err := l.wire.ask("EHLO " + l.name)
	helo, first := false, reply{}
	if err == nil && (r.code == 500 || r.code == 502) {
		// RFC 5321 section 3.2: a server without EHLO is greeted by HELO.
		helo, first = true, r
		r, err = l.wire.ask("HELO " + l.name)
	}
	if l.refused(r, err) || helo && l.outOfStep(first, r) {
		return
	}
	l.plain = parseCapabilities(r)
	if helo {
		l.plain = capabilities{helo: true}
	}
	l.caps = l.plain
	l.showCaps(l.stage())
}

// outOfStep tells a server that has answered once too often: HELO has a reply
// of one line (RFC 5321 section 4.1.1.1), and one that lists extensions was for
// the EHLO before. A proxy in front that speaks the PROXY protocol to a server
// that does not expect it makes it so.
func (l *ladder) outOfStep(first, second reply) bool {
	if len(second.lines) < 2 {
		return false
	}
	e := l.byReply(first)
	l.record(cause.SeverityUnknown, e, cause.New("session.protocol-error", cause.Likely, e), cause.New("net.middlebox", cause.Possible, e))
	return true
}

// refused records why a command did not get a 2yz reply.
func (l *ladder) refused(r reply, err error) bool {
	switch {
	case broken(err):
		l.failAs("session.protocol-error", l.byError(err))
	case err != nil:
		e := l.byError(err)
		var foreign *foreignError
		if errors.As(err, &foreign) {
			e.Facts[cause.FactFirstBytes] = safe(foreign.line, 1, maxLineRunes)
		}
		l.fail(e)
	case !r.ok():
		l.fail(l.byReply(r))
	default:
		return false
	}
	return true
}

// hello hands the conversation over to go-smtp's client, which says EHLO
// (or HELO after 500 and 502) on the tap.
func (l *ladder) hello() {
	l.tap = newTap(l.wire, l.greets, max(l.wait, dataWait))
	l.client = smtp.NewClient(l.tap)
	err := oneLine(l.name)
	if err == nil {
		err = l.client.Hello(l.name)
	}
	if err != nil {
		if !l.postHandshake(err) {
			l.clientError(err)
		}
		return
	}
	r := l.tap.last()
	l.caps = parseCapabilities(r)
	if len(l.tap.replies) > 2 { // greeting, EHLO refused, HELO
		if l.outOfStep(l.tap.replies[1], r) {
			return
		}
		l.caps = capabilities{helo: true}
	}
	st := l.stageByID(StageCaps)
	l.showCaps(st)
	l.facts[cause.FactAuth] = truth(l.caps.has("AUTH"))
	if masked := l.masked(l.caps); masked != "" {
		l.facts[cause.FactMasked] = masked
		e := l.evidence()
		e.Stage, e.Text = StageCaps, masked
		l.warn("net.middlebox", cause.Likely, e)
	}
}

// clientError records an error of go-smtp's client at the stage at hand. The
// server's words come from the tap: the client keeps less of them.
func (l *ladder) clientError(err error) {
	var said *smtp.SMTPError
	if errors.As(err, &said) && said.Code == l.tap.last().code {
		l.fail(l.byReply(l.tap.last()))
		return
	}
	if l.wire.dead != nil {
		err = l.wire.dead // the client may have wrapped or replaced it
	}
	l.refused(reply{}, err)
}

func (l *ladder) showCaps(st *Stage) {
	d := &st.Detail
	d.Capabilities, d.Mechanisms, d.HELO, d.Size = l.caps.lines, l.caps.mechanisms(), l.caps.helo, l.caps.size()
	if l.tls != nil && l.p.SMTP.Security == "starttls" {
		d.CapabilitiesPlain = l.plain.lines
	}
	d.Software = l.software()
}

func truth(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

// redial opens another connection to where the conversation runs.
func (l *ladder) redial(ctx context.Context) (net.Conn, error) {
	network := "tcp4"
	if strings.HasPrefix(l.remote, "[") {
		network = "tcp6"
	}
	return l.open(ctx, network, l.remote)
}

package mailcheck

import (
	"strings"
	"time"

	"todoku/mailcheck/cause"
)

// imapGreeting waits for the server's first line (RFC 9051 section 7.1.4).
func (l *ladder) imapGreeting() {
	tlsToo := l.watchSilence()
	l.wire.bye = string(ourTag) + "0 LOGOUT"
	l.wire.replyBy = time.Now().Add(l.wait)
	l.imap = &imapTalk{w: l.wire}
	r, err := l.imap.greeting()
	if err != nil {
		l.noGreeting(err, tlsToo)
		return
	}
	tlsToo.stop()
	st := l.stage()
	st.Detail.Banner = safe("* "+r.text, 1, maxLineRunes)
	l.greets = reply{lines: []string{imapBanner(r)}}
	st.Detail.Software = l.software()
	switch r.status {
	case "BYE":
		l.fail(l.byIMAP(r))
	case "PREAUTH":
		l.imap.signedIn = true
		if l.p.SMTP.Security == "starttls" {
			// RFC 9051 section 7.1.4: STARTTLS is not possible any more. Whoever can
			// put this in would have all that follows in the clear.
			e := l.byIMAP(r)
			l.record(cause.SeverityFail, e, cause.New("tls.starttls-missing", cause.Likely, e), cause.New("net.middlebox", cause.Possible, e))
		}
	}
}

// imapBanner is the greeting's text, in the form of an SMTP greeting.
func imapBanner(r imapReply) string {
	_, text, _ := strings.Cut(r.text, " ")
	if strings.HasPrefix(text, "[") {
		_, text, _ = strings.Cut(text, "]")
	}
	return "220 imap " + strings.TrimSpace(text)
}

// imapCapabilities asks what the server can do, unless the greeting has told
// (RFC 9051 section 6.1.1). With STARTTLS it is asked once more inside TLS.
func (l *ladder) imapCapabilities() {
	if !l.imapHello() {
		return
	}
	if l.p.SMTP.Security == "starttls" {
		l.plain = l.caps
		delete(l.facts, cause.FactAuth) // what counts is told inside TLS
	}
}

// imapHello learns the capabilities in force. What stood in the way is
// recorded at the stage at hand.
func (l *ladder) imapHello() bool {
	if len(l.imap.told) == 0 {
		r, err := l.imap.ask("CAPABILITY", "")
		if l.imapRefused(r, err) {
			return false
		}
		l.imap.learn(r)
	}
	l.caps = l.imap.capabilities()
	l.showCaps(l.stageByID(l.id(StageCaps)))
	l.facts[cause.FactAuth] = truth(!l.caps.has("LOGINDISABLED") || len(l.caps.mechanisms()) > 0)
	return true
}

// imapStartTLS upgrades the connection (RFC 9051 section 6.2.1), and asks again
// inside: what was told before counts no more.
func (l *ladder) imapStartTLS() {
	l.facts[cause.FactStartTLS] = truth(l.plain.has("STARTTLS"))
	if !l.plain.has("STARTTLS") {
		l.imapNoStartTLS()
		return
	}
	r, err := l.imap.ask("STARTTLS", "")
	if l.imapRefused(r, err) {
		return
	}
	if extra := l.wire.buffered(); len(extra) > 0 {
		l.injected(extra)
		return
	}
	if !l.encrypt() {
		return
	}
	l.imap.told = nil
	l.encrypted(func() { l.imapHello() })
}

// imapNoStartTLS asks for it all the same, as startTLSMissing does.
func (l *ladder) imapNoStartTLS() {
	e := l.evidence()
	r, err := l.imap.ask("STARTTLS", "")
	if err != nil || !r.ok() {
		l.fail(e)
		return
	}
	l.wire.dead = errInjected // the server waits for a handshake: no LOGOUT
	e.Text = safe(r.text, 1, maxLineRunes)
	l.record(cause.SeverityFail, e, cause.New("net.middlebox", cause.Likely, e), cause.New("tls.starttls-missing", cause.Possible, e))
}

// imapUpTo repeats the steps before the handshake on another connection.
func imapUpTo(w *wire) error {
	t := &imapTalk{w: w}
	r, err := t.greeting()
	if err == nil && r.status == "OK" {
		r, err = t.ask("STARTTLS", "")
	}
	if err != nil || !r.ok() {
		return errNotAgain
	}
	return nil
}

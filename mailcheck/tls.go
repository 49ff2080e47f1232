package mailcheck

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"time"

	"todoku/mailcheck/cause"
)

// implicitTLS encrypts before the first word (RFC 8314 section 3.3).
func (l *ladder) implicitTLS() { l.encrypt() }

// startTLS upgrades the connection (RFC 3207), and says EHLO again inside: what
// was offered before counts no more (section 4.2).
func (l *ladder) startTLS() {
	l.facts[cause.FactStartTLS] = truth(l.plain.has("STARTTLS"))
	if !l.plain.has("STARTTLS") {
		l.startTLSMissing()
		return
	}
	r, err := l.wire.ask("STARTTLS")
	if l.refused(r, err) {
		return
	}
	if r.code != 220 {
		l.fail(l.byReply(r))
		return
	}
	if extra := l.wire.buffered(); len(extra) > 0 {
		l.injected(extra)
		return
	}
	if l.encrypt() {
		l.encrypted(l.hello)
	}
}

// encrypted asks for the capabilities inside TLS. Its trouble belongs to them,
// and they then change their verdict.
func (l *ladder) encrypted(ask func()) {
	at := l.at
	l.at = l.index(l.id(StageCaps))
	l.log.to = &l.stage().Transcript
	begun := l.now()
	ask()
	took := l.now().Sub(begun)
	l.stage().Took += took
	l.begun = l.begun.Add(took) // is not TLS's
	l.at = at
	l.log.to = &l.stage().Transcript
	l.facts[cause.FactAuthAfterTLS] = truth(len(l.caps.mechanisms()) > 0)
	l.again(l.id(StageCaps))
}

// injected: plain text came with the 220, before TLS began. Whoever can put it
// there would have it taken for the server's encrypted words (CVE-2011-0411;
// RFC 3207 section 6). Nothing more is said to this peer.
func (l *ladder) injected(extra []byte) {
	if alert := tlsAlert(extra); alert != nil {
		l.wire.dead = alert
		l.handshakeFailed(alert, nil)
		return
	}
	line, _, _ := bytes.Cut(extra, []byte("\r\n"))
	l.log.server(l.log.scrub(string(line)))
	l.wire.dead = errInjected
	e := l.byError(errInjected)
	e.Facts[cause.FactInjected] = "true"
	e.Text = safe(string(line), 1, maxLineRunes)
	if l.refuses(string(line)) {
		// Dovecot agrees to STARTTLS first and then says that its key does not load.
		l.record(cause.SeverityFail, e, cause.New("tls.starttls-refused", cause.Likely, e), cause.New("tls.injected", cause.Possible, e))
		return
	}
	l.failAs("tls.injected", e)
}

// tlsAlert is the alert that octets are (RFC 8446 sections 5.1 and 6), nil for
// none. A server that has no protocol version to offer sends it unasked.
func tlsAlert(b []byte) error {
	if len(b) < 7 || b[0] != 21 || b[1] != 3 {
		return nil
	}
	return &net.OpError{Op: "remote error", Err: tls.AlertError(b[6])}
}

// refuses says that a line is a refusal of the protocol at hand, which nobody
// would gain anything by slipping in.
func (l *ladder) refuses(line string) bool {
	switch l.proto {
	case "pop3":
		return popStatus(line) > 0 && line[0] == '-'
	case "imap":
		return strings.HasPrefix(line, "* BYE") || strings.HasPrefix(line, "* NO") || strings.HasPrefix(line, "* BAD")
	}
	code, _, ok := parseReplyLine(line)
	return ok && code >= 400
}

var errInjected = errors.New("smtp: plain text after the reply to STARTTLS")

// startTLSMissing asks for it all the same: a list that was altered on the way
// does not change what the server can do.
func (l *ladder) startTLSMissing() {
	e := l.evidence()
	masked := l.masked(l.plain)
	r, err := l.wire.ask("STARTTLS")
	altered := err == nil && r.code == 220
	if err == nil {
		e.Probes = append(e.Probes, cause.Probe{Name: cause.AskStartTLS, At: l.remote, Answer: safe(r.lines[0], 1, maxLineRunes)})
	}
	if altered {
		l.wire.dead = errInjected // the server waits for a handshake: no QUIT
	}
	if !altered && masked == "" {
		if err != nil || !l.unwelcome(r) {
			l.fail(e)
		}
		return
	}
	e.Text = masked
	if altered {
		e.Code, e.Enhanced, e.Text = r.parts()
	}
	if l.asks() {
		l.askOffers(l.ctx, e).add(&e)
	}
	l.record(cause.SeverityFail, e, cause.New("net.middlebox", cause.Likely, e), cause.New("tls.starttls-missing", cause.Possible, e))
}

// unwelcome tells a server that refuses whatever this client says from one
// that only has no TLS: sendmail greets such a client and offers it nothing.
func (l *ladder) unwelcome(r reply) bool {
	if r.code < 400 || r.code >= 500 && r.code <= 504 || strings.Contains(strings.ToUpper(r.lines[0]), "TLS") {
		return false // about the command
	}
	e := l.byReply(r)
	at := e
	at.Stage = l.id(StageGreeting)
	found := cause.Find(at)
	if !slices.Contains(unwelcoming, found[0].Cause) {
		return false
	}
	l.record(cause.SeverityFail, e, cause.New(found[0].Cause, cause.Likely, e), cause.New("tls.starttls-missing", cause.Possible, e))
	return true
}

// unwelcoming are causes that lie with who connects, not with what is said.
var unwelcoming = []string{"env.blocklisted", "env.no-ptr", "env.relay-denied", "session.unavailable", "session.too-many-connections"}

// encrypt shakes hands, shows the session and judges the certificate. The
// handshake itself accepts any certificate: each way in which one can be wrong
// is told apart afterwards, before anything else is said.
func (l *ladder) encrypt() bool {
	roots, err := l.roots()
	if err != nil {
		l.caFileUnreadable(err)
		return false
	}
	conf := l.baseTLS()
	asked := false
	conf.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
		asked = true
		return &tls.Certificate{}, nil
	}
	head := &headConn{Conn: l.wire.conn}
	c := tls.Client(head, conf)
	ctx, cancel := context.WithTimeout(l.ctx, l.wait)
	defer cancel()
	err = c.HandshakeContext(ctx)
	if asked {
		l.facts[cause.FactClientCert] = "true"
	}
	if err != nil {
		l.wire.dead = err
		l.handshakeFailed(err, head)
		return false
	}
	state := c.ConnectionState()
	l.tls = &state
	l.wire.secure(c)
	l.log.note("tls " + tls.VersionName(state.Version) + " " + tls.CipherSuiteName(state.CipherSuite))
	l.judge(state, roots)
	if v := l.verdictOf(l.id(StageTLS)); v == Fail || v == Unknown {
		l.wire.close()
		return false
	}
	return true
}

// baseTLS: TLS 1.2 at least (RFC 8996 retires what came before).
func (l *ladder) baseTLS() *tls.Config {
	return &tls.Config{ServerName: l.host, InsecureSkipVerify: true, MinVersion: tls.VersionTLS12, Time: l.o.Now}
}

// handshakeFailed finds out what the peer speaks instead.
func (l *ladder) handshakeFailed(err error, head *headConn) {
	var record tls.RecordHeaderError
	if errors.As(err, &record) {
		l.notTLS(err, head)
		return
	}
	e := l.byError(err)
	if l.ctx.Err() != nil {
		l.fail(e)
		return
	}
	t, again := l.askHandshakes()
	t.add(&e)
	if ended(err) && ended(again) && (l.p.SMTP.Security == "starttls" || l.waits()) {
		// Twice cut off by the same ClientHello, after a dialogue that went well or
		// on a port that waits for it in peace.
		l.record(cause.SeverityFail, e, cause.New("tls.handshake-failed", cause.Likely, e), cause.New("net.dropped", cause.Possible, e))
		return
	}
	l.fail(e)
}

// notTLS: what came is no TLS record. It may be a greeting (the port wants
// STARTTLS), a refusal, or another protocol.
func (l *ladder) notTLS(err error, head *headConn) {
	line, _ := readLine(head.reader())
	line = l.log.scrub(line)
	l.log.server(line)
	e := l.byError(err)
	e.Facts[cause.FactFirstBytes] = safe(line, 1, maxLineRunes)
	if code, _, ok := parseReplyLine(line); ok && l.p.SMTP.Security == "tls" && l.proto == "smtp" {
		if code >= 400 {
			e = l.byReply(reply{code: code, lines: []string{line}})
			e.Facts[cause.FactFirstBytes] = safe(line, 1, maxLineRunes)
		}
	}
	l.fail(e)
}

// postHandshake: with TLS 1.3 a server refuses a missing client certificate
// only after the client's handshake is over, so that the alert comes with the
// first read (RFC 8446 section 4.4.2.4). It belongs to the TLS stage.
func (l *ladder) postHandshake(err error) bool {
	if l.tls == nil || err == nil || !strings.Contains(err.Error(), "remote error: tls:") {
		return false
	}
	e := l.byError(err)
	e.Stage = l.id(StageTLS)
	l.fail(e)
	if l.stage().ID != e.Stage && l.stage().Verdict == Running {
		l.stage().Verdict = Skipped // it never came to that
	}
	l.again(e.Stage)
	return true
}

// headConn keeps what a peer said first, and lets the rest be read when it
// turns out not to be TLS.
type headConn struct {
	net.Conn
	head []byte
}

// maxHead is enough for a line of a greeting.
const maxHead = 1024

func (h *headConn) Read(b []byte) (int, error) {
	n, err := h.Conn.Read(b)
	if room := maxHead - len(h.head); room > 0 {
		h.head = append(h.head, b[:min(n, room)]...)
	}
	return n, err
}

// reader gives everything from the first octet on; the rest of a first line is
// not waited for long.
func (h *headConn) reader() *bufio.Reader {
	_ = h.SetReadDeadline(time.Now().Add(time.Second))
	return bufio.NewReaderSize(io.MultiReader(bytes.NewReader(h.head), h.Conn), maxReplyLine)
}

package mailcheck

import (
	"encoding/base64"
	"errors"
	"slices"

	"todoku/mailcheck/cause"
	"todoku/mailcheck/sasl"
)

// The ways of POP3 itself to sign in, as CAPA and the report name them.
const (
	popUser = "USER" // USER and PASS
	popAPOP = "APOP"
)

// popLogin is how this ladder signs in.
type popLogin struct {
	name   string // popUser, popAPOP or a mechanism of SASL
	method string // of package sasl; empty: none of its
	creds  sasl.Credentials
}

// popAuth signs in, at most once. What can be known beforehand is judged before
// the password or token is even read.
func (l *ladder) popAuth() {
	in, ok := l.popMethod()
	if !ok {
		l.failAs("check.unsupported", l.evidence())
		return
	}
	l.mechanism, l.stage().Detail.Mechanism = in.name, in.name
	if !l.popOffered(in.name) {
		return
	}
	if in.name == popAPOP && l.tls == nil {
		l.warn("pop.apop-weak", cause.Certain, l.evidence())
	}
	if !l.mayShow(in.name == popUser || sasl.Plaintext(in.method)) {
		return
	}
	if l.gate != nil {
		select {
		case <-l.gate:
		case <-l.ctx.Done():
			return
		}
	}
	pass, ok := l.credential(in.method)
	if !ok {
		return
	}
	in.creds = sasl.Credentials{Username: l.p.SMTP.Auth.Username, Password: pass, Host: l.host, Port: l.p.SMTP.Port, Service: "pop"}
	if sasl.Bearer(in.method) {
		in.creds.Username = l.mailbox()
	}
	l.pop.login = in
	l.log.hide(pass.Reveal())
	l.log.hide(base64.StdEncoding.EncodeToString([]byte(pass.Reveal())))
	l.pop.started = l.now()
	l.popSignedIn(l.popSignIn(l.wire, l.pop.stamp))
}

// popMethod is the way that the profile names; "standard" is that of every
// mail program: USER and PASS, or PLAIN where the server has only that.
func (l *ladder) popMethod() (popLogin, bool) {
	method := l.p.SMTP.Auth.Method
	switch method {
	case "standard":
		if l.pop.asked && !slices.Contains(l.caps.offers, popUser) && slices.Contains(l.caps.offers, "PLAIN") {
			return popLogin{name: "PLAIN", method: "plain"}, true
		}
		return popLogin{name: popUser}, true
	case "apop":
		return popLogin{name: popAPOP}, true
	}
	name, known := sasl.Name(method)
	return popLogin{name: name, method: method}, known && (!sasl.Bearer(method) || l.o.Token != nil)
}

// popOffered says whether the server takes that way. Without CAPA there is no
// telling, and trying shows nothing: a password goes only after the server has
// agreed to the mechanism.
func (l *ladder) popOffered(name string) bool {
	if slices.Contains(l.caps.offers, name) {
		return true
	}
	e := l.evidence()
	switch {
	case name == popAPOP:
		e.Facts[cause.FactReason] = "no-timestamp"
		if l.pop.fake != "" {
			e.Facts[cause.FactReason] = "not-a-timestamp"
			e.Facts[cause.FactFirstBytes] = safe(l.pop.fake, 1, maxLineRunes)
			e.Text = l.stageByID(l.id(StageGreeting)).Detail.Banner
		}
		l.failAs("pop.apop-unavailable", e)
	case !l.pop.asked:
		return true
	case l.tls == nil && l.caps.has("STLS"):
		// RFC 2595 section 2.3: before TLS a server may keep back what shows a password.
		l.record(cause.SeverityFail, e, cause.New("auth.tls-first", cause.Likely, e), cause.New("auth.mechanism", cause.Possible, e))
	case len(l.caps.offers) > 0:
		l.failAs("auth.mechanism", e)
	default:
		l.failAs("auth.not-offered", e)
	}
	return false
}

// popSignIn signs in on w, whose greeting had that timestamp.
func (l *ladder) popSignIn(w *wire, stamp string) (popReply, error) {
	c := l.pop.login.creds
	switch l.pop.login.name {
	case popUser:
		r, err := w.askPop("USER " + c.Username)
		if err != nil || !r.ok {
			return r, err
		}
		return w.askHidden("PASS "+c.Password.Reveal(), "PASS "+hiddenMark)
	case popAPOP:
		digest := apopDigest(stamp, c.Password.Reveal())
		l.log.hide(digest)
		return w.askHidden("APOP "+c.Username+" "+digest, "APOP "+c.Username+" "+hiddenMark)
	}
	client, err := sasl.New(l.pop.login.method, c)
	if err != nil {
		return popReply{}, err
	}
	return l.popExchange(w, client)
}

// popSignedIn judges the end of a sign-in.
func (l *ladder) popSignedIn(r popReply, err error) bool {
	if r.line != "" {
		l.stage().Detail.Reply = r.String()
	}
	switch {
	case errors.Is(err, sasl.ErrServer):
		l.impostor(err)
	case errors.Is(err, sasl.ErrCredentials):
		l.fail(l.byError(err))
	case errors.Is(err, sasl.ErrChallenge):
		l.failAs("session.protocol-error", l.byError(err))
	default:
		return !l.popRefused(r, err)
	}
	return false
}

package mailcheck

import (
	"encoding/base64"
	"errors"

	"github.com/emersion/go-smtp"

	"todoku/mailcheck/cause"
	"todoku/mailcheck/sasl"
	"todoku/store"
	"todoku/store/secret"
)

// maxAuthLine is the longest command line (RFC 5321 section 4.5.3.1.4); an
// initial response that does not fit goes after the 334 (RFC 4954 section 4).
const maxAuthLine = 512

// auth signs in, at most once a run: accounts lock. Everything that can be
// known beforehand is judged before the password or token is even read.
func (l *ladder) auth() {
	method := l.p.SMTP.Auth.Method
	if method == popBeforeSMTP {
		l.stage().Detail.Mechanism = popBeforeName // proved by the login before
		return
	}
	if method == "" || method == "none" {
		l.stage().Verdict = Skipped
		return
	}
	name, known := sasl.Name(method)
	if !known || (sasl.Bearer(method) && l.o.Token == nil) {
		l.failAs("check.unsupported", l.evidence())
		return
	}
	l.stage().Detail.Mechanism = name
	if !l.offered(name) || !l.mayShowPassword(method) {
		return
	}
	pass, ok := l.credential(method)
	if !ok {
		return
	}
	c := sasl.Credentials{Username: l.p.SMTP.Auth.Username, Password: pass, Host: l.host, Port: l.p.SMTP.Port}
	if sasl.Bearer(method) {
		c.Username = l.mailbox()
	}
	client, err := sasl.New(method, c)
	if err != nil {
		l.fail(l.byError(err))
		return
	}
	l.log.hide(pass.Reveal())
	l.log.hide(base64.StdEncoding.EncodeToString([]byte(pass.Reveal())))
	x := &exchange{inner: client, tap: l.tap, log: &l.log, fault: l.tokenRefused}
	l.signIn(x, client)
}

// credential is the password, or the access token.
func (l *ladder) credential(method string) (store.Secret, bool) {
	if sasl.Bearer(method) {
		return l.accessToken()
	}
	pass, err := l.password()
	if err != nil {
		l.secretUnreadable(err)
	}
	return pass, err == nil
}

// offered says whether the server takes the mechanism. One that it does not
// offer is not tried: the password would be shown for nothing.
func (l *ladder) offered(name string) bool {
	list := l.caps.mechanisms()
	for _, m := range list {
		if m == name {
			return true
		}
	}
	e := l.evidence()
	switch {
	case len(list) > 0:
		l.failAs("auth.mechanism", e)
	case l.tls == nil && l.caps.has("STARTTLS"):
		// RFC 4954 section 4: a server may offer AUTH only once there is TLS.
		l.askInside().add(&e)
		switch e.Facts[cause.FactAuthAfterTLS] {
		case "true":
			l.failAs("auth.tls-first", e)
			return false
		case "false":
			l.askOffers(l.ctx, e).add(&e)
			l.failAs("auth.not-offered", e)
			return false
		}
		l.record(cause.SeverityFail, e, cause.New("auth.tls-first", cause.Likely, e), cause.New("auth.not-offered", cause.Possible, e))
	default:
		l.fail(e)
	}
	return false
}

// mayShowPassword keeps a password or token from crossing the wire in the clear. The
// profile may consent; even so it stays visible.
func (l *ladder) mayShowPassword(method string) bool { return l.mayShow(sasl.Plaintext(method)) }

// mayShow is mayShowPassword for a way to sign in that shows the password, or not.
func (l *ladder) mayShow(plaintext bool) bool {
	if l.tls != nil {
		return true
	}
	if plaintext && !(l.p.SMTP.Security == "none" && l.p.SMTP.AllowPlaintext) {
		l.failAs("auth.plaintext-refused", l.evidence())
		return false
	}
	l.warn("auth.no-tls", cause.Certain, l.evidence())
	return true
}

// password comes from the caller, or from where the profile says.
func (l *ladder) password() (store.Secret, error) {
	if l.o.Password != nil {
		return l.o.Password(l.ctx)
	}
	return secret.Read(l.ctx, l.p.SMTP.Auth.Password, l.o.BaseDir)
}

// secretUnreadable: the server was not judged.
func (l *ladder) secretUnreadable(err error) {
	e := l.byError(err)
	e.Facts[cause.FactFile] = l.p.SMTP.Auth.Password.Path
	e.Facts[cause.FactReason] = secretReason(err)
	if l.box != nil {
		e.Facts[cause.FactKey] = l.box.field("smtp.auth.password")
	}
	l.failAs("secret.unreadable", e)
}

// secretReason is why there is no secret, in one word.
func secretReason(err error) string {
	for _, r := range []struct {
		err  error
		word string
	}{
		{secret.ErrNotSet, "not-set"}, {secret.ErrNotReadable, "not-permitted"}, {secret.ErrCommand, "command-failed"},
		{secret.ErrUnsupported, "not-supported"}, {secret.ErrUnusable, "unusable"},
	} {
		if errors.Is(err, r.err) {
			return r.word
		}
	}
	return "unreadable"
}

// signIn runs the exchange and judges its end.
func (l *ladder) signIn(x *exchange, client sasl.Client) {
	err := l.client.Auth(x)
	st := l.stage()
	if len(l.tap.replies) > 0 {
		st.Detail.Reply = l.tap.last().String()
	}
	var said *smtp.SMTPError
	switch {
	case err == nil:
		if err = client.Finish(); err == nil {
			return
		}
		l.impostor(err)
	case errors.As(err, &said):
		l.clientError(err)
	case errors.Is(err, sasl.ErrServer):
		l.impostor(err)
	default:
		l.clientError(err)
	}
}

// impostor: the server did not prove that it knows the password. That is a
// failure even where it says 235: no mail is entrusted to it.
func (l *ladder) impostor(err error) {
	e := l.byError(err)
	e.Facts[cause.FactServerUnproved] = "true"
	l.fail(e)
}

// exchange shows the client's lines to the transcript as far as they may be
// seen, and chooses whether the initial response fits the command line.
type exchange struct {
	inner sasl.Client
	tap   *tap
	log   *transcript
	late  []byte // initial response that waits for a 334
	fault func(string)
}

func (x *exchange) Start() (string, []byte, error) {
	name, first, err := x.inner.Start()
	if err != nil {
		return "", nil, err
	}
	x.mark("AUTH "+name+" ", first)
	if len("AUTH ")+len(name)+1+base64.StdEncoding.EncodedLen(len(first))+2 > maxAuthLine {
		x.late, x.tap.redact = first, ""
		return name, nil, nil
	}
	return name, first, nil
}

func (x *exchange) Next(challenge []byte) ([]byte, error) {
	if x.late != nil {
		if len(challenge) != 0 {
			return nil, sasl.ErrChallenge // RFC 4954 section 4: an empty one is due
		}
		first := x.late
		x.late = nil
		x.mark("", first)
		return first, nil
	}
	answer, err := x.inner.Next(challenge)
	if err == nil {
		x.fault(sasl.Fault(x.inner))
		x.mark("", answer)
	}
	return answer, err
}

// mark hides a line that is about to be sent, and whatever repeats it.
func (x *exchange) mark(before string, line []byte) {
	if len(line) == 0 || !x.inner.Secret() {
		return
	}
	x.tap.redact = before + hiddenMark
	x.log.hide(string(line))
	x.log.hide(base64.StdEncoding.EncodeToString(line))
}

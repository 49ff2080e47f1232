package mailcheck

import (
	"encoding/base64"
	"errors"
	"slices"
	"strings"

	"todoku/mailcheck/cause"
	"todoku/mailcheck/sasl"
	"todoku/store"
)

// maxIMAPCommand is what a server must take of a command line (RFC 2683 section
// 3.2.1.5); an initial response that does not fit goes after the "+".
const maxIMAPCommand = 8000

// standard is the sign-in that every mailbox knows: the LOGIN command.
const standard = "standard"

// imapAuth signs in, at most once a run. Everything that can be known
// beforehand is judged before the password or token is even read.
func (l *ladder) imapAuth() {
	if l.imap.signedIn {
		l.stage().Verdict = Skipped
		return
	}
	method := l.imapMethod()
	if method == "" {
		return
	}
	name, known := sasl.Name(method)
	if method == standard {
		name, known = "LOGIN", true
	}
	if !known || (sasl.Bearer(method) && l.o.Token == nil) {
		l.failAs("check.unsupported", l.evidence())
		return
	}
	l.stage().Detail.Mechanism = name
	if method == standard {
		l.p.SMTP.Auth.Method = "login" // for evidence: the password itself is sent
	}
	if (method != standard && !l.imapOffered(name)) || !l.mayShowPassword(l.p.SMTP.Auth.Method) {
		return
	}
	pass, ok := l.credential(method)
	if !ok {
		return
	}
	l.log.hide(pass.Reveal())
	l.log.hide(base64.StdEncoding.EncodeToString([]byte(pass.Reveal())))
	if method == standard {
		l.imapLogin(pass)
		return
	}
	l.imapSASL(method, pass)
}

// imapMethod is how to sign in: standard is LOGIN where it is allowed (RFC 9051
// section 6.2.3), else AUTHENTICATE PLAIN. Empty: there is no way, and a
// finding says why.
func (l *ladder) imapMethod() string {
	method := l.p.SMTP.Auth.Method
	if method != standard || !l.caps.has("LOGINDISABLED") {
		return method
	}
	offered := l.caps.mechanisms()
	if slices.Contains(offered, "PLAIN") {
		l.p.SMTP.Auth.Method = "plain"
		return "plain"
	}
	l.p.SMTP.Auth.Method = "login"
	e := l.evidence()
	onlyTokens := len(offered) > 0 && !slices.ContainsFunc(offered, func(m string) bool { return !sasl.Bearer(strings.ToLower(m)) })
	switch {
	case l.tls == nil:
		l.record(cause.SeverityFail, e, cause.New("auth.tls-first", cause.Likely, e), cause.New("auth.mechanism", cause.Possible, e))
	case onlyTokens:
		l.record(cause.SeverityFail, e, cause.New("auth.basic-auth-disabled", cause.Likely, e), cause.New("auth.mechanism", cause.Possible, e))
	case len(offered) > 0:
		l.failAs("auth.mechanism", e)
	default:
		l.failAs("auth.not-offered", e)
	}
	return ""
}

// imapOffered says whether AUTHENTICATE takes the mechanism.
func (l *ladder) imapOffered(name string) bool {
	offered := l.caps.mechanisms()
	if slices.Contains(offered, name) {
		return true
	}
	e := l.evidence()
	if len(offered) == 0 && l.tls == nil && l.caps.has("STARTTLS") {
		l.record(cause.SeverityFail, e, cause.New("auth.tls-first", cause.Likely, e), cause.New("auth.mechanism", cause.Possible, e))
		return false
	}
	l.failAs("auth.mechanism", e)
	return false
}

// imapLogin says LOGIN. Arguments that are no quoted strings go as literals
// (RFC 9051 section 4.3).
func (l *ladder) imapLogin(pass store.Secret) {
	user := l.p.SMTP.Auth.Username
	if strings.ContainsAny(user+pass.Reveal(), "\r\n\x00") {
		l.fail(l.byError(sasl.ErrCredentials))
		return
	}
	quoted := imapQuoted(pass.Reveal())
	l.log.hide(quoted[1 : len(quoted)-1])
	if ascii(user + pass.Reveal()) {
		r, err := l.imap.ask("LOGIN "+imapQuoted(user)+" "+quoted, "LOGIN "+safe(imapQuoted(user), 1, maxLineRunes)+" "+hiddenMark)
		l.imapSignedIn(r, err, nil)
		return
	}
	r, err := l.imap.ask("LOGIN {"+itoa(len(user))+"}", "")
	for i, next := range []string{user + " {" + itoa(len(pass.Reveal())) + "}", pass.Reveal()} {
		if err != nil || r.status != "+" {
			break
		}
		shown := next
		if i == 1 {
			shown = hiddenMark
		}
		r, err = l.imap.say(next, shown)
	}
	l.imapSignedIn(r, err, nil)
}

// imapQuoted is a quoted string (RFC 9051 section 4.3).
func imapQuoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// imapSASL says AUTHENTICATE (RFC 9051 section 6.2.2). go-imap's client is not
// used for it: it sends an empty response as "=", which XOAUTH2's answer to a
// fault must not be, and never cancels.
func (l *ladder) imapSASL(method string, pass store.Secret) {
	c := sasl.Credentials{Username: l.p.SMTP.Auth.Username, Password: pass, Host: l.host, Port: l.p.SMTP.Port, Service: "imap"}
	if sasl.Bearer(method) {
		c.Username = l.mailbox()
	}
	client, err := sasl.New(method, c)
	if err != nil {
		l.fail(l.byError(err))
		return
	}
	r, err := l.imapExchange(client)
	if errors.Is(err, sasl.ErrServer) || errors.Is(err, sasl.ErrChallenge) {
		l.cancelSASL(err)
		return
	}
	l.imapSignedIn(r, err, client)
}

// imapExchange sends and answers up to the final reply.
func (l *ladder) imapExchange(client sasl.Client) (imapReply, error) {
	name, first, err := client.Start()
	if err != nil {
		return imapReply{}, err
	}
	line, shown := "AUTHENTICATE "+name, "AUTHENTICATE "+name
	encoded, secret := l.encoded(client, first)
	if l.caps.has("SASL-IR") && first != nil && len(line)+len(encoded) < maxIMAPCommand {
		if encoded == "" {
			encoded, secret = "=", "=" // RFC 4959 section 3
		}
		line, shown, first = line+" "+encoded, shown+" "+secret, nil
	}
	r, err := l.imap.ask(line, shown)
	for err == nil && r.status == "+" {
		challenge, bad := base64.StdEncoding.DecodeString(strings.TrimSpace(r.said))
		answer := first
		switch {
		case bad != nil:
			return r, sasl.ErrChallenge
		case first != nil && len(challenge) > 0:
			return r, sasl.ErrChallenge // an empty one is due
		case first != nil:
			first = nil
		default:
			if answer, err = client.Next(challenge); err != nil {
				return r, err
			}
			l.tokenRefused(sasl.Fault(client))
		}
		encoded, secret = l.encoded(client, answer)
		r, err = l.imap.say(encoded, secret)
	}
	return r, err
}

// encoded is a SASL message as it is sent and as it is shown. What must not be
// shown is also hidden where the server repeats it.
func (l *ladder) encoded(client sasl.Client, message []byte) (line, shown string) {
	line = base64.StdEncoding.EncodeToString(message)
	if len(message) == 0 || !client.Secret() {
		return line, line
	}
	l.log.hide(string(message))
	l.log.hide(line)
	return line, hiddenMark
}

// cancelSASL ends an exchange that this side does not go on with (RFC 9051
// section 6.2.2); the reply to that says nothing new.
func (l *ladder) cancelSASL(why error) {
	_, _ = l.imap.say("*", "*")
	if errors.Is(why, sasl.ErrServer) {
		l.impostor(why)
		return
	}
	l.failAs("session.protocol-error", l.byError(why))
}

// imapSignedIn judges the end of a sign-in.
func (l *ladder) imapSignedIn(r imapReply, err error, client sasl.Client) {
	if err == nil && r.status != "+" {
		l.stage().Detail.Reply = safe(r.text, 1, maxLineRunes)
	}
	if l.imapRefused(r, err) {
		return
	}
	if client != nil {
		if err := client.Finish(); err != nil {
			l.impostor(err)
			return
		}
	}
	l.imap.told = nil // another list may be in force now
	if l.imap.learn(r) {
		l.caps = l.imap.capabilities()
	}
}

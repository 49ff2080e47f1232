package mailcheck

import (
	"cmp"
	"context"
	"strings"
	"time"

	"todoku/store"
	"todoku/store/secret"
)

// box is a mailbox to sign in to: that of POP before SMTP, or the receiving one.
type box struct {
	proto    string // pop3 | imap
	prefix   string // of its stage ids
	key      string // of the profile's table: "pop_before_smtp" | "receive"
	auth     string // one of store.ReceiveAuths
	username string
	password store.SecretRef
	own      bool // it has a user name or a password of its own: else those of sending

	host, security string
	port           int
	timeout        store.Duration
}

// popBox is the mailbox of POP before SMTP.
func popBox(p store.Profile) box {
	b := p.PopBeforeSMTP
	auth := "standard"
	if b.APOP {
		auth = "apop"
	}
	return box{proto: "pop3", prefix: "pop3", key: "pop_before_smtp", auth: auth, username: b.Username, password: b.Password, own: true,
		host: b.Host, port: b.Port, security: b.Security, timeout: b.Timeout}
}

// receiveBox is the receiving mailbox; false: the profile has none.
func receiveBox(p store.Profile) (box, bool) {
	r := p.Receive
	if r.Protocol == "" {
		return box{}, false
	}
	return box{proto: r.Protocol, prefix: r.Protocol, key: "receive", auth: cmp.Or(r.Auth, "standard"), username: cmp.Or(r.Username, p.SMTP.Auth.Username, p.Sender.Address),
		password: r.Password, own: r.Username != "" || !r.Password.IsZero(),
		host: r.Host, port: r.Port, security: r.Security, timeout: r.Timeout}, true
}

// same reports that one login serves both: no more than one a run.
func (b box) same(o box) bool {
	return b.proto == o.proto && strings.EqualFold(b.host, o.host) && b.port == o.port && b.security == o.security && b.username == o.username
}

// profile is p with the mailbox in the place of the submission server.
// Everything from resolving to TLS then needs to know no more.
func (b box) profile(p store.Profile) store.Profile {
	p.SMTP.Host, p.SMTP.Port, p.SMTP.Security = b.host, b.port, b.security
	p.SMTP.Timeout = cmp.Or(b.timeout, p.SMTP.Timeout)
	p.SMTP.Auth = store.Auth{Method: b.auth, Username: b.username, Password: b.password}
	return p
}

// field is the key of a mailbox's table in the place of one of SMTP's. What
// [smtp] says of certificates and consent holds for mailboxes too, and so does
// its account where the table has none of its own.
func (b *box) field(key string) string {
	if b == nil {
		return key
	}
	switch key {
	case "smtp.host", "smtp.port", "smtp.security":
		return b.key + strings.TrimPrefix(key, "smtp")
	case "smtp.auth.username", "smtp.auth.password":
		if b.own {
			return b.key + strings.TrimPrefix(key, "smtp.auth")
		}
	case "smtp.auth.method":
		if b.key == "pop_before_smtp" {
			return b.key + ".apop"
		}
		return b.key + ".auth"
	}
	return key
}

// secret is the mailbox's password: its own, else that of sending.
func (b box) secret(o Options) func(context.Context) (store.Secret, error) {
	return func(ctx context.Context) (store.Secret, error) {
		switch {
		case o.MailboxPassword != nil && b.own:
			return o.MailboxPassword(ctx, b.key+".password")
		case !b.own && o.Password != nil:
			return o.Password(ctx)
		}
		return secret.Read(ctx, b.password, o.BaseDir)
	}
}

// boxLadder is the ladder of a mailbox.
func boxLadder(ctx context.Context, p store.Profile, o Options, b box) *ladder {
	if b.password.IsZero() && !b.own {
		b.password = p.SMTP.Auth.Password
	}
	o.Password = b.secret(o)
	o.Send, o.Until = false, boxUntil(o.Until)
	l := newLadder(ctx, store.Profile{Name: p.Name, ServerType: "smtp", Sender: p.Sender, OAuth: p.OAuth, Provider: p.Provider,
		SMTP: b.profile(p).SMTP, Trial: p.Trial}, o)
	l.proto, l.prefix, l.box = b.proto, b.prefix, &b
	return l
}

// boxUntil brings the last parts of SMTP's stages to those of a mailbox:
// whatever comes after the sign-in is opening it.
func boxUntil(until string) string {
	part := until[strings.LastIndexByte(until, '.')+1:]
	switch part {
	case "resolve", "connect", "greeting", "caps", "tls", "auth":
		return part
	}
	return partMailbox
}

// boxRungs is the order of the stages of a mailbox's ladder. STLS (RFC 2595
// section 4) and STARTTLS (RFC 9051 section 6.2.1) come after the capabilities.
func (l *ladder) boxRungs() []rung {
	speaks := map[string]struct{ greeting, caps, starttls, auth, open func(*ladder) }{
		"pop3": {(*ladder).popGreeting, (*ladder).popCapabilities, (*ladder).popSTLS, (*ladder).popAuth, (*ladder).popMailbox},
		"imap": {(*ladder).imapGreeting, (*ladder).imapCapabilities, (*ladder).imapStartTLS, (*ladder).imapAuth, (*ladder).imapMailbox},
	}[l.proto]
	resolve, connect := rung{l.id(StageResolve), (*ladder).resolve}, rung{l.id(StageConnect), (*ladder).connect}
	greeting, caps := rung{l.id(StageGreeting), speaks.greeting}, rung{l.id(StageCaps), speaks.caps}
	auth, open := rung{l.id(StageAuth), speaks.auth}, rung{l.prefix + "." + partMailbox, speaks.open}
	var list []rung
	switch l.p.SMTP.Security {
	case "tls":
		list = []rung{resolve, connect, {l.id(StageTLS), (*ladder).implicitTLS}, greeting, caps, auth, open}
	case "none":
		list = []rung{resolve, connect, greeting, caps, {l.id(StageTLS), nil}, auth, open}
	default:
		list = []rung{resolve, connect, greeting, caps, {l.id(StageTLS), speaks.starttls}, auth, open}
	}
	if l.awaited != nil {
		list = append(list, rung{StageArrive, (*ladder).arrive})
	}
	return list
}

// awaited is the trial mail that is to come into the mailbox.
type awaited struct {
	id    string    // value of X-Todoku
	sent  time.Time // when the server took it
	queue string    // the server's name for it, where told
}

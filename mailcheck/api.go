package mailcheck

import (
	"cmp"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"todoku/mailcheck/cause"
	"todoku/store"
)

// Stage ids of the ladder of a mail API: server_type "api". The first three
// are those of SMTP with implicit TLS, by another name.
const (
	StageAPIResolve = "api.resolve"
	StageAPIConnect = "api.connect"
	StageAPITLS     = "api.tls"
	StageAPIToken   = "api.token"
	StageAPISend    = "api.send"
)

// apiRungs is the order of the stages.
func apiRungs(security string, usable bool) []rung {
	list := []rung{
		{StageAPIResolve, (*ladder).resolve}, {StageAPIConnect, (*ladder).connect}, {StageAPITLS, (*ladder).implicitTLS},
		{StageAPIToken, (*ladder).apiToken}, {StageAPISend, (*ladder).apiSend},
	}
	if security == "none" {
		list[2].climb = nil
	}
	if !usable {
		list[0].climb = (*ladder).apiUnusable
	}
	return list
}

// apiUntil brings the parts of SMTP's stages to those of this ladder: what
// comes before a mail is at the token, and only the mail itself is sending.
func apiUntil(part string) string {
	switch part {
	case "resolve", "connect", "tls", "send":
		return part
	case "greeting", "caps":
		return "tls"
	case "data":
		return "send"
	}
	return "token" // never further by mistake
}

// settled is the profile with the server that it really leads to: for an API
// that of its base URL. Everything below TLS then needs to know no more.
func settled(p store.Profile) store.Profile {
	if p.ServerType != "api" {
		return p
	}
	host, port, security := "", 443, "tls"
	if u, err := url.Parse(apiBase(p)); err == nil {
		host = u.Hostname()
		if u.Scheme == "http" {
			port, security = 80, "none"
		}
		if n, err := strconv.ParseUint(u.Port(), 10, 16); err == nil {
			port = int(n)
		}
	}
	p.SMTP.Host, p.SMTP.Port, p.SMTP.Security = host, port, security
	p.SMTP.Auth = store.Auth{Method: "xoauth2", Username: cmp.Or(p.SMTP.Auth.Username, p.Sender.Address)}
	return p
}

// Server is the server that a run of p leads to: for an API that of its base
// URL. What p leaves to its provider's data must have been filled in before.
func Server(p store.Profile) (host string, port int, security string) {
	s := settled(p).SMTP
	return s.Host, s.Port, s.Security
}

// SignInStage is the stage of p's ladder at which a token is needed.
func SignInStage(p store.Profile) string {
	if p.ServerType == "api" {
		return StageAPIToken
	}
	return StageAuth
}

// apiUsable says that there is a source of tokens, an API that is known, and
// no way on which a token would be seen by others.
func apiUsable(p store.Profile, o Options) bool {
	if o.Token == nil || !slices.Contains(store.APIs[:], p.Provider) {
		return false
	}
	if p.SMTP.Security != "none" {
		return p.SMTP.Host != ""
	}
	ip, err := netip.ParseAddr(p.SMTP.Host)
	return p.SMTP.Host == "localhost" || err == nil && ip.IsLoopback()
}

// apiUnusable: nothing is tried.
func (l *ladder) apiUnusable() {
	e := l.evidence()
	e.Mechanism = ""
	if l.o.Token != nil && slices.Contains(store.APIs[:], l.p.Provider) {
		l.failAs("input.bad-host-or-port", e)
		return
	}
	l.failAs("check.unsupported", e)
}

// apiToken gets the token, and proves it by one question where the run ends
// here: with a mail to follow, that is the proof.
func (l *ladder) apiToken() {
	t, ok := l.accessToken()
	if !ok {
		return
	}
	l.bearer = t
	if l.last > l.at || l.p.OAuth.Flow == "app-only" {
		return // an application may be allowed to send, and nothing else
	}
	who, e, ok := l.apiAsk(apiOf(l.p).whoami)
	switch {
	case ok:
		l.signedInAs(who)
	case e.Facts[cause.FactHTTPStatus] == "403" && cause.Find(e)[0].Cause != "api.not-enabled":
		// To send is allowed without being allowed to ask this.
		l.log.note("HTTP 403: not proved")
	default:
		l.fail(e)
	}
}

// signedInAs compares who the API says it is, by one name or several, with
// whose mail is to be sent. With a shared mailbox oauth.account names the person.
func (l *ladder) signedInAs(who string) {
	names := strings.Fields(who)
	if len(names) == 0 {
		return
	}
	l.stage().Detail.Account = names[0]
	l.facts[cause.FactAccount] = names[0]
	expected := func(name string) bool {
		return strings.EqualFold(name, l.p.SMTP.Auth.Username) || strings.EqualFold(name, l.p.OAuth.Account)
	}
	if !slices.ContainsFunc(names, expected) && !l.warned("oauth.wrong-account") {
		l.warn("oauth.wrong-account", cause.Likely, l.evidence())
	}
}

// apiSend sends the message, or the trial mail.
func (l *ladder) apiSend() {
	m, err := l.letter()
	if err != nil {
		l.fail(l.byError(err))
		return
	}
	st := l.stage()
	st.Detail.Address = l.recipient()
	l.log.note(m.name())
	id, e, ok := l.apiAsk(apiOf(l.p).send(l.p, m))
	st.Detail.Reply = e.Text
	if !ok {
		l.fail(e)
		return
	}
	st.Detail.QueueID, st.Detail.TrialID, st.Detail.taken = id, m.id, l.now()
}

// noAnswer is evidence of a request that got none.
func (l *ladder) noAnswer(err error) cause.Evidence {
	e := l.byError(err)
	e.Stage = l.stage().ID
	return e
}

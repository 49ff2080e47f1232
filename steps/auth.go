package steps

import (
	"slices"
	"strings"
)

// auth asks for the method of signing in. Methods that the server does not
// offer are shown with the reason and can be chosen all the same.
type auth struct{}

func (auth) ID() string { return "auth" }

func (auth) InPath(d *Draft) bool { return !byAPI(d.Profile) }

// methods are those that sign in with a user name and a password, and none;
// tokens are those that do with OAuth (RFC 7628, and Google's older one).
var (
	tokens  = []string{"xoauth2", "oauthbearer"}
	methods = []string{"plain", "login", "cram-md5", "digest-md5", "scram-sha-1", "scram-sha-256", "pop-before-smtp", "none"}
)

// preferTLS and preferPlain rank what is offered: inside TLS the mechanism
// that every program speaks (RFC 4954 section 4 demands PLAIN there); without
// TLS only those that keep the password off the wire, the strongest first.
var (
	preferTLS   = []string{"plain", "login", "scram-sha-256", "scram-sha-1", "cram-md5", "digest-md5"}
	preferPlain = []string{"scram-sha-256", "scram-sha-1", "cram-md5", "digest-md5"}
)

func (auth) Questions(d *Draft, _ *Env) []Question {
	q := ask(d, "smtp.auth.method", KindChoice)
	q.Choices = choices(d, "smtp.auth.method", append(tokensFor(d), methods...)...)
	q.Also = tokens // prepared answers may name them before the server is known
	offered, known := offeredMethods(d)
	best := recommend(d, offered)
	for i := range q.Choices {
		c := &q.Choices[i]
		switch {
		case c.Disabled:
		case wantsTLS(d) && c.Value != "none" && c.Value != "pop-before-smtp":
			c.Disabled, c.Note = true, serverWantsTLS(d)
		case c.Value == best:
			c.Recommended, c.Note = true, Text{ID: "method.recommended"}
		case c.Value == "pop-before-smtp":
			c.Doubtful = known && len(offered) > 0
			c.Note = Text{ID: "method.pop"}
		case c.Value == "none":
			c.Doubtful = known && len(offered) > 0
			c.Note = Text{ID: "method.none"}
		case known && len(offered) == 0:
			c.Doubtful, c.Note = true, Text{ID: "method.no_auth_here"}
		case known && !slices.Contains(offered, c.Value):
			c.Doubtful, c.Note = true, Text{ID: "method.not_offered"}
		case known && d.Profile.SMTP.Security == "none" && !slices.Contains(preferPlain, c.Value):
			c.Doubtful, c.Note = true, Text{ID: "method.readable"}
		case known:
			c.Note = Text{ID: "method.offered"}
		}
	}
	if !q.Answered {
		q.Value = best
	}
	return []Question{q}
}

// serverWantsTLS is why no password can be used.
func serverWantsTLS(d *Draft) Text {
	p := limited(d, "smtp.security", "starttls")
	return Text{ID: "app.reason.server_wants_tls", Args: p.Args}
}

// tokensFor are the OAuth methods to offer: those that the server takes, or
// its kind is known for, and the one that is chosen already.
func tokensFor(d *Draft) []string {
	offered, known := offeredMethods(d)
	return slices.DeleteFunc(slices.Clone(tokens), func(m string) bool {
		byKind := m == "xoauth2" && wantsToken(d)
		return m != d.Profile.SMTP.Auth.Method && !(known && slices.Contains(offered, m)) && !byKind
	})
}

// wantsToken: these two take no password of a person any more.
func wantsToken(d *Draft) bool {
	return d.Profile.ServerType == "google" || d.Profile.ServerType == "microsoft365"
}

// offeredMethods are the server's mechanisms in the profile's spelling, and
// whether they are known from a proof of this very server.
func offeredMethods(d *Draft) ([]string, bool) {
	if d.Report == nil || d.Report.Host != d.Profile.SMTP.Host || d.Report.Port != d.Profile.SMTP.Port {
		return nil, false
	}
	var list []string
	known := false
	for _, s := range d.Report.Stages {
		if s.Prefix() != "smtp" {
			continue // a mailbox's server, where POP before SMTP signs in
		}
		if len(s.Detail.Capabilities) > 0 || s.Detail.HELO {
			known = true
		}
		for _, m := range s.Detail.Mechanisms {
			list = append(list, strings.ToLower(m))
		}
	}
	return list, known
}

// recommend is the method to propose; "none" where nothing fits what is known.
func recommend(d *Draft, offered []string) string {
	prefer := preferTLS
	if d.Profile.SMTP.Security == "none" {
		prefer = preferPlain
	}
	if wantsToken(d) {
		prefer = append([]string{"xoauth2"}, prefer...)
	}
	_, known := offeredMethods(d)
	for _, m := range prefer {
		if (!known || slices.Contains(offered, m)) && limited(d, "smtp.auth.method", m) == nil {
			return m
		}
	}
	for _, m := range tokens { // where nothing else is offered
		if slices.Contains(offered, m) && limited(d, "smtp.auth.method", m) == nil {
			return m
		}
	}
	return "none"
}

func (auth) Summary(d *Draft) Text {
	return choiceLabel("smtp.auth.method", d.Profile.SMTP.Auth.Method)
}

func (auth) Proof(*Draft, *Env) Proof { return Proof{} }

package cli

import (
	"errors"
	"time"

	"todoku/mailcheck"
	"todoku/mailcheck/oauth"
	"todoku/steps"
	"todoku/store"
	"todoku/ui/report"
)

// sayEvent tells a person on stderr what to do to sign in.
func (a *app) sayEvent(e steps.Event) {
	switch e.Kind {
	case steps.EventCode:
		a.errln(a.say("signin.open", "url", mailcheck.Neutralise(e.URL)))
		a.errln(a.say("signin.code", "code", mailcheck.Neutralise(e.UserCode)))
		if e.Complete != "" {
			a.errln(a.say("signin.complete", "url", mailcheck.Neutralise(e.Complete)))
		}
		a.errln(a.say("signin.until", "time", e.Expires.Local().Format("15:04:05")))
	case steps.EventLink:
		a.errln(a.say("signin.link"))
		a.errln("\n" + mailcheck.Neutralise(e.URL) + "\n")
		if e.SSH != "" {
			a.errln(a.say("signin.ssh", "line", e.SSH))
		}
	case steps.EventPaste:
		a.errln(a.say("signin.paste"))
	case steps.EventNote:
		a.errln(a.text(e.Note))
	case steps.EventRow:
		if e.Row.Verdict == mailcheck.Running {
			return
		}
		marks := map[mailcheck.Verdict]string{mailcheck.Pass: "v", mailcheck.Warn: "!", mailcheck.Fail: "x"}
		a.errln(marks[e.Row.Verdict] + " " + a.say("row."+e.Row.ID) + "  " + mailcheck.Neutralise(a.text(e.Row.Text)))
	}
}

// reason is err in one line.
func (a *app) reason(err error, t store.Token, p store.Profile) string {
	for _, known := range []struct {
		err error
		id  string
	}{{oauth.ErrNotSignedIn, "token.not_signed_in"}, {oauth.ErrNoRefresh, "token.no_refresh"}, {oauth.ErrOtherClient, "token.other_client"}} {
		if errors.Is(err, known.err) {
			return a.say(known.id)
		}
	}
	var said *oauth.Error
	if errors.As(err, &said) {
		return report.FindingText(mailcheck.TokenFindings(p, t, err, false)[0], a.t).Title
	}
	if list := report.Problems(err, a.t); len(list) > 0 {
		return list[0].String()
	}
	return mailcheck.Neutralise(err.Error())
}

// storedState is the state of the token that is stored for a profile.
func (a *app) storedState(places store.Places, p store.Profile, name string) string {
	t, _, err := store.LoadToken(places, name)
	if err != nil {
		return a.say("cli.unreadable")
	}
	return a.tokenState(t, p)
}

// tokenState is a token in words: whether a person has to sign in, and when at
// the latest, and why.
func (a *app) tokenState(t store.Token, p store.Profile) string {
	when := func(t time.Time) string { return t.Local().Format("2006-01-02 15:04") }
	if t.Access.IsZero() {
		if p.OAuth.Flow == "app-only" {
			return a.say("token.by_itself")
		}
		return a.say("token.needed")
	}
	at, why := oauth.Ends(oauth.Client{Provider: steps.ProviderOf(p)}, t, p)
	switch {
	case at.IsZero() && t.Flow == "app-only":
		return a.say("token.by_itself")
	case at.IsZero():
		return a.say("token.renews")
	case at.Before(a.now()):
		return a.say("token.expired", "time", when(at), "why", a.say("token.why."+why))
	}
	return a.say("token.until", "time", when(at), "why", a.say("token.why."+why))
}

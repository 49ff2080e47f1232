package steps

import (
	"context"
	"time"

	"todoku/mailcheck"
	"todoku/mailcheck/oauth"
	"todoku/store"
)

// The rows of a sign-in, in order.
const (
	rowSignIn  = "signin"
	rowScopes  = "scopes"
	rowRefresh = "refresh"
	rowAccount = "account"
	rowEnds    = "ends"
)

// SignIn is one sign-in: what it is for, and whom it tells its news.
type SignIn struct {
	Client  oauth.Client
	Flow    string // of store.Flows
	Profile store.Profile
	Site    oauth.Site
	Tell    func(Event)
	Pasted  <-chan string // what a person pastes during a loopback flow; nil: nothing
	// Keep is given a new token, proves that it can be renewed, and gives the
	// one to go on with: oauth.Keep, or oauth.Refresh where there is no place yet.
	Keep func(context.Context, store.Token) (store.Token, error)

	since time.Time
}

// Run gets a token and proves it as far as the provider's answers allow: what
// was granted, that it can be renewed, who signed in. It blocks until the
// person is done, the code expires, or ctx ends. The error is the provider's
// *oauth.Error, or ctx's.
func (s *SignIn) Run(ctx context.Context) (store.Token, error) {
	s.since = time.Now()
	s.row(rowSignIn, mailcheck.Running, Text{ID: "row.signin." + s.Flow})
	t, err := oauth.SignIn(ctx, s.Flow, s.Client, func(e oauth.Event) { s.Tell(s.event(e)) }, s.Pasted)
	if err != nil {
		s.row(rowSignIn, mailcheck.Fail, Text{ID: "row.signin.failed"})
		return store.Token{}, err
	}
	s.row(rowSignIn, mailcheck.Pass, Text{ID: "row.signin.done"})
	remarks := map[string]oauth.Remark{}
	for _, r := range oauth.Proof(s.Client, t, s.Profile) {
		remarks[r.Code] = r
	}
	if r, ok := remarks["scopes-missing"]; ok {
		s.row(rowScopes, mailcheck.Warn, Text{ID: "row.scopes.missing", Args: r.Args})
	} else {
		s.row(rowScopes, mailcheck.Pass, Text{ID: "row.scopes.granted"})
	}
	if t, err = s.renew(ctx, t); err != nil {
		return store.Token{}, err
	}
	s.account(t, remarks)
	if at, why := oauth.Ends(s.Client, t, s.Profile); !at.IsZero() && why != oauth.EndAccessToken { // that is told already
		v := mailcheck.Pass
		if why == oauth.EndTesting {
			v = mailcheck.Warn
		}
		s.row(rowEnds, v, Text{ID: "row.ends." + why, Args: map[string]string{"day": at.Local().Format(time.DateOnly)}})
	}
	return t, nil
}

func (s *SignIn) row(id string, v mailcheck.Verdict, said Text) {
	now := time.Now()
	s.Tell(Event{Kind: EventRow, Row: Row{ID: id, Verdict: v, Text: said, Took: now.Sub(s.since)}})
	s.since = now
}

// renew proves that the sign-in outlives its first access token (RFC 6749
// section 6). An application asks anew instead (section 4.4.3).
func (s *SignIn) renew(ctx context.Context, t store.Token) (store.Token, error) {
	switch {
	case s.Flow == "app-only":
	case t.Refresh.IsZero():
		s.row(rowRefresh, mailcheck.Warn, Text{ID: "row.refresh.none"})
	default:
		s.row(rowRefresh, mailcheck.Running, Text{ID: "row.refresh.trying"})
	}
	t, err := s.Keep(ctx, t)
	switch {
	case s.Flow == "app-only" || t.Refresh.IsZero() && err == nil:
	case err != nil:
		s.row(rowRefresh, mailcheck.Fail, Text{ID: "row.refresh.failed"})
	default:
		s.row(rowRefresh, mailcheck.Pass, Text{ID: "row.refresh.works"})
	}
	return t, err
}

// account says whose token it is. A mailbox that people share is used with a
// person's own sign-in, and shown as such.
func (s *SignIn) account(t store.Token, remarks map[string]oauth.Remark) {
	args := map[string]string{"account": t.Account, "mailbox": s.Profile.SMTP.Auth.Username}
	v, id := mailcheck.Pass, "row.account.same"
	_, other := remarks["other-account"]
	_, shared := remarks["shared-mailbox"]
	switch {
	case s.Flow == "app-only":
		id = "row.account.app"
	case other:
		v, id = mailcheck.Warn, "row.account.other"
	case shared:
		id = "row.account.shared"
	case t.Account == "" && byAPI(s.Profile):
		id = "row.account.untold_api"
	case t.Account == "":
		id = "row.account.untold"
	}
	s.row(rowAccount, v, Text{ID: id, Args: args})
}

// event is news of package oauth as the faces show it.
func (s *SignIn) event(e oauth.Event) Event {
	switch e.Kind {
	case oauth.CodeShown:
		return Event{Kind: EventCode, UserCode: mailcheck.Neutralise(e.UserCode), URL: mailcheck.Neutralise(e.VerificationURI),
			Complete: mailcheck.Neutralise(e.VerificationURIComplete), Expires: e.Expires}
	case oauth.LinkShown:
		ssh := ""
		if s.Site.SSH && e.Port > 0 {
			ssh = s.Site.Tunnel(e.Port)
		}
		return Event{Kind: EventLink, URL: e.URL, SSH: ssh}
	case oauth.PasteWanted:
		return Event{Kind: EventPaste}
	case oauth.SlowedDown:
		return Event{Kind: EventNote, Note: Text{ID: "oauth.note.slow"}}
	}
	return Event{Kind: EventNote, Note: Text{ID: "oauth.note." + e.Note}}
}

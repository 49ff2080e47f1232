package steps

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"todoku/mailcheck"
	"todoku/mailcheck/cause"
	"todoku/mailcheck/oauth"
	"todoku/store"
)

// signedIn is the token of this session. It is kept in memory until the
// profile is saved: before that it has no name.
type signedIn struct {
	mu    sync.Mutex
	of    string // loginKey
	value store.Token
}

// get is the token, if it is of the sign-in that key names.
func (s *signedIn) get(key string) (store.Token, bool) {
	if s == nil {
		return store.Token{}, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.value, s.of == key && !s.value.Access.IsZero()
}

// signingIn is what a proof needs to sign in, or to use a sign-in.
type signingIn struct {
	d      *Draft
	env    *Env
	dir    string // where the profile's relative paths begin
	pasted chan string
}

func (m *Machine) signingIn(d *Draft) *signingIn {
	m.paste = make(chan string, 1)
	return &signingIn{d: d, env: m.env, dir: folder(d, m.env), pasted: m.paste}
}

// client is the registration as answered: a secret that was typed is not in
// its place yet.
func (w *signingIn) client(ctx context.Context) (oauth.Client, error) {
	p := w.d.Profile
	typed, ok := typedSecret(w.d, clientSecretKey, p.OAuth.ClientSecret)
	if ok {
		p.OAuth.ClientSecret = store.SecretRef{}
	}
	c, err := oauth.ClientOf(ctx, p, w.dir, w.env.HTTP)
	if ok {
		c.Secret = typed
	}
	return c, err
}

// fresh is how much of its life a token must have left to be used.
const fresh = 2 * time.Minute

// token is a valid one: of this session, else of the profile's token file.
func (w *signingIn) token(ctx context.Context) (store.Token, error) {
	s := w.d.login
	if _, ok := s.get(loginKey(w.d)); !ok {
		return w.stored(ctx)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.value.Expiry.IsZero() || time.Until(s.value.Expiry) > fresh {
		return s.value, nil
	}
	c, err := w.client(ctx)
	if err != nil {
		return store.Token{}, err
	}
	t, err := oauth.Refresh(ctx, c, s.value)
	if err == nil {
		s.value = t
	}
	return t, err
}

// stored is the token that was saved with the profile.
func (w *signingIn) stored(ctx context.Context) (store.Token, error) {
	if w.d.Existing == nil || otherService(w.d) {
		return store.Token{}, oauth.ErrNotSignedIn
	}
	return oauth.Fresh(ctx, w.env.Places, w.d.Profile, w.client)
}

// prove signs in, unless there is a sign-in that works, and then climbs the
// ladder with the token. A sign-in that failed is found at the rung where the
// token was needed.
func (w *signingIn) prove(ctx context.Context, p Proof, opts mailcheck.Options, emit func(Progress)) Result {
	if emit == nil {
		emit = func(Progress) {}
	}
	var rows []Row
	t, isNew, err := w.signIn(ctx, func(e Event) {
		if e.Kind == EventRow {
			rows = slices.DeleteFunc(rows, func(r Row) bool { return r.ID == e.Row.ID })
			rows = append(rows, e.Row)
		}
		emit(Progress{Event: &e})
	})
	if err != nil {
		return Result{Rows: rows, Report: w.noToken(err)}
	}
	opts.Token = func(context.Context) (store.Token, error) { return t, nil }
	res := prove(ctx, w.d, p, opts, emit)
	res.Rows = rows
	if isNew {
		res.login = &signedIn{of: loginKey(w.d), value: t}
	}
	return res
}

// noToken is the ladder as far as it was climbed before, and at the rung where
// a token was needed, why there is none.
func (w *signingIn) noToken(err error) mailcheck.Report {
	p := w.d.Profile
	at := mailcheck.SignInStage(p)
	rep := mailcheck.Report{Profile: p.Name, Started: time.Now()}
	rep.Host, rep.Port, rep.Security = mailcheck.Server(p)
	if old := w.d.Report; old != nil && old.Host == rep.Host && old.Port == rep.Port {
		rep.Stages = below(old.Stages, at)
	}
	rep.Findings = mailcheck.TokenFindings(p, store.Token{}, err, true)
	rep.Verdict = mailcheck.Fail
	if rep.Findings[0].Severity == cause.SeverityUnknown {
		rep.Verdict = mailcheck.Unknown
	}
	for i := range rep.Findings {
		rep.Findings[i].Stage = at
	}
	rep.Stages = append(rep.Stages, mailcheck.Stage{ID: at, Verdict: rep.Verdict})
	return rep
}

// below are the stages before the one of that id, as far as they were climbed.
func below(list []mailcheck.Stage, id string) []mailcheck.Stage {
	if i := slices.IndexFunc(list, func(s mailcheck.Stage) bool { return s.ID == id }); i >= 0 {
		list = list[:i]
	}
	return slices.DeleteFunc(slices.Clone(list), func(s mailcheck.Stage) bool { return s.Verdict == mailcheck.Skipped })
}

// signIn gives a token, and whether it is one of this session.
func (w *signingIn) signIn(ctx context.Context, tell func(Event)) (t store.Token, isNew bool, err error) {
	kept := Event{Kind: EventRow, Row: Row{ID: rowSignIn, Verdict: mailcheck.Pass, Text: Text{ID: "row.signin.kept"}}}
	if _, ok := w.d.login.get(loginKey(w.d)); ok {
		tell(kept)
		t, err = w.token(ctx)
		return t, false, err
	}
	if w.d.renews == 0 {
		t, err = w.stored(ctx)
		if err == nil {
			tell(kept)
			return t, false, nil
		}
		if said := (*oauth.Error)(nil); ctx.Err() != nil || errors.As(err, &said) && said.Err != nil {
			return t, false, err // not answered: no reason to sign in again
		}
	}
	c, err := w.client(ctx)
	if err != nil {
		return t, false, err
	}
	s := SignIn{Client: c, Flow: FlowOf(w.d.Profile, c, w.env.site()), Profile: w.d.Profile, Site: w.env.site(), Tell: tell, Pasted: w.pasted,
		Keep: func(ctx context.Context, t store.Token) (store.Token, error) {
			if t.Refresh.IsZero() {
				return t, nil
			}
			return oauth.Refresh(ctx, c, t)
		}}
	t, err = s.Run(ctx)
	return t, true, err
}

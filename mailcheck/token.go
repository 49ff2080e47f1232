package mailcheck

import (
	"cmp"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"todoku/mailcheck/cause"
	"todoku/mailcheck/oauth"
	"todoku/store"
)

// mailbox is whose mail it is: with a token the user name is an address, that
// of the sender where none is given. The account that signed in may be another
// one, as with a shared mailbox.
func (l *ladder) mailbox() string {
	return cmp.Or(l.p.SMTP.Auth.Username, l.p.Sender.Address)
}

// accessToken asks the caller for a fresh token, once a run.
func (l *ladder) accessToken() (store.Secret, bool) {
	t, err := l.o.Token(l.ctx)
	if err == nil && t.Access.IsZero() {
		err = errNoToken
	}
	if err != nil {
		if l.ctx.Err() == nil {
			l.noToken(t, err)
		}
		return store.Secret{}, false
	}
	l.noteToken(t)
	l.granted(t)
	return t.Access, true
}

// errNoToken: nobody has signed in yet.
var errNoToken = errors.New("no access token")

// noteToken keeps what explains a refusal, and what must not be shown.
func (l *ladder) noteToken(t store.Token) {
	l.log.hide(t.Access.Reveal())
	l.log.hide(t.Refresh.Reveal())
	st := l.stage()
	st.Detail.Account = safe(t.Account, 1, maxLineRunes)
	if !t.Expiry.IsZero() {
		st.Detail.Expires = t.Expiry.UTC().Format(time.RFC3339)
		l.facts[cause.FactTokenExpired] = truth(!l.now().Before(t.Expiry))
	}
	for name, value := range tokenEvidence(l.p, t, l.now()).Facts {
		l.facts[name] = value
	}
}

// noToken records why there is none. The server was not asked.
func (l *ladder) noToken(t store.Token, err error) {
	at := l.stage().ID
	list := tokenFindings(l.p, t, err, false, l.now())
	for i := range list {
		list[i].Stage, list[i].Severity = at, list[0].Severity
		for n, words := range list[i].Evidence {
			list[i].Evidence[n] = l.log.scrub(words)
		}
	}
	l.rep.Findings = append(l.rep.Findings, list...)
}

// tokenRefused keeps what the server said about the token before its final
// reply, which often reads like that for a wrong password.
func (l *ladder) tokenRefused(said string) {
	if said == "" {
		return
	}
	said = safe(l.log.scrub(said), 1, maxLineRunes)
	l.log.note(said)
	l.facts[cause.FactSASLFault] = said
	l.stage().Detail.Fault = said
}

// TokenFindings are the causes, best first, of an error of a sign-in or of a
// refresh by OAuth. t is the token that was to be refreshed, where there is
// one; signingIn says that a person was signing in.
func TokenFindings(p store.Profile, t store.Token, err error, signingIn bool) []cause.Finding {
	return tokenFindings(p, t, err, signingIn, time.Now())
}

func tokenFindings(p store.Profile, t store.Token, err error, signingIn bool, now time.Time) []cause.Finding {
	e := tokenEvidence(p, t, now)
	if signingIn {
		e.Facts[cause.FactSigningIn] = "true"
	}
	if f, ok := ownFinding(p, err, e); ok {
		return []cause.Finding{f}
	}
	var answer *oauth.Error
	if errors.As(err, &answer) {
		readAnswer(&e, answer)
	} else {
		e.Err = err
	}
	list := cause.Find(e)
	for i := range list {
		list[i].Severity = list[0].Severity
		if list[i].Field == "oauth.token_url" && e.Stage == "oauth.discovery" {
			list[i].Field = "oauth.issuer" // where the others would have come from
		}
	}
	return list
}

// ownFinding is the cause of an error that no provider gave.
func ownFinding(p store.Profile, err error, e cause.Evidence) (cause.Finding, bool) {
	e.Err = err
	var file *store.Problem
	switch {
	case errors.Is(err, oauth.ErrOtherClient):
		e.Facts[cause.FactReason] = "other-client"
		return cause.New("oauth.sign-in-needed", cause.Certain, e), true
	case errors.Is(err, errNoToken), errors.Is(err, oauth.ErrNotSignedIn):
		return cause.New("oauth.sign-in-needed", cause.Certain, e), true
	case errors.Is(err, oauth.ErrNoRefresh):
		return cause.New("oauth.refresh-dead", cause.Certain, e), true
	case secretReason(err) != "unreadable":
		e.Facts[cause.FactKey], e.Facts[cause.FactFile] = "oauth.client_secret", p.OAuth.ClientSecret.Path
		e.Facts[cause.FactReason] = secretReason(err)
		f := cause.New("secret.unreadable", cause.Certain, e)
		tellProblem(&f, err)
		f.Field = "oauth.client_secret"
		return f, true
	case errors.As(err, &file) && strings.HasPrefix(file.Key, "oauth."):
		e.Facts[cause.FactKey], e.Facts[cause.FactFile] = file.Key, file.File
		f := cause.New("oauth.setting", cause.Certain, e)
		f.Field = file.Key
		return f, true
	case file != nil:
		e.Facts[cause.FactFile], e.Facts[cause.FactReason] = cmp.Or(file.File, file.Args["file"]), file.Code
		if file.Code == "not_readable" || file.Code == "not_writable" {
			e.Facts[cause.FactReason] = "denied"
		}
		return cause.New("oauth.token-file", cause.Certain, e), true
	}
	return cause.Finding{}, false
}

// tokenEvidence is what the profile and the token tell.
func tokenEvidence(p store.Profile, t store.Token, now time.Time) cause.Evidence {
	scopes := p.OAuth.Scopes
	if len(t.Scopes) > 0 {
		scopes = t.Scopes
	}
	e := cause.Evidence{
		Stage: "oauth.token", Port: 443, Security: "tls", TLS: true, Software: providerSoftware(p),
		Sender: p.Sender.Address, Username: cmp.Or(p.SMTP.Auth.Username, p.Sender.Address),
		Facts: map[string]string{
			cause.FactClient: p.OAuth.ClientID, cause.FactTenant: p.OAuth.Tenant, cause.FactRedirect: p.OAuth.RedirectURI,
			cause.FactScopes: strings.Join(scopes, " "), cause.FactFlow: cmp.Or(t.Flow, p.OAuth.Flow),
			cause.FactAccount: cmp.Or(t.Account, p.OAuth.Account), cause.FactSecretEnds: p.OAuth.ClientSecretExpires,
			cause.FactProfile: p.Name,
		},
	}
	if !t.SignedIn.IsZero() {
		e.Facts[cause.FactTokenAge] = itoa(int(now.Sub(t.SignedIn) / (24 * time.Hour)))
	}
	return e
}

// readAnswer takes the provider's answer apart, or the lack of one.
func readAnswer(e *cause.Evidence, a *oauth.Error) {
	if a.Endpoint != "" {
		e.Stage = "oauth." + a.Endpoint
	}
	if a.Skew != 0 {
		e.Facts[cause.FactSkew] = itoa(int(a.Skew / time.Second))
	}
	if a.Err != nil {
		e.Err = a.Err
		var at *url.Error
		if errors.As(a.Err, &at) {
			e.Err = at.Err // without the URL, which may hold a code
			if u, bad := url.Parse(at.URL); bad == nil {
				e.Host = u.Hostname()
			}
		}
		e.Host = cmp.Or(a.Host, e.Host)
		return
	}
	e.Facts[cause.FactOAuthError] = a.Code
	e.Facts[cause.FactSuberror] = a.Suberror
	e.Facts[cause.FactAADSTS] = strings.TrimPrefix(a.AADSTS, "AADSTS")
	e.Facts[cause.FactContentType] = a.ContentType
	if a.Status != 0 {
		e.Facts[cause.FactHTTPStatus] = itoa(a.Status)
	}
	if a.Code == "" && a.AADSTS == "" {
		e.Facts[cause.FactFirstBytes] = a.FirstLine
		if e.Facts[cause.FactOdd] = a.Field; a.Field == "" {
			e.Facts[cause.FactForeign] = "true"
		}
	}
	words := slices.DeleteFunc([]string{a.Code, a.Description, a.FirstLine}, func(s string) bool { return s == "" })
	e.Text = safe(strings.Join(words, ": "), maxTextLines, maxLineRunes)
	if a.Status != 0 {
		e.Text = strings.TrimSuffix("HTTP "+itoa(a.Status)+" "+e.Text, " ")
	}
}

// providerSoftware names the provider as rules and texts know it.
func providerSoftware(p store.Profile) string {
	switch cmp.Or(p.OAuth.Provider, p.Provider, p.ServerType) {
	case "google":
		return cause.Gmail
	case "microsoft", "microsoft365":
		return cause.Microsoft365
	}
	return ""
}

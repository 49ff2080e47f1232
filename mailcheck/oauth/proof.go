package oauth

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"todoku/store"
)

// The codes of remarks.
const (
	ScopesMissing  = "scopes-missing"   // args: missing, granted
	NoRefreshToken = "no-refresh-token" // the sign-in ends with the access token
	OtherAccount   = "other-account"    // args: account, mailbox
	SharedMailbox  = "shared-mailbox"   // args: account, mailbox; as it should be
)

// Remark is something about a token that the sign-in proved or did not.
type Remark struct {
	Code  string
	Cause string // the cause it amounts to; empty: only a note
	Args  map[string]string
}

// Proof says what is not as asked for, and what should be shown of what is.
func Proof(c Client, t store.Token, p store.Profile) []Remark {
	var all []Remark
	if lacking, granted := scopesLacking(c, t); len(lacking) > 0 {
		all = append(all, Remark{ScopesMissing, "oauth.scope-invalid", map[string]string{
			"missing": strings.Join(lacking, " "), "granted": strings.Join(granted, " "),
		}})
	}
	if t.Flow == "app-only" {
		return all // no refresh token, no account: nobody signed in
	}
	if t.Refresh.IsZero() {
		all = append(all, Remark{NoRefreshToken, "oauth.refresh-dead", map[string]string{}})
	}
	mailbox := cmp.Or(p.SMTP.Auth.Username, p.Sender.Address)
	args := map[string]string{"account": t.Account, "mailbox": cmp.Or(p.OAuth.Account, mailbox)}
	switch {
	case t.Account != "" && !sameAccount(t.Account, args["mailbox"]):
		all = append(all, Remark{OtherAccount, "oauth.wrong-account", args})
	case Shared(p):
		all = append(all, Remark{SharedMailbox, "", map[string]string{"account": p.OAuth.Account, "mailbox": mailbox}})
	}
	return all
}

// sameAccount compares addresses; a bare login name is the part before the @.
func sameAccount(a, b string) bool {
	a, b = strings.ToLower(a), strings.ToLower(b)
	if strings.Contains(a, "@") != strings.Contains(b, "@") {
		a, _, _ = strings.Cut(a, "@")
		b, _, _ = strings.Cut(b, "@")
	}
	return a == b
}

// scopesLacking are those asked for and not granted, as far as is told
// (RFC 6749 section 5.1: no scope in the answer means as asked for).
func scopesLacking(c Client, t store.Token) (lacking, granted []string) {
	granted = t.Scopes
	if granted == nil {
		claims, _ := Identity(t)
		if granted = claims.Scopes; granted == nil {
			return nil, nil
		}
	}
	for _, s := range c.Scopes {
		switch {
		case s == "openid" || s == "profile" || s == "email" || strings.HasSuffix(s, "/.default"):
		case s == "offline_access": // the refresh token itself is the proof
		case !slices.ContainsFunc(granted, func(g string) bool { return sameScope(c, g, s) }):
			lacking = append(lacking, s)
		}
	}
	return lacking, granted
}

// sameScope knows that Microsoft answers "Mail.Send" for
// "https://graph.microsoft.com/Mail.Send", and one of Outlook's hosts for another.
func sameScope(c Client, a, b string) bool {
	switch c.Provider {
	case google: // each of these may send (Gmail API, users.messages.send)
		if b == googleSend && slices.Contains([]string{googleMail, googleAPI + "gmail.modify", googleAPI + "gmail.compose"}, a) {
			return true
		}
	case microsoft:
		a, b = a[strings.LastIndexByte(a, '/')+1:], b[strings.LastIndexByte(b, '/')+1:]
	}
	return strings.EqualFold(a, b)
}

// The codes of why a sign-in ends.
const (
	EndTesting      = "google-testing" // the Google app is in Testing: seven days
	EndUnused       = "unused"         // if it is not used until then: Microsoft 90 days, Google 6 months
	EndTold         = "told"           // the provider says so
	EndClientSecret = "client-secret"  // the date given in oauth.client_secret_expires
	EndAccessToken  = "access-token"   // there is no refresh token
)

const (
	day           = 24 * time.Hour
	googleTesting = 7*day + time.Hour
)

// Ends is when a person has to act again at the latest, and the code of the
// reason; zero: nothing is known. The earliest reason wins.
func Ends(c Client, t store.Token, p store.Profile) (time.Time, string) {
	var at time.Time
	var why string
	earlier := func(when time.Time, reason string) {
		if !when.IsZero() && (at.IsZero() || when.Before(at)) {
			at, why = when, reason
		}
	}
	if t.Flow != "app-only" {
		switch {
		case t.Refresh.IsZero():
			earlier(t.Expiry, EndAccessToken)
		case !t.Ends.IsZero() && c.Provider == google && t.Ends.Sub(t.SignedIn) <= googleTesting:
			earlier(t.Ends, EndTesting)
		case !t.Ends.IsZero():
			earlier(t.Ends, EndTold)
		case c.Provider == microsoft:
			earlier(t.Renewed.Add(90*day), EndUnused)
		case c.Provider == google:
			earlier(t.Renewed.AddDate(0, 6, 0), EndUnused)
		}
	}
	if date, err := time.Parse(time.DateOnly, p.OAuth.ClientSecretExpires); err == nil {
		earlier(date, EndClientSecret)
	}
	return at, why
}

package mailcheck

import (
	"slices"
	"strings"
	"time"

	"todoku/mailcheck/cause"
	"todoku/mailcheck/oauth"
	"todoku/store"
)

// granted warns of what a token already tells of itself: a permission that was
// asked for and not given, an end that nothing can put off, another account
// than the mailbox. Whether mail leaves all the same, the server says.
func (l *ladder) granted(t store.Token) {
	c := oauth.Sketch(l.p)
	for _, r := range oauth.Proof(c, t, l.p) {
		if r.Cause == "" {
			continue
		}
		e := l.evidence()
		e.Software = providerSoftware(l.p)
		sure := cause.Certain
		switch r.Code {
		case oauth.ScopesMissing:
			e.Facts[cause.FactScopes], e.Facts[cause.FactReason] = r.Args["missing"], "not-granted"
			e.Text = "scope: " + safe(strings.TrimSpace(r.Args["granted"]), 1, maxLineRunes)
		case oauth.NoRefreshToken:
			e.Facts[cause.FactReason] = "not-issued"
		case oauth.OtherAccount:
			sure = cause.Likely // it may be allowed to use that mailbox
		}
		l.warn(r.Cause, sure, e)
	}
	l.endsSoon(c, t)
}

// signInSoon is how long before its known end a sign-in is warned of: long
// enough to have a new client secret made.
const signInSoon = 30 * 24 * time.Hour

// endsSoon warns of an end that no renewal puts off: that of the client's
// secret, and the seven days of a Google app in Testing.
func (l *ladder) endsSoon(c oauth.Client, t store.Token) {
	at, why := oauth.Ends(c, t, l.p)
	if why != oauth.EndClientSecret && why != oauth.EndTesting || at.Sub(l.now()) > signInSoon {
		return
	}
	e := l.evidence()
	e.Software = providerSoftware(l.p)
	e.Facts[cause.FactReason], e.Facts[cause.FactEnds] = why, at.UTC().Format(time.RFC3339)
	l.warn("oauth.ends-soon", cause.Certain, e)
}

// warned reports that a cause was warned of already.
func (l *ladder) warned(id string) bool {
	return slices.ContainsFunc(l.rep.Findings, func(f cause.Finding) bool { return f.Cause == id })
}

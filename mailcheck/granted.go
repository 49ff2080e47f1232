package mailcheck

import (
	"slices"
	"strings"

	"todoku/mailcheck/cause"
	"todoku/mailcheck/oauth"
	"todoku/store"
)

// granted warns of what a token already tells of itself: a permission that was
// asked for and not given, an end that nothing can put off, another account
// than the mailbox. Whether mail leaves all the same, the server says.
func (l *ladder) granted(t store.Token) {
	for _, r := range oauth.Proof(oauth.Sketch(l.p), t, l.p) {
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
}

// warned reports that a cause was warned of already.
func (l *ladder) warned(id string) bool {
	return slices.ContainsFunc(l.rep.Findings, func(f cause.Finding) bool { return f.Cause == id })
}

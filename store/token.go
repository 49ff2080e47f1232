package store

import "time"

// Token is what a sign-in gave for a profile. It lives in a file of its own,
// apart from the profile (Places.State/tokens/NAME.json, 0600), so that
// refreshing it never touches what was written by hand.
type Token struct {
	Access   Secret
	Refresh  Secret    // zero: none was issued
	Expiry   time.Time // of Access; zero: not told
	Ends     time.Time // of Refresh, where the provider says so; zero: not told
	Scopes   []string  // granted; nil: not told, so as asked for
	Account  string    // who signed in, where the provider's answer says so
	Flow     string    // device | loopback | app-only
	ClientID string    // a token of another registration is of no use
	SignedIn time.Time // when a person, or the application, last signed in
	Renewed  time.Time // when Access was last obtained
}

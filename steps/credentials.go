package steps

import (
	"slices"
	"strconv"
	"strings"

	"todoku/store"
)

// credentials asks for user name and password, and where the password is kept.
// It is left out when nobody signs in, or a token does.
type credentials struct{}

const passwordKey = "smtp.auth.password"

func (credentials) ID() string { return "credentials" }

func (credentials) InPath(d *Draft) bool {
	return d.Profile.SMTP.Auth.Method != "none" && !popFirst(d.Profile) && !NeedsToken(d.Profile)
}

func (credentials) Questions(d *Draft, env *Env) []Question {
	user := ask(d, "smtp.auth.username", KindText)
	if !user.Answered && user.Value == "" {
		user.Value = d.Profile.Sender.Address
	}
	pw := ask(d, passwordKey, KindSecret)
	pw.Value = ""
	pw.Optional = stored(d, passwordRef) || provided(d, env, d.Profile.SMTP.Auth.Password)
	pw.Answered = !d.Secrets[passwordKey].IsZero() || pw.Optional
	qs := append([]Question{user}, secretQuestions(d, env, passwordKey, pw)...)
	if d.Profile.SMTP.Security == "none" && !slices.Contains(preferPlain, d.Profile.SMTP.Auth.Method) {
		qs = append(qs, ask(d, "smtp.allow_plaintext", KindConfirm))
	}
	return askConsent(d, credentials{}.ID(), qs)
}

// Check refuses what would send a readable password without consent.
func (credentials) Check(d *Draft) []*store.Problem {
	s := d.Profile.SMTP
	if s.Security == "none" && !s.AllowPlaintext && !slices.Contains(preferPlain, s.Auth.Method) {
		return []*store.Problem{{Key: "smtp.allow_plaintext", Code: "consent_needed"}}
	}
	return checkConsent(d, credentials{}.ID())
}

func (credentials) Summary(d *Draft) Text { return plain(d.Profile.SMTP.Auth.Username) }

// Proof signs in: on Enter only, since half-typed passwords lock accounts.
func (credentials) Proof(d *Draft, _ *Env) Proof { return Proof{Key: authKey(d), Until: "auth"} }

// authKey names the answers that signing in depends on. The password stands in
// it as the count of its typings, never as itself.
func authKey(d *Draft) string {
	a := d.Profile.SMTP.Auth
	if popFirst(d.Profile) {
		return strings.Join([]string{serverKey(d), a.Method, mailLoginKey(d, popTable), d.get(popTable + ".wait")}, "\x00")
	}
	if NeedsToken(d.Profile) {
		return strings.Join([]string{serverKey(d), a.Method, a.Username, strconv.FormatBool(d.Profile.SMTP.AllowPlaintext), loginKey(d)}, "\x00")
	}
	return strings.Join([]string{serverKey(d), a.Method, a.Username, placeKey(a.Password), strconv.Itoa(d.typed[passwordKey]),
		strconv.FormatBool(d.Profile.SMTP.AllowPlaintext)}, "\x00")
}

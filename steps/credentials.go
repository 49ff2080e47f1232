package steps

import (
	"os"
	"path/filepath"
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
	return d.Profile.SMTP.Auth.Method != "none" && !NeedsToken(d.Profile)
}

func (credentials) Questions(d *Draft, env *Env) []Question {
	user := ask(d, "smtp.auth.username", KindText)
	if !user.Answered && user.Value == "" {
		user.Value = d.Profile.Sender.Address
	}
	from := ask(d, passwordKey+".from", KindChoice)
	from.Choices = choices(d, passwordKey+".from", "file", "env", "command")
	for i, c := range from.Choices {
		from.Choices[i].Note = Text{ID: "choice." + passwordKey + ".from." + c.Value + ".note"}
	}
	if from.Value == "" {
		from.Value = "file"
	}
	qs := []Question{user}
	if from.Value != "command" {
		pw := ask(d, passwordKey, KindSecret)
		pw.Value = ""
		pw.Optional = stored(d) || provided(d, env, d.Profile.SMTP.Auth.Password)
		pw.Answered = !d.Secrets[passwordKey].IsZero() || pw.Optional
		qs = append(qs, pw)
	}
	qs = append(qs, from)
	switch from.Value {
	case "env":
		name := ask(d, passwordKey+".name", KindText)
		if name.Value == "" {
			name.Value = envName(d.Profile.Name)
		}
		qs = append(qs, name)
	case "command":
		qs = append(qs, ask(d, passwordKey+".argv", KindText))
	}
	if d.Profile.SMTP.Security == "none" && !slices.Contains(preferPlain, d.Profile.SMTP.Auth.Method) {
		qs = append(qs, ask(d, "smtp.allow_plaintext", KindConfirm))
	}
	return qs
}

// stored reports that the profile being edited already says where the
// password is, so that it need not be typed again.
func stored(d *Draft) bool {
	if d.Existing == nil {
		return false
	}
	l, err := store.Decode(d.Existing, d.Path)
	return err == nil && !l.SMTP.Auth.Password.IsZero() && l.SMTP.Auth.Password.From == d.Profile.SMTP.Auth.Password.From
}

// provided reports that a secret is already where the answers say that it is
// kept: a file made beforehand, a variable that is set.
func provided(d *Draft, env *Env, ref store.SecretRef) bool {
	switch ref.From {
	case "file":
		path := ref.Path
		if path != "" && !filepath.IsAbs(path) {
			path = filepath.Join(folder(d, env), path)
		}
		info, err := os.Stat(path)
		return err == nil && info.Mode().IsRegular()
	case "env":
		return ref.Name != "" && os.Getenv(ref.Name) != ""
	}
	return false
}

// envName is the variable proposed for a profile's password.
func envName(profile string) string {
	up := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return '_'
	}, profile)
	if up == "" {
		return "TODOKU_PASSWORD"
	}
	return "TODOKU_" + up + "_PASSWORD"
}

// Check refuses what would send a readable password without consent.
func (credentials) Check(d *Draft) []*store.Problem {
	s := d.Profile.SMTP
	if s.Security == "none" && !s.AllowPlaintext && !slices.Contains(preferPlain, s.Auth.Method) {
		return []*store.Problem{{Key: "smtp.allow_plaintext", Code: "consent_needed"}}
	}
	return nil
}

func (credentials) Summary(d *Draft) Text { return plain(d.Profile.SMTP.Auth.Username) }

// Proof signs in: on Enter only, since half-typed passwords lock accounts.
func (credentials) Proof(d *Draft, _ *Env) Proof { return Proof{Key: authKey(d), Until: "auth"} }

// authKey names the answers that signing in depends on. The password stands in
// it as the count of its typings, never as itself.
func authKey(d *Draft) string {
	a := d.Profile.SMTP.Auth
	if NeedsToken(d.Profile) {
		return strings.Join([]string{serverKey(d), a.Method, a.Username, strconv.FormatBool(d.Profile.SMTP.AllowPlaintext), loginKey(d)}, "\x00")
	}
	return strings.Join(append([]string{serverKey(d), a.Method, a.Username,
		a.Password.From, a.Password.Path, a.Password.Name, strconv.Itoa(d.typed[passwordKey]),
		strconv.FormatBool(d.Profile.SMTP.AllowPlaintext)}, a.Password.Argv...), "\x00")
}

package importer

import (
	"slices"
	"strings"

	"todoku/store"
)

// command keeps a command that prints the password; with a token it is not
// needed: todoku renews tokens itself.
func (a *Account) command(no int, name, cmd string) {
	if cmd == "" {
		return
	}
	argv := shellCommand(cmd)
	for _, w := range argv {
		if p := store.CheckLine(name, w); p != nil {
			a.fault(no, name, p)
			return
		}
	}
	a.Profile.SMTP.Auth.Password = store.SecretRef{From: "command", Argv: argv}
}

// chooseMethod is for programs that take what the server offers.
func (a *Account) chooseMethod(no int, name string) {
	method := "plain"
	if a.Profile.SMTP.Security == "none" {
		method = "cram-md5"
	}
	a.Profile.SMTP.Auth.Method = method
	a.note(no, name, "import.method_chosen", "method", method)
}

// method takes the name of a SASL mechanism, the first that the profile knows
// of those given.
func (a *Account) method(no int, name string, given ...string) {
	for _, v := range given {
		m := strings.TrimSuffix(strings.ToLower(strings.TrimSpace(v)), "-plus")
		if slices.Contains(store.Methods[:], m) && m != "pop-before-smtp" && m != "none" {
			a.Profile.SMTP.Auth.Method = m
			if len(given) > 1 || !strings.EqualFold(m, strings.TrimSpace(v)) {
				a.note(no, name, "import.method_chosen", "method", m)
			}
			if m == "xoauth2" || m == "oauthbearer" {
				a.oauth(no, name)
			}
			return
		}
	}
	a.problem(no, name, "import.method_unknown", "method", strings.Join(given, " "))
}

// oauth says what no file of another program holds: todoku's own registration.
func (a *Account) oauth(no int, name string) {
	a.Profile.SMTP.Auth.Password = store.SecretRef{}
	delete(a.Secrets, passwordKey)
	a.note(no, name, "import.oauth")
}

// leftOut notes a setting that the profile cannot hold, unless it says nothing.
func (a *Account) leftOut(no int, name, value string, nothing ...string) {
	if !slices.Contains(nothing, value) {
		a.note(no, name, "import.left_out")
	}
}

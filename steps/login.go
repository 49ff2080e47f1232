package steps

import (
	"strconv"
	"strings"

	"todoku/mailcheck"
	"todoku/mailcheck/oauth"
)

// login signs in with OAuth, and proves the token at the mail server. What
// is to be done is told while its proof runs.
type login struct{}

func (login) ID() string { return "login" }

func (login) InPath(d *Draft) bool { return NeedsToken(d.Profile) }

// PasteKey is the question that fills no profile key: what the browser ended
// on. It goes to the sign-in under way and is kept nowhere.
const PasteKey = "login.paste"

func (login) Questions(d *Draft, _ *Env) []Question {
	if _, done := d.login.get(loginKey(d)); done || d.Profile.OAuth.Flow != "loopback" {
		return nil
	}
	return []Question{{ID: PasteKey, Kind: KindText, Label: label(PasteKey), Help: help(PasteKey), Optional: true, Answered: true}}
}

func (login) Summary(d *Draft) Text {
	t, ok := d.login.get(loginKey(d))
	switch {
	case !ok:
		return Text{ID: "summary.login.kept"}
	case t.Account == "":
		return Text{ID: "summary.login.done"}
	}
	return Text{ID: "summary.login.as", Args: map[string]string{"account": mailcheck.Neutralise(t.Account)}}
}

// Help says why this flow, where it is the one that was proposed and still to
// be gone through.
func (login) Help(d *Draft, env *Env) Text {
	_, done := d.login.get(loginKey(d))
	flow, why := oauth.FlowFor(sketch(d), env.site())
	if done && d.Profile.OAuth.Flow != "app-only" || flow != d.Profile.OAuth.Flow {
		return Text{ID: "step.login.help"}
	}
	return Text{ID: "login.why." + why}
}

// Proof begins by itself: unlike a password, a code that nobody types does no
// harm. An application's own sign-in waits for Enter like one with a password.
// It goes on to MAIL FROM: some servers take a token for a mailbox that is not
// its own, and refuse only what is done there.
func (login) Proof(d *Draft, _ *Env) Proof {
	return Proof{Key: authKey(d) + "\x00" + d.Profile.Sender.Address, Until: "mail", Login: true, OnPause: d.Profile.OAuth.Flow != "app-only"}
}

// clientKey names the answers that a token belongs to; secrets stand in it as
// the count of their typings.
func clientKey(d *Draft) string {
	o := d.Profile.OAuth
	return strings.Join([]string{service(d.Profile), ProviderOf(d.Profile), o.Issuer, o.AuthorizeURL, o.TokenURL, o.DeviceURL, o.ClientID, o.Tenant, o.Flow,
		o.Account, o.RedirectURI, o.ServiceAccountFile, o.Subject, o.ClientCertificate, o.ClientKey, strings.Join(sketch(d).Scopes, " "),
		strconv.Itoa(d.typed[clientSecretKey]), placeKey(o.ClientSecret)}, "\x00")
}

// loginKey is clientKey, and which sign-in it is.
func loginKey(d *Draft) string { return clientKey(d) + "\x00" + strconv.Itoa(d.renews) }

// Renew asks for another sign-in although there is one that works, or one
// under way.
func (m *Machine) Renew() { m.draft.renews++ }

// Paste gives the sign-in under way what the browser ended on. It is false
// where none waits for it.
func (m *Machine) Paste(s string) bool {
	if m.paste == nil || strings.TrimSpace(s) == "" {
		return false
	}
	select {
	case m.paste <- strings.TrimSpace(s):
		return true
	default:
		return false
	}
}

package steps

import (
	"slices"
	"strings"

	"todoku/mailcheck/cause"
	"todoku/mailcheck/oauth"
	"todoku/store"
)

// client asks for the registration at the OAuth provider, and in which flow a
// token is got. It is in the path only where a token signs in.
type client struct{}

const clientSecretKey = "oauth.client_secret"

// webRedirect is proposed for a client of the application's: one more address,
// on this machine, that its registration has to allow.
const webRedirect = "http://localhost:8400/"

func (client) ID() string { return "client" }

func (client) InPath(d *Draft) bool { return NeedsToken(d.Profile) }

func (client) Questions(d *Draft, env *Env) []Question {
	flow := flowQuestion(d, env)
	qs := append(providerQuestions(d), flow)
	qs = append(qs, registrationQuestions(d, env, flow.Value)...)
	user := ask(d, "smtp.auth.username", KindText)
	if !user.Answered && user.Value == "" {
		user.Value = d.Profile.Sender.Address
	}
	qs = append(qs, asMailbox(d, user))
	if flow.Value != "app-only" {
		q := ask(d, "oauth.account", KindText)
		q.Optional = true
		qs = append(qs, q)
	}
	if plaintext(d.Profile) {
		qs = append(qs, ask(d, "smtp.allow_plaintext", KindConfirm))
	}
	return append(qs, certificateQuestions(d)...)
}

// providerQuestions ask where a provider is that is not known: by its issuer
// (OpenID Connect Discovery), else by its endpoints one by one.
func providerQuestions(d *Draft) []Question {
	if ProviderOf(d.Profile) != "" {
		return nil
	}
	qs := []Question{ask(d, "oauth.issuer", KindText)}
	if !wantsEndpoints(d) {
		return qs
	}
	qs[0].Optional = true
	for _, key := range []string{"oauth.authorize_url", "oauth.token_url", "oauth.device_url"} {
		q := ask(d, key, KindText)
		q.Optional = key != "oauth.token_url" || d.Profile.OAuth.Issuer != ""
		qs = append(qs, q)
	}
	return askConsent(d, client{}.ID(), qs)
}

// wantsEndpoints: there are some, or the issuer told nothing of use.
func wantsEndpoints(d *Draft) bool {
	o := d.Profile.OAuth
	if o.AuthorizeURL != "" || o.TokenURL != "" || o.DeviceURL != "" || d.Raw["oauth.token_url"] != "" {
		return true
	}
	return d.Report != nil && slices.ContainsFunc(d.Report.Findings, func(f cause.Finding) bool {
		return f.Field == "oauth.issuer" || f.Field == "oauth.token_url"
	})
}

// registrationQuestions ask for what the provider knows this client by.
func registrationQuestions(d *Draft, env *Env, flow string) []Question {
	o, provider := d.Profile.OAuth, ProviderOf(d.Profile)
	var qs []Question
	if provider == "microsoft" {
		q := ask(d, "oauth.tenant", KindText)
		q.Optional = flow != "app-only" || o.TokenURL != "" || o.Issuer != ""
		qs = append(qs, q)
	}
	if provider == "google" && flow == "app-only" {
		return append(qs, ask(d, "oauth.service_account_file", KindText))
	}
	qs = append(qs, ask(d, "oauth.client_id", KindText))
	if flow == "loopback" {
		q := ask(d, "oauth.redirect_uri", KindText)
		q.Optional = true
		if q.Value == "" && !q.Answered && webClient(d) {
			q.Value = webRedirect
		}
		qs = append(qs, q)
	}
	qs = append(qs, clientSecretQuestions(d, env, provider, flow)...)
	if provider == "" {
		q := ask(d, "oauth.scopes", KindText)
		q.Optional = true
		if q.Value == "" && !q.Answered && flow != "app-only" {
			q.Value = "offline_access" // OpenID Connect Core 1.0 section 11: else no refresh token
		}
		qs = append(qs, q)
	}
	return qs
}

// flowQuestion offers the flows with the one that fits provider and place.
func flowQuestion(d *Draft, env *Env) Question {
	q := ask(d, "oauth.flow", KindChoice)
	q.Choices = choices(d, "oauth.flow", store.Flows[:]...)
	best, reason := oauth.FlowFor(sketch(d), env.site())
	if best != "app-only" && webClient(d) {
		best, reason = "loopback", "web-client"
	}
	for i := range q.Choices {
		c := &q.Choices[i]
		switch {
		case c.Disabled:
		case c.Value == best:
			c.Recommended, c.Note = true, Text{ID: "flow.reason." + reason}
		case c.Value == "device" && ProviderOf(d.Profile) == "google":
			// Google's device flow has no scope for mail.
			c.Disabled, c.Note = true, Text{ID: "flow.google_no_device"}
		default:
			c.Note = Text{ID: "flow.note." + c.Value}
		}
	}
	if q.Value == "" {
		q.Value = best
	}
	return q
}

// sketch is the client as far as it is known without asking anybody.
func sketch(d *Draft) oauth.Client {
	c := oauth.Sketch(d.Profile)
	if o := d.Profile.OAuth; c.DeviceURL == "" && (o.Issuer != "" || c.TokenURL == "" && c.Provider == "") {
		c.DeviceURL = "to be discovered" // of an issuer it is not known before it is asked
	}
	return c
}

// clientSecretQuestions ask for the client's secret where one is needed or can
// be: Microsoft refuses one from a public client, Google wants that of a
// desktop client although everybody can read it. Where it is kept is asked once
// there is one, and so is the end that Microsoft gives each.
func clientSecretQuestions(d *Draft, env *Env, provider, flow string) []Question {
	o := d.Profile.OAuth
	if provider == "microsoft" && flow != "app-only" && o.RedirectURI == "" && !(flow == "loopback" && webClient(d)) || o.ClientCertificate != "" {
		return nil
	}
	q := ask(d, clientSecretKey, KindSecret)
	q.Value = ""
	kept := stored(d, clientSecretRef) || provided(d, env, o.ClientSecret)
	q.Answered = !d.Secrets[clientSecretKey].IsZero() || kept
	needed := provider == "microsoft" || provider == "google" && o.TokenURL == "" && o.Issuer == "" || flow == "app-only"
	q.Optional = q.Answered || !needed
	if !needed && !q.Answered && o.ClientSecret.IsZero() {
		return []Question{q}
	}
	qs := secretQuestions(d, clientSecretKey, q)
	if provider == "microsoft" {
		ends := ask(d, "oauth.client_secret_expires", KindText)
		ends.Optional = true
		qs = append(qs, ends)
	}
	return qs
}

// site is where this program runs.
func (e *Env) site() oauth.Site {
	if e.Getenv == nil {
		return oauth.Site{}
	}
	return oauth.Place(e.Getenv)
}

// Check refuses what would send a readable token without consent.
func (client) Check(d *Draft) []*store.Problem {
	if plaintext(d.Profile) && !d.Profile.SMTP.AllowPlaintext {
		return []*store.Problem{{Key: "smtp.allow_plaintext", Code: "consent_needed"}}
	}
	return checkConsent(d, client{}.ID())
}

func (client) Summary(d *Draft) Text {
	o := d.Profile.OAuth
	list := slices.DeleteFunc([]string{o.ClientID, o.ServiceAccountFile, o.Tenant}, func(s string) bool { return s == "" })
	return plain(strings.Join(list, ", "))
}

func (client) Proof(d *Draft, _ *Env) Proof { return reach(d) }

// Apply fills in what follows from the kind of server: whose sign-in it is.
func (client) Apply(d *Draft, _ *Env, key, _ string) {
	if key == "smtp.auth.method" || key == "server_type" || key == "provider" {
		follows := ""
		if NeedsToken(d.Profile) {
			follows = ofKind(d.Profile)
		}
		d.follow("oauth.provider", follows)
	}
}

// Guide is what to click at the provider, with the values to enter there.
func (client) Guide(d *Draft, env *Env) Text {
	flow := d.Profile.OAuth.Flow
	if flow == "" {
		flow, _ = oauth.FlowFor(sketch(d), env.site())
	}
	provider := ProviderOf(d.Profile)
	if provider != "google" && provider != "microsoft" {
		provider = "other"
	} else if byAPI(d.Profile) {
		provider += "_api"
	}
	kind := flow
	if flow == "loopback" && d.Profile.OAuth.RedirectURI != "" {
		kind = "web" // a client of an application's, which todoku only borrows
	}
	uri, _ := oauth.Redirect(sketch(d))
	permission := "Mail.Send"
	if oauth.Shared(d.Profile) {
		permission += ".Shared"
	}
	return Text{ID: "guide." + provider + "." + kind, Args: map[string]string{"redirect": uri, "permission": permission, "mailbox": d.Profile.SMTP.Auth.Username}}
}

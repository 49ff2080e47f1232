package steps

import (
	"slices"
	"strings"

	"todoku/mailcheck/oauth"
	"todoku/store"
)

// client asks for the registration at the OAuth provider, and in which flow a
// token is got. It is in the path only where a token signs in.
type client struct{}

const clientSecretKey = "oauth.client_secret"

func (client) ID() string { return "client" }

func (client) InPath(d *Draft) bool { return NeedsToken(d.Profile) }

func (client) Questions(d *Draft, env *Env) []Question {
	o, provider := d.Profile.OAuth, ProviderOf(d.Profile)
	var qs []Question
	if provider == "" && o.TokenURL == "" {
		qs = append(qs, ask(d, "oauth.issuer", KindText))
	}
	flow := flowQuestion(d, env)
	qs = append(qs, flow)
	if provider == "microsoft" {
		q := ask(d, "oauth.tenant", KindText)
		q.Optional = flow.Value != "app-only" || o.TokenURL != "" || o.Issuer != ""
		qs = append(qs, q)
	}
	service := provider == "google" && flow.Value == "app-only"
	if service {
		qs = append(qs, ask(d, "oauth.service_account_file", KindText))
	} else {
		qs = append(qs, ask(d, "oauth.client_id", KindText))
	}
	if q, ok := secretQuestion(d, env, provider, flow.Value); ok && !service {
		qs = append(qs, q)
	}
	if provider == "" {
		q := ask(d, "oauth.scopes", KindText)
		q.Optional = true
		qs = append(qs, q)
	}
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

// flowQuestion offers the flows with the one that fits provider and place.
func flowQuestion(d *Draft, env *Env) Question {
	q := ask(d, "oauth.flow", KindChoice)
	q.Choices = choices(d, "oauth.flow", store.Flows[:]...)
	best, reason := oauth.FlowFor(sketch(d), env.site())
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
	o := d.Profile.OAuth
	c := oauth.Client{Provider: ProviderOf(d.Profile), Issuer: o.Issuer, AuthorizeURL: o.AuthorizeURL, TokenURL: o.TokenURL,
		DeviceURL: o.DeviceURL, ID: o.ClientID, RedirectURI: o.RedirectURI, Scopes: o.Scopes, Account: o.Account,
		Certificate: o.ClientCertificate, ServiceAccountFile: o.ServiceAccountFile}
	if c.DeviceURL == "" && (c.Provider == "microsoft" || c.Issuer != "" || c.TokenURL == "" && c.Provider == "") {
		// Microsoft has one; of an issuer it is not known before it is asked.
		c.DeviceURL = "to be discovered"
	}
	return c
}

// secretQuestion asks for the client's secret where one is needed or can be:
// Microsoft refuses one from a public client, Google wants that of a desktop
// client although everybody can read it.
func secretQuestion(d *Draft, env *Env, provider, flow string) (Question, bool) {
	o := d.Profile.OAuth
	if from := o.ClientSecret.From; provider == "microsoft" && flow != "app-only" && o.RedirectURI == "" || from != "" && from != "file" {
		return Question{}, false
	}
	q := ask(d, clientSecretKey, KindSecret)
	q.Value = ""
	q.Answered = !d.Secrets[clientSecretKey].IsZero() || provided(d, env, o.ClientSecret)
	needed := provider == "google" && o.TokenURL == "" && o.Issuer == "" || flow == "app-only" && o.ClientCertificate == ""
	q.Optional = q.Answered || !needed
	return q, true
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
	return nil
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
	uri, _ := oauth.Redirect(sketch(d))
	return Text{ID: "guide." + provider + "." + flow, Args: map[string]string{"redirect": uri, "mailbox": d.Profile.SMTP.Auth.Username}}
}

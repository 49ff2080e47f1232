package steps

import (
	"cmp"

	"todoku/mailcheck/discover"
	"todoku/store"
)

// serverType asks what kind of server takes the mail.
type serverType struct{}

func (serverType) ID() string { return "server_type" }

func (serverType) Questions(d *Draft, _ *Env) []Question {
	q := ask(d, "server_type", KindChoice)
	// "api" sends over HTTP and needs a sign-in by OAuth; profiles may name it,
	// but there is no way here to fill one in.
	q.Choices = choices(d, "server_type", "smtp", "google", "microsoft365", "provider", "local")
	for i, c := range q.Choices {
		if c.Note.IsZero() {
			q.Choices[i].Note = Text{ID: "choice.server_type." + c.Value + ".note"}
		}
	}
	if d.Profile.ServerType != "provider" {
		return []Question{q}
	}
	p := ask(d, "provider", KindChoice)
	for _, v := range discover.Providers() {
		p.Choices = append(p.Choices, Choice{Value: v.ID, Label: providerName(v), Note: plain(firstHost(v))})
	}
	return []Question{q, p}
}

func (serverType) Summary(d *Draft) Text {
	if v, ok := discover.ByID(d.Profile.Provider); ok && d.Profile.ServerType == "provider" {
		return providerName(v)
	}
	return choiceLabel("server_type", d.Profile.ServerType)
}

func (serverType) Proof(*Draft, *Env) Proof { return Proof{} }

// Apply takes host, port and security from the provider data. They replace
// what stood there: it belonged to another server.
func (serverType) Apply(d *Draft, _ *Env, key, _ string) {
	if key != "server_type" && key != "provider" {
		return
	}
	if d.Profile.ServerType != "provider" && key == "server_type" {
		_ = store.Set(&d.Profile, "provider", "")
		delete(d.Answered, "provider")
	}
	p := d.Profile
	p.SMTP.Host, p.SMTP.Port, p.SMTP.Security = "", 0, ""
	p = discover.Complete(p)
	if p.SMTP.Port == 0 && d.Answered["smtp.host"] {
		return // the user's own server, and nothing is known of it
	}
	d.Profile.SMTP.Host = p.SMTP.Host // empty: every customer has a host of his own
	d.Profile.SMTP.Port, d.Profile.SMTP.Security = p.SMTP.Port, p.SMTP.Security
	for _, k := range []string{"smtp.host", "smtp.port", "smtp.security"} {
		delete(d.Answered, k)
		delete(d.Raw, k)
	}
}

func providerName(v discover.Provider) Text {
	return Text{ID: "both_names", Args: map[string]string{"en": v.Names.EN, "ja": v.Names.JA}}
}

// firstHost is the provider's server, or what its customers' hosts look like.
func firstHost(v discover.Provider) string {
	if len(v.SMTP) == 0 {
		return ""
	}
	return cmp.Or(v.SMTP[0].Host, v.SMTP[0].Example)
}

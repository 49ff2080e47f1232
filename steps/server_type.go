package steps

import (
	"cmp"
	"slices"

	"todoku/mailcheck/discover"
	"todoku/store"
)

// serverType asks what kind of server takes the mail.
type serverType struct{}

func (serverType) ID() string { return "server_type" }

func (serverType) Questions(d *Draft, _ *Env) []Question {
	q := ask(d, "server_type", KindChoice)
	q.Choices = choices(d, "server_type", store.ServerTypes[:]...)
	for i, c := range q.Choices {
		if c.Note.IsZero() {
			q.Choices[i].Note = Text{ID: "choice.server_type." + c.Value + ".note"}
		}
	}
	switch d.Profile.ServerType {
	case "api":
		return append([]Question{q}, apiQuestions(d)...)
	case "provider":
	default:
		return []Question{q}
	}
	p := ask(d, "provider", KindChoice)
	for _, v := range discover.Providers() {
		c := Choice{Value: v.ID, Label: providerName(v), Note: plain(firstHost(v))}
		if p := limitedProvider(d, v); p != nil {
			c.Disabled, c.Note = true, ProblemText(p)
		}
		p.Choices = append(p.Choices, c)
	}
	return []Question{q, p}
}

func (serverType) Summary(d *Draft) Text {
	if v, ok := discover.ByID(d.Profile.Provider); ok && d.Profile.ServerType == "provider" {
		return providerName(v)
	}
	if byAPI(d.Profile) {
		return apiSummary(d.Profile)
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
	if key == "server_type" && !fits(d.Profile) {
		_ = store.Set(&d.Profile, "provider", "")
		delete(d.Answered, "provider")
	}
	if key == "server_type" && byAPI(d.Profile) {
		d.follow("provider", cmp.Or(d.Profile.Provider, apiProvider(d)))
	}
	p := d.Profile
	p.SMTP.Host, p.SMTP.Port, p.SMTP.Security = "", 0, ""
	adoptProvider(d, &p)
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

// fits reports that the provider is one of the kind of server.
func fits(p store.Profile) bool {
	if p.ServerType == "api" {
		return slices.Contains(store.APIs[:], p.Provider)
	}
	_, known := discover.ByID(p.Provider)
	return known && p.ServerType == "provider"
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

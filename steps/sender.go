package steps

import (
	"strings"

	"todoku/mailcheck/discover"
)

// sender asks who the mail is from.
type sender struct{}

func (sender) ID() string { return "sender" }

func (sender) Questions(d *Draft, _ *Env) []Question {
	address := ask(d, "sender.address", KindAddress)
	name := ask(d, "sender.name", KindText)
	name.Optional = true
	return []Question{address, name}
}

func (sender) Summary(d *Draft) Text { return plain(d.Profile.Sender.Address) }

func (sender) Proof(*Draft, *Env) Proof { return Proof{} }

// Apply proposes the server of the sender's provider, where its domain is one
// that a provider hands out.
func (sender) Apply(d *Draft, _ *Env, key, value string) {
	if key != "sender.address" || d.Profile.ServerType != "smtp" {
		return
	}
	_, domain, ok := strings.Cut(value, "@")
	if !ok {
		return
	}
	p, ok := discover.ByDomain(domain)
	if !ok || len(p.SMTP) == 0 {
		return
	}
	if h := p.SMTP[0].Host; h != "" { // empty: every customer has a host of his own
		d.follow("smtp.host", h)
	}
	if !d.Answered["smtp.port"] {
		d.Profile.SMTP.Port = p.SMTP[0].Port
	}
	if !d.Answered["smtp.security"] {
		d.Profile.SMTP.Security = p.SMTP[0].Security
	}
}

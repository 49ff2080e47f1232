package steps

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"todoku/mailcheck"
)

// trial asks to whom a trial mail goes, and whether it is really sent.
type trial struct{}

func (trial) ID() string { return "trial" }

func (trial) Questions(d *Draft, _ *Env) []Question {
	to, send := ask(d, "trial.recipient", KindAddress), ask(d, "trial.send", KindConfirm)
	to.Optional = true
	switch {
	case byAPI(d.Profile): // it is told of a recipient with the mail, not before
		to.Help, send.Help = help("api.recipient"), help("api.send")
	case d.Profile.Receive.Protocol != "":
		send.Help = help("trial.send_arrive")
	}
	return []Question{to, send}
}

// awaits reports that a trial mail is sent to the receiving mailbox, so that
// its arrival can be seen.
func awaits(d *Draft) bool {
	p := d.Profile
	own := []string{"", p.Sender.Address, p.Receive.Username, p.SMTP.Auth.Username}
	return p.Receive.Protocol != "" && p.Trial.Send && slices.ContainsFunc(own, func(s string) bool { return strings.EqualFold(s, p.Trial.Recipient) })
}

func (trial) Summary(d *Draft) Text {
	id := "summary.trial.rcpt"
	switch {
	case awaits(d):
		id = "summary.trial.arrive"
	case d.Profile.Trial.Send:
		id = "summary.trial.send"
	case byAPI(d.Profile):
		id = "summary.trial.token"
	}
	to := d.Profile.Trial.Recipient
	if to == "" {
		to = d.Profile.Sender.Address
	}
	return Text{ID: id, Args: map[string]string{"to": to}}
}

// tunnelled: a relay on loopback that is not this machine's own leads nobody
// knows where, so nothing can be said of who may send for the domain.
func tunnelled(d *Draft) bool {
	host, _, _ := mailcheck.Server(d.Profile)
	ip, err := netip.ParseAddr(host)
	loopback := host == "localhost" || err == nil && ip.IsLoopback()
	return loopback && !loopbackRelay(d)
}

// Proof goes up to RCPT TO, at an API to the token, or sends the trial mail.
func (trial) Proof(d *Draft, env *Env) Proof {
	p := Proof{Until: "rcpt", Send: d.Profile.Trial.Send, Domain: env.Domain && !tunnelled(d)}
	if p.Send {
		p.Until = "data"
	}
	if p.Part = mailcheck.PartSend; awaits(d) {
		p.Part, p.Arrive = mailcheck.PartAll, true
	}
	p.Key = strings.Join([]string{authKey(d), d.Profile.Sender.Address, d.Profile.Sender.Name, d.Profile.Trial.Recipient, strconv.FormatBool(p.Send), strconv.FormatBool(p.Arrive)}, "\x00")
	return p
}

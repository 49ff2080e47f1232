package steps

import (
	"strconv"
	"strings"
)

// trial asks to whom a trial mail goes, and whether it is really sent.
type trial struct{}

func (trial) ID() string { return "trial" }

func (trial) Questions(d *Draft, _ *Env) []Question {
	to, send := ask(d, "trial.recipient", KindAddress), ask(d, "trial.send", KindConfirm)
	to.Optional = true
	if byAPI(d.Profile) { // it is told of a recipient with the mail, not before
		to.Help, send.Help = help("api.recipient"), help("api.send")
	}
	return []Question{to, send}
}

func (trial) Summary(d *Draft) Text {
	id := "summary.trial.rcpt"
	switch {
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

// Proof goes up to RCPT TO, at an API to the token, or sends the trial mail.
func (trial) Proof(d *Draft, _ *Env) Proof {
	p := Proof{Until: "rcpt", Send: d.Profile.Trial.Send}
	if p.Send {
		p.Until = "data"
	}
	p.Key = strings.Join([]string{authKey(d), d.Profile.Sender.Address, d.Profile.Sender.Name, d.Profile.Trial.Recipient, strconv.FormatBool(p.Send)}, "\x00")
	return p
}

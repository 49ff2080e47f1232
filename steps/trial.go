package steps

import (
	"strconv"
	"strings"
)

// trial asks to whom a trial mail goes, and whether it is really sent.
type trial struct{}

func (trial) ID() string { return "trial" }

func (trial) Questions(d *Draft, _ *Env) []Question {
	to := ask(d, "trial.recipient", KindAddress)
	to.Optional = true
	return []Question{to, ask(d, "trial.send", KindConfirm)}
}

func (trial) Summary(d *Draft) Text {
	id := "summary.trial.rcpt"
	if d.Profile.Trial.Send {
		id = "summary.trial.send"
	}
	to := d.Profile.Trial.Recipient
	if to == "" {
		to = d.Profile.Sender.Address
	}
	return Text{ID: id, Args: map[string]string{"to": to}}
}

// Proof goes up to RCPT TO, or sends the trial mail.
func (trial) Proof(d *Draft, _ *Env) Proof {
	p := Proof{Until: "rcpt", Send: d.Profile.Trial.Send}
	if p.Send {
		p.Until = "data"
	}
	p.Key = strings.Join([]string{authKey(d), d.Profile.Sender.Address, d.Profile.Sender.Name, d.Profile.Trial.Recipient, strconv.FormatBool(p.Send)}, "\x00")
	return p
}

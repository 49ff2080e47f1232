package cli

import (
	"cmp"

	"todoku/mailcheck/sandbox"
	"todoku/store"
)

// demoForm makes of the demo's profile one for an application: with settings
// that its form can take, as far as the built-in servers have any. The usual
// ports of the sandbox's name lead to them.
func demoForm(s *sandbox.Sandbox, p *store.Profile, app string) {
	p.Application = cmp.Or(app, "garoon")
	// The trial mail is sent to the account's own mailbox, and seen to arrive.
	p.Trial = store.Trial{Send: true}
	p.Receive.Protocol, p.Receive.Host, p.Receive.Port, p.Receive.Security = "imap", s.IMAP[0].Host, s.IMAP[0].Port, s.IMAP[0].Security
	bare := portOf(s.SMTP, "none")
	switch p.Application {
	case "dezie":
		p.SMTP.Host, p.SMTP.Port, p.SMTP.Security, p.SMTP.Auth.Method = bare.Host, bare.Port, "none", "cram-md5"
	case "esm":
		p.SMTP.Host, p.SMTP.Port, p.SMTP.Security = sandbox.Host, 25, "none"
		p.SMTP.Auth = store.Auth{Method: "none"}
		p.Receive.Username, p.Receive.Password = s.Accounts[0].Username, store.SecretRef{From: "file", Path: demoName + ".receive.secret"}
	case "desknets":
		box := portOf(s.POP3, "tls")
		p.Receive.Protocol, p.Receive.Host, p.Receive.Port, p.Receive.Security = "pop3", box.Host, box.Port, box.Security
		p.Form = store.Form{"send_log": true, "receive_log": true}
	case "ireporter":
		p.SMTP.Host, p.SMTP.Port, p.SMTP.Security = sandbox.Host, 587, "starttls"
		p.SMTP.Auth.Username = p.Sender.Address
	}
	if app != "" && app != "desknets" && app != "any" {
		p.Sender.Name = "" // those forms have no field for it
	}
}

// portOf is the server's port that speaks a security.
func portOf(list []sandbox.Endpoint, security string) sandbox.Endpoint {
	for _, e := range list {
		if e.Security == security {
			return e
		}
	}
	return list[0]
}

package sandbox

import (
	"cmp"
	"fmt"
	"net"
	"strconv"
	"time"

	"todoku/store"
)

// The variants of the ready profile, by what comes after its name.
const (
	variantIMAP = "imap"
	variantPOP3 = "pop3"
	variantPop  = "pop" // POP before SMTP
)

// variant is the one that meets the fault; empty: the ready profile itself.
func (f *fault) variant() string {
	switch f.proto {
	case protoPOP3:
		return variantPOP3
	case protoIMAP:
		return variantIMAP
	case protoWindow:
		return variantPop
	case protoArrive:
		return cmp.Or(f.use.variant, variantIMAP)
	}
	return ""
}

func (s *Sandbox) variantName(kind string) string { return s.Accounts[0].Username + "-" + kind }

// mailboxSecretFile has the password of a variant's mailbox where it is not
// that of sending.
func (s *Sandbox) mailboxSecretFile() string {
	return s.Accounts[0].Username + ".mailbox" + secretSuffix
}

// variantFiles adds the variants; with a fault of theirs, the one that meets it
// is the ready profile.
func (s *Sandbox) variantFiles(files map[string][]byte) error {
	meets := s.impl.fault.variant()
	for _, kind := range []string{variantIMAP, variantPOP3, variantPop} {
		p := s.variant(kind)
		text, err := store.Encode(p)
		if err != nil {
			return fmt.Errorf("write the profile %s: %w", p.Name, err)
		}
		files[p.Name+".toml"] = text
		s.Variants = append(s.Variants, p.Name)
		if kind == meets {
			s.Profile = p.Name
		}
	}
	if s.mailboxUse().wrongPassword {
		files[s.mailboxSecretFile()] = []byte(wrongSecret + "\n")
	}
	return nil
}

// mailboxUse is what a fault of a mailbox wants of the profile.
func (s *Sandbox) mailboxUse() want {
	switch f := s.impl.fault; f.proto {
	case protoPOP3, protoIMAP, protoWindow, protoArrive:
		return f.use
	}
	return want{}
}

// variant is a profile of the first account, bent so that the fault shows.
func (s *Sandbox) variant(kind string) store.Profile {
	p := s.profile(0)
	p.Name = s.variantName(kind)
	p.Trial.Recipient = s.Accounts[0].Address // what is sent comes back
	if kind == variantPop {
		s.popBeforeSMTP(&p)
		return p
	}
	use := s.impl.at(kind).use
	security := cmp.Or(use.security, portStartTLS)
	p.Receive = store.Receive{
		Protocol: kind, Host: cmp.Or(use.host, loopback), Security: security, Port: s.impl.portFor(kind, cmp.Or(use.port, security)),
		Auth: cmp.Or(use.method, "standard"), LeaveOnServer: true, Timeout: p.SMTP.Timeout,
	}
	if d, err := time.ParseDuration(use.timeout); err == nil {
		p.Receive.Timeout = store.Duration(d)
	}
	if use.wrongPassword {
		p.Receive.Username = s.Accounts[0].Username
		p.Receive.Password = store.SecretRef{From: "file", Path: s.mailboxSecretFile()}
	}
	p.SMTP.AllowPlaintext = p.SMTP.AllowPlaintext || security == portNone
	return p
}

// popBeforeSMTP makes p sign in at POP3 and send over the port that asks for it.
func (s *Sandbox) popBeforeSMTP(p *store.Profile) {
	use := s.impl.at(protoWindow).use
	a, end := s.Accounts[0], s.PopBeforeSMTP
	p.SMTP.Host, p.SMTP.Port, p.SMTP.Security = end.Host, end.Port, end.Security
	p.SMTP.Auth = store.Auth{Method: cmp.Or(use.method, "pop-before-smtp")}
	p.Trial.Recipient = cmp.Or(use.recipient, outsider)
	if use.method != "" {
		return
	}
	p.PopBeforeSMTP = store.PopBeforeSMTP{
		Host: loopback, Port: s.impl.portFor(protoPOP3, portStartTLS), Security: portStartTLS, Username: a.Username,
		Password: store.SecretRef{From: "file", Path: a.Username + secretSuffix}, Timeout: p.SMTP.Timeout,
	}
	if d, err := time.ParseDuration(use.wait); err == nil {
		p.PopBeforeSMTP.Wait = store.Duration(d)
	}
}

// portFor is where a profile goes to: nowhere, with a fault of that kind.
func (m *servers) portFor(proto, security string) int {
	if m.at(proto).closed {
		return m.dead.port()
	}
	return m.ports[proto][security]
}

// isSilent says that an address never answers. What SMTP's fault is about is
// the whole host.
func (m *servers) isSilent(address string) bool {
	if !m.fault.silent || m.fault.proto == protoSMTP {
		return m.fault.silent
	}
	_, text, _ := net.SplitHostPort(address)
	n, err := strconv.Atoi(text)
	for _, p := range m.ports[m.fault.proto] {
		if err == nil && p == n {
			return true
		}
	}
	return false
}

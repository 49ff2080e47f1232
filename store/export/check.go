package export

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"todoku/store"
)

// refusal is why a tool cannot take a profile: the text "export.refused.CODE".
func refusal(t Tool, key, code string, kv ...string) *store.Problem {
	args := map[string]string{"tool": t.ID, "others": ""}
	for i := 0; i+1 < len(kv); i += 2 {
		args[kv[i]] = kv[i+1]
	}
	return &store.Problem{Key: key, Code: "export.refused." + code, Args: args}
}

// Check says why the tool cannot express what delivery or sign-in depends on;
// nil: it can. Where other tools of its kind could take the profile, the
// argument "others" lists them.
func (t Tool) Check(p store.Profile) *store.Problem {
	prob := t.check1(p)
	if prob == nil {
		return nil
	}
	var others []string
	for _, o := range Tools() {
		if o.Sends() == t.Sends() && o.check1(p) == nil {
			others = append(others, o.ID)
		}
	}
	prob.Args["others"] = strings.Join(others, ", ")
	return prob
}

func (t Tool) check1(p store.Profile) *store.Problem {
	if t.Sends() {
		if prob := t.checkSending(p); prob != nil {
			return prob
		}
	}
	if t.Receive == "needs" {
		return t.checkMailbox(p)
	}
	return nil
}

func (t Tool) checkSending(p store.Profile) *store.Problem {
	s := p.SMTP
	switch {
	case p.ServerType == "api":
		return refusal(t, "server_type", "api")
	case s.Auth.Method == "pop-before-smtp":
		return refusal(t, "smtp.auth.method", "pop_before_smtp")
	case s.Host == "" || s.Port == 0 || s.Security == "":
		return refusal(t, "smtp.host", "no_server")
	case !slices.Contains(t.Methods, s.Auth.Method):
		return refusal(t, "smtp.auth.method", "method", "value", s.Auth.Method, "can", strings.Join(t.Methods, ", "))
	case t.ID == "postfix" && bearer(s.Auth.Method) && p.OAuth.Flow == "app-only":
		return refusal(t, "oauth.flow", "app_only") // sasl-xoauth2 renews by a refresh token alone
	case !slices.Contains(t.Security, s.Security):
		return refusal(t, "smtp.security", "security", "value", s.Security, "can", strings.Join(t.Security, ", "))
	case t.TLSPort != 0 && (s.Security == "tls") != (s.Port == t.TLSPort):
		return refusal(t, "smtp.port", "tls_port", "value", strconv.Itoa(s.Port), "port", strconv.Itoa(t.TLSPort))
	case s.Security == "none" && s.Auth.Method != "none" && (t.NoPlain == "always" || t.NoPlain == "remote" && !local(s.Host)):
		return refusal(t, "smtp.security", "no_plain")
	case t.Verify == "always" && !s.VerifyCertificate && s.Security != "none":
		return refusal(t, "smtp.verify_certificate", "verify")
	case t.ID == "postfix" && s.VerifyCertificate && s.Security != "none" && isAddress(s.Host):
		return refusal(t, "smtp.host", "address", "value", s.Host) // it compares names alone
	}
	return nil
}

func isAddress(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil
}

// checkMailbox is asked where there must be one, and where one is left out if
// the tool cannot read it.
func (t Tool) checkMailbox(p store.Profile) *store.Problem {
	r := p.Receive
	auth := receiveAuth(r)
	switch {
	case r.Protocol == "":
		return refusal(t, "receive", "no_mailbox")
	case r.Host == "" || r.Port == 0 || r.Security == "":
		return refusal(t, "receive.host", "no_server")
	case !slices.Contains(t.Protocols, r.Protocol):
		return refusal(t, "receive.protocol", "protocol", "value", r.Protocol, "can", strings.Join(t.Protocols, ", "))
	case !slices.Contains(t.Auths, auth) || auth == "xoauth2" && t.ID == "getmail" && r.Protocol == "pop3":
		return refusal(t, "receive.auth", "method", "value", auth, "can", strings.Join(t.Auths, ", "))
	case !slices.Contains(t.ReceiveSecurity, r.Security):
		return refusal(t, "receive.security", "security", "value", r.Security, "can", strings.Join(t.ReceiveSecurity, ", "))
	case t.ID == "aerc" && r.Security != "tls" && bearer(auth):
		return refusal(t, "receive.security", "security", "value", r.Security, "can", "tls")
	case t.Verify == "always" && !p.SMTP.VerifyCertificate && r.Security != "none":
		return refusal(t, "smtp.verify_certificate", "verify")
	}
	return nil
}

func receiveAuth(r store.Receive) string {
	if r.Auth == "" {
		return "standard"
	}
	return r.Auth
}

// local tells this machine, to which passwords go without TLS as well.
func local(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

func bearer(method string) bool { return method == "xoauth2" || method == "oauthbearer" }

// Note is something that a face has to say, the text "export.note.CODE".
type Note struct {
	Code string
	Args map[string]string
}

func note(code string, kv ...string) Note {
	args := map[string]string{}
	for i := 0; i+1 < len(kv); i += 2 {
		args[kv[i]] = kv[i+1]
	}
	return Note{code, args}
}

// lost are the settings that the tool has no word for and that mail goes out
// without.
func (t Tool) lost(p store.Profile) []Note {
	var notes []Note
	s, tls := p.SMTP, p.SMTP.Security != "none"
	if t.Sends() {
		if s.HELO != "" && !slices.Contains(t.Can, "helo") {
			notes = append(notes, note("helo", "value", s.HELO))
		}
		if s.Timeout != store.DefaultTimeout && !slices.Contains(t.Can, "timeout") {
			notes = append(notes, note("timeout", "value", s.Timeout.String()))
		}
	} else {
		tls = p.Receive.Security != "none"
		if p.Receive.Timeout != store.DefaultTimeout && !slices.Contains(t.Can, "timeout") {
			notes = append(notes, note("timeout", "value", p.Receive.Timeout.String()))
		}
	}
	if s.CAFile != "" && tls && !slices.Contains(t.Can, "ca_file") {
		notes = append(notes, note("ca_file", "value", s.CAFile))
	}
	if t.Verify == "never" && s.VerifyCertificate && tls {
		notes = append(notes, note("never_verified"))
	}
	if t.Receive != "" && p.Receive.Protocol != "" {
		if t.Receive == "may" && t.checkMailbox(p) != nil {
			notes = append(notes, note("no_mailbox"))
		} else if !p.Receive.LeaveOnServer && !slices.Contains(t.Can, "keep") {
			notes = append(notes, note("keep"))
		}
	}
	return notes
}

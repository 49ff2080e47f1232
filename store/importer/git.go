package importer

import (
	"net"
	"slices"
	"strings"

	"todoku/store"
)

// gitSection is [name] or [name "sub"] with its settings, merged over the file.
type gitSection struct {
	name, sub string
	line      int
	settings
}

// readGit reads the settings of git send-email: [sendemail], and each identity
// [sendemail "NAME"], which takes what it does not say from the first
// (git-send-email(1), "--identity").
func readGit(s *source) {
	sections := s.gitSections()
	base := gitSection{name: "sendemail", line: 1, settings: settings{}}
	user := settings{}
	var identities []gitSection
	helpers := settings{} // by URL
	for _, g := range sections {
		switch {
		case g.name == "sendemail" && g.sub == "":
			base = g
		case g.name == "sendemail":
			identities = append(identities, g)
		case g.name == "user" && g.sub == "":
			user = g.settings
		case g.name == "credential":
			helpers[g.sub] = g.settings["helper"]
		case strings.HasPrefix(g.name, "include"):
			s.note(g.line, g.name, "import.not_followed")
		}
	}
	if _, ok := base.settings["smtpserver"]; ok || len(identities) == 0 && len(base.settings) > 0 {
		if a := s.account(base.line, ""); a != nil {
			a.fromGit(s, base.settings, user, helpers)
		}
	}
	for _, g := range identities {
		m := base.settings.clone()
		for k, v := range g.settings {
			m[k] = v
		}
		if a := s.account(g.line, g.sub); a != nil {
			a.fromGit(s, m, user, helpers)
		}
	}
}

// gitSections reads the syntax of git-config(1).
func (s *source) gitSections() []gitSection {
	var list []gitSection
	at := -1
	open := false
	name := ""
	for _, l := range eachLine(s.text) {
		t := strings.TrimSpace(l.text)
		if open {
			x := list[at].settings[name]
			var value string
			value, open = gitValue(l.text)
			x.value += value
			list[at].settings[name] = x
			continue
		}
		if t == "" || t[0] == '#' || t[0] == ';' {
			continue
		}
		if t[0] == '[' {
			var rest string
			at, rest = s.gitHeader(&list, l.no, t)
			if t = strings.TrimSpace(rest); t == "" || t[0] == '#' || t[0] == ';' {
				continue
			}
		}
		if at < 0 {
			continue
		}
		var value string
		var given bool
		name, value, given = strings.Cut(t, "=")
		name = strings.ToLower(strings.TrimSpace(name))
		if !given {
			value = "true"
		}
		value, open = gitValue(value)
		list[at].settings[name] = setting{l.no, value}
	}
	return list
}

// gitHeader finds or makes the section of a header line; rest is what follows.
func (s *source) gitHeader(list *[]gitSection, no int, t string) (at int, rest string) {
	head, rest, ok := strings.Cut(t[1:], "]")
	if q := strings.IndexByte(t, '"'); ok && q >= 0 && q <= len(head) { // a ] may stand in the quotes
		if end := strings.LastIndex(t, `"`); end > q {
			if stop := strings.IndexByte(t[end:], ']'); stop >= 0 {
				head, rest = t[1:end+stop], t[end+stop+1:]
			}
		}
	}
	name, sub, quoted := strings.Cut(head, `"`)
	name = strings.ToLower(strings.TrimSpace(name))
	if quoted {
		sub = strings.NewReplacer(`\\`, `\`, `\"`, `"`).Replace(strings.TrimSuffix(strings.TrimSpace(sub), `"`))
	} else {
		name, sub, _ = strings.Cut(name, ".")
	}
	at = slices.IndexFunc(*list, func(g gitSection) bool { return g.name == name && g.sub == sub })
	if at < 0 {
		*list = append(*list, gitSection{name, sub, no, settings{}})
		at = len(*list) - 1
	}
	return at, rest
}

// gitValue takes off quotes, escapes and comments; open: it goes on in the next line.
func gitValue(s string) (value string, open bool) {
	s = strings.TrimLeft(s, " \t")
	var b strings.Builder
	quoted, keep := false, 0 // octets that trailing blanks are cut to
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '\\' && i+1 == len(s):
			return b.String(), true
		case c == '\\':
			i++
			switch c = s[i]; c {
			case 'n':
				c = '\n'
			case 't':
				c = '\t'
			case 'b':
				c = '\b'
			}
			b.WriteByte(c)
			keep = b.Len()
		case c == '"':
			quoted = !quoted
			keep = b.Len()
		case !quoted && (c == '#' || c == ';'):
			return b.String()[:keep], false
		default:
			b.WriteByte(c)
			if quoted || c != ' ' && c != '\t' {
				keep = b.Len()
			}
		}
	}
	return b.String()[:keep], false
}

// helperCommand is the command in a helper of the form that todoku writes; any
// other speaks git's own protocol.
func helperCommand(helper string) string {
	_, rest, _ := strings.Cut(helper, `printf 'password=%s\n' "$(`)
	cmd, _, _ := strings.Cut(rest, `)"; }; f`)
	return strings.TrimSuffix(cmd, " | head -n 1")
}

func (a *Account) fromGit(s *source, m, user, helpers settings) {
	p := &a.Profile
	p.SMTP.Security, p.SMTP.Port = "none", 25
	enc := strings.ToLower(m["smtpencryption"].value)
	if v := strings.ToLower(m["smtpssl"].value); enc == "" && v != "" && v != "false" && v != "0" {
		enc = "ssl"
	}
	switch enc {
	case "tls":
		p.SMTP.Security = "starttls"
	case "ssl":
		p.SMTP.Security, p.SMTP.Port = "tls", 465
	}
	for _, name := range m.names() {
		a.gitSetting(s, name, m[name])
	}
	if _, ok := m["from"]; !ok {
		if x, ok := user["email"]; ok {
			a.set(x.line, "user.email", "sender.address", x.value)
		}
		if x, ok := user["name"]; ok {
			a.set(x.line, "user.name", "sender.name", x.value)
		}
	}
	x := m["smtpauth"]
	switch list := strings.Fields(x.value); {
	case m["smtpuser"].value == "" || len(list) == 1 && list[0] == "none":
		p.SMTP.Auth = store.Default().SMTP.Auth
		delete(a.Secrets, passwordKey)
		return
	case len(list) > 0:
		a.method(x.line, "smtpauth", list...)
	default:
		a.chooseMethod(m["smtpuser"].line, "smtpuser")
	}
	helper := helpers["smtp://"+net.JoinHostPort(p.SMTP.Host, itoa(p.SMTP.Port))]
	if cmd := helperCommand(helper.value); cmd != "" && needsPassword(p.SMTP.Auth.Method) && a.Secrets[passwordKey].IsZero() {
		a.command(helper.line, "credential.helper", cmd)
		return
	}
	if needsPassword(p.SMTP.Auth.Method) && a.Secrets[passwordKey].IsZero() {
		a.note(m["smtpuser"].line, "smtppass", "import.password_elsewhere")
	}
}

func (a *Account) gitSetting(s *source, name string, x setting) {
	v := x.value
	switch name {
	case "smtpencryption", "smtpssl", "smtpauth": // seen to together
	case "smtpserver":
		if strings.HasPrefix(v, "/") {
			a.problem(x.line, name, "import.sendmail", "command", v)
			return
		}
		host, port, _ := strings.Cut(v, ":")
		a.set(x.line, name, "smtp.host", host)
		if port != "" {
			a.set(x.line, name, "smtp.port", servicePort(port))
		}
	case "smtpserverport":
		a.set(x.line, name, "smtp.port", servicePort(v))
	case "smtpuser":
		a.set(x.line, name, "smtp.auth.username", v)
	case "smtppass":
		a.secret(x.line, name, passwordKey, v)
	case "smtpdomain":
		a.set(x.line, name, "smtp.helo", v)
	case "smtpsslcertpath":
		if v == "" {
			a.Profile.SMTP.VerifyCertificate = false
			a.note(x.line, name, "import.unverified")
			return
		}
		a.set(x.line, name, "smtp.ca_file", s.path(v))
	case "from":
		full, address := mailbox(v)
		a.set(x.line, name, "sender.address", address)
		a.set(x.line, name, "sender.name", full)
	default:
		a.note(x.line, "sendemail."+name, "import.left_out")
	}
}

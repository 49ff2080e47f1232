package importer

import (
	"strconv"
	"strings"

	"todoku/store"
)

// muttValue is what a variable is set to; command: the whole of it is the
// output of a command, not the text itself.
type muttValue struct {
	setting
	command bool
}

// muttrc is what a file sets, and what it leaves to others.
type muttrc struct {
	vars  map[string]muttValue
	order []string
}

// readMutt reads a muttrc, of mutt or NeoMutt: smtp_url and what belongs to it,
// and the mailbox. Files and hooks that it points to are not followed.
func readMutt(s *source) {
	m := muttrc{vars: map[string]muttValue{}}
	for _, l := range joined(s.text) {
		for _, words := range muttCommands(l.text, m.lookup) {
			m.command(s, l.no, words)
		}
	}
	raw, ok := m.vars["smtp_url"]
	if !ok || raw.command {
		s.problem(max(raw.line, 1), "smtp_url", "import.no_smtp_url")
		return
	}
	a := s.account(raw.line, "")
	a.muttSending(s, m, raw.setting)
	a.muttMailbox(m)
	a.muttRest(m)
}

// joined are the lines, those that end in a backslash with the next.
func joined(text string) []line {
	var out []line
	open := false
	for _, l := range eachLine(text) {
		rest, more := strings.CutSuffix(l.text, `\`)
		if open {
			out[len(out)-1].text += rest
		} else {
			out = append(out, line{l.no, rest})
		}
		open = more
	}
	return out
}

// lookup is the value of a variable, for $name in another.
func (m *muttrc) lookup(name string) string { return m.vars[name].value }

// command takes one command of the file.
func (m *muttrc) command(s *source, no int, words []muttWord) {
	if len(words) == 0 {
		return
	}
	switch name := words[0].text; name {
	case "set":
		for _, w := range words[1:] {
			m.set(no, w)
		}
	case "unset":
		for _, w := range words[1:] {
			m.put(w.text, muttValue{setting{no, "no"}, false})
		}
	case "my_hdr":
		if len(words) > 2 && strings.EqualFold(words[1].text, "From:") {
			var from []string
			for _, w := range words[2:] {
				from = append(from, w.text)
			}
			m.put("from", muttValue{setting{no, strings.Join(from, " ")}, false})
		}
	case "source":
		s.note(no, name, "import.not_followed")
	case "account-hook", "folder-hook", "send-hook", "send2-hook", "reply-hook", "named-mailboxes":
		s.note(no, name, "import.left_out")
	}
}

func (m *muttrc) set(no int, w muttWord) {
	name, value, given := strings.Cut(w.text, "=")
	name = strings.TrimSpace(name)
	switch {
	case given:
		m.put(name, muttValue{setting{no, value}, w.command})
	case strings.HasPrefix(name, "no"):
		m.put(name[2:], muttValue{setting{no, "no"}, false})
	default:
		m.put(name, muttValue{setting{no, "yes"}, false})
	}
}

func (m *muttrc) put(name string, v muttValue) {
	if _, there := m.vars[name]; !there {
		m.order = append(m.order, name)
	}
	m.vars[name] = v
}

// no tells a switch that is set to no.
func (m *muttrc) no(name string) bool {
	v := strings.ToLower(m.vars[name].value)
	return v == "no" || v == "ask-no"
}

func (a *Account) muttSending(s *source, m muttrc, raw setting) {
	p := &a.Profile
	u, ok := muttURL(raw.value)
	if _, err := strconv.ParseUint(or(u.port, "0"), 10, 16); err != nil {
		ok = false // in user:password without a host the password would stand there
	}
	if !ok || u.scheme != "smtp" && u.scheme != "smtps" {
		a.problem(raw.line, "smtp_url", "import.no_smtp_url")
		return
	}
	p.SMTP.Security, p.SMTP.Port = "starttls", 25
	switch {
	case u.scheme == "smtps":
		p.SMTP.Security, p.SMTP.Port = "tls", 465
	case m.no("ssl_starttls"):
		p.SMTP.Security = "none"
	}
	a.set(raw.line, "smtp_url", "smtp.host", u.host)
	if u.port != "" {
		a.set(raw.line, "smtp_url", "smtp.port", u.port)
	}
	user := u.user
	if v, ok := m.vars["smtp_user"]; ok && user == "" {
		user = v.value
	}
	a.muttSender(m, user)
	if v, ok := m.vars["hostname"]; ok && v.value != "" {
		a.note(v.line, "hostname", "import.left_out")
	}
	for _, name := range []string{"ssl_verify_host", "ssl_verify_dates"} {
		if m.no(name) {
			a.note(m.vars[name].line, name, "import.still_verified")
		}
	}
	if v, ok := m.vars["ssl_ca_certificates_file"]; ok && v.value != "" && !v.command {
		a.note(v.line, "ssl_ca_certificates_file", "import.ca_default", "file", s.path(v.value))
	}
	if user == "" {
		return
	}
	a.set(raw.line, "smtp_url", "smtp.auth.username", user)
	if v, ok := m.vars["smtp_authenticators"]; ok && v.value != "" {
		a.method(v.line, "smtp_authenticators", strings.Split(v.value, ":")...)
	} else {
		a.chooseMethod(raw.line, "smtp_url")
	}
	if needsPassword(p.SMTP.Auth.Method) {
		a.muttPassword(m, "smtp_pass", passwordKey, u.password, raw.line)
	}
}

// muttPassword takes a password, or the command that prints it.
func (a *Account) muttPassword(m muttrc, name, key, inURL string, no int) {
	v, ok := m.vars[name]
	switch {
	case ok && v.command && key == passwordKey:
		a.command(v.line, name, v.value)
	case ok && v.command:
		if r := ref(&a.Profile, key); r != nil {
			*r = store.SecretRef{From: "command", Argv: shellCommand(v.value)}
		}
	case ok && v.value != "":
		a.secret(v.line, name, key, v.value)
	case inURL != "":
		a.secret(no, name, key, inURL)
	case key == passwordKey: // the mailbox has it to fall back on
		a.note(no, name, "import.password_elsewhere")
	}
}

// muttSender: from may hold a name of its own, and realname is one.
func (a *Account) muttSender(m muttrc, user string) {
	if v, ok := m.vars["realname"]; ok {
		a.set(v.line, "realname", "sender.name", v.value)
	}
	v, ok := m.vars["from"]
	switch {
	case ok && !v.command && v.value != "":
		name, address := mailbox(v.value)
		a.set(v.line, "from", "sender.address", address)
		if name != "" {
			a.set(v.line, "from", "sender.name", name)
		}
	case strings.Contains(user, "@"):
		a.set(a.Line, "smtp_url", "sender.address", user)
		a.note(a.Line, "smtp_url", "import.sender_from_user", "address", user)
	}
}

// mailbox takes "Name <address>" apart.
func mailbox(s string) (name, address string) {
	name, rest, ok := strings.Cut(s, "<")
	if !ok {
		return "", strings.TrimSpace(s)
	}
	address, _, _ = strings.Cut(rest, ">")
	return strings.Trim(strings.TrimSpace(name), `"`), strings.TrimSpace(address)
}

// muttMailbox takes the mailbox from the first variable that names one.
func (a *Account) muttMailbox(m muttrc) {
	r := &a.Profile.Receive
	for _, name := range []string{"folder", "spoolfile", "spool_file", "pop_host"} {
		v, ok := m.vars[name]
		u, isURL := muttURL(v.value)
		if name == "pop_host" && ok && !isURL && v.value != "" {
			u, isURL = muttURL("pop://" + v.value)
		}
		kind := strings.TrimSuffix(u.scheme, "s")
		if !isURL || kind != "imap" && kind != "pop" {
			continue
		}
		ports := map[string]string{"imap": "143", "imaps": "993", "pop": "110", "pops": "995"}
		r.Protocol = map[string]string{"imap": "imap", "pop": "pop3"}[kind]
		r.Security = "starttls"
		if strings.HasSuffix(u.scheme, "s") {
			r.Security = "tls"
		} else if m.no("ssl_starttls") {
			r.Security = "none"
		}
		a.set(v.line, name, "receive.host", u.host)
		a.set(v.line, name, "receive.port", or(u.port, ports[u.scheme]))
		user := u.user
		if x, ok := m.vars[kind+"_user"]; ok && user == "" {
			user = x.value
		}
		a.set(v.line, name, "receive.username", user)
		a.muttPassword(m, kind+"_pass", "receive.password", u.password, v.line)
		return
	}
}

// muttRest names what of the connections was left out, and counts the rest.
func (a *Account) muttRest(m muttrc) {
	known := " smtp_url smtp_user smtp_pass smtp_authenticators from realname hostname ssl_starttls ssl_verify_host ssl_verify_dates " +
		"ssl_ca_certificates_file folder spoolfile spool_file pop_host imap_user imap_pass pop_user pop_pass ssl_force_tls use_from "
	var rest []string
	for _, name := range m.order {
		v := m.vars[name]
		switch {
		case strings.Contains(known, " "+name+" "), strings.HasPrefix(name, "my_"):
		case strings.HasPrefix(name, "smtp_"), strings.HasPrefix(name, "ssl_"), strings.HasPrefix(name, "tunnel"), name == "certificate_file", strings.HasSuffix(name, "_authenticators"), name == "envelope_from_address", name == "sendmail":
			a.note(v.line, name, "import.left_out")
		default:
			rest = append(rest, name)
		}
	}
	if len(rest) > 0 {
		a.note(m.vars[rest[0]].line, "", "import.not_sending", "count", itoa(len(rest)), "names", strings.Join(rest[:min(4, len(rest))], ", "))
	}
}

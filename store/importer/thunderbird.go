package importer

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// prefs are the settings of a prefs.js, by name.
type prefs map[string]setting

// readThunderbird reads a prefs.js: a profile for every identity of every
// account, with the SMTP server that it uses and the mailbox that it belongs
// to. Passwords are not in that file.
func readThunderbird(s *source) {
	m := s.prefs()
	used := map[string]bool{}
	for _, account := range m.list("mail.accountmanager.accounts") {
		server := m["mail.account."+account+".server"].value
		for _, id := range m.list("mail.account." + account + ".identities") {
			a := s.account(m.firstLine("mail.identity."+id+"."), m["mail.identity."+id+".useremail"].value)
			if a == nil {
				return
			}
			smtp := cmp.Or(m["mail.identity."+id+".smtpServer"].value, m["mail.smtp.defaultserver"].value)
			if all := m.list("mail.smtpservers"); smtp == "" && len(all) > 0 {
				smtp = all[0]
			}
			used[smtp] = true
			a.tbIdentity(m, "mail.identity."+id+".")
			a.tbServer(m, "mail.smtpserver."+smtp+".")
			a.tbMailbox(m, "mail.server."+server+".")
		}
	}
	for _, smtp := range m.list("mail.smtpservers") {
		if prefix := "mail.smtpserver." + smtp + "."; !used[smtp] {
			s.note(m.firstLine(prefix), prefix+"hostname", "import.unused_server", "host", m[prefix+"hostname"].value)
		}
	}
}

// prefs takes the calls user_pref("name", value); apart.
func (s *source) prefs() prefs {
	m := prefs{}
	for _, l := range eachLine(s.text) {
		t := strings.TrimSpace(l.text)
		_, rest, ok := strings.Cut(t, "ref(") // user_pref, pref, defaultPref, lockPref
		if !ok || strings.HasPrefix(t, "//") {
			continue
		}
		name, rest, ok := jsString(rest)
		if !ok || !strings.HasPrefix(name, "mail.") {
			continue
		}
		_, rest, _ = strings.Cut(rest, ",")
		rest = strings.TrimSpace(rest)
		value, _, isText := jsString(rest)
		if !isText {
			value, _, _ = strings.Cut(rest, ")")
			value = strings.TrimSpace(value)
		}
		m[name] = setting{l.no, value}
	}
	return m
}

// jsString reads a quoted string of JavaScript, and gives what follows it.
func jsString(s string) (value, rest string, ok bool) {
	s = strings.TrimLeft(s, " \t")
	if s == "" || s[0] != '"' && s[0] != '\'' {
		return "", s, false
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c == s[0]:
			return b.String(), s[i+1:], true
		case c == '\\' && i+1 < len(s):
			i++
			switch c = s[i]; c {
			case 'n':
				b.WriteByte('\n')
			case 'r':
				b.WriteByte('\r')
			case 't':
				b.WriteByte('\t')
			case 'u', 'x':
				n := map[byte]int{'u': 4, 'x': 2}[c]
				if i+n < len(s) {
					if r, err := strconv.ParseUint(s[i+1:i+1+n], 16, 32); err == nil {
						b.WriteRune(rune(r))
						i += n
					}
				}
			default:
				b.WriteByte(c)
			}
		default:
			b.WriteByte(c)
		}
	}
	return "", "", false
}

// list is a value such as "account1,account2".
func (m prefs) list(name string) []string {
	return strings.FieldsFunc(m[name].value, func(r rune) bool { return r == ',' || r == ' ' })
}

// firstLine is the first line that a name with this prefix stands on.
func (m prefs) firstLine(prefix string) int {
	least := 0
	for name, x := range m {
		if strings.HasPrefix(name, prefix) && (least == 0 || x.line < least) {
			least = x.line
		}
	}
	return max(least, 1)
}

func (a *Account) tbIdentity(m prefs, prefix string) {
	address, name := m[prefix+"useremail"], m[prefix+"fullName"]
	a.set(cmp.Or(address.line, a.Line), prefix+"useremail", "sender.address", address.value)
	a.set(cmp.Or(name.line, a.Line), prefix+"fullName", "sender.name", name.value)
}

// tbSecurities are nsMsgSocketType: plain, STARTTLS if offered, STARTTLS, TLS.
func tbSecurities() []string { return []string{"none", "starttls", "starttls", "tls"} }

func (a *Account) tbServer(m prefs, prefix string) {
	p := &a.Profile
	x := m[prefix+"hostname"]
	a.set(cmp.Or(x.line, a.Line), prefix+"hostname", "smtp.host", x.value)
	try := m[prefix+"try_ssl"]
	if try.line == 0 {
		try = m[prefix+"socketType"]
	}
	p.SMTP.Security = tbSecurities()[min(max(number(try.value, 0), 0), 3)]
	if try.value == "1" {
		a.note(try.line, prefix+"try_ssl", "import.opportunistic")
	}
	port := m[prefix+"port"]
	if number(port.value, 0) > 0 {
		a.set(port.line, prefix+"port", "smtp.port", port.value)
	} else {
		if p.SMTP.Port = 587; p.SMTP.Security == "tls" {
			p.SMTP.Port = 465
		}
		a.note(a.Line, prefix+"port", "import.default_port", "port", itoa(p.SMTP.Port))
	}
	if hello := m["mail.smtpserver.default.hello_argument"]; hello.value != "" {
		a.set(hello.line, "mail.smtpserver.default.hello_argument", "smtp.helo", hello.value)
	}
	if hello := m[prefix+"hello_argument"]; hello.value != "" {
		a.set(hello.line, prefix+"hello_argument", "smtp.helo", hello.value)
	}
	user := m[prefix+"username"]
	a.set(cmp.Or(user.line, a.Line), prefix+"username", "smtp.auth.username", user.value)
	a.tbMethod(m[prefix+"authMethod"], prefix+"authMethod")
	for _, name := range []string{"oauth2.issuer", "oauth2.scope"} {
		if x := m[prefix+name]; x.value != "" {
			a.note(x.line, prefix+name, "import.left_out")
		}
	}
}

// tbMethod reads nsMsgAuthMethod.
func (a *Account) tbMethod(x setting, name string) {
	auth := &a.Profile.SMTP.Auth
	no := cmp.Or(x.line, a.Line)
	switch n := number(x.value, 0); {
	case n == 1 || n == 0 && auth.Username == "":
		auth.Method, auth.Username = "none", ""
		return
	case n == 3, n == 2:
		auth.Method = "plain"
		a.note(no, name, "import.method_chosen", "method", "plain")
	case n == 4:
		auth.Method = "cram-md5"
		a.note(no, name, "import.method_chosen", "method", "cram-md5")
	case n == 10:
		a.method(no, name, "xoauth2")
		return
	case n >= 5 && n <= 7:
		a.problem(no, name, "import.method_unknown", "method", []string{"GSSAPI", "NTLM", "EXTERNAL"}[n-5])
		return
	default:
		a.chooseMethod(no, name)
	}
	a.note(a.Line, "", "import.password_asked")
}

func (a *Account) tbMailbox(m prefs, prefix string) {
	r := &a.Profile.Receive
	kind := m[prefix+"type"]
	if !slices.Contains([]string{"imap", "pop3"}, kind.value) {
		return
	}
	r.Protocol = kind.value
	host := m[prefix+"hostname"]
	if real := m[prefix+"realhostname"]; real.value != "" {
		host = real
	}
	user := m[prefix+"userName"]
	if real := m[prefix+"realuserName"]; real.value != "" {
		user = real
	}
	a.set(cmp.Or(host.line, a.Line), prefix+"hostname", "receive.host", host.value)
	a.set(cmp.Or(user.line, a.Line), prefix+"userName", "receive.username", user.value)
	r.Security = tbSecurities()[min(max(number(m[prefix+"socketType"].value, 0), 0), 3)]
	defaults := map[string]int{"imap": 143, "imaps": 993, "pop3": 110, "pop3s": 995}
	end := ""
	if r.Security == "tls" {
		end = "s"
	}
	r.Port = number(m[prefix+"port"].value, defaults[r.Protocol+end])
	switch x := m[prefix+"authMethod"]; number(x.value, 3) {
	case 4:
		r.Auth = "cram-md5"
	case 10:
		r.Auth = "xoauth2"
	case 5, 6, 7:
		a.note(x.line, prefix+"authMethod", "import.left_out")
	}
	if r.Protocol == "pop3" {
		if x := m[prefix+"leave_on_server"]; x.line > 0 {
			r.LeaveOnServer = x.value == "true"
		}
		if m[prefix+"delete_by_age_from_server"].value == "true" {
			x := m[prefix+"num_days_to_leave_on_server"]
			a.set(cmp.Or(x.line, a.Line), prefix+"num_days_to_leave_on_server", "receive.keep_days", cmp.Or(x.value, "7"))
		}
	}
}

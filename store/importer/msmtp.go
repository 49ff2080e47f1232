package importer

import (
	"slices"
	"strconv"
	"strings"

	"todoku/store"
)

// setting is a value with the line on which it stands.
type setting struct {
	line  int
	value string
}

// settings are those of one account, by name.
type settings map[string]setting

func (s settings) clone() settings {
	out := settings{}
	for k, v := range s {
		out[k] = v
	}
	return out
}

// names gives them in the order of their lines.
func (s settings) names() []string {
	var names []string
	for n := range s {
		names = append(names, n)
	}
	slices.SortFunc(names, func(a, b string) int {
		if s[a].line != s[b].line {
			return s[a].line - s[b].line
		}
		return strings.Compare(a, b)
	})
	return names
}

// msmtpAccount is one account of an msmtprc.
type msmtpAccount struct {
	line int
	name string
	settings
}

// readMsmtp reads an msmtprc: defaults, accounts and what they inherit
// ("account b : a"). "account default : b" only says which is used without -a.
func readMsmtp(s *source) {
	for _, m := range s.msmtpAccounts() {
		a := s.account(m.line, m.name)
		if a == nil {
			return
		}
		if _, ok := m.settings["host"]; !ok && len(m.settings) == 0 {
			s.drop(a)
			continue
		}
		a.fromMsmtp(s, m.settings)
	}
}

// msmtpAccounts takes the file apart.
func (s *source) msmtpAccounts() []*msmtpAccount {
	defaults := settings{}
	var now settings
	var list []*msmtpAccount
	byName := map[string]settings{}
	for _, l := range eachLine(s.text) {
		t := strings.TrimSpace(l.text)
		if t == "" || t[0] == '#' {
			continue
		}
		word, rest := t, ""
		if i := strings.IndexAny(t, " \t"); i >= 0 {
			word, rest = t[:i], strings.TrimSpace(t[i:])
		}
		switch word {
		case "defaults":
			now = settings{}
			defaults = now
		case "eval":
			s.note(l.no, "eval", "import.not_run")
		case "account":
			name, from, inherits := strings.Cut(rest, ":")
			name = unquote(strings.TrimSpace(name))
			now = defaults.clone()
			if inherits {
				for parent := range strings.SplitSeq(from, ",") {
					parent = unquote(strings.TrimSpace(parent))
					old, ok := byName[parent]
					if !ok {
						s.problem(l.no, "account", "import.no_such_account", "name", parent)
					}
					for k, v := range old {
						now[k] = v
					}
				}
			}
			byName[name] = now
			list = append(list, &msmtpAccount{l.no, name, now})
		default:
			if now == nil { // msmtp takes it for an account of this name
				now = settings{}
				byName["default"] = now
				list = append(list, &msmtpAccount{l.no, "default", now})
			}
			now[word] = setting{l.no, unquote(rest)}
		}
	}
	return onlyNamed(s, list)
}

// onlyNamed leaves out "account default : b" without settings of its own.
func onlyNamed(s *source, list []*msmtpAccount) []*msmtpAccount {
	var out []*msmtpAccount
	for _, m := range list {
		if m.name == "default" && len(list) > 1 {
			same := slices.ContainsFunc(list, func(o *msmtpAccount) bool { return o != m && sameSettings(o.settings, m.settings) })
			if same {
				s.note(m.line, "account default", "import.default_left")
				continue
			}
		}
		out = append(out, m)
	}
	return out
}

func sameSettings(a, b settings) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if b[k].value != v.value {
			return false
		}
	}
	return true
}

// unquote takes the double quotes off an argument.
func unquote(s string) string {
	if len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' {
		return s[1 : len(s)-1]
	}
	return s
}

// msmtpOn tells a switch; an empty argument is on.
func msmtpOn(v string) bool { return v == "on" || v == "" }

func (a *Account) fromMsmtp(s *source, m settings) {
	p := &a.Profile
	get := func(name string) (string, int, bool) { v, ok := m[name]; return v.value, v.line, ok }
	p.SMTP.Security = "none"
	if v, _, ok := get("tls"); ok && msmtpOn(v) {
		p.SMTP.Security = "starttls"
		if v, _, ok := get("tls_starttls"); ok && !msmtpOn(v) {
			p.SMTP.Security = "tls"
		}
	}
	p.SMTP.Port = 25
	if p.SMTP.Security == "tls" {
		p.SMTP.Port = 465
	}
	for _, name := range m.names() {
		a.msmtpSetting(s, name, m[name])
	}
	v, no, ok := get("auth")
	a.msmtpAuth(v, no, ok)
	if _, _, ok := get("passwordeval"); needsPassword(p.SMTP.Auth.Method) && !ok && a.Secrets[passwordKey].IsZero() {
		a.note(a.Line, "password", "import.password_elsewhere")
	}
}

// msmtpSetting takes one setting, or says that it is left out.
func (a *Account) msmtpSetting(s *source, name string, x setting) {
	p := &a.Profile
	v := x.value
	switch name {
	case "tls", "tls_starttls", "auth": // seen to together
	case "host":
		a.set(x.line, name, "smtp.host", v)
	case "port":
		a.set(x.line, name, "smtp.port", v)
	case "from":
		if strings.ContainsAny(v, "%*?") {
			a.note(x.line, name, "import.pattern", "value", v)
			return
		}
		a.set(x.line, name, "sender.address", v)
	case "from_full_name":
		a.set(x.line, name, "sender.name", v)
	case "domain":
		if strings.Contains(v, "%") {
			a.note(x.line, name, "import.pattern", "value", v)
			return
		}
		if v != "localhost" {
			a.set(x.line, name, "smtp.helo", v)
		}
	case "timeout":
		if v != "off" && v != "" {
			a.set(x.line, name, "smtp.timeout", v)
		}
	case "user":
		a.set(x.line, name, "smtp.auth.username", v)
	case "password":
		a.secret(x.line, name, passwordKey, v)
	case "passwordeval":
		a.command(x.line, name, v)
	case "tls_trust_file":
		if v != "" && v != "system" {
			a.set(x.line, name, "smtp.ca_file", s.path(v))
		}
	case "tls_certcheck":
		p.SMTP.VerifyCertificate = msmtpOn(v)
		if !msmtpOn(v) {
			a.note(x.line, name, "import.unverified")
		}
	case "protocol":
		if v != "smtp" {
			a.problem(x.line, name, "not_one_of", "value", v, "allowed", "smtp")
		}
	default:
		a.leftOut(x.line, name, v, "off", "")
	}
}

// msmtpAuth chooses as msmtp does, as far as that can be told without the
// server: plain under TLS, else a method that does not send the password.
func (a *Account) msmtpAuth(v string, no int, given bool) {
	auth := &a.Profile.SMTP.Auth
	switch {
	case !given || v == "off":
		auth.Method = "none"
		if auth.Username != "" || !a.Secrets[passwordKey].IsZero() || !auth.Password.IsZero() {
			a.note(a.Line, "auth", "import.no_sign_in")
		}
		auth.Username, auth.Password = "", store.SecretRef{}
		delete(a.Secrets, passwordKey)
	case v == "on" || v == "":
		a.chooseMethod(no, "auth")
	default:
		a.method(no, "auth", v)
	}
}

// path is a file that the settings name, for the profile: absolute.
func (s *source) path(v string) string {
	if rest, ok := strings.CutPrefix(v, "~/"); ok && s.Home != "" {
		return strings.TrimSuffix(s.Home, "/") + "/" + rest
	}
	return v
}

// number is a whole number, or def.
func number(v string, def int) int {
	if n, err := strconv.Atoi(v); err == nil {
		return n
	}
	return def
}

func itoa(n int) string { return strconv.Itoa(n) }

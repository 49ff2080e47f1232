package importer

import (
	"path/filepath"
	"slices"
	"strings"
)

// readPostfix reads a main.cf: the relay host and how it is signed in to. The
// rest of a mail server's settings is counted in one note.
func readPostfix(s *source) {
	m := postfixSettings(s.text)
	relay := m.expand("relayhost", 0)
	if relay == "" {
		s.problem(max(m["relayhost"].line, 1), "relayhost", "import.no_relayhost")
		return
	}
	host, port, mx := relayParts(relay)
	a := s.account(m["relayhost"].line, host)
	p := &a.Profile
	a.set(a.Line, "relayhost", "smtp.host", host)
	a.set(a.Line, "relayhost", "smtp.port", port)
	if mx {
		a.note(a.Line, "relayhost", "import.mx", "host", host)
	}
	a.postfixTLS(s, m)
	if strings.EqualFold(m.expand("smtp_sasl_auth_enable", 0), "yes") {
		a.postfixAuth(s, m, relay, host)
	}
	if helo := m.expand("smtp_helo_name", 0); helo != "" {
		a.set(m["smtp_helo_name"].line, "smtp_helo_name", "smtp.helo", helo)
	}
	if t := m.expand("smtp_connect_timeout", 0); t != "" {
		a.set(m["smtp_connect_timeout"].line, "smtp_connect_timeout", "smtp.timeout", t)
	}
	if x := m["sender_canonical_maps"]; strings.HasPrefix(x.value, "static:") {
		a.set(x.line, "sender_canonical_maps", "sender.address", strings.TrimPrefix(x.value, "static:"))
	}
	if p.Sender.Address == "" && strings.Contains(p.SMTP.Auth.Username, "@") {
		a.set(a.Line, "smtp_sasl_password_maps", "sender.address", p.SMTP.Auth.Username)
		a.note(a.Line, "smtp_sasl_password_maps", "import.sender_from_user", "address", p.SMTP.Auth.Username)
	}
	a.postfixRest(m)
}

// postfixSettings takes the file apart (postconf(5)): a line that begins with a
// blank goes on with the one before, comments in between do not end it.
func postfixSettings(text string) settings {
	m := settings{}
	last := ""
	for _, l := range eachLine(text) {
		t := strings.TrimSpace(l.text)
		switch {
		case t == "" || t[0] == '#':
		case l.text[0] == ' ' || l.text[0] == '\t':
			if last != "" {
				x := m[last]
				x.value = strings.TrimSpace(x.value + " " + t)
				m[last] = x
			}
		default:
			name, value, ok := strings.Cut(t, "=")
			if last = ""; ok {
				last = strings.TrimSpace(name)
				m[last] = setting{l.no, strings.TrimSpace(value)}
			}
		}
	}
	return m
}

// expand is a value with $name, ${name} and $(name) filled in.
func (m settings) expand(name string, depth int) string {
	v := m[name].value
	if depth > 8 || !strings.Contains(v, "$") {
		return v
	}
	var b strings.Builder
	for i := 0; i < len(v); i++ {
		if v[i] != '$' || i+1 == len(v) {
			b.WriteByte(v[i])
			continue
		}
		if v[i+1] == '$' {
			b.WriteByte('$')
			i++
			continue
		}
		rest, end := v[i+1:], 0
		for end < len(rest) && (rest[end] == '_' || rest[end] >= '0' && rest[end] <= '9' || rest[end]|0x20 >= 'a' && rest[end]|0x20 <= 'z') {
			end++
		}
		if end == 0 && (rest[0] == '{' || rest[0] == '(') {
			stop := strings.IndexAny(rest, "})")
			if stop > 0 {
				b.WriteString(m.expand(rest[1:stop], depth+1))
				i += stop + 1
				continue
			}
		}
		if b.WriteString(m.expand(rest[:end], depth+1)); b.Len() > 4096 {
			break
		}
		i += end
	}
	return strings.TrimSpace(b.String())
}

// relayParts takes [host]:port apart; without brackets the name is one whose MX
// is looked up (smtp(8), "SMTP DESTINATION SYNTAX").
func relayParts(relay string) (host, port string, mx bool) {
	relay = strings.TrimPrefix(strings.TrimSpace(relay), "smtp:")
	if first := strings.FieldsFunc(relay, func(r rune) bool { return r == ',' || r == ' ' }); len(first) > 0 {
		relay = first[0]
	}
	port = "25"
	if rest, ok := strings.CutPrefix(relay, "["); ok {
		host, rest, _ = strings.Cut(rest, "]")
		if p, ok := strings.CutPrefix(rest, ":"); ok {
			port = p
		}
		host = strings.TrimPrefix(host, "ipv6:")
	} else {
		p, ok := "", false
		if host, p, ok = strings.Cut(relay, ":"); ok {
			port = p
		}
		mx = true
	}
	return host, servicePort(port), mx
}

// servicePort is the number of a service's name, as far as mail has names.
func servicePort(p string) string {
	switch strings.ToLower(p) {
	case "smtp":
		return "25"
	case "submission":
		return "587"
	case "smtps", "submissions", "urd":
		return "465"
	}
	return p
}

// postfixTLS: Postfix looks at the certificate only where the level says so
// (TLS_README, "Client TLS security levels"). The profile is stricter there.
func (a *Account) postfixTLS(s *source, m settings) {
	level := strings.ToLower(m.expand("smtp_tls_security_level", 0))
	name := "smtp_tls_security_level"
	yes := func(key string) bool { return strings.EqualFold(m.expand(key, 0), "yes") }
	if level == "" {
		switch { // the older switches
		case yes("smtp_enforce_tls"):
			level, name = "verify", "smtp_enforce_tls"
		case yes("smtp_use_tls"):
			level, name = "may", "smtp_use_tls"
		}
	}
	no, p := m[name].line, &a.Profile
	switch level {
	case "", "none":
		p.SMTP.Security = "none"
	case "may":
		p.SMTP.Security = "starttls"
		a.note(no, name, "import.opportunistic")
	case "encrypt":
		p.SMTP.Security = "starttls"
		a.note(no, name, "import.stricter")
	case "verify", "secure":
		p.SMTP.Security = "starttls"
	default: // dane, dane-only, fingerprint
		p.SMTP.Security = "starttls"
		a.note(no, name, "import.left_out_value", "value", level)
	}
	if yes("smtp_tls_wrappermode") {
		p.SMTP.Security = "tls"
	}
	if ca := m.expand("smtp_tls_CAfile", 0); ca != "" {
		a.set(m["smtp_tls_CAfile"].line, "smtp_tls_CAfile", "smtp.ca_file", s.path(ca))
	}
}

// postfixAuth finds user and password in the table that smtp_sasl_password_maps
// names, if it may be read.
func (a *Account) postfixAuth(s *source, m settings, relay, host string) {
	p := &a.Profile
	filter := strings.FieldsFunc(m.expand("smtp_sasl_mechanism_filter", 0), func(r rune) bool { return r == ',' || r == ' ' })
	filter = slices.DeleteFunc(filter, func(f string) bool { return strings.HasPrefix(f, "!") || strings.EqualFold(f, "external") })
	if len(filter) > 0 {
		a.method(m["smtp_sasl_mechanism_filter"].line, "smtp_sasl_mechanism_filter", filter...)
	} else {
		a.chooseMethod(m["smtp_sasl_auth_enable"].line, "smtp_sasl_auth_enable")
	}
	const maps = "smtp_sasl_password_maps"
	no := m[maps].line
	for _, table := range strings.FieldsFunc(m.expand(maps, 0), func(r rune) bool { return r == ',' || r == ' ' }) {
		kind, path, ok := strings.Cut(table, ":")
		var found string
		switch {
		case kind == "static" && ok:
			found = path
		case slices.Contains([]string{"hash", "texthash", "btree", "lmdb", "cdb", "dbm", "sdbm"}, kind):
			if s.Open == nil {
				continue
			}
			data, err := s.Open(filepath.FromSlash(path))
			if err != nil {
				a.note(no, maps, "import.cannot_read", "file", path)
				continue
			}
			found = a.postfixLookup(string(data), relay, host)
		default: // what follows may be a password
			a.note(no, maps, "import.left_out")
			continue
		}
		user, password, ok := strings.Cut(found, ":")
		if !ok {
			continue
		}
		a.set(no, maps, "smtp.auth.username", user)
		if needsPassword(p.SMTP.Auth.Method) {
			a.secret(no, maps, passwordKey, password)
		}
		return
	}
	a.note(max(no, a.Line), maps, "import.password_elsewhere")
}

// postfixLookup finds the relay host in the source of a table, in the forms in
// which Postfix looks: the destination as it is written, then the host alone.
// What other lines say is for other servers or senders.
func (a *Account) postfixLookup(text, relay, host string) string {
	found := map[string]string{}
	others := 0
	for _, l := range eachLine(text) {
		t := strings.TrimSpace(l.text)
		if t == "" || t[0] == '#' || l.text[0] == ' ' || l.text[0] == '\t' {
			continue
		}
		key, value, _ := strings.Cut(strings.ReplaceAll(t, "\t", " "), " ")
		found[strings.ToLower(key)] = strings.TrimSpace(value)
	}
	best := ""
	for _, key := range []string{relay, "[" + host + "]", host} {
		if v, ok := found[strings.ToLower(key)]; ok && best == "" {
			best = v
		}
	}
	for key := range found {
		if key != strings.ToLower(relay) && key != "["+strings.ToLower(host)+"]" && key != strings.ToLower(host) {
			others++
		}
	}
	if others > 0 {
		a.note(a.Line, "smtp_sasl_password_maps", "import.other_rows", "count", itoa(others))
	}
	return best
}

// postfixRest names what was not looked at: each setting of the SMTP client,
// and the rest of the server in one line.
func (a *Account) postfixRest(m settings) {
	known := []string{
		"relayhost", "smtp_tls_security_level", "smtp_use_tls", "smtp_enforce_tls", "smtp_tls_wrappermode", "smtp_tls_CAfile",
		"smtp_sasl_auth_enable", "smtp_sasl_password_maps", "smtp_sasl_mechanism_filter", "smtp_helo_name", "smtp_connect_timeout",
		"smtp_sasl_security_options", "smtp_sasl_tls_security_options",
	}
	var rest []string
	for _, name := range m.names() {
		switch {
		case slices.Contains(known, name), name == "sender_canonical_maps" && strings.HasPrefix(m[name].value, "static:"):
		case strings.HasPrefix(name, "smtp_") || strings.HasPrefix(name, "sender_dependent_") || name == "default_transport" || name == "transport_maps":
			a.leftOut(m[name].line, name, m[name].value, "")
		default:
			rest = append(rest, name)
		}
	}
	if len(rest) > 0 {
		a.note(m[rest[0]].line, "", "import.not_sending", "count", itoa(len(rest)), "names", strings.Join(rest[:min(4, len(rest))], ", "))
	}
}

package importer

import (
	"encoding/csv"
	"io"
	"maps"
	"slices"
	"strings"

	"todoku/store"
)

// Reveal gives a secret of a profile to be written down.
type Reveal func(p store.Profile, key string) (store.Secret, error)

// Write writes profiles as a table that Read takes again: the columns of
// desknet's form, and one for every other key that differs from its default
// somewhere. The settings of logs and the proof are left out. Without reveal the
// columns of passwords are empty, and a password in a file of todoku's own has
// to be given anew; places that hold no secret themselves are written down.
func Write(w io.Writer, profiles []store.Profile, ja bool, reveal Reveal) error {
	if ja { // without it spreadsheets in Japan take UTF-8 for Shift_JIS
		if _, err := io.WriteString(w, "\uFEFF"); err != nil {
			return err
		}
	}
	cw := csv.NewWriter(w)
	cw.UseCRLF = true // RFC 4180 section 2
	own, extra := columns(), extraColumns(profiles)
	var head []string
	for _, c := range own {
		head = append(head, title(c, ja))
	}
	if err := cw.Write(append(head, extra...)); err != nil {
		return err
	}
	for _, p := range profiles {
		var cells []string
		for _, c := range own {
			cell, err := cellOf(p, c.id, c.key, reveal)
			if err != nil {
				return err
			}
			cells = append(cells, cell)
		}
		for _, key := range extra {
			cell, err := cellOf(p, key, strings.TrimSuffix(key, "[]"), reveal)
			if err != nil {
				return err
			}
			cells = append(cells, cell)
		}
		if err := cw.Write(cells); err != nil {
			return err
		}
	}
	cw.Flush()
	return cw.Error()
}

// Template is the header with a row to be replaced.
func Template(w io.Writer, ja bool) error {
	p := store.Default()
	p.Name, p.ServerType, p.Application = "eigyo-daihyo", "smtp", "desknets"
	p.Sender = store.Sender{Address: "eigyo@example.co.jp", Name: "営業部"}
	p.SMTP.Host, p.SMTP.Port, p.SMTP.Security = "mail.example.co.jp", 587, "starttls"
	p.SMTP.Auth.Method, p.SMTP.Auth.Username = "plain", "eigyo"
	p.Receive.Protocol, p.Receive.Host, p.Receive.Port, p.Receive.Security, p.Receive.Username = "pop3", "pop.example.co.jp", 995, "tls", "eigyo"
	p.Form = store.Form{"account": "personal", "account_name": "営業部", "receive_server": "own", "send_server": "own"}
	return Write(w, []store.Profile{p}, ja, nil)
}

func title(c column, ja bool) string {
	if ja {
		return c.ja
	}
	return c.id
}

// extraColumns are the keys, beyond the table's own columns, that somewhere
// differ from what they are when left out.
func extraColumns(profiles []store.Profile) []string {
	var keys []string
	base := store.Default()
	base.ServerType = "smtp"
	for _, key := range slices.Concat(store.Keys(), secretColumns()) {
		if ownColumn(key) || slices.ContainsFunc(columns(), func(c column) bool { return c.key == key }) || key == "receive.protocol" {
			continue
		}
		want, _ := store.Get(&base, key)
		for _, p := range profiles {
			if got, _ := store.Get(&p, key); got != want && !unsaid(p, key) || slices.Contains(secretColumns(), key) && !refOf(p, key).IsZero() {
				keys = append(keys, key)
				break
			}
		}
	}
	free := map[string]bool{}
	for _, p := range profiles {
		for table, m := range map[string]map[string]any{"form.": p.Form, "notify.": p.Notify} {
			for k, v := range m {
				key := table + k
				if c, ok := columnNamed(key); slices.Contains(logColumns(), key) || ok && c.form {
					continue
				}
				if _, list := v.([]string); list {
					key += "[]"
				}
				free[key] = true
			}
		}
	}
	return append(keys, slices.Sorted(maps.Keys(free))...)
}

// unsaid tells the keys of p that another column says, or that an own file has.
func unsaid(p store.Profile, key string) bool {
	if key == "smtp.verify_certificate" {
		return p.SMTP.Security == "starttls"
	}
	for _, k := range secretColumns() {
		if part, ok := strings.CutPrefix(key, k+"."); ok && part != "" {
			return ownFile(p, k)
		}
	}
	return false
}

// ownFile tells a secret in the file in which an import would keep it.
func ownFile(p store.Profile, key string) bool {
	r := refOf(p, key)
	return r.From == "file" && r.Path == store.SecretFile(p.Name, key)
}

// cellOf is the value of a column.
func cellOf(p store.Profile, id, key string, reveal Reveal) (string, error) {
	switch {
	case id == "receive":
		return or(p.Receive.Protocol, "no"), nil
	case slices.Contains(secretColumns(), key):
		if reveal == nil || !ownFile(p, key) {
			return "", nil
		}
		s, err := reveal(p, key)
		if err == nil && strings.Trim(s.Reveal(), "*") == "" && !s.IsZero() {
			err = problem("", 0, key, "import.star_password", "name", p.Name)
		}
		return s.Reveal(), err
	case unsaid(p, key) && key != "smtp.verify_certificate":
		return "", nil
	case strings.HasPrefix(key, "receive.") && p.Receive.Protocol == "":
		return "", nil
	case key == "smtp.security" && p.SMTP.Security == "starttls" && !p.SMTP.VerifyCertificate:
		return unverified, nil
	}
	if list, ok := listOf(p, id, key); ok {
		return list, nil
	}
	v, _ := store.Get(&p, key)
	if v == "0" && strings.HasSuffix(key, ".port") {
		v = ""
	}
	return v, nil
}

// listOf is a list as a;b;"c;d".
func listOf(p store.Profile, id, key string) (string, bool) {
	var items []string
	switch name, free := cutFree(key); {
	case key == "oauth.scopes":
		items = p.OAuth.Scopes
	case free && strings.HasSuffix(id, "[]"):
		m := map[string]any(p.Form)
		if strings.HasPrefix(key, "notify.") {
			m = p.Notify
		}
		items, _ = m[name].([]string)
	default:
		return "", false
	}
	if len(items) == 0 {
		return "", true
	}
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Comma = ';'
	_ = w.Write(items) // into memory
	w.Flush()
	return strings.TrimSuffix(b.String(), "\n"), true
}

// refOf is the place of a secret.
func refOf(p store.Profile, key string) store.SecretRef {
	if r := ref(&p, key); r != nil {
		return *r
	}
	return store.SecretRef{}
}

func ref(p *store.Profile, key string) *store.SecretRef {
	switch key {
	case passwordKey:
		return &p.SMTP.Auth.Password
	case "receive.password":
		return &p.Receive.Password
	case "pop_before_smtp.password":
		return &p.PopBeforeSMTP.Password
	case "oauth.client_secret":
		return &p.OAuth.ClientSecret
	}
	return nil
}

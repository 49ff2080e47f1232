package importer

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"todoku/store"
)

// row puts the cells into the profile.
func (t *table) row(a *Account, cells []string) {
	at := func(i int) int { no, _ := t.reader.FieldPos(i); return no }
	byID := map[string]int{}
	for i, c := range t.columns {
		byID[c.id] = i
	}
	for i, c := range t.columns {
		cell := cells[i]
		if !slices.Contains(secretColumns(), c.key) {
			cell = strings.TrimSpace(cell)
		}
		if cell != "" {
			t.cell(a, at(i), t.titles[i], c, cell)
		}
	}
	a.named = a.Profile.Name != ""
	a.Label, _ = store.Get(&a.Profile, "form.account_name")
	get := func(id string) string {
		if i, ok := byID[id]; ok {
			return strings.TrimSpace(cells[i])
		}
		return ""
	}
	t.together(a, get)
}

// cell is one value by itself.
func (t *table) cell(a *Account, no int, title string, c column, cell string) {
	words := c.words
	switch {
	case c.id == "-":
		return
	case slices.Contains(secretColumns(), c.key):
		if strings.Trim(cell, "*") == "" { // desknet's writes these for a password that it does not tell
			a.note(no, title, "import.stars")
			return
		}
		a.secret(no, title, c.key, cell)
		return
	case c.id == "receive":
		words, c.key = receiveWords(), "receive.protocol"
	case c.id == "security", c.id == "receive_security":
		words = securityWords()
	case strings.HasSuffix(c.id, "[]") || c.key == "oauth.scopes":
		t.list(a, no, title, c, cell)
		return
	}
	if words != nil {
		value, known := words[fold(cell)]
		if !known {
			a.problem(no, title, "not_one_of", "value", cell, "allowed", strings.Join(allowed(words), ", "))
			return
		}
		cell = value
	}
	switch {
	case cell == unverified && c.id == "security":
		cell, a.Profile.SMTP.VerifyCertificate = "starttls", false
	case cell == unverified:
		cell = "starttls"
		a.note(no, title, "import.receive_unverified")
	case strings.HasSuffix(c.key, ".port") || c.key == "receive.keep_days" || c.key == "receive.timeout":
		cell = norm.NFKC.String(cell) // full-width digits
	}
	if cell != "" {
		a.set(no, title, c.key, cell)
	}
}

// list reads a;b;"c;d".
func (t *table) list(a *Account, no int, title string, c column, cell string) {
	r := csv.NewReader(strings.NewReader(cell))
	r.Comma, r.TrimLeadingSpace = ';', true
	items, err := r.Read()
	if err == nil {
		_, more := r.Read()
		if !errors.Is(more, io.EOF) {
			err = errors.New("line break")
		}
	}
	if err != nil {
		a.problem(no, title, "import.bad_list")
		return
	}
	for i := range items {
		items[i] = strings.TrimSpace(items[i])
		if p := store.CheckLine(title, items[i]); p != nil {
			a.fault(no, title, p)
			return
		}
	}
	items = slices.DeleteFunc(items, func(s string) bool { return s == "" })
	p := &a.Profile
	if name, ok := strings.CutPrefix(c.key, "form."); ok {
		if p.Form == nil {
			p.Form = store.Form{}
		}
		p.Form[name] = items
	} else if name, ok := strings.CutPrefix(c.key, "notify."); ok {
		if p.Notify == nil {
			p.Notify = store.Notify{}
		}
		p.Notify[name] = items
	} else {
		p.OAuth.Scopes = items
	}
}

// together is what several columns say together: who signs in where, as the
// form of desknet's has it.
func (t *table) together(a *Account, get func(id string) string) {
	p := &a.Profile
	p.ServerType = or(p.ServerType, "smtp")
	receives := p.Receive.Protocol != ""
	pop := p.SMTP.Auth.Method == "pop-before-smtp" && p.PopBeforeSMTP.Host == ""
	if pop {
		r := p.Receive
		b := &p.PopBeforeSMTP
		b.Host, b.Port, b.Security, b.Username, b.APOP, b.Timeout = r.Host, r.Port, r.Security, r.Username, r.Auth == "apop", r.Timeout
		if s, ok := a.Secrets["receive.password"]; ok {
			a.Secrets["pop_before_smtp.password"] = s
		}
	}
	if needsPassword(p.SMTP.Auth.Method) && p.SMTP.Auth.Username == "" && p.Receive.Username != "" {
		// The manual: left out, those of the receiving server are used.
		p.SMTP.Auth.Username = p.Receive.Username
		if s, ok := a.Secrets["receive.password"]; ok && a.Secrets[passwordKey].IsZero() {
			a.Secrets[passwordKey] = s
			delete(a.Secrets, "receive.password") // it falls back on this one
		}
	}
	t.signIn(a, get("method"))
	if receives {
		return
	}
	if !pop {
		for _, c := range columns() {
			if strings.HasPrefix(c.key, "receive.") && get(c.id) != "" && c.words == nil && c.id != "receive_timeout" {
				a.note(a.Line, or(t.byKey[c.key], c.id), "import.not_receiving")
				break
			}
		}
	}
	p.Receive = store.Default().Receive
	delete(a.Secrets, "receive.password")
}

// signIn wants the method said where there is something to sign in with: left
// out it would mean none.
func (t *table) signIn(a *Account, said string) {
	p := &a.Profile
	_, password := a.Secrets[passwordKey]
	switch {
	case said == "" && (password || p.SMTP.Auth.Username != ""):
		a.problem(a.Line, or(t.byKey["smtp.auth.method"], "method"), "missing_key")
	case p.SMTP.Auth.Method == "none" && password && len(a.Problems) == 0:
		a.note(a.Line, or(t.byKey[passwordKey], "password"), "import.no_sign_in")
		delete(a.Secrets, passwordKey)
	}
}

package bundle

import (
	"strconv"
	"strings"

	"todoku/store"
)

// Row is one fact: a name that does not change between versions, and its value,
// masked.
type Row struct{ Name, Value string }

// how a key's value is shown.
type how int

const (
	plain  how = iota // a word of the schema, a number
	masked            // text, an address, a host
	isSet             // only that there is one
)

// shown says of every key of the profile how it is shown. A key that is not
// here is not shown at all: one that is new has to be thought about first.
var shown = map[string]how{
	"schema": plain, "server_type": plain, "provider": masked, "application": plain, "name": masked,
	"sender.address": masked, "sender.name": masked,
	"smtp.host": masked, "smtp.port": plain, "smtp.security": plain, "smtp.verify_certificate": plain, "smtp.allow_plaintext": plain,
	"smtp.ca_file": isSet, "smtp.timeout": plain, "smtp.helo": masked, "smtp.auth.method": plain, "smtp.auth.username": masked,
	"pop_before_smtp.host": masked, "pop_before_smtp.port": plain, "pop_before_smtp.security": plain, "pop_before_smtp.apop": plain,
	"pop_before_smtp.username": masked, "pop_before_smtp.wait": plain, "pop_before_smtp.timeout": plain,
	"receive.protocol": plain, "receive.host": masked, "receive.port": plain, "receive.security": plain, "receive.auth": plain,
	"receive.username": masked, "receive.leave_on_server": plain, "receive.keep_days": plain, "receive.timeout": plain,
	"oauth.provider": masked, "oauth.issuer": masked, "oauth.authorize_url": masked, "oauth.token_url": masked, "oauth.device_url": masked,
	"oauth.client_id": masked, "oauth.client_secret_expires": masked, "oauth.client_certificate": isSet, "oauth.client_key": isSet,
	"oauth.service_account_file": isSet, "oauth.subject": masked, "oauth.tenant": masked, "oauth.flow": plain, "oauth.scopes": masked,
	"oauth.account": masked, "oauth.redirect_uri": masked,
	"api.base_url": masked, "trial.recipient": masked, "trial.send": plain,
	"proof.time": plain, "proof.version": masked, "proof.until": masked, "proof.verdict": masked,
}

// secretKeys hold a place; only what kind of place is shown.
var secretKeys = []string{"smtp.auth.password", "pop_before_smtp.password", "receive.password", "oauth.client_secret"}

// shownAs is how key is shown; false: not at all.
func shownAs(key string) (how, bool) {
	for _, s := range secretKeys {
		if part, ok := strings.CutPrefix(key, s+"."); ok {
			if part == "from" {
				return plain, true
			}
			return isSet, true
		}
	}
	h, ok := shown[key]
	return h, ok
}

// settings lists what the profile says.
func (m *Mask) settings(p store.Profile) (rows []Row) {
	for _, key := range store.Keys() {
		value, ok := store.Get(&p, key)
		h, known := shownAs(key)
		if !ok || !known || value == "" || absent(p, key) {
			continue
		}
		switch h {
		case masked:
			value = m.setting(key, value)
		case isSet:
			value = "(set)"
		}
		rows = append(rows, Row{key, value})
	}
	for name, n := range map[string]int{"form": len(p.Form), "notify": len(p.Notify)} {
		if n > 0 {
			rows = append(rows, Row{name, "(" + strconv.Itoa(n) + " keys, not shown)"})
		}
	}
	return rows
}

// absent is a table that the profile does not have: its defaults say nothing.
func absent(p store.Profile, key string) bool {
	table, _, _ := strings.Cut(key, ".")
	switch table {
	case "receive":
		return p.Receive.Protocol == ""
	case "pop_before_smtp":
		return p.PopBeforeSMTP.Host == "" && p.SMTP.Auth.Method != "pop-before-smtp"
	case "smtp":
		return p.ServerType == "api"
	case "proof":
		return p.Proof.Time.IsZero()
	}
	return false
}

func (m *Mask) setting(key, value string) string {
	switch {
	case key == "oauth.scopes":
		list := strings.Fields(value)
		for i, s := range list {
			list[i] = m.Text(s)
		}
		return strings.Join(list, " ")
	case strings.HasSuffix(key, ".host"), key == "smtp.helo":
		return m.Host(value)
	}
	return m.Text(value)
}

// profile learns what a profile is called. It is a word that stands alone.
func (m *Mask) profile(name string) {
	m.remember(name, m.alias(kindProfile, foldString(name)), true)
}

// LearnProfile learns everybody whom the profile names.
func (m *Mask) LearnProfile(p store.Profile) {
	for _, s := range []string{p.Sender.Address, p.SMTP.Auth.Username, p.PopBeforeSMTP.Username, p.Receive.Username, p.OAuth.Account, p.OAuth.Subject, p.Trial.Recipient} {
		m.User(s)
	}
	for _, s := range []string{p.SMTP.Host, p.PopBeforeSMTP.Host, p.Receive.Host} {
		m.Domain(s)
	}
	m.Machine(p.SMTP.HELO)
	m.Name(p.Sender.Name)
	m.ID(p.OAuth.ClientID)
	switch p.OAuth.Tenant {
	case "", "common", "organizations", "consumers":
	default:
		if strings.Contains(p.OAuth.Tenant, ".") {
			m.Domain(p.OAuth.Tenant)
		} else {
			m.ID(p.OAuth.Tenant)
		}
	}
	for _, v := range p.Notify {
		if s, ok := v.(string); ok && strings.Contains(s, "@") {
			m.User(s)
		}
	}
	if p.Name != "" && !m.isUser(p.Name) {
		m.profile(p.Name)
	}
}

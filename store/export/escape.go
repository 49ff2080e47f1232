package export

import (
	"encoding/json"
	"net/url"
	"strings"
	"text/template"

	"todoku/store"
)

// escapes are the functions of the templates, one per syntax. They take a value
// and give it as it stands in that syntax; what the syntax has no way to say is
// an error. Line breaks occur in no value.
func escapes() template.FuncMap {
	return template.FuncMap{
		"msmtp": msmtp, "postfix": postfix, "maincf": mainCF, "table": table, "exim": exim, "eximlist": eximList,
		"conf": conf, "mutt": mutt, "muttrun": muttRun, "toml": quoteJSON, "json": quoteJSON, "yaml": quoteJSON,
		"python": quoteJSON, "alertmanager": alertmanager, "erb": erb, "ini": ini, "grafana": grafana, "ruby": single, "php": single,
		"systemd": systemd, "systemdpath": systemdPath, "systemdcred": systemdCredential, "sh": sh, "plain": plain, "url": escapeURL, "snail": sh, "snailfile": snailFile, "fetchmail": fetchmail, "getmailfile": getmailFile, "shellin": shellIn,
		"join": join,
	}
}

// unsayable is the refusal of a value that a syntax cannot hold.
func unsayable(v value) error {
	return &store.Problem{Key: v.key, Code: "export.refused.value", Args: map[string]string{}}
}

// join makes one value of several and of the words between them.
func join(parts ...any) value {
	var out value
	for _, p := range parts {
		switch p := p.(type) {
		case value:
			out.text += p.text
			out.key = p.key
		case string:
			out.text += p
		}
	}
	return out
}

// shell quotes a word for sh where it needs to be.
func shell(s string) string {
	const safe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+:@,="
	if s != "" && strings.Trim(s, safe) == "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

func sh(v value) string { return shell(v.text) }

// shellIn stands between the apostrophes of a shell word.
func shellIn(v value) string { return strings.ReplaceAll(v.text, "'", `'\''`) }

// msmtp takes off one pair of quotes and looks no further.
func msmtp(v value) string { return `"` + v.text + `"` }

// conf quotes as git, curl, mbsync, smtpd.conf and nullmailer do.
func conf(v value) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(v.text) + `"`
}

// fetchmail knows \NNN in its quotes, and no other way to say a quote.
func fetchmail(v value) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\042`).Replace(v.text) + `"`
}

// snailFile is a path, which s-nail expands after the quotes are gone.
func snailFile(v value) string {
	return shell(strings.NewReplacer(`\`, `\\`, `$`, `\$`, "`", "\\`", `*`, `\*`, `?`, `\?`, `[`, `\[`, `{`, `\{`).Replace(v.text))
}

// getmailFile is a path, in which getmail puts variables in place of $NAME.
func getmailFile(v value) (string, error) {
	if strings.Contains(v.text, "$") {
		return "", unsayable(v)
	}
	return plain(v)
}

// plain is the rest of a line without any quoting: blanks at the ends are lost.
func plain(v value) (string, error) {
	if strings.TrimSpace(v.text) != v.text || v.text == "" {
		return "", unsayable(v)
	}
	return v.text, nil
}

// table is a field of a line: nothing that ends it.
func table(v value) (string, error) {
	if v.text == "" || strings.ContainsAny(v.text, " \t:|") || v.text[0] == '#' {
		return "", unsayable(v)
	}
	return v.text, nil
}

// postfix is a value of main.cf, which expands $NAME and splits at blanks and
// commas.
func postfix(v value) (string, error) {
	if v.text == "" || strings.ContainsAny(v.text, " \t,{}") {
		return "", unsayable(v)
	}
	return strings.ReplaceAll(v.text, "$", "$$"), nil
}

// mainCF is a value of main.cf that is not split.
func mainCF(v value) (string, error) {
	s, err := plain(v)
	return strings.ReplaceAll(s, "$", "$$"), err
}

// exim protects a string that is expanded.
func exim(v value) (string, error) {
	if strings.TrimSpace(v.text) != v.text || v.text == "" || v.text[0] == '"' {
		return "", unsayable(v)
	}
	return strings.NewReplacer(`\`, `\\`, `$`, `\$`, `{`, `\{`, `}`, `\}`).Replace(v.text), nil
}

// eximList is exim in an item of a list, where a colon ends it.
func eximList(v value) (string, error) {
	s, err := exim(v)
	return strings.ReplaceAll(s, ":", "::"), err
}

// mutt quotes with the four characters that mean something in quotes.
func mutt(v value) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `$`, `\$`, "`", "\\`").Replace(v.text) + `"`
}

// muttRun is the command in "`…`"; mutt hands it on as it is, up to the next
// backtick. One in a command stands between apostrophes (see shell), which are
// closed for what prints it.
func muttRun(v value) string {
	return "\"`" + strings.ReplaceAll(v.text, "`", `'"$(printf '\140')"'`) + "`\""
}

// quoteJSON suits JSON, YAML, TOML and Python alike.
func quoteJSON(v value) (string, error) {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v.text)
	// YAML has no way but the escape to say these.
	return strings.NewReplacer("\n", "", "\ufffe", `\ufffe`, "\uffff", `\uffff`).Replace(b.String()), err
}

// alertmanager is YAML that is a template of Go's afterwards.
func alertmanager(v value) (string, error) {
	if strings.Contains(v.text, "{{") {
		return "", unsayable(v)
	}
	return quoteJSON(v)
}

// erb is YAML that ERB reads before.
func erb(v value) (string, error) {
	s, err := quoteJSON(v)
	return strings.NewReplacer("<%", "<%%", "%>", "%%>").Replace(s), err
}

// ini quotes as go-ini reads it: backticks, or three quotes around one.
func ini(v value) (string, error) {
	switch {
	case !strings.Contains(v.text, "`"):
		return "`" + v.text + "`", nil
	case !strings.Contains(v.text, `"""`) && !strings.HasSuffix(v.text, `"`):
		return `"""` + v.text + `"""`, nil
	}
	return "", unsayable(v)
}

// grafana expands ${NAME} and $__file{} in what ini gives.
func grafana(v value) (string, error) {
	if strings.Contains(v.text, "${") || strings.Contains(v.text, "$__") {
		return "", unsayable(v)
	}
	return ini(v)
}

// single is a string of Ruby and PHP in which nothing is expanded.
func single(v value) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(v.text) + "'"
}

// systemd is a word of a unit: quotes, and % is no specifier.
func systemd(v value) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, `%`, `%%`).Replace(v.text)
}

// systemdPath is the rest of a line; only % means something.
func systemdPath(v value) (string, error) {
	s, err := plain(v)
	return strings.ReplaceAll(s, "%", "%%"), err
}

// systemdCredential is the rest of a line in which \ begins an escape.
func systemdCredential(v value) string {
	s := strings.NewReplacer(`\`, `\\`, `%`, `%%`).Replace(v.text)
	if strings.TrimSpace(s) != s {
		return strings.ReplaceAll(s, " ", `\x20`)
	}
	return s
}

// escapeURL leaves letters, digits and "-._~" (RFC 3986 section 2.3).
func escapeURL(v value) string {
	return strings.NewReplacer("+", "%20", "%7E", "~").Replace(url.QueryEscape(v.text))
}

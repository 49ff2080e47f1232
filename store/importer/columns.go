package importer

import (
	"slices"
	"strings"
	"sync"

	"todoku/store"
)

// column is one of the table's own columns. Every key of a profile can be a
// column beside them, under its own name ("smtp.helo").
type column struct {
	id    string // the English title
	ja    string // the Japanese one, after the form of desknet's NEO
	also  []string
	key   string            // of the profile; empty: csv.go gives it a meaning
	words map[string]string // cell, folded → value; the first title of a value is written
	form  bool              // only the form of desknet's has it
}

// columns are the table's columns, in the order of desknet's form. Its two
// settings of logs are not among them: desknet's imports and exports neither.
var columns = sync.OnceValue(func() []column {
	return []column{
		{id: "name", ja: "プロファイル名", key: "name"},
		{id: "account", ja: "アカウント名", key: "form.account_name", form: true},
		{id: "account_kind", ja: "アカウントの種類", key: "form.account", words: kindWords(), form: true},
		{id: "receive", ja: "メール受信", also: []string{"受信メール使用有無"}},
		{id: "display_name", ja: "表示名", key: "sender.name"},
		{id: "address", ja: "メールアドレス", also: []string{"電子メール"}, key: "sender.address"},
		{id: "receive_server", ja: "受信メールサーバー", also: []string{"受信メールサーバ種別"}, key: "form.receive_server", words: whoseWords(), form: true},
		{id: "receive_host", ja: "受信メールサーバー名", key: "receive.host"},
		{id: "receive_port", ja: "受信ポート番号", key: "receive.port"},
		{id: "receive_security", ja: "受信の通信の保護", key: "receive.security"},
		{id: "receive_user", ja: "受信ユーザーID", key: "receive.username"},
		{id: "receive_password", ja: "受信パスワード", key: "receive.password"},
		{id: "receive_auth", ja: "受信認証方式", key: "receive.auth", words: receiveAuthWords()},
		{id: "receive_oauth_server", ja: "受信OAuth認可サーバー", key: "form.receive_oauth_server", form: true},
		{id: "receive_timeout", ja: "ログオンの失敗を待機する秒数", key: "receive.timeout"},
		{id: "leave_on_server", ja: "受信メールをサーバーに残す", also: []string{"受信メールをサーバーに残す。"}, key: "receive.leave_on_server", words: yesNo()},
		{id: "keep_days", ja: "サーバーに残す日数", key: "receive.keep_days"},
		{id: "send_server", ja: "送信メールサーバー", also: []string{"送信メールサーバ種別"}, key: "form.send_server", words: whoseWords(), form: true},
		{id: "host", ja: "送信メールサーバー名", also: []string{"smtp_host"}, key: "smtp.host"},
		{id: "port", ja: "送信ポート番号", also: []string{"smtp_port"}, key: "smtp.port"},
		{id: "security", ja: "送信の通信の保護", also: []string{"smtp_security"}, key: "smtp.security"},
		{id: "skip_part_of_auth", ja: "認証の一部を省略する", also: []string{"認証の一部を省略する。"}, key: "form.skip_part_of_auth", words: yesNo(), form: true},
		{id: "method", ja: "送信時の認証", key: "smtp.auth.method", words: methodWords()},
		{id: "send_oauth_server", ja: "送信OAuth認可サーバー", key: "form.send_oauth_server", form: true},
		{id: "user", ja: "送信ユーザーID", also: []string{"username"}, key: "smtp.auth.username"},
		{id: "password", ja: "送信パスワード", key: passwordKey},
		{id: "recipient", ja: "試験送信の宛先", key: "trial.recipient"},
	}
})

const passwordKey = "smtp.auth.password"

// logColumns are what desknet's itself leaves out of its tables.
func logColumns() []string {
	return []string{"受信時のログ", "送信時のログ", "receive_log", "send_log", "form.receive_log", "form.send_log"}
}

// secretColumns take the secret itself.
func secretColumns() []string {
	return []string{passwordKey, "receive.password", "pop_before_smtp.password", "oauth.client_secret"}
}

// columnNamed finds a column by its title, however blanks, width and case are.
func columnNamed(title string) (column, bool) {
	want := fold(title)
	for _, c := range columns() {
		if want == fold(c.id) || want == fold(c.ja) || c.key != "" && want == fold(c.key) {
			return c, true
		}
		for _, a := range c.also {
			if want == fold(a) {
				return c, true
			}
		}
	}
	title = strings.TrimSpace(title)
	free, list := strings.CutSuffix(title, "[]")
	if name, ok := cutFree(free); ok && name != "" {
		return column{id: title, key: free}, true
	}
	if !list && (slices.Contains(store.Keys(), title) || slices.Contains(secretColumns(), title)) && !ownColumn(title) {
		return column{id: title, key: title}, true
	}
	return column{}, false
}

// cutFree gives what follows form. or notify.
func cutFree(key string) (string, bool) {
	if name, ok := strings.CutPrefix(key, "form."); ok {
		return name, true
	}
	return strings.CutPrefix(key, "notify.")
}

// ownColumn tells the keys that a table does not set: todoku writes them.
func ownColumn(key string) bool { return key == "schema" || strings.HasPrefix(key, "proof.") }

// looksLikeHeader tells that a line names columns of the table, an address and
// a host or name among them.
func looksLikeHeader(first string) bool {
	known, address := 0, false
	for _, title := range strings.FieldsFunc(first, func(r rune) bool { return strings.ContainsRune(delimiters, r) }) {
		if c, ok := columnNamed(strings.Trim(title, `" `)); ok {
			known++
			address = address || c.key == "sender.address"
		}
	}
	return address && known >= 2
}

func yesNo() map[string]string {
	return map[string]string{
		"yes": "true", "true": "true", "1": "true", "on": "true", "はい": "true", "する": "true", "使用する": "true", "残す": "true", "省略する": "true",
		"no": "false", "false": "false", "0": "false", "off": "false", "いいえ": "false", "しない": "false", "使用しない": "false", "残さない": "false", "省略しない": "false",
	}
}

func receiveWords() map[string]string {
	return map[string]string{
		"pop3": "pop3", "pop": "pop3", "imap": "imap", "yes": "pop3", "true": "pop3", "1": "pop3", "使用する": "pop3",
		"no": "", "false": "", "0": "", "none": "", "使用しない": "",
	}
}

func kindWords() map[string]string {
	return map[string]string{
		"personal": "personal", "個人": "personal", "個人アカウント": "personal",
		"shared": "shared", "共有": "shared", "共有アカウント": "shared",
	}
}

// whoseWords: desknet's own tables have numbers.
func whoseWords() map[string]string {
	return map[string]string{
		"admin": "admin", "1": "admin", "管理者設定": "admin",
		"webmail": "webmail", "2": "webmail", "ウェブメール設定": "webmail",
		"own": "own", "3": "own", "個別に設定": "own", "個別に設定する": "own",
	}
}

func securityWords() map[string]string {
	return map[string]string{
		"none": "none", "なし": "none", "tls": "tls", "ssl": "tls", "starttls": "starttls",
		unverified: unverified, "starttls(証明書の検証なし)": unverified,
	}
}

// unverified is STARTTLS without a look at the certificate.
const unverified = "starttls-unverified"

func receiveAuthWords() map[string]string {
	m := map[string]string{"標準": "standard", "標準(apop)": "apop"}
	for _, a := range store.ReceiveAuths {
		m[a] = a
	}
	return m
}

func methodWords() map[string]string {
	m := map[string]string{
		"認証しない": "none", "popbeforesmtp": "pop-before-smtp", "xoauth2認証": "xoauth2",
		"smtp認証(plain)": "plain", "smtp認証(login)": "login", "smtp認証(cram-md5)": "cram-md5",
	}
	for _, a := range store.Methods {
		m[a] = a
	}
	return m
}

package sheet

import (
	"slices"
	"testing"
)

// garoonForm is what the manual of Garoon calls each field, in the order in
// which it walks through the form, word for word.
var garoonForm = []struct{ section, label string }{
	{"", "システムメールアカウント"},
	{"", "使用するメールサーバー"},
	{"", "システムメールアドレス"},
	{"OAuthの設定", "メールの送信にOAuthを使用する"},
	{"OAuthの設定", "OAuthクライアント"},
	{"送信メールサーバーの設定項目", "送信メールサーバー名(SMTP)"},
	{"送信メールサーバーの設定項目", "送信メールサーバーポート番号"},
	{"送信メールサーバーの設定項目", "暗号化通信"},
	{"送信メールサーバーの設定項目", "タイムアウトまでの時間"},
	{"SMTP認証の設定項目", "SMTP認証方式"},
	{"SMTP認証の設定項目", "送信用アカウント"},
	{"SMTP認証の設定項目", "送信用パスワード"},
	{"POP before SMTP認証の設定項目", "受信後に送信を行う(POP before SMTP)"},
	{"POP before SMTP認証の設定項目", "送信までの待ち時間"},
	{"POP before SMTP認証の設定項目", "受信メールサーバー名"},
	{"POP before SMTP認証の設定項目", "受信メールサーバーポート番号"},
	{"POP before SMTP認証の設定項目", "TLSの使用"},
	{"POP before SMTP認証の設定項目", "APOP認証を行う"},
	{"POP before SMTP認証の設定項目", "受信用アカウント"},
	{"POP before SMTP認証の設定項目", "受信用パスワード"},
	{"POP before SMTP認証の設定項目", "タイムアウトまでの時間"},
	{"システムメールアカウントの詳細", "OAuth認可"},
}

// garoonWords are what the manual calls the choices.
var garoonWords = []string{
	"使用する", "システムメール用にメールサーバーを設定する", "認可済み", "設定する",
	"(使用しない)", "TLSを使用する", "STARTTLSを使用する",
	"(設定なし)", "PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5",
	"Gmail", "Exchange Online",
}

var garoonScreen = []string{
	"管理者メニュー", "システム設定", "基本システムの管理", "外部サーバー", "システムメールアカウントの設定", "変更する",
}

func TestGaroonSpeaksTheManualsWords(t *testing.T) {
	app, ok := ByID("garoon")
	if !ok {
		t.Fatal("no garoon")
	}
	var got []struct{ section, label string }
	for _, s := range app.Sections {
		for _, f := range s.Fields {
			got = append(got, struct{ section, label string }{s.Title.JA, f.Label})
			words := []string{}
			if f.Fixed != "" {
				words = append(words, f.Fixed)
			}
			for _, w := range f.Words {
				words = append(words, w)
			}
			for _, w := range words {
				if !slices.Contains(garoonWords, w) {
					t.Errorf("%s: %q is no word of the form", f.Label, w)
				}
			}
		}
	}
	if !slices.Equal(got, garoonForm) {
		t.Errorf("form is\n%q, want\n%q", got, garoonForm)
	}
	var screen []string
	for _, l := range app.Screen {
		screen = append(screen, l.JA)
	}
	if !slices.Equal(screen, garoonScreen) {
		t.Errorf("screen is %q, want %q", screen, garoonScreen)
	}
}

func TestEveryWordOfAFormHasAGloss(t *testing.T) {
	for _, app := range Apps() {
		for _, s := range app.Sections {
			if s.Title.JA != "" && s.Title.EN == "" {
				t.Errorf("%s: section %q has no gloss", app.ID, s.Title.JA)
			}
			for _, f := range s.Fields {
				for _, w := range append(wordsOf(f), f.Fixed) {
					if !ascii(w) && app.Glosses[w] == "" {
						t.Errorf("%s: %s: %q has no gloss", app.ID, f.Label, w)
					}
				}
			}
		}
	}
}

func wordsOf(f Field) []string {
	var out []string
	for _, w := range f.Words {
		out = append(out, w)
	}
	return out
}

func ascii(s string) bool {
	for _, r := range s {
		if r > 127 {
			return false
		}
	}
	return true
}

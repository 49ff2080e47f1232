package sheet

import (
	"slices"
	"testing"

	"todoku/store"
)

// manual is what the manual of an application calls the way to the form, each
// field in the order in which it walks through them, and the choices, word for
// word.
type manual struct {
	screen []string
	form   []entry
	words  []string
}

type entry struct{ section, label string }

var manuals = map[string]manual{
	"garoon": {
		screen: []string{
			"管理者メニュー", "システム設定", "基本システムの管理", "外部サーバー", "システムメールアカウントの設定", "変更する",
		},
		form: []entry{
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
		},
		words: []string{
			"使用する", "システムメール用にメールサーバーを設定する", "認可済み", "設定する",
			"(使用しない)", "TLSを使用する", "STARTTLSを使用する",
			"(設定なし)", "PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5",
			"Gmail", "Exchange Online",
		},
	},
	"dezie": {
		screen: []string{"システム設定", "その他の運用管理", "メールサーバー/メール通知", "メールサーバー/メール通知の設定"},
		form: []entry{
			{"メールサーバーの設定", "通知メール差出人アドレス"},
			{"メールサーバーの設定", "送信メールサーバー名 (SMTP)"},
			{"メールサーバーの設定", "送信メールサーバーポート番号"},
			{"メールサーバーの設定", "SMTP 認証を行う"},
			{"メールサーバーの設定", "認証種別"},
			{"メールサーバーの設定", "SMTPアカウント名"},
			{"メールサーバーの設定", "SMTPパスワード"},
			{"メールサーバーの設定", "POP 認証後に送信を行う(POP before SMTP)"},
			{"メールサーバーの設定", "受信メールサーバー名 (POP3)"},
			{"メールサーバーの設定", "APOP認証を行う"},
			{"メールサーバーの設定", "POP3アカウント名"},
			{"メールサーバーの設定", "POP3パスワード"},
			{"メールサーバーの設定", "POP3接続ポート番号"},
			{"メールサーバーの設定", "送信までの待ち時間"},
			{"通知内容の設定", "通知するデヂエのURLを変更する"},
		},
		words: []string{"LOGIN", "PLAIN", "CRAM-MD5"},
	},
	"esm": {
		screen: []string{"システムの設定", "環境設定", "メール送信設定"},
		form: []entry{
			{"", "メール送信の有効化"},
			{"", "メールサーバーの設定"},
			{"", "SMTPサーバアドレス"},
			{"Google APIs console", "名前"},
			{"Google APIs console", "承認済みの JavaScript 生成元"},
			{"Google APIs console", "承認済みのリダイレクトURI"},
			{"Gmailを利用する", "Client ID"},
			{"Gmailを利用する", "Client secret"},
			{"Gmailを利用する", "認証情報を取得"},
			{"メール送信設定", "送信元メールアドレス"},
			{"メール送信設定", "アカウント停止通知メール送信先メールアドレス"},
			{"バックグラウンド処理通知設定", "監視間隔"},
			{"バックグラウンド処理通知設定", "メールアドレス"},
			{"データソーススレッド処理通知設定", "データソーススレッド処理通知設定"},
			{"データソーススレッド処理通知設定", "正常"},
			{"データソーススレッド処理通知設定", "異常"},
			{"データソーススレッド処理通知設定", "長時間"},
			{"データソーススレッド処理通知設定", "長時間"},
			{"Googleカレンダー同期スレッド処理通知設定", "Googleカレンダー同期スレッド処理通知設定"},
			{"Googleカレンダー同期スレッド処理通知設定", "正常"},
			{"Googleカレンダー同期スレッド処理通知設定", "異常"},
			{"Googleカレンダー同期スレッド処理通知設定", "長時間"},
			{"Googleカレンダー同期スレッド処理通知設定", "長時間"},
			{"Analyticsアカウント連携スレッド処理通知設定", "Analyticsアカウント連携スレッド処理通知設定"},
			{"Analyticsアカウント連携スレッド処理通知設定", "正常"},
			{"Analyticsアカウント連携スレッド処理通知設定", "異常"},
			{"Analyticsアカウント連携スレッド処理通知設定", "長時間"},
			{"Analyticsアカウント連携スレッド処理通知設定", "長時間"},
		},
		words: []string{"有効化", "既定のメールサーバーを使用する", "Gmailを使用する", "有効", "無効"},
	},
	"desknets": {
		screen: []string{"設定メニュー", "個人アカウント設定 (共有: 共有アカウント設定)", "アカウント設定", "アカウントの追加 (共有: 共有アカウントの追加)"},
		form: []entry{
			{"アカウント", "アカウント設定"},
			{"アカウント", "アカウント名"},
			{"アカウント", "メール受信"},
			{"アカウント", "表示名"},
			{"アカウント", "メールアドレス"},
			{"アカウント", "受信時のログ"},
			{"アカウント", "送信時のログ"},
			{"受信メールサーバー", "受信メールサーバー"},
			{"受信メールサーバー", "受信メールサーバー名"},
			{"受信メールサーバー", "ポート番号"},
			{"受信メールサーバー", "通信の保護"},
			{"受信メールサーバー", "ユーザーID"},
			{"受信メールサーバー", "パスワード"},
			{"受信メールサーバー", "認証方式"},
			{"受信メールサーバー", "OAuth認可サーバー"},
			{"受信メールサーバー", "認証"},
			{"受信メールサーバー", "ログオンの失敗を待機する秒数"},
			{"受信メールサーバー", "受信メールをサーバーに残す。"},
			{"受信メールサーバー", "サーバーに残す日数"},
			{"送信メールサーバー", "送信メールサーバー"},
			{"送信メールサーバー", "送信メールサーバー名"},
			{"送信メールサーバー", "ポート番号"},
			{"送信メールサーバー", "通信の保護"},
			{"送信メールサーバー", "認証の一部を省略する。"},
			{"送信メールサーバー", "送信時の認証"},
			{"送信メールサーバー", "SMTP認証"},
			{"送信メールサーバー", "OAuth認可サーバー"},
			{"送信メールサーバー", "ユーザーID"},
			{"送信メールサーバー", "パスワード"},
			{"送信メールサーバー", "OAuth認可サーバー認証"},
		},
		words: []string{"個人アカウント", "共有アカウント", "使用する", "使用しない", "出力する", "出力しない", "管理者設定", "ウェブメール設定", "個別に設定", "なし", "TLS", "STARTTLS", "STARTTLS (証明書の検証なし)", "標準", "標準(APOP)", "XOAUTH2", "認証しない", "POP before SMTP", "SMTP認証", "XOAUTH2認証", "CRAM-MD5", "LOGIN", "PLAIN"},
	},
	"ireporter": {
		screen: []string{"システム管理", "メール設定通知", "メール基本設定", "編集"},
		form: []entry{
			{"", "認証タイプ"},
			{"SMTP認証設定", "サーバー"},
			{"SMTP認証設定", "ポート番号"},
			{"SMTP認証設定", "ユーザー"},
			{"SMTP認証設定", "パスワード"},
			{"SMTP認証設定", "SSL"},
			{"OAuth設定", "プロバイター"},
			{"OAuth設定", "クライアントID"},
			{"OAuth設定", "クライアントシークレット"},
			{"OAuth設定", "テナントID"},
			{"共通の設定", "ManagerRoot"},
			{"Azureポータル アプリの登録", "リダイレクトURI"},
			{"Google Cloud Console 認証情報", "承認済みのリダイレクト URI"},
		},
		words: []string{"SMTP認証", "OAuth", "Google", "Microsoft"},
	},
}

func TestFormsSpeakTheManualsWords(t *testing.T) {
	for _, app := range Apps() {
		if !app.HasForm() {
			continue
		}
		want, ok := manuals[app.ID]
		if !ok {
			t.Errorf("%s was not compared with its manual", app.ID)
		}
		var got []entry
		var words []string
		for _, s := range app.Sections {
			for _, f := range s.Fields {
				got = append(got, entry{s.Title.JA, f.Label})
				words = append(words, wordsOf(f)...)
			}
		}
		for _, w := range words {
			if w != "" && !slices.Contains(want.words, w) {
				t.Errorf("%s: %q is no word of the form", app.ID, w)
			}
		}
		for _, w := range want.words {
			if !slices.Contains(words, w) {
				t.Errorf("%s: the form's word %q is nowhere", app.ID, w)
			}
		}
		if !slices.Equal(got, want.form) {
			t.Errorf("%s: form is\n%q, want\n%q", app.ID, got, want.form)
		}
		var screen []string
		for _, l := range app.Screen {
			screen = append(screen, l.JA)
		}
		if !slices.Equal(screen, want.screen) {
			t.Errorf("%s: screen is %q, want %q", app.ID, screen, want.screen)
		}
	}
}

// Whatever the settings, every field of a form is printed, in its order.
func TestEveryFieldOfAFormIsPrinted(t *testing.T) {
	for _, app := range Apps() {
		for name, change := range map[string]func(*store.Profile){
			"starttls": nil, "pop": withPop, "oauth": withOAuth, "receiving": withReceiving, "api": withAPI,
		} {
			var got []entry
			for _, r := range app.Sheet(profile(change)).Rows {
				if r.Label != "" {
					got = append(got, entry{r.Section.JA, r.Label})
				}
			}
			if app.HasForm() && !slices.Equal(got, manuals[app.ID].form) {
				t.Errorf("%s, %s: %q", app.ID, name, got)
			}
		}
	}
}

func TestEveryWordOfAFormHasAGloss(t *testing.T) {
	for _, app := range Apps() {
		for _, s := range app.Sections {
			if s.Title.JA != "" && s.Title.EN == "" {
				t.Errorf("%s: section %q has no gloss", app.ID, s.Title.JA)
			}
			for _, f := range s.Fields {
				for _, w := range wordsOf(f) {
					if !ascii(w) && app.Glosses[w] == "" {
						t.Errorf("%s: %s: %q has no gloss", app.ID, f.Label, w)
					}
				}
			}
		}
	}
}

// wordsOf are the form's words that a field can show.
func wordsOf(f Field) []string {
	out := []string{f.Fixed}
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
